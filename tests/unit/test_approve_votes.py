"""Which votes count: each that does not says why and what to do, under a code that scripts may rely on."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from keyturn.approve.statements import OtherDeployment, Stale
from keyturn.approve.votes import (
    Expired,
    NotEligible,
    NotOpen,
    OtherChange,
    OwnChange,
    Twice,
    VoteRefused,
    check_vote,
)
from keyturn.errors import CallerError
from keyturn.model.approval import Approval, Verdict
from keyturn.model.change import State
from keyturn.model.decision import Decision, Deny, Permit, Reason
from tests.asking import AT, DEPLOYMENT, change, person

CHANGE: Final = change()
NOW: Final = AT + timedelta(hours=1)
PERMIT: Final = Permit(("reviewers-vote",))
APPROVAL: Final = Approval(
    deployment=DEPLOYMENT,
    change=CHANGE.id,
    change_digest=CHANGE.digest,
    review=CHANGE.review_digest,
    reviewer="bo",
    key_id=person("bo").keys[0].id,
    verdict=Verdict.APPROVE,
    comment="",
    at=NOW,
    nonce="0123456789abcdef",
)


def vote(
    approval: Approval = APPROVAL,
    *,
    stage: State = State.PROPOSED,
    opener: str = "ann",
    ballot: Decision = PERMIT,
    voted: Verdict | None = None,
    at: datetime = NOW,
) -> None:
    check_vote(approval, CHANGE, stage, (opener,), ballot, voted, at)


def test_a_first_vote_of_somebody_else_counts() -> None:
    for stage in (State.PROPOSED, State.APPROVED, State.EXECUTING):
        vote(stage=stage)
        vote(replace(APPROVAL, verdict=Verdict.REJECT), stage=stage)


REFUSED: Final[dict[str, tuple[dict[str, Any], type[CallerError], str]]] = {
    "for another gate": (
        {"approval": replace(APPROVAL, deployment="D-OTHER")},
        OtherDeployment,
        "statement.other_deployment",
    ),
    "of yesterday": ({"approval": replace(APPROVAL, at=AT)}, Stale, "statement.stale"),
    "for another change": (
        {"approval": replace(APPROVAL, change="C-0000000000000000")},
        OtherChange,
        "approval.other_change",
    ),
    "for the shortened id": (
        {"approval": replace(APPROVAL, change=CHANGE.short)},
        OtherChange,
        "approval.other_change",
    ),
    "for other actions": (
        {"approval": replace(APPROVAL, change_digest="0" * 64)},
        OtherChange,
        "approval.other_change",
    ),
    "of what was not shown": ({"approval": replace(APPROVAL, review="0" * 64)}, OtherChange, "approval.other_change"),
    "on a change that is done": ({"stage": State.DONE}, NotOpen, "approval.not_open"),
    "on a change that was rejected": ({"stage": State.REJECTED}, NotOpen, "approval.not_open"),
    "on a change in doubt": ({"stage": State.IN_DOUBT}, NotOpen, "approval.not_open"),
    "on a change marked as expired": ({"stage": State.EXPIRED}, Expired, "approval.expired"),
    "at the end of its time": (
        {"approval": replace(APPROVAL, at=CHANGE.expires), "at": CHANGE.expires},
        Expired,
        "approval.expired",
    ),
    "before it was opened": (
        {"at": AT - timedelta(seconds=1), "approval": replace(APPROVAL, at=AT)},
        Expired,
        "approval.expired",
    ),
    "by the sponsor": (
        {"approval": replace(APPROVAL, reviewer="ann"), "opener": "di"},
        OwnChange,
        "approval.own_change",
    ),
    "by whoever opened the session": ({"opener": "bo"}, OwnChange, "approval.own_change"),
    "by somebody without a vote": (
        {"ballot": Deny(Reason.NO_PERMIT, (), ("reviewer",))},
        NotEligible,
        "approval.not_eligible",
    ),
    "by somebody whom a policy forbids": (
        {"ballot": Deny(Reason.FORBIDDEN, ("trained-only",), ("reviewer",))},
        NotEligible,
        "approval.not_eligible",
    ),
    "a second time": ({"voted": Verdict.APPROVE}, Twice, "approval.twice"),
    "after a rejection": ({"voted": Verdict.REJECT}, Twice, "approval.twice"),
}


@pytest.mark.parametrize(("given", "error", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_vote_does_not_count(given: dict[str, Any], error: type[CallerError], code: str) -> None:
    with pytest.raises(error) as caught:
        vote(**given)

    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_the_last_instant_of_a_change_still_counts() -> None:
    last = CHANGE.expires - timedelta(microseconds=1)

    vote(replace(APPROVAL, at=last), at=last)


def test_whoever_approved_may_still_reject_and_never_the_other_way_round() -> None:
    rejection = replace(APPROVAL, verdict=Verdict.REJECT)

    vote(rejection, voted=Verdict.APPROVE)
    with pytest.raises(Twice):
        vote(rejection, voted=Verdict.REJECT)


def test_a_refusal_says_whom_to_ask() -> None:
    with pytest.raises(NotEligible, match=r"`bo` has no vote on .* \(policy `trained-only`\): ask people of `sre`"):
        vote(ballot=Deny(Reason.FORBIDDEN, ("trained-only",), ("reviewer",)))


def test_a_refused_vote_is_the_callers_turn() -> None:
    assert issubclass(VoteRefused, CallerError)
