"""Policy documents, read strictly: what is not one of IAM's elements is kept as a doubt, never passed over.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import Malformed, quoted
from keyturn.prover.comparisons import OPERATORS, POSITIVE, WITH_VARIABLES, readable
from keyturn.prover.formula import ACTION, RESOURCE

VARIABLES_SINCE: Final = "2012-10-17"
_OLDER: Final = "2008-10-17"
_DOCUMENT: Final = frozenset({"Version", "Id", "Statement"})
_ACTION: Final = re.compile(r"\*|[A-Za-z0-9?*-]+:[A-Za-z0-9?*_.-]+|[A-Za-z0-9?-]*\*[A-Za-z0-9?*-]*")
_PRINCIPALS: Final = frozenset({"AWS", "Service", "Federated", "CanonicalUser"})
_EACH: Final = {"foranyvalue": "any", "forallvalues": "all"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a `Condition` element. `op` is the positive operator; `negated` says that it is turned round.

    `values` are as written, those left out that `op` cannot read: then `doubt` says so.
    """

    key: str
    op: str
    negated: bool
    values: tuple[str, ...]
    each: str = ""
    if_exists: bool = False
    doubt: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One statement. `label` says where it stands; `doubt` what in it is not understood, None if all is.

    `actions` and `resources` are patterns as written; with `not_actions` or `not_resources` they are those left out.
    `principals` are (kind, value) pairs, None where there is no such element. Two statements are equal only if they
    are the same one.
    """

    label: str
    allows: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    principals: tuple[tuple[str, str], ...] | None
    not_principals: bool
    clauses: tuple[Clause, ...]
    variables: bool
    doubt: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One policy document: its statements, in order, and what the whole of it leaves in doubt."""

    label: str
    statements: tuple[Statement, ...]
    written: Json = field(default=None, repr=False)


def doubtful(label: str, cause: str) -> Document:
    """A document that could not be read: it may allow anything."""
    return Document(label, (_anything(label, cause, allows=True),))


def _anything(label: str, cause: str, *, allows: bool) -> Statement:
    """A statement that is not understood: it may allow, or deny, anything to anybody."""
    return Statement(
        label=label,
        allows=allows,
        actions=("*",),
        not_actions=False,
        resources=("*",),
        not_resources=False,
        principals=(("*", "*"),),
        not_principals=False,
        clauses=(),
        variables=False,
        doubt=cause,
    )


def parse(written: Json, label: str) -> Document:
    """Read a document as IAM returns it: an object, or its text, perhaps percent-encoded.

    What cannot be read at all becomes a document that may allow anything.
    """
    try:
        members = _members(written)
        statements = members.get("Statement", [])
        version = members.get("Version", _OLDER)
        surplus = [name for name in members if name not in _DOCUMENT]
        if surplus:
            raise _NotUnderstood(f"has an element `{quoted(surplus[0])}`")
        if version not in (VARIABLES_SINCE, _OLDER):
            raise _NotUnderstood(f"has the version `{quoted(version)}`")
        found = statements if isinstance(statements, list | tuple) else [statements]
        return Document(
            label,
            tuple(
                _statement(one, label, number, variables=version == VARIABLES_SINCE)
                for number, one in enumerate(found, 1)
            ),
            members,
        )
    except _NotUnderstood as error:
        return doubtful(label, f"{label} {error}")


class _NotUnderstood(Exception):
    """Why a document or statement is in doubt."""


def _members(written: Json) -> Mapping[str, Json]:
    if isinstance(written, str):
        text = written.strip()
        try:
            written = loads((text if text.startswith("{") else unquote(text)).encode("utf-8"))
        except (Malformed, UnicodeEncodeError):
            raise _NotUnderstood("is not JSON") from None
    if not isinstance(written, Mapping):
        raise _NotUnderstood("is not an object")
    return written


def _statement(written: Json, label: str, number: int, *, variables: bool) -> Statement:
    if not isinstance(written, Mapping):
        raise _NotUnderstood(f"has a statement {number} that is not an object")
    sid = written.get("Sid")
    at = f"{label}, statement {quoted(sid) if isinstance(sid, str) and sid else number}"
    effect = written.get("Effect")
    allows = effect != "Deny"
    try:
        return _read(written, at, allows=allows, variables=variables)
    except _NotUnderstood as error:
        return _anything(at, f"{at} {error}", allows=allows)


