"""What people sign about a change of the gate -> drafts: to propose it, vote on it, take it back, put it in force.

Policies are not asked about any of it: who decides about the gate is said by its charter, so that no policy can weaken
what guards the policies.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.approve.gate import open_proposal
from keyturn.approve.seats import missing, seat
from keyturn.approve.statements import open_approval, open_withdrawal
from keyturn.approve.votes import check_vote
from keyturn.codec.canonical import Json
from keyturn.codec.digest import same
from keyturn.errors import KeyturnError
from keyturn.flow.folds.gate import OTHER_CHARTER
from keyturn.flow.gate.asking import Asking, GateRefused, Judged, Rules, is_reviewer
from keyturn.flow.gate.kinds import KINDS
from keyturn.flow.gate.voters import gate_standing, gate_voters
from keyturn.flow.kept import GateCase
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.flow.statements import (
    NoSuchChange,
    StatementRefused,
    counted,
    open_fresh,
    said_before,
    statement_payload,
    vote_payload,
)
from keyturn.model.approval import Verdict
from keyturn.model.decision import Deny, Permit, Reason
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GATE_OPEN, GateChange, GateEvent, GateKind, move_gate
from keyturn.model.identity import parse_id

MOST_OPEN: Final = 20
"""Changes of the gate that one person may have open."""

_OWN_RULE: Final = "the gate's own rule"


class OtherCharter(GateRefused):
    """The gate has changed since it was looked at."""

    code = "gate.other_charter"

    def __init__(self) -> None:
        super().__init__(f"{OTHER_CHARTER}, on what it is now")


class AboutYou(GateRefused):
    """Nobody votes on what is about themselves."""

    code = "gate.about_you"

    def __init__(self, change: GateChange) -> None:
        super().__init__(f"change {change.short} is about `{change.subject}`, who has no vote on it: other people must")


def judge(
    state: State, settings: Settings, rules: Rules, kind: GateKind, document: Mapping[str, Json], by: str, at: datetime
) -> Judged:
    """Return what may be asked and what comes of it. Raises CallerError, PolicyError or OurError (a configuration)."""
    return KINDS[kind].judge(Asking(state, settings, rules, document, by, at))


def propose(state: State, settings: Settings, rules: Rules, text: str, at: datetime, fresh: str) -> Draft:
    """Return the draft by which a change of the gate waits for people; `fresh` is random, for its id."""
    said, opened = open_fresh(text, state, at, lambda e: open_proposal(e, state.people))
    now = None if state.charter is None else state.charter.digest
    if said.charter != now:
        raise OtherCharter
    if not said.intent.strip():
        raise StatementRefused("a change of the gate needs a reason: say with --intent why it is wanted")
    if len(said.intent.encode()) > settings.limits.intent_bytes:
        raise StatementRefused(f"a reason has {settings.limits.intent_bytes} bytes at most: say it shorter")
    mine = [case for case in state.open_gate.values() if case.change.by == said.by and case.stands(at) in GATE_OPEN]
    if len(mine) >= MOST_OPEN:
        raise StatementRefused(f"`{said.by}` has {MOST_OPEN} changes of the gate open: withdraw one first")
    judged = judge(state, settings, rules, said.kind, said.document, said.by, at)
    change = GateChange(
        id=f"C-{fresh}",
        deployment=said.deployment,
        kind=said.kind,
        document=said.document,
        by=said.by,
        subject=judged.subject,
        intent=said.intent,
        before=now,
        after=None if judged.after is None else judged.after.digest,
        opened=at,
        expires=at + (judged.lasts or settings.change_expires),
        quorum=judged.quorum,
    )
    payload = statement_payload(state, opened) | {
        "change": change.review(),
        "charter": None if judged.after is None else judged.after.document(),
        "bundle": _texts(judged),
    }
    return Draft(Kind.GATE_PROPOSED, at, {"change": change.id, "digest": change.digest}, payload)


def _texts(judged: Judged) -> Json:
    bundle = judged.bundle
    if bundle is None:
        return None
    return {"policies": bundle.policies, "schema": bundle.schema, "version": bundle.version}


def find_gate_case(state: State, text: str) -> GateCase | None:
    """Return the change of the gate that `text` names, whole or shortened; None if it names none.

    Raises NoSuchChange if it names more than one change, of the gate or another.
    """
    found = state.find_gate(parse_id("change id", text))
    others = state.find(text) if found else []
    if len(found) + len(others) > 1:
        raise NoSuchChange(text, len(found) + len(others))
    return found[0] if found else None


def count_gate_vote(state: State, text: str, at: datetime) -> Draft:
    """Return the draft of a vote on a change of the gate. Raises CallerError for one that does not count."""
    approval, opened = open_fresh(text, state, at, lambda e: open_approval(e, state.people))
    case = find_gate_case(state, approval.change)
    if case is None:
        raise NoSuchChange(approval.change, 0)
    change, person = case.change, state.people[approval.reviewer]
    voted = said_before(case.votes, person.name)
    may = is_reviewer(person, change.quorum)
    ballot = Permit((_OWN_RULE,)) if may else Deny(Reason.NO_PERMIT)
    check_vote(approval, change, case.stands(at), (change.by,), ballot, voted, at)
    if person.name == change.subject:
        raise AboutYou(change)
    count = counted(state, opened.text)
    approves = approval.verdict is Verdict.APPROVE
    voters = {one.name: one for one in gate_voters(state, case)} | ({person.name: person} if approves else {})
    local = {name for name, vote in case.votes.items() if vote.local and name in voters}
    local |= {person.name} if approves and count is None else set()
    groups = {name: one.groups for name, one in voters.items()}
    met = approves and missing(change.quorum, seat(change.quorum, groups, local)) == 0
    payload = vote_payload(approval, opened, count, met=met)
    return Draft(Kind.VOTE, at, {"change": change.id, "digest": change.digest}, payload)


def withdraw_gate(state: State, text: str, at: datetime) -> Draft:
    """Return the draft by which a change of the gate is taken back by whoever proposed it."""
    wanted, opened = open_fresh(text, state, at, lambda e: open_withdrawal(e, state.people))
    case = find_gate_case(state, wanted.change)
    if case is None:
        raise NoSuchChange(wanted.change, 0)
    if not same(wanted.change_digest, case.change.digest):
        raise StatementRefused("it names another state of this change: fetch and sign again")
    if wanted.by != case.change.by:
        raise StatementRefused(f"only `{case.change.by}`, who proposed it, withdraws it; a reviewer rejects it")
    move_gate(case.stands(at), GateEvent.WITHDRAWAL)
    payload = statement_payload(state, opened) | {"by": wanted.by}
    return Draft(Kind.CHANGE_WITHDRAWN, at, {"change": case.change.id}, payload)


def enacted(state: State, settings: Settings, rules: Rules, case: GateCase, at: datetime) -> Draft:
    """Return the draft that puts an approved change in force, or the one that says why it cannot be any more.

    It is judged once more, because suspended keys may have made too few of those who are left; that the charter and the
    people are those of the last vote is so because nothing happened in between.
    """
    change = case.change
    why = _cannot(state, settings, rules, case, at)
    if why is not None:
        return Draft(Kind.GATE_VOIDED, at, {"change": change.id}, {"why": why})
    about = {"change": change.id} | ({} if change.after is None else {"charter": change.after})
    statements: list[Json] = [case.votes[person.name].statement for person in gate_voters(state, case)]
    return Draft(Kind.GATE_CHANGED, at, about, {"approvals": statements})


def _cannot(state: State, settings: Settings, rules: Rules, case: GateCase, at: datetime) -> str | None:
    change = case.change
    now = None if state.charter is None else state.charter.digest
    if change.after is not None and change.before != now:
        return OTHER_CHARTER
    if missing(change.quorum, gate_standing(state, case)):
        return "some of its votes no longer count: propose it again"
    try:
        judged = judge(state, settings, rules, change.kind, change.document, change.by, at)
    except KeyturnError as error:
        return str(error)
    if change.after is not None and (judged.after is None or judged.after.digest != change.after):
        return "this version of keyturn makes something else of it than the one it was proposed to: propose it again"
    if missing(judged.quorum, gate_standing(state, case, judged.quorum)):
        # What leaves the charter as it is outlives a change of it, and so would a quorum that was raised meanwhile.
        return f"the gate has changed since, and {judged.quorum} decide about this now: propose it again"
    return None
