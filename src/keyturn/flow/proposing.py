"""Calls that people propose, and that the gateway itself sends once others have approved them and somebody orders it.

A proposal opens a task of its proposer and a session that nobody holds a key of: its calls are asked of policy as those
of an agent are, its change waits for the same people, and what stands in the log of it is judged by the same rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.approve.proposing import open_calls, open_order
from keyturn.approve.seats import missing
from keyturn.codec.canonical import Json
from keyturn.codec.digest import same
from keyturn.flow.answers import Hold, Look, Named, Refuse, Seen, Step
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case
from keyturn.flow.placing import NOBODY_WANTED, denied, first_obligation
from keyturn.flow.reach import out_of_reach
from keyturn.flow.statements import Opened, StatementRefused, find_case, open_fresh
from keyturn.flow.uploads import Plan
from keyturn.gather.environments import environments
from keyturn.model import written
from keyturn.model.action import Effect
from keyturn.model.change import OPEN, Change
from keyturn.model.change import State as Stage
from keyturn.model.decision import Deny, Permit
from keyturn.model.evidence import Draft, Kind
from keyturn.model.facts import Facts
from keyturn.model.grant import GrantState
from keyturn.model.identity import THE_GATE, Caller, Isolation, Session, Task
from keyturn.model.proposal import CallsProposal
from keyturn.recognise.aws.withheld import answered, withheld

NOBODY: Final = (
    "policy lets all of these calls pass without people, so there is nothing to propose: send them from a session "
    "(`keyturn run`)"
)


class CallsRefused(StatementRefused):
    """Calls that were proposed and that no approval would let pass."""

    code = "calls.refused"

    def __init__(self, refuse: Refuse, number: int | None = None) -> None:
        super().__init__(refuse.message if number is None else f"call {number + 1}: {refuse.message}")


class NotOrdered(StatementRefused):
    """The calls of this change are not sent now."""

    code = "order.refused"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that is taken in: the entry of its statement, and the change it opens."""

    draft: Draft
    change: Change


def read_proposal(considering: Considering, text: str, at: datetime) -> tuple[CallsProposal, Opened]:
    """Return what a person proposes. Raises CallerError for what does nothing."""
    state, limits = considering.state, considering.settings.limits
    said, opened = open_fresh(text, state, at, lambda envelope: open_calls(envelope, state.people))
    if THE_GATE in state.people:
        raise StatementRefused(f"a person is enrolled as `{THE_GATE}`, which is what the gate itself is called here")
    if len(said.intent.encode()) > limits.intent_bytes:
        raise StatementRefused(f"a reason has {limits.intent_bytes} bytes at most: say it shorter")
    mine = [
        case
        for cases in state.open_of_task.values()
        for case in cases.values()
        if case.change.is_sent_by_gate and case.change.sponsor == said.by and case.stands(at) in OPEN
    ]
    if len(mine) >= limits.open_changes_per_session:
        raise StatementRefused(f"`{said.by}` has {len(mine)} proposals open: withdraw one first")
    return said, opened


def caller_of(considering: Considering, said: CallsProposal, at: datetime, fresh: str) -> Caller:
    """Return the session and the task in which the gateway would send what is proposed; `fresh` is random, for ids."""
    until = at + considering.settings.change_expires
    task = Task(f"T-{fresh}", said.intent, said.kind, said.by, None, (), at, until)
    return Caller(Session(f"S-{fresh}", task.id, THE_GATE, "", Isolation.GATE, at, until), task)


def propose(
    considering: Considering,
    said: CallsProposal,
    opened: Opened,
    calls: Sequence[tuple[Named, Facts]],
    at: datetime,
    seen: Seen | None,
    *,
    steady: bool,
) -> Look | Proposed:
    """Return what is to be read first, or what a proposal comes to, whose calls were named for one caller.

    Raises CallsRefused where policy, or the moment, lets one of them pass for nobody.
    """
    caller = calls[0][0].caller
    if not steady:
        raise CallsRefused(Refuse("clock.unsteady", "the clock jumped: nothing is proposed until it agrees again"))
    steps = [_step(considering, named, facts, number) for number, (named, facts) in enumerate(calls)]
    plan = Plan(tuple(steps))
    if not plan.wanted.quorum.people:
        raise CallsRefused(Refuse("calls.nobody_asked", NOBODY))
    fresh = caller.session.id.partition("-")[2]
    answer = considering.open_change(calls[0][0], plan, at, fresh, seen, said.rolls_back)
    match answer:
        case Refuse():
            raise CallsRefused(answer)
        case Look():
            return answer
        case Hold(change=change):
            return Proposed(_draft(said, opened, caller, at), change)