def _read(written: Mapping[str, Json], at: str, *, allows: bool, variables: bool) -> Statement:
    known = {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
    if surplus := [name for name in written if name not in known]:
        raise _NotUnderstood(f"has an element `{quoted(surplus[0])}`")
    if written.get("Effect") not in ("Allow", "Deny"):
        raise _NotUnderstood(f"has the effect `{quoted(written.get('Effect'))}`")
    for name in ("Principal", "Action", "Resource"):
        if name in written and f"Not{name}" in written:
            raise _NotUnderstood(f"has both `{name}` and `Not{name}`")
    actions = _texts(written, "NotAction" if "NotAction" in written else "Action")
    resources = _texts(written, "NotResource" if "NotResource" in written else "Resource")
    if not actions:
        raise _NotUnderstood("names no action")
    if bad := [action for action in actions if not _ACTION.fullmatch(action)]:
        raise _NotUnderstood(f"names an action `{quoted(bad[0])}`")
    doubt: list[str] = []
    clauses = tuple(_clauses(written.get("Condition"), doubt))
    return Statement(
        at,
        allows,
        actions,
        "NotAction" in written,
        resources,
        "NotResource" in written,
        _principals(written),
        "NotPrincipal" in written,
        clauses,
        variables,
        f"{at} {doubt[0]}" if doubt else None,
    )


def _texts(written: Mapping[str, Json], name: str) -> tuple[str, ...]:
    value = written.get(name, [])
    found = value if isinstance(value, list | tuple) else [value]
    texts: list[str] = []
    for one in found:
        if not isinstance(one, str):
            raise _NotUnderstood(f"has in `{name}` what is not text")
        texts.append(one)
    return tuple(texts)


def _principals(written: Mapping[str, Json]) -> tuple[tuple[str, str], ...] | None:
    name = "NotPrincipal" if "NotPrincipal" in written else "Principal"
    if name not in written:
        return None
    value = written[name]
    if value == "*":
        return (("*", "*"),)
    if not isinstance(value, Mapping):
        raise _NotUnderstood(f"has in `{name}` what is not an object")
    pairs: list[tuple[str, str]] = []
    for kind in value:
        if kind not in _PRINCIPALS:
            raise _NotUnderstood(f"has in `{name}` the kind `{quoted(kind)}`")
        pairs += [(kind, one) for one in _texts(value, kind)]
    return tuple(pairs)


def _clauses(written: Json, doubt: list[str]) -> Iterator[Clause]:
    if written is None:
        return
    if not isinstance(written, Mapping):
        raise _NotUnderstood("has a `Condition` that is not an object")
    for name, compared in written.items():
        each, op, if_exists = _operator(name)
        if op is None or not isinstance(compared, Mapping):
            doubt.append(f"compares with `{quoted(name)}`, which is no operator")
            continue
        base = POSITIVE.get(op, "ArnLike" if op == "ArnEquals" else op)
        for key, wanted in compared.items():
            values = _values(wanted)
            if key.lower() in {RESOURCE, ACTION}:
                # The names that formulas use for what is no key of a request.
                doubt.append(f"compares `{quoted(key)}`, which is no key")
                continue
            if values is None:
                doubt.append(f"compares `{quoted(key)}` with what is not text")
                continue
            read = tuple(value for value in values if _readable(base, value))
            bad = [value for value in values if value not in read]
            cause = (
                f"compares `{quoted(key)}` by {quoted(name)} with `{quoted(bad[0])}`, no value of its" if bad else None
            )
            yield Clause(key.lower(), base, op in POSITIVE, read, each, if_exists, cause)


def _operator(name: str) -> tuple[str, str | None, bool]:
    """Take an operator's name apart: set operator, the operator itself (None if it is none), and `IfExists`."""
    prefix, colon, rest = name.rpartition(":")
    each = _EACH.get(prefix.lower(), "?") if colon else ""
    lower = rest.lower()
    if_exists = lower.endswith("ifexists")
    op = OPERATORS.get(lower.removesuffix("ifexists") if if_exists else lower)
    if each == "?" or (op == "Null" and (each or if_exists)):
        return each, None, if_exists
    return each, op, if_exists


def _values(wanted: Json) -> tuple[str, ...] | None:
    found = wanted if isinstance(wanted, list | tuple) else [wanted]
    texts: list[str] = []
    for one in found:
        match one:
            case bool():
                texts.append("true" if one else "false")
            case str():
                texts.append(one)
            case int() | float():
                texts.append(str(one))
            case _:
                return None
    return tuple(texts)


def _readable(op: str, value: str) -> bool:
    """Whether `op` can compare with `value` at all; a variable may turn out to be anything."""
    return op == "Null" or (op in WITH_VARIABLES and "${" in value) or readable(op, value)
