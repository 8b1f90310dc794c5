"""Whether a formula over context keys can be true, and the shortest request context that makes it so.

Each key is taken by itself: the automata of all its patterns say which combinations of answers some text gives. Keys
that share no part of the formula are decided apart. The answer is exact, and it is found by looking at finitely many
cases, or `Undecided` is raised: there is no third way to say no.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from itertools import combinations, pairwise
from math import comb
from typing import Final, TypeAlias

from keyturn.prover.comparisons import MILLISECONDS, TEXT, instant, meets, network, number
from keyturn.prover.formula import Either, Every, Formula, Not, Test, leaves, settled
from keyturn.prover.wildcards import Product, Undecided, padded, plain

Witness: TypeAlias = tuple[tuple[str, tuple[str, ...] | None], ...]
"""Values of context keys, by key; None: the key is absent."""

_Case: TypeAlias = tuple[dict[Test, bool], tuple[str, ...] | None]

_ALWAYS: Final = frozenset({
    "aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:requestedregion", "aws:principalaccount",
    "aws:principalarn", "aws:principaltype", "aws:userid", "aws:viaawsservice", "\N{MIDDLE DOT}resource",
    "\N{MIDDLE DOT}action",
})  # fmt: skip
"""Keys that stand in every request (reference_policies_condition-keys.html)."""

_BOOLEAN: Final = frozenset({
    "aws:securetransport", "aws:multifactorauthpresent", "aws:viaawsservice", "aws:principalisawsservice",
    "kms:bypasspolicylockoutsafetycheck", "kms:grantisforawsresource",
})  # fmt: skip
_CLOCK: Final = frozenset({"aws:currenttime", "aws:epochtime"})
_LONGEST_SESSION: Final = timedelta(hours=36)

_SEVERAL: Final = frozenset({
    "aws:tagkeys", "aws:calledvia", "aws:principalorgpaths", "aws:resourceorgpaths", "aws:sourceorgpaths",
    "aws:principalservicenameslist",
})  # fmt: skip
"""The global keys that hold several values. Of service keys any may."""

_MOST_CASES: Final = 20_000


def satisfy(formula: Formula, at: datetime) -> Witness | None:
    """Return the context in which `formula` holds at or after `at`, None if there is none. Raises Undecided.

    Doubts count in the attacker's favour; settle them first where they should not.
    """
    return _satisfy(settled(formula, cautious=False), at)


@lru_cache(maxsize=50_000)
def _satisfy(formula: Formula, at: datetime) -> Witness | None:
    match formula:
        case bool():
            return () if formula else None
        case Either(parts):
            return _one_of(parts, at)
        case Every(parts):
            return _together(_apart(parts), at)
        case _:
            return _search(formula, at)


def _one_of(parts: Iterable[Formula], at: datetime) -> Witness | None:
    """One way is enough; the first that holds is told."""
    undecided: Undecided | None = None
    for part in parts:
        try:
            found = _satisfy(part, at)
        except Undecided as error:
            undecided = error
            continue
        if found is not None:
            return found
    if undecided is not None:
        raise undecided
    return None


def _together(groups: Iterable[Formula], at: datetime) -> Witness | None:
    """All of them, which have no key in common; a group that cannot hold settles it whatever the others are."""
    told: list[tuple[str, tuple[str, ...] | None]] = []
    undecided: Undecided | None = None
    for group in groups:
        try:
            found = _search(group, at)
        except Undecided as error:
            undecided = error
            continue
        if found is None:
            return None
        told += found
    if undecided is not None:
        raise undecided
    return tuple(sorted(told, key=lambda pair: pair[0]))


def _apart(parts: Iterable[Formula]) -> list[Formula]:
    """The parts of a conjunction in groups that have no key in common."""
    groups: list[tuple[set[str], list[Formula]]] = []
    for part in parts:
        keys = {leaf.key for leaf in leaves(part) if isinstance(leaf, Test)}
        members = [part]
        rest = []
        for other, formulas in groups:
            if other & keys:
                keys |= other
                members = formulas + members
            else:
                rest.append((other, formulas))
        groups = [*rest, (keys, members)]
    return [
        members[0] if len(members) == 1 else Every(tuple(one for one in members if not isinstance(one, bool)))
        for _, members in groups
    ]


def _search(formula: Formula, at: datetime) -> Witness | None:
    by_key: dict[str, list[Test]] = {}
    for leaf in leaves(formula):
        if isinstance(leaf, Test) and leaf not in by_key.setdefault(leaf.key, []):
            by_key[leaf.key].append(leaf)
    cases = [(key, _cases(key, tuple(tests), at)) for key, tests in by_key.items()]
    cases.sort(key=lambda pair: len(pair[1]))
    return _try(formula, cases, {}, ())


def _try(
    formula: Formula, cases: list[tuple[str, tuple[_Case, ...]]], known: dict[Test, bool], told: Witness
) -> Witness | None:
    value = truth(formula, known)
    if value is True:
        return told
    if value is False or not cases:
        return None
    (key, choices), *rest = cases
    for answers, values in choices:
        found = _try(formula, rest, known | answers, (*told, (key, values)))
        if found is not None:
            return found
    return None


def truth(formula: Formula, known: Mapping[Test, bool]) -> bool | None:
    """What `formula` says when the tests in `known` are decided; None if that is still open."""
    match formula:
        case bool():
            return formula
        case Test():
            return known.get(formula)
        case Not(part):
            value = truth(part, known)
            return None if value is None else not value
        case Every(parts):
            values = [truth(part, known) for part in parts]
            return False if False in values else None if None in values else True
        case Either(parts):
            values = [truth(part, known) for part in parts]
            return True if True in values else None if None in values else False
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Value:
    """One value that a key may have, and which single comparisons it meets."""

    text: str
    met: frozenset[tuple[str, tuple[str, ...]]]


@lru_cache(maxsize=20_000)
def _cases(key: str, tests: tuple[Test, ...], at: datetime) -> tuple[_Case, ...]:
    """Every combination of answers to `tests` that some content of `key` gives, with the content."""
    compared = tuple(dict.fromkeys((test.op, test.values) for test in tests if test.op != "Null"))
    values = tuple(_values(key, compared, at))
    several = sum(1 for test in tests if test.each)
    # Each comparison needs at most one value of its own to be met, or not to be.
    most = several if several > 1 and _may_hold_several(key) else 1
    found: dict[tuple[bool, ...], _Case] = {}
    contents: Iterator[tuple[_Value, ...] | None] = (
        content for size in range(1, most + 1) for content in combinations(values, size)
    )
    if sum(comb(len(values), size) for size in range(1, most + 1)) > _MOST_CASES:
        raise Undecided
    for content in contents:
        _note(found, tests, content)
    if key not in _ALWAYS:
        _note(found, tests, None)
    return tuple(found.values())


def _note(found: dict[tuple[bool, ...], _Case], tests: tuple[Test, ...], content: tuple[_Value, ...] | None) -> None:
    answers = tuple(_answer(test, content) for test in tests)
    if answers not in found:
        told = None if content is None else tuple(value.text for value in content)
        found[answers] = (dict(zip(tests, answers, strict=True)), told)


def _answer(test: Test, content: tuple[_Value, ...] | None) -> bool:
    if test.op == "Null":
        return content is None
    if content is None:
        return test.each == "all" or test.if_exists
    met = [((test.op, test.values) in value.met) != test.negated for value in content]
    return all(met) if test.each == "all" else any(met)


def _may_hold_several(key: str) -> bool:
    return key in _SEVERAL or not key.startswith("aws:")


def _values(key: str, compared: tuple[tuple[str, tuple[str, ...]], ...], at: datetime) -> Iterator[_Value]:
    if key in _BOOLEAN:
        candidates: Iterable[str] = ("true", "false")
    elif all(op in TEXT for op, _ in compared):
        yield from _texts(compared)
        return
    elif any(op in TEXT for op, _ in compared):
        # Which texts are numbers, dates or addresses between two bounds no automaton here says.
        raise Undecided
    elif key in _CLOCK or key == "aws:tokenissuetime":
        candidates = _instants(compared, at if key in _CLOCK else at - _LONGEST_SESSION)
    else:
        # A tag may hold what is no number, date or address: that meets nothing.
        candidates = (*_points(compared), *([""] if "tag/" in key else []))
    seen: set[frozenset[tuple[str, tuple[str, ...]]]] = set()
    for text in candidates:
        met = frozenset(one for one in compared if any(meets(one[0], text, wanted) for wanted in one[1]))
        if met not in seen:
            seen.add(met)
            yield _Value(text, met)


def _texts(compared: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[_Value]:
    """What the automata say: each realizable combination once, with its shortest text."""
    patterns = tuple(
        dict.fromkeys(
            (TEXT[op], padded(wanted) if op == "Resource" else wanted) for op, wanteds in compared for wanted in wanteds
        )
    )
    where = {pattern: number for number, pattern in enumerate(patterns)}
    seen: set[frozenset[tuple[str, tuple[str, ...]]]] = set()
    for answers, text in Product(patterns).answers():
        met = frozenset(
            (op, wanteds)
            for op, wanteds in compared
            if any(_met(op, wanted, answers[where[TEXT[op], padded(wanted) if op == "Resource" else wanted]], text)
                   for wanted in wanteds)
        )  # fmt: skip
        if met not in seen:
            seen.add(met)
            yield _Value(text, met)


def _met(op: str, wanted: str, automaton: bool, text: str) -> bool:  # noqa: FBT001 - the automaton's answer
    # An ARN condition compares ARNs only: a pattern or a text with fewer fields meets nothing.
    if op == "ArnLike":
        return wanted == "*" or (automaton and wanted.count(":") >= 5 <= text.count(":"))
    if op == "Bool":
        return automaton and plain(wanted).lower() in {"true", "false"}
    return automaton


def _instants(compared: tuple[tuple[str, tuple[str, ...]], ...], first: datetime) -> Iterator[str]:
    """The instants at which some comparison changes its answer, none before `first`: nobody goes back in time."""
    start = first.timestamp()
    bounds = {start}
    for op, wanteds in compared:
        read = instant if op.startswith("Date") else number
        bounds |= {bound for wanted in wanteds if (bound := read(plain(wanted))) is not None}
    yield from (_moment(compared, moment) for moment in _around(bounds) if moment >= start)


def _points(compared: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[str]:
    """A number on and between all bounds, and an address at each edge of each block: one for every region."""
    bounds: set[float] = set()
    for op, wanteds in compared:
        for wanted in wanteds:
            text = plain(wanted)
            if op == "IpAddress" and (block := network(text)) is not None:
                for address in (int(block[0]), int(block[-1]) + 1):
                    yield from _address(address, block.version)
            elif op.startswith("Date") and (moment := instant(text)) is not None:
                bounds.add(moment)
            elif op.startswith("Numeric") and (value := number(text)) is not None:
                bounds.add(value)
    yield from (_moment(compared, moment) for moment in _around(bounds))
    if any(op == "IpAddress" for op, _ in compared):
        yield from ("0.0.0.0", "::")  # noqa: S104 - an address to compare, nothing listens on it


def _around(bounds: set[float]) -> list[float]:
    """Every bound, one number between each two neighbours, one below all and one above all; some where none is."""
    line = sorted(bounds or {0.0})
    between = [(low + high) / 2 for low, high in pairwise(line)]
    return sorted({line[0] - 1, *line, *between, line[-1] + 1})


def _moment(compared: tuple[tuple[str, tuple[str, ...]], ...], value: float) -> str:
    """A number, or an instant in seconds; so many seconds that they would count as milliseconds are written as such."""
    if value > MILLISECONDS and any(op.startswith("Date") for op, _ in compared):
        return str(int(value * 1000))
    return _decimal(value)


def _decimal(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _address(value: int, version: int) -> Iterator[str]:
    if version == 4:
        if value < 1 << 32:
            yield str(IPv4Address(value))
    elif value < 1 << 128:
        yield str(IPv6Address(value))
