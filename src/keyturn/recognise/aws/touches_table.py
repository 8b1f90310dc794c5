"""How the curated tables are written: one row an operation, grouped by what the operations do.

A table is text. A line that begins with an effect opens a group, the words up to its colon describe every operation
named after it, on that line and the following ones; `#` begins a comment that gives a reason:

    read data:      GetItem Query Scan
    delete loss no: DeleteTable      # what was in it is gone

Words: an effect first; `metadata`, `data` or `secret` for what is handed out; `yes`, `no` or `depends` for whether it
can be undone; `delegates`; `loss` when data is lost that AWS does not keep. Left out: a read hands out metadata and
needs no undoing, what is created can be deleted, a delete cannot be undone, the rest depends; `execute` delegates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from keyturn.model.action import Call, Effect, Reading, Reversible, Value
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found

Parameters = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Row:
    """What one operation does, before its parameters are looked at or after."""

    effect: Effect
    reading: Reading = Reading.NOTHING
    reversible: Reversible = Reversible.DEPENDS
    delegates: bool = False
    loss: bool = False


UNKNOWN: Final = Row(Effect.UNKNOWN, Reading.DATA, Reversible.DEPENDS, delegates=True, loss=True)
"""What is not known counts as the worst; people may look at it, so it is held, unless `credentials` lists it."""

# From harmless to worst, for calls that do several things at once.
_ORDER: Final = (
    Effect.READ,
    Effect.CREATE,
    Effect.MODIFY,
    Effect.EXECUTE,
    Effect.DELETE,
    Effect.PERMISSION,
    Effect.UNKNOWN,
)
_UNDONE: Final = (Reversible.YES, Reversible.DEPENDS, Reversible.NO)
_HANDED_OUT: Final = (Reading.NOTHING, Reading.METADATA, Reading.DATA, Reading.SECRET)

Refine = Callable[[Parameters, Row], Row]
"""Looks at the parameters of one call and says what its row becomes."""

Locate = Callable[[Call, Place, Found], tuple[str, ...]]
"""Adds to what was found the things whose names take more than one member or a form of their own; returns further
IAM actions that the call needs."""


def nothing_more(_call: Call, _place: Place, _found: Found) -> tuple[str, ...]:
    """Find nothing beyond what the members' names tell."""
    return ()


@dataclass(frozen=True, slots=True)
class Service:
    """Everything the house knows of one service's operations.

    `names` maps a member, wherever it stands, to a template for the resource part of an ARN (`touches_place.fill`) or
    for a whole one; `top` does so for members that mean it at the top only; `called` says what the member `Name` names,
    by the operation without its verb; `keyed` are members whose map keys are such names. What stands under `opaque`
    members is data, not a name; `locate` finds what takes more than that, and `taken` are members at the top that it
    alone reads. `created` is the kind of thing that an operation makes, or works on, where AWS chooses the name or
    nobody read it.

    `roles` are members whose presence hands a role on, `powers` those that make something run under a power without
    naming it. `renamed` gives IAM actions that are not simply `prefix:Operation`; `refined` what parameters change.
    `regionless` services have one set of things for all regions; in `folded` ones names do not tell upper from lower
    case.
    """

    prefix: str
    rows: Mapping[str, Row]
    locate: Locate = nothing_more
    names: Mapping[str, str] = field(default_factory=dict)
    top: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    keyed: Mapping[str, str] = field(default_factory=dict)
    opaque: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    powers: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    refined: Mapping[str, Refine] = field(default_factory=dict)
    created: Mapping[str, str] = field(default_factory=dict)
    regionless: bool = False
    folded: bool = False


def rows(text: str) -> Mapping[str, Row]:
    """Read a table; raises ValueError for a word or a layout it does not know and for an operation listed twice."""
    found: dict[str, Row] = {}
    row: Row | None = None
    for line in text.splitlines():
        said = line.partition("#")[0]
        words, colon, operations = said.rpartition(":")
        if colon:
            row = read_row(words)
        for operation in operations.split():
            if row is None or operation in found:
                raise ValueError(f"`{operation}` stands before any group or in two of them")
            found[operation] = row
    return found


def read_row(text: str) -> Row:
    """Read the words that describe a group; raises ValueError for one it does not know."""
    words = text.split()
    effect = Effect(words[0])
    reading = Reading.METADATA if effect is Effect.READ else Reading.NOTHING
    reversible = {
        Effect.READ: Reversible.YES,
        Effect.CREATE: Reversible.YES,
        Effect.DELETE: Reversible.NO,
    }.get(effect, Reversible.DEPENDS)
    row = Row(effect, reading, reversible, delegates=effect is Effect.EXECUTE)
    for word in words[1:]:
        if word == "delegates":
            row = replace(row, delegates=True)
        elif word == "loss":
            row = replace(row, loss=True)
        elif word in tuple(Reversible):
            row = replace(row, reversible=Reversible(word))
        else:
            row = replace(row, reading=Reading(word))
    return row


def worst(one: Row, other: Row) -> Row:
    """Return a row that is as bad as both in every way."""
    return Row(
        max(one.effect, other.effect, key=_ORDER.index),
        max(one.reading, other.reading, key=_HANDED_OUT.index),
        max(one.reversible, other.reversible, key=_UNDONE.index),
        one.delegates or other.delegates,
        one.loss or other.loss,
    )


def delegating(row: Row) -> Row:
    """Return `row` for a call that hands power on; a delete or a permission stays what it is."""
    return worst(row, Row(Effect.EXECUTE, reversible=Reversible.YES, delegates=True))


def permitting(row: Row) -> Row:
    """Return `row` for a call that also changes who may do what."""
    return worst(row, Row(Effect.PERMISSION, reversible=Reversible.YES))


def deleting(row: Row, *, loss: bool = False) -> Row:
    """Return `row` for a call that also deletes something."""
    return worst(row, Row(Effect.DELETE, reversible=Reversible.NO, loss=loss))


# ---------------------------------------------------------------- refinements that several services share


def when(member: str, then: Callable[[Row], Row], *others: str) -> Refine:
    """Apply `then` if one of the members is given and says something (an empty or false value says nothing)."""
    members = (member, *others)
    return lambda parameters, row: then(row) if any(given(parameters, one) for one in members) else row


def both(*refinements: Refine) -> Refine:
    """Apply several refinements, one after the other."""

    def refine(parameters: Parameters, row: Row) -> Row:
        for one in refinements:
            row = one(parameters, row)
        return row

    return refine


def given(parameters: Parameters, member: str) -> bool:
    """Say whether a top-level member is there and neither empty nor false."""
    value = parameters.get(member)
    return value is not None and value is not False and value not in ("", (), [], {})


def part(value: Value, member: str) -> Value:
    """Return one member of a structure, None if it is not there or this is not a structure."""
    return value.get(member) if isinstance(value, Mapping) else None
