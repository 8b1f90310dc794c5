"""How much an agent may do alone: a level for each environment and kind of act, as people configure it.

What is left out has its standard level (`STANDARD`), and an environment that is not named has that of production.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from keyturn.model.decision import Quorum
from keyturn.model.facts import PRODUCTION

DEVELOPMENT: Final = "development"
"""The one environment that is not treated as production, whatever the others are called."""

FLOOR: Final = 2
"""How many people a deletion, a permission or an execution in production takes at least."""

OPERATION: Final = re.compile(r"([a-z0-9][a-z0-9-]{0,62}):([A-Z][A-Za-z0-9]{0,126})")
"""An operation by the names that AWS's models use: `dynamodb:PutItem`."""


class Act(StrEnum):
    """What a level is about: the effect of a call, or what it hands out.

    `execute` is also whatever makes something run or happen under another power (it *delegates*).
    """

    CREATE = "create"
    MODIFY = "modify"
    DELETE = "delete"
    PERMISSION = "permission"
    EXECUTE = "execute"
    DATA = "data"
    SECRET = "secret"  # noqa: S105 - the word, not one


class Word(StrEnum):
    """The levels that ask nobody: it goes, it goes and people are told, it never goes."""

    ALONE = "alone"
    NOTIFY = "notify"
    NEVER = "never"


Level = Word | Quorum
"""What an act takes. `one approval` and `two people` are quorums of `[approvals]`."""

FLOORED: Final = frozenset({Act.DELETE, Act.PERMISSION, Act.EXECUTE})
"""The acts that take two people in production, whatever is configured."""

CHANGES: Final = (Act.CREATE, Act.MODIFY, Act.DELETE, Act.PERMISSION, Act.EXECUTE)


@dataclass(frozen=True, slots=True)
class Row:
    """What is configured for one environment. `operations` are by `service:Operation`, instead of their act's."""

    environment: str
    levels: Mapping[Act, Level] = field(default_factory=dict)
    operations: Mapping[str, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Autonomy:
    """The rows that are configured, each environment once."""

    rows: tuple[Row, ...] = ()

    def row(self, environment: str) -> Row:
        """Return what is configured for this environment itself."""
        return next((row for row in self.rows if row.environment == environment), Row(environment))


def strength(level: Level) -> int:
    """How many people a level takes; `never` is more than any."""
    match level:
        case Quorum():
            return level.people
        case Word.NEVER:
            return 100
        case Word.ALONE | Word.NOTIFY:
            return 0


def standard(environment: str, approvers: Quorum) -> Mapping[Act, Level]:
    """The levels of an environment for which nothing is configured; `approvers` is the quorum of `[approvals]`.

    Data is read within the session's scope. Secrets and permissions are not for agents. What runs under another power
    can reach further than the environment that it stands in.
    """
    change: Level = Word.ALONE if environment == DEVELOPMENT else approvers
    return {
        Act.CREATE: change,
        Act.MODIFY: change,
        Act.DELETE: change,
        Act.PERMISSION: Word.NEVER,
        Act.EXECUTE: approvers,
        Act.DATA: Word.ALONE,
        Act.SECRET: Word.NEVER,
    }


def complete(autonomy: Autonomy, approvers: Quorum) -> tuple[Row, ...]:
    """Return every row with all its levels, production first, then development, then the others by name.

    An environment other than these two has what production has, but for what its own row says.
    """
    whole: dict[str, Row] = {}
    for name in (PRODUCTION, DEVELOPMENT, *sorted(row.environment for row in autonomy.rows)):
        own = autonomy.row(name)
        under = Row(name, standard(name, approvers)) if name in (PRODUCTION, DEVELOPMENT) else whole[PRODUCTION]
        whole[name] = Row(name, {**under.levels, **own.levels}, {**under.operations, **own.operations})
    return tuple(whole.values())


def below_floor(autonomy: Autonomy, approvers: Quorum) -> tuple[str, ...]:
    """What the configuration would lower that nothing lowers, one line each; empty for a table that may stand."""
    return tuple(
        f"{row.environment} {act}: {said(row.levels[act], approvers)} is below the floor, two people, which holds for "
        "every environment that is not `development`"
        for row in complete(autonomy, approvers)
        if row.environment != DEVELOPMENT
        for act in CHANGES
        if act in FLOORED and strength(row.levels[act]) < FLOOR
    )


def lowered(autonomy: Autonomy, approvers: Quorum) -> tuple[str, ...]:
    """What takes less in production than it does by itself, one line each: people are told as long as that stands."""
    found: list[str] = []
    for row in complete(autonomy, approvers):
        if row.environment == DEVELOPMENT:
            continue
        usual = standard(row.environment, approvers)
        found += [
            f"{row.environment} {act} is lowered to {said(row.levels[act], approvers)} "
            f"(by itself: {said(usual[act], approvers)})"
            for act in Act
            if _weaker(row.levels[act], usual[act])
        ]
        found += [
            f"{row.environment} {name} is lowered to {said(level, approvers)}"
            for name, level in sorted(row.operations.items())
            if strength(level) < FLOOR
        ]
    return tuple(found)


def _weaker(level: Level, usual: Level) -> bool:
    """Whether `level` takes less than `usual`; fewer who verify locally are less as well."""
    if isinstance(level, Quorum) and isinstance(usual, Quorum):
        return (level.people, level.local) < (usual.people, usual.local) or level.local < usual.local
    return strength(level) < strength(usual)


def said(level: Level, approvers: Quorum) -> str:
    """A level in words: `alone`, `two people (2 of sre)`, `1 of dba`."""
    if isinstance(level, Word):
        return level.value
    return f"two people ({level})" if level == approvers and level.people == FLOOR else str(level)
