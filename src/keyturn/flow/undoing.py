"""What was done of a change, what would undo it, and what no call undoes: the offer of its rollback. Pure.

Nothing is promised here that could not be proposed: each call of an offer was written and read back (`flow.writing`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.errors import CallerError
from keyturn.flow.kept import Case
from keyturn.flow.state import State
from keyturn.flow.writing import NotWritten, write
from keyturn.gather.undoing import GONE, NOT_KNOWN, SETTLED_ELSEWHERE, Undo, undo, undo_upload
from keyturn.model.action import Effect
from keyturn.model.change import OPEN, RollsBack
from keyturn.model.change import State as Stage
from keyturn.model.grant import GrantState
from keyturn.model.observed import Observed
from keyturn.model.proposal import ProposedCall
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.hosts import GatewayHosts

IN_DOUBT: Final = "nobody knows whether it took effect: look at what stands there"
NOTHING: Final = "nothing was done that a known call would undo"
_TAKEN: Final = frozenset({GrantState.SPENT, GrantState.DONE, GrantState.IN_DOUBT})


class NotUndone(CallerError):
    """There is nothing to roll back now, or not this."""

    code = "rollback.not_now"


@dataclass(frozen=True, slots=True)
class Reversal:
    """What became of action number `number` (from 0) of a change, and what there is to undo it.

    `call` would undo it, but for what `left` names; None where nothing does, and `why` says why. `by_hand` is a call
    that would undo it and that the gateway cannot send by itself. `before` is how its things stood.
    """

    number: int
    name: str
    state: GrantState
    why: str = ""
    call: ProposedCall | None = None
    left: tuple[str, ...] = ()
    by_hand: ProposedCall | None = None
    before: tuple[Observed, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """The rollback of a change: its actions, the last one first. `why` says why nothing can be proposed now."""

    case: Case
    steps: tuple[Reversal, ...]
    why: str

    @property
    def calls(self) -> tuple[ProposedCall, ...]:
        """What would be proposed, in this order."""
        return tuple(step.call for step in self.steps if step.call is not None)

    @property
    def rolls_back(self) -> RollsBack:
        """What that would undo, and what was done and would stay."""
        change = self.case.change
        return RollsBack(
            change.id,
            change.digest,
            change.sponsor,
            tuple(step.number for step in self.steps if step.call is not None),
            tuple(left for step in self.steps for left in _left(step)),
        )


def _left(step: Reversal) -> Iterator[tuple[int, str]]:
    was_sent = step.state in (GrantState.DONE, GrantState.IN_DOUBT)
    if was_sent and step.call is None and step.why not in SETTLED_ELSEWHERE:
        yield step.number, step.why
    for why in step.left:
        yield step.number, why


def offer(state: State, case: Case, at: datetime, catalogue: AwsTables, hosts: GatewayHosts) -> Offer:
    """Return what would undo what was done of `case`."""
    numbers = reversed(range(len(case.change.actions)))
    steps = tuple(_reversal(state, case, number, at, catalogue, hosts) for number in numbers)
    return Offer(case, steps, _not_now(case, at) or ("" if any(step.call for step in steps) else NOTHING))


def _not_now(case: Case, at: datetime) -> str:
    """Return why a change is not rolled back now, empty if it may be: only what goes no further is undone."""
    stage, short = case.stands(at), case.change.short
    if any(use.state is GrantState.SPENT for use in case.uses):
        return f"a call of {short} is being carried out: wait until it has ended"
    if stage is Stage.IN_DOUBT:
        return f"nobody knows what became of a call of {short}: settle that first (`keyturn settle {short}`)"
    if stage in OPEN and any(use.state is not GrantState.OPEN for use in case.uses):
        return f"{short} may still go on: have its sponsor withdraw it first (`keyturn withdraw {short}`), or reject it"
    return ""


def _reversal(
    state: State, case: Case, number: int, at: datetime, catalogue: AwsTables, hosts: GatewayHosts
) -> Reversal:
    part, use = case.change.actions[number], case.uses[number]
    if use.state is GrantState.IN_DOUBT:
        return Reversal(number, part.name, use.state, IN_DOUBT)
    if use.state is not GrantState.DONE:
        return Reversal(number, part.name, use.state)
    before = tuple(one for one in case.before.values() if number in one.actions)
    undone = _undone_already(state, case, number, at)
    if undone:
        return Reversal(number, part.name, use.state, undone, before=before)
    completed = any(
        one.name == "s3:CompleteMultipartUpload" and case.uses[n].state is GrantState.DONE
        for n, one in enumerate(case.change.actions)
    )
    found = undo_upload(part.shown.document, use.answers, completed=completed) or undo(part.shown.document, before)
    if found.why:
        gone = found.why == NOT_KNOWN and (part.stateful_loss or part.effect == Effect.DELETE)
        return Reversal(number, part.name, use.state, GONE if gone else found.why, before=before)
    call = _call(found, str(part.shown.document["region"]))
    try:
        write(call, catalogue, hosts)
    except NotWritten as error:
        return Reversal(number, part.name, use.state, str(error), None, found.left, call, before)
    return Reversal(number, part.name, use.state, "", call, found.left, None, before)


def _call(found: Undo, region: str) -> ProposedCall:
    return ProposedCall(found.service, found.operation, region, found.parameters)


def _undone_already(state: State, case: Case, number: int, at: datetime) -> str:
    """Return by which rollback this is undone, or may yet be; empty if by none."""
    for other in state.rollbacks.get(case.change.id, ()):
        undone = other.change.rolls_back
        places = () if undone is None else (place for place, n in enumerate(undone.actions) if n == number)
        for place in places:
            taken = other.uses[place].state
            if taken in _TAKEN or other.stands(at) in OPEN:
                done = "has undone it" if taken is GrantState.DONE else "is to undo it: see `keyturn show`"
                return f"change {other.change.short} {done}"
    return ""


def check_offered(found: Offer, calls: tuple[ProposedCall, ...], said: RollsBack) -> None:
    """Return if exactly what is offered now was proposed. Raises NotUndone."""
    if found.why:
        raise NotUndone(f"change {found.case.change.short} is not rolled back now: {found.why}")
    if calls != found.calls or said != found.rolls_back:
        raise NotUndone(
            f"this is not what would undo change {found.case.change.short} now: look again with "
            f"`keyturn rollback {found.case.change.short}`"
        )
