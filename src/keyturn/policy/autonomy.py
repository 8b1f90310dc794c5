"""A table of levels -> Cedar that people can read.

A level never permits: what may be done at all stands in the template. `alone` is no policy, `never` a forbid for
sessions, a quorum a gate, `notify` a gate on having told people. Forbids add up, so that of all levels that an action
falls under (its effect, what it hands out, whether it delegates) the strictest holds.

The ids are stable: what has its standard level everywhere keeps the id of the default policies, `ENVIRONMENT-change` is
whatever waits there for the quorum of `[approvals]`, and every other level is `ENVIRONMENT-ACT`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.codec.digest import hex_sha256
from keyturn.model.autonomy import (
    CHANGES,
    DEVELOPMENT,
    FLOOR,
    FLOORED,
    Act,
    Autonomy,
    Level,
    Row,
    Word,
    complete,
    said,
    strength,
)
from keyturn.model.decision import NOTIFY, Quorum
from keyturn.model.facts import PRODUCTION

_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{0,30}")
_READS: Final = (Act.DATA, Act.SECRET)


@dataclass(frozen=True, slots=True)
class _Place:
    """One row, the environments it is about, and the scope and conditions that say so."""

    row: Row
    scope: str
    conditions: tuple[str, ...]

    @property
    def slug(self) -> str:
        name = self.row.environment
        return name if _SLUG.fullmatch(name) else f"e-{hex_sha256(name.encode())[:12]}"


def levels(autonomy: Autonomy, approvers: Quorum) -> str:
    """Write the policies of `autonomy`: those that nobody can lift, then those that wait for people."""
    rows = complete(autonomy, approvers)
    places = tuple(_places(rows))
    never: list[str] = []
    waits: list[str] = []
    for text, final in _policies(places, approvers):
        (never if final else waits).append(text)
    return "\n\n".join((*never, *waits))


def voters(autonomy: Autonomy, approvers: Quorum) -> tuple[str, ...]:
    """The groups whose people vote: all that any level names."""
    named = [approvers]
    for row in complete(autonomy, approvers):
        named += [level for level in (*row.levels.values(), *row.operations.values()) if isinstance(level, Quorum)]
    return tuple(sorted({seats.group for quorum in named for seats in quorum.seats}))


def reviewers(autonomy: Autonomy, approvers: Quorum) -> str:
    """Write who votes: the people of every group that a level names, and nobody else."""
    groups = voters(autonomy, approvers)
    if len(groups) == 1:
        return (
            '@id("reviewers-vote")\n'
            f'permit (principal in Keyturn::Group::"{groups[0]}", '
            'action == Keyturn::Action::"vote", resource is Keyturn::Change);'
        )
    among = " ||\n  ".join(f'principal in Keyturn::Group::"{group}"' for group in groups)
    return (
        '@id("reviewers-vote")\n'
        'permit (principal is Keyturn::Person, action == Keyturn::Action::"vote", resource is Keyturn::Change)\n'
        f"when {{\n  {among}\n}};"
    )


def lifted(quorum: Quorum | None, obligation: str | None = None) -> str:
    """The condition of a gate that these lift, a line each, in the one form that is accepted."""
    asked: list[str] = []
    if quorum is not None:
        asked.append(f"context.change.people >= {quorum.people}")
        for seats in quorum.seats:
            asked.append(f'context.change.hasTag("{seats.group}")')
            asked.append(f'context.change.getTag("{seats.group}") >= {seats.count}')
        if quorum.local:
            asked.append(f"context.change.local >= {quorum.local}")
    if obligation is not None:
        asked.append(f'context.evidence.contains("{obligation}")')
    return " &&\n  ".join(asked)


def _places(rows: Sequence[Row]) -> Iterator[_Place]:
    """Each row with its environments; a row that says nothing of its own is production's."""
    production = rows[0]
    own = [
        row
        for row in rows[1:]
        if row.environment != PRODUCTION
        and (
            row.environment == DEVELOPMENT or (row.levels, row.operations) != (production.levels, production.operations)
        )
    ]
    others = tuple(f'resource != Keyturn::Environment::"{row.environment}"' for row in own)
    yield _Place(production, "resource", others)
    for row in own:
        yield _Place(row, f'resource == Keyturn::Environment::"{row.environment}"', ())


def _policies(places: Sequence[_Place], approvers: Quorum) -> Iterator[tuple[str, bool]]:
    """Every policy as text, and whether nobody can lift it."""
    everywhere = _everywhere(places, approvers)
    for act in everywhere:
        yield _STANDARD[act].replace("%approval%", str(approvers)).replace("%lifted%", lifted(approvers)), act in _NEVER
    for place in places:
        yield from _changes(place, everywhere, approvers)
        for act in Act:
            level = place.row.levels[act]
            if act in everywhere or (act in CHANGES and level == approvers and act is not Act.EXECUTE):
                continue
            if act is Act.EXECUTE or level != Word.ALONE:
                text = _one(f"{place.slug}-{act}", place, _ACTION[act], (*_WHEN[act], *_excepted(place, act)), level)
                if text is not None:
                    note = f"// {act.value.capitalize()} in {_where(place)}: {said(level, approvers)}.\n"
                    yield note + text, level is Word.NEVER
        for name, level in sorted(place.row.operations.items()):
            text = _one(_id(place, name), place, _ANY, (_operation(name),), level)
            if text is not None:
                yield f"// {name} in {_where(place)}: {said(level, approvers)}.\n{text}", level is Word.NEVER


