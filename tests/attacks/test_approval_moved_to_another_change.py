"""I take an approval that people gave, and hand it in for another change, or for a second one with the same action."""

from dataclasses import replace
from typing import Final

import pytest

from keyturn.approve import statements
from keyturn.approve.votes import OtherChange, check_vote
from keyturn.codec.dsse import BadSignature, seal
from keyturn.model.approval import Approval, Verdict
from keyturn.model.change import Change, State
from keyturn.model.decision import Permit
from tests.asking import AT, DEPLOYMENT, KEYS, change, people, person

PEOPLE: Final = people(person("bo", "sre"))
APPROVED: Final = change("C-7Q2M9K8XVB4F6D1A", action="UpdateFunctionCode")
SAME_ACTION: Final = change("C-7Q2M9K8XVB4F6D1B", action="UpdateFunctionCode")
WORSE: Final = change("C-7Q2M9K8XVB4F6D1C", action="DeleteStack")

APPROVAL: Final = Approval(
    deployment=DEPLOYMENT,
    change=APPROVED.id,
    change_digest=APPROVED.digest,
    review=APPROVED.review_digest,
    reviewer="bo",
    key_id=PEOPLE["bo"].keys[0].id,
    verdict=Verdict.APPROVE,
    comment="",
    at=AT,
    nonce="0123456789abcdef",
)
SIGNED: Final = seal(statements.APPROVAL_TYPE, statements.approval_payload(APPROVAL), KEYS["bo"])


def vote(approval: Approval, on: Change) -> None:
    check_vote(approval, on, State.PROPOSED, ("ann",), Permit(("reviewers-vote",)), None, AT)


def test_it_counts_for_the_change_it_names() -> None:
    vote(statements.open_approval(SIGNED, PEOPLE), APPROVED)


@pytest.mark.parametrize("other", [SAME_ACTION, WORSE])
def test_it_counts_for_no_other(other: Change) -> None:
    with pytest.raises(OtherChange):
        vote(statements.open_approval(SIGNED, PEOPLE), other)


@pytest.mark.parametrize("other", [SAME_ACTION, WORSE])
def test_writing_the_other_change_into_it_breaks_the_signature(other: Change) -> None:
    moved = replace(APPROVAL, change=other.id, change_digest=other.digest, review=other.review_digest)

    with pytest.raises(BadSignature):
        statements.open_approval(replace(SIGNED, payload=statements.approval_payload(moved)), PEOPLE)


def test_it_does_not_count_for_the_same_change_with_another_action_or_another_end() -> None:
    longer = replace(APPROVED, expires=APPROVED.expires.replace(year=2027))
    with_more = replace(APPROVED, actions=(*APPROVED.actions, *WORSE.actions))

    for altered in (longer, with_more):
        with pytest.raises(OtherChange):
            vote(statements.open_approval(SIGNED, PEOPLE), altered)


def test_it_does_not_count_for_another_story_about_the_same_actions() -> None:
    with pytest.raises(OtherChange, match="the review document"):
        vote(statements.open_approval(SIGNED, PEOPLE), replace(APPROVED, intent="only a small fix"))
