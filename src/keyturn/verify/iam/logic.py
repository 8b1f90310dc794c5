"""What a request leaves open, as a formula over comparisons of its keys; and whether anything makes it hold.

A formula is a bool, a `Literal` (a comparison, or its opposite), or `All` or `Some` of formulas. It is decided by
cases: of what must all hold, each alternative is tried in turn, and given up as soon as what is required of one key
cannot be met together (`values.Keys`). Parts that have no key in common are decided apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from keyturn.verify.iam.texts import Pattern

RESOURCE: Final = "\N{MIDDLE DOT}resource"
"""The key that stands for the resource of a request, where any of a family would do."""

ACTION: Final = "\N{MIDDLE DOT}action"
"""The key that stands for the action (in lower case), where any of a family would do."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One key compared with a policy's values, in the positive form of its operator.

    `patterns` for operators on text, `values` for the others. `each`: "any", "all" or "" (no set operator);
    `negated`: the comparison of a single value is turned round. `if_exists`: it holds where the key is absent.
    """

    key: str
    operator: str
    patterns: tuple[Pattern, ...] = ()
    values: tuple[str, ...] = ()
    each: str = ""
    negated: bool = False
    if_exists: bool = False
    code: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = (self.key, self.operator, self.patterns, self.values, self.each, self.negated, self.if_exists)
        object.__setattr__(self, "code", hash(named))

    def __hash__(self) -> int:
        """Worked out once: some comparisons name every principal of an account."""
        return self.code


@dataclass(frozen=True, slots=True)
class Literal:
    """A comparison that must hold, or must not."""

    comparison: Comparison
    holds: bool = True


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    parts: tuple["Open", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them."""

    parts: tuple["Open", ...]


Open: TypeAlias = Literal | All | Some
Formula: TypeAlias = bool | Open


def every(formulas: Iterable[Formula]) -> Formula:
    """The conjunction of `formulas`."""
    parts: dict[Open, None] = {}
    for one in formulas:
        if one is False:
            return False
        if isinstance(one, All):
            parts |= dict.fromkeys(one.parts)
        elif one is not True:
            parts[one] = None
    return True if not parts else next(iter(parts)) if len(parts) == 1 else All(tuple(parts))


def some(formulas: Iterable[Formula]) -> Formula:
    """The disjunction of `formulas`."""
    parts: dict[Open, None] = {}
    for one in formulas:
        if one is True:
            return True
        if isinstance(one, Some):
            parts |= dict.fromkeys(one.parts)
        elif one is not False:
            parts[one] = None
    return False if not parts else next(iter(parts)) if len(parts) == 1 else Some(tuple(parts))


def opposite(formula: Formula) -> Formula:
    """What holds where `formula` does not."""
    match formula:
        case bool():
            return not formula
        case Literal():
            return Literal(formula.comparison, not formula.holds)
        case All():
            return some(map(opposite, formula.parts))
        case Some():
            return every(map(opposite, formula.parts))


def literals(formula: Formula) -> Iterator[Literal]:
    """Every literal in `formula`."""
    if isinstance(formula, Literal):
        yield formula
    elif not isinstance(formula, bool):
        for one in formula.parts:
            yield from literals(one)


def renamed(formula: Formula, names: Mapping[str, str]) -> Formula:
    """`formula` with comparisons of some keys made comparisons of others."""
    match formula:
        case bool():
            return formula
        case Literal():
            name = names.get(formula.comparison.key)
            return formula if name is None else Literal(replace(formula.comparison, key=name), formula.holds)
        case All():
            return every(renamed(one, names) for one in formula.parts)
        case Some():
            return some(renamed(one, names) for one in formula.parts)


def about(formula: Formula, key: str) -> Formula:
    """What `formula` says of `key` whatever all other keys are: never narrower than that."""
    match formula:
        case bool():
            return formula
        case Literal():
            return formula if formula.comparison.key == key else True
        case All():
            return every(about(one, key) for one in formula.parts)
        case Some():
            return some(about(one, key) for one in formula.parts)


def apart(formula: Formula) -> list[tuple[Open, ...]]:
    """The parts of a conjunction in groups that have no key in common."""
    groups: list[tuple[set[str], list[Open]]] = []
    for part in () if isinstance(formula, bool) else formula.parts if isinstance(formula, All) else (formula,):
        keys = {one.comparison.key for one in literals(part)}
        members: list[Open] = [part]
        rest = []
        for others, parts in groups:
            if others & keys:
                keys |= others
                members += parts
            else:
                rest.append((others, parts))
        groups = [*rest, (keys, members)]
    return [tuple(members) for _, members in groups]
