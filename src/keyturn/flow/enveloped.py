"""Whether a call that would be held lies within an envelope that people approved before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from keyturn.approve.seats import missing, seat
from keyturn.flow.answers import Named, Refuse, Step
from keyturn.flow.bound import accepting
from keyturn.flow.gate.envelopes import TAME
from keyturn.flow.gate.voters import gate_voters
from keyturn.flow.given import Given
from keyturn.flow.known import Known
from keyturn.flow.leaves import envelopes, stands
from keyturn.gather.pointing import pointed
from keyturn.model.action import Action, Shown
from keyturn.model.decision import Decision, Permit, Standing
from keyturn.model.envelope import Envelope
from keyturn.model.freeze import DEVELOPMENT
from keyturn.model.identity import Person


@dataclass(frozen=True, slots=True)
class Covered:
    """An envelope covers the call: by which words of which people, and which policies."""

    given: Given
    shown: Shown
    approvals: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom an envelope is used, as a policy on voting sees it (model.decision.Voted)."""

    sponsor: str
    agent: str


@dataclass(frozen=True, slots=True)
class Asks:
    """How policy is asked about a call: whether it passes with these approvals, and whether a person has a vote."""

    decide: Callable[[Standing], Decision]
    ballot: Callable[[Person], Decision]


def enveloped(
    known: Known,
    named: Named,
    step: Step,
    at: datetime,
    show: Callable[[str], Shown],
    ask: Asks,
    mutable: tuple[str, ...],
) -> Covered | Refuse | str | None:
    """Return the envelope that covers this call, or why it may not go now; a text says why none covers it.

    None if nothing was enveloped for it at all. `show` writes the action under the key of a change, `ask` asks
    policy. `mutable` are the patterns of what may be named without naming its content.
    """
    why: str | None = None
    task, agent = named.caller.task, named.caller.session.agent
    for given, envelope in envelopes(known, task, agent):
        if step.action.name not in envelope.operations:
            continue
        shown = show(given.id)
        reason = _not_covered(known, given, envelope, step, shown, at) or _moving(shown, mutable)
        if reason is not None:
            why = f"envelope {given.short} {reason}"
            continue
        answer = _used(known, given, envelope, step, shown, at, ask)
        if not isinstance(answer, str):
            return answer
        why = f"envelope {given.short} {answer}"
    return why


def may_cover(known: Known, named: Named, at: datetime) -> bool:
    """Whether an envelope may cover this call once its body is known: its other bounds are looked at then."""
    caller, name = named.caller, named.action.name
    found = envelopes(known, caller.task, caller.session.agent)
    return any(
        name in one.operations and len(given.uses) < one.count and stands(known, given, at) for given, one in found
    )


def _not_covered(known: Known, given: Given, envelope: Envelope, step: Step, shown: Shown, at: datetime) -> str | None:
    """Return why the envelope says nothing about this call, as what stands behind `envelope C-...`."""
    if not given.stands(at):
        return "is over"
    if not stands(known, given, at):
        return "rests on people who no longer count"
    if len(given.uses) >= envelope.count:
        return f"is used up ({envelope.count} of {envelope.count})"
    if not is_tame(step.action):
        return "creates and modifies only, and this call does more than that"
    elsewhere = sorted(set(step.where) - {*envelope.environments, DEVELOPMENT})
    if elsewhere:
        return f"is not for `{elsewhere[0]}`"
    outside = envelope.outside(shown.document)
    return None if outside is None else f"does not cover this call: {outside}"


def _moving(shown: Shown, mutable: tuple[str, ...]) -> str | None:
    """Return why what this call points at elsewhere may be another thing than people thought of; None if it may not.

    They approved a name beforehand, and nobody looks at what lies under it by now.
    """
    for one in pointed(shown.document):
        if not one.fixed and not accepting(one.points, mutable):
            return f"holds no call whose `{one.member}` can come to mean something else ({one.points}): {one.how}"
    return None


def is_tame(action: Action) -> bool:
    """Whether an envelope may hold such a call at all, by what this very call does."""
    whole = any(resource.whole_account for resource in action.resources)
    return action.effect in TAME and not action.delegates and not action.stateful_loss and not whole


def _used(
    known: Known,
    given: Given,
    envelope: Envelope,
    step: Step,
    shown: Shown,
    at: datetime,
    ask: Asks,
) -> Covered | Refuse | str:
    wanted = step.wanted.quorum
    # Who decides about the gate is the charter's to say; who approves a call in production is policy's.
    voters = [one for one in gate_voters(known, given.case) if isinstance(ask.ballot(one), Permit)]
    local = {one.name for one in voters if given.case.votes[one.name].local}
    standing = seat(wanted, {one.name: one.groups for one in voters}, local)
    decision = ask.decide(standing)
    if missing(wanted, standing) or not isinstance(decision, Permit):
        return "has not the approvals that policy asks for such a call now"
    if next(given.unsettled(shown.digest), None) is not None:
        why = (
            f"outcome unknown: this very call was sent under envelope {given.short} and its answer has not come; look "
            "at what stands there, and ask for another call if it did not happen"
        )
        return Refuse("envelope.in_doubt", why)
    if envelope.per_minute is not None and given.within_a_minute(at) >= envelope.per_minute:
        why = f"envelope {given.short} allows {envelope.per_minute} calls a minute: send the same call again in a while"
        return Refuse("envelope.rate", why)
    approvals = tuple(given.case.votes[person.name].statement for person in voters)
    return Covered(given, shown, approvals, decision.policies)
