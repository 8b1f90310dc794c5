"""IAM documents read anew for the auditor: plainly, and never in the account's favour.

No formula and no solver: a condition on something that is not known is taken to hold where it allows and to fail where
it denies. What this reader calls impossible is impossible; what it calls possible may not be.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import Malformed

_NEGATED: Final = {
    "stringnotequals": ("stringequals", False),
    "stringnotlike": ("stringlike", True),
    "arnnotequals": ("arnlike", True),
    "arnnotlike": ("arnlike", True),
}
_PLAIN: Final = {"stringequals": False, "stringlike": True, "arnequals": True, "arnlike": True}


class CannotRead(Malformed):
    """A document is not one that this reader understands, so nothing is verified."""

    def __init__(self, why: str) -> None:
        super().__init__("policy document", why, "the auditor reads only what IAM's grammar has")


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement. `conditions` are (operator, key, values), all in lower case but the values."""

    allows: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    principals: Mapping[str, tuple[str, ...]]
    not_principals: bool


@lru_cache(maxsize=200_000)
def covers(pattern: str, text: str) -> bool:
    """Whether `pattern` matches all that `text` stands for; a wildcard in `text` is met by a `*` alone."""
    if pattern == "*":
        return True
    regex = "".join(".*" if c == "*" else "[^*]" if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch(regex, text, re.DOTALL) is not None


@lru_cache(maxsize=200_000)
def meet(left: str, right: str) -> bool:
    """Whether some text matches both patterns."""
    if "*" not in right and "?" not in right:
        return covers(left, right)
    seen: set[tuple[int, int]] = set()
    ahead = [(0, 0)]
    while ahead:
        at = ahead.pop()
        if at in seen:
            continue
        seen.add(at)
        one, two = at
        if one == len(left) and two == len(right):
            return True
        first = left[one] if one < len(left) else ""
        second = right[two] if two < len(right) else ""
        if first == "*":
            ahead.append((one + 1, two))
        if second == "*":
            ahead.append((one, two + 1))
        if first and second and (first == second or first in "*?" or second in "*?"):
            ahead.append((one if first == "*" else one + 1, two if second == "*" else two + 1))
    return False


def read(document: Json) -> tuple[Rule, ...]:
    """The statements of a document, an object or its text. Raises CannotRead."""
    if isinstance(document, str):
        text = document.strip()
        document = loads((text if text.startswith("{") else unquote(text)).encode())
    if not isinstance(document, Mapping):
        raise CannotRead("not an object")
    statements = document.get("Statement", [])
    found = statements if isinstance(statements, list | tuple) else [statements]
    plain = document.get("Version") != "2012-10-17"
    return tuple(_rule(one, plain=plain) for one in found)


def _rule(statement: Json, *, plain: bool) -> Rule:
    if not isinstance(statement, Mapping) or statement.get("Effect") not in {"Allow", "Deny"}:
        raise CannotRead("a statement without an effect")
    resources = _texts(statement.get("NotResource", statement.get("Resource", "*")))
    return Rule(
        allows=statement["Effect"] == "Allow",
        actions=tuple(one.lower() for one in _texts(statement.get("NotAction", statement.get("Action", [])))),
        not_actions="NotAction" in statement,
        resources=resources if plain else tuple(re.sub(r"\$\{[^}]*\}", "${}", one) for one in resources),
        not_resources="NotResource" in statement,
        conditions=tuple(_conditions(statement.get("Condition"))),
        principals=_principals(statement.get("NotPrincipal", statement.get("Principal"))),
        not_principals="NotPrincipal" in statement,
    )


def _texts(value: Json) -> tuple[str, ...]:
    found = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, str) for one in found):
        raise CannotRead("an element that is not text")
    return tuple(str(one) for one in found)


def _conditions(value: Json) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if value is None:
        return
    if not isinstance(value, Mapping):
        raise CannotRead("a condition that is not an object")
    for operator, compared in value.items():
        if not isinstance(compared, Mapping):
            raise CannotRead("a condition that is not an object")
        for key, wanted in compared.items():
            found = wanted if isinstance(wanted, list | tuple) else [wanted]
            yield operator.lower(), key.lower(), tuple(str(one) for one in found)


def _principals(value: Json) -> Mapping[str, tuple[str, ...]]:
    if value is None:
        return {}
    if value == "*":
        return {"AWS": ("*",)}
    if not isinstance(value, Mapping):
        raise CannotRead("a principal that is not an object")
    return {kind: _texts(names) for kind, names in value.items()}


def names_action(rule: Rule, action: str) -> bool:
    """Whether a statement may be about `action` (with an Allow), or surely is about all of it (with a Deny)."""
    compare = meet if rule.allows != rule.not_actions else covers
    return any(compare(pattern, action.lower()) for pattern in rule.actions) != rule.not_actions


def names_resource(rule: Rule, resource: str) -> bool:
    """The same for a resource. A variable may be anything in an Allow, and is nothing in a Deny."""
    widens = rule.allows != rule.not_resources
    patterns = [one.replace("${}", "*") for one in rule.resources if widens or "${}" not in one]
    compare = meet if widens else covers
    return any(compare(_full(pattern), resource) for pattern in patterns) != rule.not_resources


def _full(pattern: str) -> str:
    missing = 5 - pattern.count(":")
    return pattern if pattern == "*" or missing <= 0 else pattern + ":*" * missing


def may_hold(rule: Rule, known: Mapping[str, str]) -> bool:
    """Whether a statement's conditions may hold (Allow), or surely do (Deny), given the keys that are known."""
    return all(_holds(operator, key, values, known, unsure=rule.allows) for operator, key, values in rule.conditions)


def _holds(operator: str, key: str, values: Sequence[str], known: Mapping[str, str], *, unsure: bool) -> bool:
    if key not in known or any("${" in value for value in values):
        return unsure
    if operator in _NEGATED:
        _, wild = _NEGATED[operator]
        return not any(_same(value, known[key], wild=wild) for value in values)
    if operator in _PLAIN:
        return any(_same(value, known[key], wild=_PLAIN[operator]) for value in values)
    return unsure


def _same(pattern: str, text: str, *, wild: bool) -> bool:
    return covers(pattern, text) if wild else pattern == text


def may(rules: Sequence[Rule], action: str, resource: str, known: Mapping[str, str]) -> bool:
    """Whether `rules` may let `action` on `resource` through: an Allow that may speak, and no Deny that surely does."""
    spoken = [one for one in rules if names_action(one, action) and names_resource(one, resource)]
    allowed = any(one.allows and may_hold(one, known) for one in spoken)
    return allowed and not any(not one.allows and may_hold(one, known) for one in spoken)
