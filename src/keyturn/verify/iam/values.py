"""One value against a policy's values, by IAM's operators; and whether one key can meet all that is required of it.

Sources: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
reference_policies_condition-keys.html (keys that are always there, that hold several values, that are booleans).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import pairwise
from math import isfinite
from typing import Final

from keyturn.verify.iam.logic import ACTION, RESOURCE, All, Comparison, Formula, Literal, Open, Some, apart
from keyturn.verify.iam.texts import CannotFollow, fits, some_text

ON_TEXT: Final = frozenset({
    "stringequals", "stringequalsignorecase", "stringlike", "arnlike", "bool", "binaryequals", "resource", "action",
})  # fmt: skip
"""The operators that compare with patterns."""

_ALWAYS: Final = frozenset({
    "aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:requestedregion", "aws:principalaccount",
    "aws:principalarn", "aws:principaltype", "aws:userid", "aws:viaawsservice", RESOURCE, ACTION,
})  # fmt: skip
_BOOLEANS: Final = frozenset({
    "aws:securetransport", "aws:multifactorauthpresent", "aws:viaawsservice", "aws:principalisawsservice",
    "kms:bypasspolicylockoutsafetycheck", "kms:grantisforawsresource",
})  # fmt: skip
_CLOCK: Final = frozenset({"aws:currenttime", "aws:epochtime"})
_LISTS: Final = frozenset({
    "aws:tagkeys", "aws:calledvia", "aws:principalorgpaths", "aws:resourceorgpaths", "aws:sourceorgpaths",
    "aws:principalservicenameslist",
})  # fmt: skip
_SESSION: Final = timedelta(hours=36)
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_SECONDS: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
_MILLISECONDS: Final = 1e11  # as seconds they would lie after the year 5138
_BRANCHES: Final = 200_000


def number(text: str) -> float | None:
    """A decimal number; None if `text` is none, or is too large to be compared."""
    found = float(text) if _DECIMAL.fullmatch(text) else None
    return found if found is not None and isfinite(found) else None


def instant(text: str) -> float | None:
    """Seconds since 1970 of what IAM takes for an instant (ISO 8601, or seconds or milliseconds); None for the rest."""
    if _SECONDS.fullmatch(text):
        seconds = float(text)
        return seconds / 1000 if seconds > _MILLISECONDS else seconds
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def block(text: str) -> tuple[int, int, int] | None:
    """The version, first and last address of an address or block; None if `text` is neither."""
    try:
        read = ip_network(text, strict=False)
    except ValueError:
        return None
    return read.version, int(read.network_address), int(read.broadcast_address)


def can_read(operator: str, value: str) -> bool:
    """Whether `operator` can compare with `value` at all."""
    if operator.startswith("numeric"):
        return number(value) is not None
    if operator.startswith("date"):
        return instant(value) is not None
    match operator:
        case "ipaddress":
            return block(value) is not None
        case "bool":
            return value.lower() in {"true", "false"}
        case "arnlike":
            return value == "*" or value.count(":") >= 5
        case _:
            return operator != "binaryequals" or "${" not in value


def meets(comparison: Comparison, value: str) -> bool:
    """Whether one value meets one of the comparison's, its set operator and negation apart."""
    operator = comparison.operator
    if operator in ON_TEXT:
        return any(fits(one, value) for one in comparison.patterns)
    if operator == "ipaddress":
        inner = block(value)
        outers = [outer for one in comparison.values if (outer := block(one)) is not None]
        return inner is not None and any(
            inner[0] == outer[0] and outer[1] <= inner[1] and inner[2] <= outer[2] for outer in outers
        )
    read = instant if operator.startswith("date") else number
    left = read(value)
    relation = operator.removeprefix("date").removeprefix("numeric")
    return left is not None and any(
        _ordered(relation, left, right) for one in comparison.values if (right := read(one)) is not None
    )


def _ordered(relation: str, left: float, right: float) -> bool:
    match relation:
        case "equals":
            return left == right
        case "lessthan":
            return left < right
        case "lessthanequals":
            return left <= right
        case "greaterthan":
            return left > right
        case _:
            return left >= right


@dataclass(frozen=True, slots=True)
class _Required:
    """What one value must be: a comparison that it meets, or does not."""

    comparison: Comparison
    met: bool