def _step(considering: Considering, named: Named, facts: Facts, number: int) -> Step:
    """Judge one call as if its session sent it now. Raises CallsRefused."""
    action = named.action
    if action.effect is Effect.READ:
        raise CallsRefused(Refuse("calls.read", "it changes nothing: read it from a session (`keyturn run`)"), number)
    if withheld(action.call) is not None or answered(action.call):
        why = f"{action.name} hands out what works without this gate, so it never passes, whoever approves"
        raise CallsRefused(Refuse("credentials.withheld", why), number)
    where = tuple(sorted(environments(action, facts, considering.settings.estate)))
    decision = considering.judged(named, where)
    if isinstance(decision, Deny):
        raise CallsRefused(denied(decision), number)
    wanted = NOBODY_WANTED if isinstance(decision, Permit) else decision
    session = named.caller.session
    refused = first_obligation(wanted) or out_of_reach(
        action, where, session, considering.settings, sealed=considering.sealed
    )
    if refused is not None:
        raise CallsRefused(refused, number)
    return Step(action, where, wanted)


def _draft(said: CallsProposal, opened: Opened, caller: Caller, at: datetime) -> Draft:
    payload: dict[str, Json] = {
        "statement": opened.digest,
        "envelope": opened.text,
        "by": said.by,
        "task": dict(written.task(caller.task)),
        "session": dict(written.session(caller.session)),
    }
    return Draft(Kind.CALLS_PROPOSED, at, {"session": caller.session.id, "task": caller.task.id}, payload)


def order(considering: Considering, text: str, at: datetime) -> Draft:
    """Return the draft of a person's order that the calls of an approved change be sent. Raises CallerError.

    Its proposer may give it, and whoever may approve it.
    """
    state = considering.state
    said, opened = open_fresh(text, state, at, lambda envelope: open_order(envelope, state.people))
    case = find_case(state, said.change)
    change, short = case.change, case.change.short
    if state.sessions[change.session].isolation is not Isolation.GATE:
        raise NotOrdered(f"change {short} is of agent `{change.agent}`, who sends its calls: have the agent send them")
    if said.change != change.id or not same(said.change_digest, change.digest):
        raise NotOrdered(
            f"it names another state of change {short}: look at it with `keyturn show {short}`, sign again"
        )
    if said.by != change.sponsor and not considering.eligible(state.people[said.by], said.key_id, case):
        raise NotOrdered(f"`{said.by}` neither proposed change {short} nor has a vote on it: one of those must")
    stage = case.stands(at)
    if stage is Stage.IN_DOUBT:
        raise NotOrdered(f"a call of change {short} is in doubt: settle it first (`keyturn settle {short}`)")
    if stage not in OPEN:
        raise NotOrdered(f"change {short} is {stage}: nothing more of it is sent")
    lacking = missing(change.quorum, considering.standing(case, change.quorum, at))
    if lacking:
        raise NotOrdered(f"change {short} still needs {lacking} more: `keyturn wait {short}`")
    payload: dict[str, Json] = {"statement": opened.digest, "envelope": opened.text, "by": said.by}
    return Draft(Kind.EXECUTION_ORDERED, at, {"change": change.id, "digest": change.digest}, payload)


def following(case: Case) -> int | None:
    """Return the number of the call that is to be sent next, None if there is none."""
    number = next((n for n, use in enumerate(case.uses) if use.state is not GrantState.DONE), None)
    return number if number is not None and case.uses[number].state is GrantState.OPEN else None
