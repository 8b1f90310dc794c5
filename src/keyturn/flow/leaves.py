"""What people gave leave for, when it is used: whether it still stands, and whose word it rests on."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from keyturn.approve.seats import missing
from keyturn.codec.digest import same
from keyturn.flow.gate.voters import gate_standing
from keyturn.flow.given import Given
from keyturn.flow.kept import Case
from keyturn.flow.known import Known
from keyturn.model.action import Effect
from keyturn.model.change import Change
from keyturn.model.emergency import Emergency, Override
from keyturn.model.envelope import Envelope
from keyturn.model.freeze import DEVELOPMENT
from keyturn.model.identity import Task

EASED: Final = frozenset({Effect.CREATE, Effect.MODIFY, Effect.DELETE, Effect.EXECUTE})
"""What an emergency makes easier: never who may do what, nor what nobody can name."""


def stands(known: Known, given: Given, at: datetime) -> bool:
    """Whether a leave is in force: not over, its proposer enabled, and its people still enough of those who count."""
    proposer = known.people.get(given.case.change.by)
    if not given.stands(at) or proposer is None or not proposer.enabled:
        return False
    return missing(given.case.change.quorum, gate_standing(known, given.case)) == 0


def emergency_for(known: Known, change: Change, at: datetime) -> Given | None:
    """Return the emergency under which `change` needs one approval only, None if there is none."""
    eased = {effect.value for effect in EASED}
    if any(action.effect not in eased or action.stateful_loss for action in change.actions):
        return None
    return _emergency(known, change.task, (name for action in change.actions for name in action.environments), at)


def _emergency(known: Known, task: str, where: Iterable[str], at: datetime) -> Given | None:
    names = set(where) - {DEVELOPMENT}
    for given in known.given.values():
        what = given.what
        if (
            isinstance(what, Emergency)
            and task in what.tasks
            and names <= {what.environment}
            and stands(known, given, at)
        ):
            return given
    return None


def overrides(known: Known, case: Case, at: datetime) -> Iterator[tuple[Given, frozenset[str]]]:
    """Yield the leaves by which this very change passes in spite of freezes, each with the freezes it names."""
    for given in known.given.values():
        what = given.what
        if (
            isinstance(what, Override)
            and what.change == case.change.id
            and same(what.change_digest, case.change.digest)
            and stands(known, given, at)
        ):
            yield given, frozenset(what.freezes)


def envelopes(known: Known, task: Task, agent: str) -> Iterator[tuple[Given, Envelope]]:
    """Yield what was enveloped for `agent` at work on `task`, also what is over."""
    for given in known.given.values():
        if isinstance(given.what, Envelope) and (given.what.task, given.what.agent) == (task.id, agent):
            yield given, given.what