class Keys:
    """Decides formulas over keys, for requests at or after one instant."""

    def __init__(self, at: datetime) -> None:
        self._at: Final = at
        self._decided: dict[Formula, bool] = {}
        self._met: dict[frozenset[Literal], bool] = {}
        self._branches = 0

    def possible(self, formula: Formula) -> bool:
        """Whether some request makes `formula` hold. Raises CannotFollow."""
        if isinstance(formula, bool):
            return formula
        found = self._decided.get(formula)
        if found is None:
            self._branches = 0
            parts = formula.parts if isinstance(formula, Some) else (formula,)
            found = any(all(self._search(group, {}) for group in apart(part)) for part in parts)
            self._decided[formula] = found
        return found

    def _search(self, todo: Sequence[Open], known: dict[str, frozenset[Literal]]) -> bool:
        """Whether `todo` can hold together with what is `known` of each key."""
        self._branches += 1
        if self._branches > _BRANCHES:
            raise CannotFollow
        choices: list[Some] = []
        ahead = list(todo)
        touched: set[str] = set()
        while ahead:
            match ahead.pop():
                case All(parts):
                    ahead += parts
                case Some() as choice:
                    choices.append(choice)
                case Literal() as literal:
                    key = literal.comparison.key
                    known = {**known, key: known.get(key, frozenset()) | {literal}}
                    touched.add(key)
        if not all(self._can_be(key, known[key]) for key in touched):
            return False
        if not choices:
            return True
        choices.sort(key=lambda one: len(one.parts), reverse=True)
        choice = choices.pop()
        return any(self._search((*choices, part), known) for part in choice.parts)

    # ------------------------------------------------------------------------------------------------ one key

    def _can_be(self, key: str, required: frozenset[Literal]) -> bool:
        found = self._met.get(required)
        if found is None:
            found = self._met[required] = self._absent(key, required) or self._present(key, required)
        return found

    @staticmethod
    def _absent(key: str, required: Iterable[Literal]) -> bool:
        """Whether all holds where the key is absent."""
        if key in _ALWAYS:
            return False
        return all(
            one.holds == (one.comparison.operator == "null" or one.comparison.each == "all" or one.comparison.if_exists)
            for one in required
        )

    def _present(self, key: str, required: Iterable[Literal]) -> bool:
        """Whether all holds with some content of the key: what every value must be, and what one value must be."""
        of_all: set[_Required] = set()
        of_one: list[_Required] = []
        several = False
        for literal in required:
            comparison = literal.comparison
            if comparison.operator == "null":
                if literal.holds:
                    return False
                continue
            several = several or bool(comparison.each)
            asked = _Required(comparison, literal.holds != comparison.negated)
            if (comparison.each == "all") == literal.holds:
                of_all.add(asked)
            else:
                of_one.append(asked)
        if several and (key in _LISTS or not key.startswith("aws:")):
            return (
                all(self._some_value(key, of_all | {one}) for one in of_one)
                if of_one
                else self._some_value(key, of_all)
            )
        return self._some_value(key, of_all | set(of_one))

    def _some_value(self, key: str, required: set[_Required]) -> bool:
        """Whether one value can be all that is required."""
        if not required:
            return True
        if key in _BOOLEANS:
            return any(_is(value, required) for value in ("true", "false"))
        on_text = {one for one in required if one.comparison.operator in ON_TEXT}
        others = required - on_text
        if on_text and not _text(on_text):
            return False
        # A key that is compared both as text and as something else: each is looked at by itself, which errs on the yes.
        return not others or any(_is(value, others) for value in self._values(key, others))

    def _values(self, key: str, required: Iterable[_Required]) -> Iterator[str]:
        """One value for each region between the bounds of the comparisons, and one that none of them can read."""
        bounds: set[float] = set()
        for one in required:
            operator = one.comparison.operator
            for value in one.comparison.values:
                if operator == "ipaddress":
                    yield from _addresses(value)
                else:
                    bound = instant(value) if operator.startswith("date") else number(value)
                    bounds |= set() if bound is None else {bound}
        first = None
        if key in _CLOCK:
            first = self._at.timestamp()
        elif key == "aws:tokenissuetime":
            first = (self._at - _SESSION).timestamp()
        if first is not None:
            bounds.add(first)
        elif "tag/" in key:
            yield ""
        line = sorted(bounds or {0.0})
        dated = any(one.comparison.operator.startswith("date") for one in required)
        between = ((low + high) / 2 for low, high in pairwise(line))
        for moment in (*line, *between, line[0] - 1, line[-1] + 1):
            if first is None or moment >= first:
                yield _written(moment, dated=dated)


def _is(value: str, required: Iterable[_Required]) -> bool:
    return all(meets(one.comparison, value) == one.met for one in required)


def _text(required: Iterable[_Required]) -> bool:
    wanted = frozenset(one.comparison.patterns for one in required if one.met)
    unwanted = frozenset(pattern for one in required if not one.met for pattern in one.comparison.patterns)
    return some_text(wanted, unwanted)


def _written(value: float, *, dated: bool) -> str:
    """A number, or seconds since 1970; so many seconds that they would count as milliseconds are written as such."""
    if dated and value > _MILLISECONDS:
        return str(int(value * 1000))
    return str(int(value)) if value == int(value) else repr(value)


def _addresses(text: str) -> Iterator[str]:
    """The first address of a block and the one after its last; and the first of all."""
    read = block(text)
    yield from ("0.0.0.0", "::")  # noqa: S104 - an address to compare, nothing listens on it
    if read is not None:
        version, first, last = read
        for value in (first, last + 1):
            if version == 4 and value < 1 << 32:
                yield str(IPv4Address(value))
            elif version == 6 and value < 1 << 128:
                yield str(IPv6Address(value))
