"""Policy documents as the auditor reads them.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. What is not in the grammar may mean
anything. Whoever is given the benefit of that doubt is said when a document is read: to refute a proof, whoever attacks
(`kindly`); to confirm a way round, nobody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import Malformed
from keyturn.verify.iam.logic import ACTION, RESOURCE
from keyturn.verify.iam.values import can_read

_VERSIONS: Final = ("2012-10-17", "2008-10-17")
_TOP: Final = {"Version", "Id", "Statement"}
_ELEMENTS: Final = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
_KINDS: Final = {"AWS", "Service", "Federated", "CanonicalUser"}
_ACTION: Final = re.compile(r"\*|[A-Za-z0-9?*-]+:[A-Za-z0-9?*_.-]+|[A-Za-z0-9?-]*\*[A-Za-z0-9?*-]*")
_NEGATIVE: Final = {
    "stringnotequals": "stringequals", "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike", "arnnotequals": "arnlike", "arnnotlike": "arnlike",
    "numericnotequals": "numericequals", "datenotequals": "dateequals", "notipaddress": "ipaddress",
}  # fmt: skip
_ORDER: Final = ("equals", "lessthan", "lessthanequals", "greaterthan", "greaterthanequals")
_POSITIVE: Final = {
    **{one: one for one in ("stringequals", "stringequalsignorecase", "stringlike", "arnlike", "bool", "binaryequals")},
    **{f"{kind}{order}": f"{kind}{order}" for kind in ("numeric", "date") for order in _ORDER},
    "arnequals": "arnlike", "ipaddress": "ipaddress", "null": "null",
}  # fmt: skip
WITH_VARIABLES: Final = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnlike", "bool"})
"""The operators whose values may hold `${...}` (reference_policies_variables.html)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison of a `Condition`. `values`: those that the operator can read; `doubtful`: there were others."""

    key: str
    operator: str
    negated: bool
    values: tuple[str, ...]
    each: str
    if_exists: bool
    doubtful: bool


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One statement; `principals` None: it names none."""

    allows: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    principals: tuple[tuple[str, str], ...] | None
    not_principals: bool
    clauses: tuple[Clause, ...]
    variables: bool


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The statements of one policy document."""

    statements: tuple[Statement, ...]


def anything(*, allows: bool = True) -> Statement:
    """A statement about everything and everybody."""
    return Statement(
        allows=allows,
        actions=("*",),
        not_actions=False,
        resources=("*",),
        not_resources=False,
        principals=(("*", "*"),),
        not_principals=False,
        clauses=(),
        variables=False,
    )


ANYTHING: Final = Document((anything(),))


class _NotInTheGrammar(Exception):
    """What is read is not in IAM's grammar."""


