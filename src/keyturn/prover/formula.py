"""A condition on a request as a small formula: everything known is folded away, only open context keys are left.

A formula is `True`, `False`, a `Test` of one context key, a `Doubt` (something of the documents that is not
understood), or a `Not`, `Every` or `Either` of formulas. The constructors below fold constants, so that a formula which
is not a bool always has something open in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

RESOURCE: Final = "\N{MIDDLE DOT}resource"
"""The key that stands for the resource of a request, where any of a family of resources would do."""

ACTION: Final = "\N{MIDDLE DOT}action"
"""The key that stands for the action of a request (lower case), where any of a family would do."""


@dataclass(frozen=True, slots=True)
class Test:
    """One context key compared with a policy's values, in the positive form of its operator.

    `op` is `StringEquals`, `StringEqualsIgnoreCase`, `StringLike`, `ArnLike`, `Bool`, `BinaryEquals`, `IpAddress`,
    `Null`, `Resource`, `Action`, or a `Numeric`/`Date` comparison. True if the key is present and one of its values
    meets one of `values`;
    with `each` "any" or "all", the set operators of IAM, where `negated` turns the comparison of a single value.
    `if_exists`: true also where the key is absent. In `values`, `*` and `?` are wildcards for the operators that have
    them, and `wildcards.LITERAL_STAR` and `LITERAL_MARK` the characters themselves.
    """

    key: str
    op: str
    values: tuple[str, ...]
    each: str = ""
    negated: bool = False
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is not understood or was not collected: it may be true or false.

    `cautious` is the value that helps an attacker least: what holds only with the other value is unknown, not proved.
    """

    cause: str
    cautious: bool


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a formula."""

    part: "Test | Doubt | Every | Either"


@dataclass(frozen=True, slots=True)
class Every:
    """All of them."""

    parts: tuple["Open", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of them."""

    parts: tuple["Open", ...]


Open: TypeAlias = Test | Doubt | Not | Every | Either
Formula: TypeAlias = bool | Open


def every(formulas: Iterable[Formula]) -> Formula:
    """The conjunction of `formulas`."""
    parts: list[Open] = []
    for one in formulas:
        if one is False:
            return False
        if one is True:
            continue
        if isinstance(one, Every):
            parts.extend(one.parts)
        else:
            parts.append(one)
    if not parts:
        return True
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else Every(unique)


def either(formulas: Iterable[Formula]) -> Formula:
    """The disjunction of `formulas`."""
    parts: list[Open] = []
    for one in formulas:
        if one is True:
            return True
        if one is False:
            continue
        if isinstance(one, Either):
            parts.extend(one.parts)
        else:
            parts.append(one)
    if not parts:
        return False
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else Either(unique)


def negation(formula: Formula) -> Formula:
    """The opposite of `formula`."""
    if isinstance(formula, bool):
        return not formula
    return formula.part if isinstance(formula, Not) else Not(formula)


def leaves(formula: Formula) -> Iterator[Test | Doubt]:
    """Yield every test and doubt in `formula`, in order."""
    match formula:
        case bool():
            return
        case Test() | Doubt():
            yield formula
        case Not(part):
            yield from leaves(part)
        case Every(parts) | Either(parts):
            for one in parts:
                yield from leaves(one)


def doubts(formula: Formula) -> tuple[str, ...]:
    """The causes of every doubt in `formula`."""
    return tuple(dict.fromkeys(leaf.cause for leaf in leaves(formula) if isinstance(leaf, Doubt)))


def settled(formula: Formula, *, cautious: bool) -> Formula:
    """`formula` with each doubt decided: against the attacker where `cautious`, else in the attacker's favour."""
    match formula:
        case bool() | Test():
            return formula
        case Doubt():
            return formula.cautious if cautious else not formula.cautious
        case Not(part):
            return negation(settled(part, cautious=cautious))
        case Every(parts):
            return every(settled(one, cautious=cautious) for one in parts)
        case Either(parts):
            return either(settled(one, cautious=cautious) for one in parts)


def renamed(formula: Formula, names: Mapping[str, str]) -> Formula:
    """`formula` with tests of one key made tests of another."""
    match formula:
        case bool() | Doubt():
            return formula
        case Test():
            return replace(formula, key=names[formula.key]) if formula.key in names else formula
        case Not(part):
            return negation(renamed(part, names))
        case Every(parts):
            return every(renamed(one, names) for one in parts)
        case Either(parts):
            return either(renamed(one, names) for one in parts)


def widened(formula: Formula, key: str, *, positive: bool = True) -> Formula:
    """What `formula` (or its opposite) says of `key`, whatever all other keys are: never narrower than that."""
    match formula:
        case bool():
            return formula == positive
        case Doubt():
            return True
        case Test():
            return (formula if positive else Not(formula)) if formula.key == key else True
        case Not(part):
            return widened(part, key, positive=not positive)
        case Every(parts):
            found = (widened(one, key, positive=positive) for one in parts)
            return every(found) if positive else either(found)
        case Either(parts):
            found = (widened(one, key, positive=positive) for one in parts)
            return either(found) if positive else every(found)