def _everywhere(places: Sequence[_Place], approvers: Quorum) -> tuple[Act, ...]:
    """The acts that have their standard level in every environment, with no operation taken out."""
    usual = {Act.SECRET: Word.NEVER, Act.PERMISSION: Word.NEVER, Act.EXECUTE: approvers}
    return tuple(
        act
        for act, level in usual.items()
        if all(place.row.levels[act] == level and not _excepted(place, act) for place in places)
    )


def _changes(place: _Place, everywhere: Sequence[Act], approvers: Quorum) -> Iterator[tuple[str, bool]]:
    """The one policy about all changes of this place that wait for the quorum of `[approvals]`."""
    waiting = [act for act in CHANGES if place.row.levels[act] == approvers]
    if place.row.environment == DEVELOPMENT:
        waiting = [act for act in waiting if act is not Act.EXECUTE]
    if not waiting:
        return
    all_of_them = set(waiting) >= set(CHANGES) - {Act.PERMISSION} and Act.PERMISSION in (*waiting, *everywhere)
    actions = ", ".join(f'Keyturn::Action::"{act}"' for act in waiting)
    scope = 'action in Keyturn::Action::"change"' if all_of_them else f"action in [{actions}]"
    excepted = [_taken_out(name, level, waiting, place) for name, level in sorted(place.row.operations.items())]
    conditions = tuple(one for one in excepted if one is not None)
    note = "// Every environment that is not called `development` is treated as production.\n"
    text = _one(f"{place.slug}-change", place, scope, conditions, approvers)
    if text is not None:
        yield (note if place.row.environment == PRODUCTION else "") + text, False


def _taken_out(name: str, level: Level, waiting: Sequence[Act], place: _Place) -> str | None:
    """The condition that leaves an operation to its own level, as far as that is allowed."""
    left = [act for act in waiting if _replaces(level, act, place)]
    if not left:
        return None
    if len(left) == len(waiting):
        return f"!({_operation(name)})"
    actions = ", ".join(f'Keyturn::Action::"{act}"' for act in left)
    return f"!(action in [{actions}] && {_operation(name)})"


def _excepted(place: _Place, act: Act) -> tuple[str, ...]:
    return tuple(
        f"!({_operation(name)})" for name, level in sorted(place.row.operations.items()) if _replaces(level, act, place)
    )


def _replaces(level: Level, act: Act, place: _Place) -> bool:
    """Whether an operation's own level takes the place of its act's: never below the floor."""
    return place.row.environment == DEVELOPMENT or act not in FLOORED or strength(level) >= FLOOR


def _one(name: str, place: _Place, action: str, conditions: Iterable[str], level: Level) -> str | None:
    """One policy at this level; None for `alone`, which forbids nothing."""
    who = "principal is Keyturn::Session" if level is Word.NEVER else "principal"
    every = (*place.conditions, *conditions)
    head = f"forbid ({who}, {action}, {place.scope})"
    lines = [head if len(head) <= _WIDTH else f"forbid (\n  {who},\n  {action},\n  {place.scope}\n)"]
    if every:
        lines.append("when { " + " &&\n  ".join(every) + " }" if len(every) == 1 else _block("when", every))
    written = "\n".join(lines)
    match level:
        case Word.ALONE:
            return None
        case Word.NEVER:
            return f'@id("{name}")\n{written};'
        case Word.NOTIFY:
            return f'@id("{name}")\n@obligation("{NOTIFY}")\n{written}\nunless {{ {lifted(None, NOTIFY)} }};'
        case Quorum():
            return f'@id("{name}")\n@approval("{level}")\n{written}\nunless {{\n  {lifted(level)}\n}};'


def _block(word: str, conditions: Iterable[str]) -> str:
    return f"{word} {{\n  " + " &&\n  ".join(conditions) + "\n}"


def _operation(name: str) -> str:
    service, _, operation = name.partition(":")
    return f'context.service == "{service}" && context.operation == "{operation}"'


def _id(place: _Place, name: str) -> str:
    text = f"{place.slug}-{name.replace(':', '-').lower()}"
    return text if len(text) <= 63 else f"{text[:50]}-{hex_sha256(text.encode())[:12]}"


def _where(place: _Place) -> str:
    return "everything that is not named" if place.row.environment == PRODUCTION else place.row.environment


_WIDTH: Final = 120
_ANY: Final = 'action in Keyturn::Action::"any"'
_ACTION: Final = {
    **{act: f'action == Keyturn::Action::"{act}"' for act in CHANGES},
    **dict.fromkeys((Act.EXECUTE, *_READS), _ANY),
}
_WHEN: Final = {
    **dict.fromkeys(CHANGES, ()),
    Act.EXECUTE: ('(action == Keyturn::Action::"execute" || context.delegates)',),
    Act.DATA: ('context.reading == "data"',),
    Act.SECRET: ('context.reading == "secret"',),
}
_NEVER: Final = (Act.SECRET, Act.PERMISSION)
_STANDARD: Final = {
    Act.SECRET: """\
// Credentials, keys, and code with its environment: what an agent has read, it can carry anywhere.
@id("secrets-never-to-agents")
forbid (principal is Keyturn::Session, action in Keyturn::Action::"any", resource)
when { context.reading == "secret" };""",
    Act.PERMISSION: """\
// Who may do what is for people alone to change.
@id("no-permissions-by-agents")
forbid (principal is Keyturn::Session, action == Keyturn::Action::"permission", resource);""",
    Act.EXECUTE: """\
// What makes something run or happen under another power can reach further than the environment it stands in.
@id("delegation-everywhere")
@approval("%approval%")
forbid (principal, action in Keyturn::Action::"any", resource)
when { action == Keyturn::Action::"execute" || context.delegates }
unless {
  %lifted%
};""",
}