class Reader:
    """Reads documents, each doubt decided for the attacker (`kindly`) or against."""

    def __init__(self, *, kindly: bool) -> None:
        self.kindly: Final = kindly

    def unknown(self) -> Document:
        """A document that is not there to be read."""
        return ANYTHING if self.kindly else Document(())

    def read(self, written: Json) -> Document:
        """Read a document: an object, or its text, perhaps percent-encoded."""
        try:
            members = self._members(written)
            version = members.get("Version", _VERSIONS[1])
            if members.keys() - _TOP or version not in _VERSIONS:
                raise _NotInTheGrammar
            listed = members.get("Statement", [])
            variables = version == _VERSIONS[0]
            found = [
                self._statement(one, variables=variables) for one in (listed if isinstance(listed, list) else [listed])
            ]
        except _NotInTheGrammar:
            return self.unknown()
        return Document(tuple(one for one in found if one is not None))

    @staticmethod
    def _members(written: Json) -> Mapping[str, Json]:
        if isinstance(written, str):
            text = written.strip()
            try:
                written = loads((text if text.startswith("{") else unquote(text)).encode("utf-8"))
            except (Malformed, UnicodeEncodeError):
                raise _NotInTheGrammar from None
        if not isinstance(written, Mapping):
            raise _NotInTheGrammar
        return written

    def _statement(self, written: Json, *, variables: bool) -> Statement | None:
        if not isinstance(written, Mapping):
            raise _NotInTheGrammar
        allows = written.get("Effect") != "Deny"
        try:
            return self._read(written, variables=variables)
        except _NotInTheGrammar:
            return anything(allows=allows) if self._helps(allows=allows) else None

    def _helps(self, *, allows: bool) -> bool:
        """Whether a doubtful statement of this effect counts as one that speaks."""
        return allows == self.kindly

    def _read(self, written: Mapping[str, Json], *, variables: bool) -> Statement | None:
        if written.keys() - _ELEMENTS or written.get("Effect") not in ("Allow", "Deny"):
            raise _NotInTheGrammar
        if any(name in written and f"Not{name}" in written for name in ("Principal", "Action", "Resource")):
            raise _NotInTheGrammar
        allows = written["Effect"] == "Allow"
        actions = _texts(written.get("NotAction", written.get("Action", [])))
        if not actions or not all(map(_ACTION.fullmatch, actions)):
            raise _NotInTheGrammar
        clauses = tuple(self._clauses(written.get("Condition"), allows=allows))
        if None in clauses:
            return None
        return Statement(
            allows=allows,
            actions=tuple(one.lower() for one in actions),
            not_actions="NotAction" in written,
            resources=_texts(written.get("NotResource", written.get("Resource", []))),
            not_resources="NotResource" in written,
            principals=_principals(written),
            not_principals="NotPrincipal" in written,
            clauses=tuple(one for one in clauses if one is not None),
            variables=variables,
        )

    def _clauses(self, written: Json, *, allows: bool) -> Iterator[Clause | None]:
        """The comparisons of a condition; None where the whole statement does not speak because of one."""
        if written is None:
            return
        if not isinstance(written, Mapping):
            raise _NotInTheGrammar
        for name, compared in written.items():
            read = _operator(name)
            if read is None or not isinstance(compared, Mapping):
                if not self._helps(allows=allows):
                    yield None
                continue
            each, operator, if_exists = read
            base = _NEGATIVE.get(operator) or _POSITIVE[operator]
            if any(key.lower() in {RESOURCE, ACTION} for key in compared):
                raise _NotInTheGrammar  # the names that the formulas use for what is no key
            for key, wanted in compared.items():
                values = _values(wanted)
                if values is None:
                    if not self._helps(allows=allows):
                        yield None
                    continue
                known = tuple(one for one in values if _readable(base, one))
                yield from self._clause(
                    Clause(key.lower(), base, operator in _NEGATIVE, known, each, if_exists, doubtful=known != values),
                    allows=allows,
                )

    def _clause(self, clause: Clause, *, allows: bool) -> Iterator[Clause | None]:
        """A value that cannot be read may be met or not: the clause then holds, fails, or says what the others say."""
        if not clause.doubtful:
            yield clause
        elif clause.negated:
            yield clause if self._helps(allows=allows) else None
        elif not self._helps(allows=allows):
            yield clause


def _texts(value: Json) -> tuple[str, ...]:
    found = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, str) for one in found):
        raise _NotInTheGrammar
    return tuple(str(one) for one in found)


def _principals(written: Mapping[str, Json]) -> tuple[tuple[str, str], ...] | None:
    if "Principal" not in written and "NotPrincipal" not in written:
        return None
    value = written.get("NotPrincipal", written.get("Principal"))
    if value == "*":
        return (("*", "*"),)
    if not isinstance(value, Mapping) or value.keys() - _KINDS:
        raise _NotInTheGrammar
    return tuple((kind, one) for kind, names in value.items() for one in _texts(names))


def _operator(name: str) -> tuple[str, str, bool] | None:
    """The set operator ("any", "all" or ""), the operator in lower case, and whether `IfExists` follows."""
    prefix, colon, rest = name.lower().rpartition(":")
    each = {"foranyvalue": "any", "forallvalues": "all"}.get(prefix) if colon else ""
    if_exists = rest.endswith("ifexists")
    operator = rest.removesuffix("ifexists") if if_exists else rest
    if each is None or (operator not in _POSITIVE and operator not in _NEGATIVE):
        return None
    if operator == "null" and (each or if_exists):
        return None
    return each, operator, if_exists


def _values(wanted: Json) -> tuple[str, ...] | None:
    found = wanted if isinstance(wanted, list | tuple) else [wanted]
    texts: list[str] = []
    for one in found:
        if isinstance(one, bool):
            texts.append("true" if one else "false")
        elif isinstance(one, str | int | float):
            texts.append(str(one))
        else:
            return None
    return tuple(texts)


def _readable(operator: str, value: str) -> bool:
    return operator == "null" or (operator in WITH_VARIABLES and "${" in value) or can_read(operator, value)
