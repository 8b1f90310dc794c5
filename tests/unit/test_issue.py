"""A grant is for one action, once, within its interval; what is sent by it is told to the log in fixed words."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from keyturn.errors import Malformed
from keyturn.issue.drafts import intent, outcome_draft
from keyturn.issue.grants import grant_for, spend
from keyturn.issue.sending import Sending
from keyturn.model.change import Change
from keyturn.model.evidence import Kind
from keyturn.model.execution import Ended, Outcome
from keyturn.model.grant import Grant, GrantExpired, SpentGrant, WrongRequest
from tests.asking import AT, change

CHANGE: Final = change()
ACTION: Final = CHANGE.actions[0].shown
LATER: Final = AT + timedelta(hours=1)
CHANCE: Final = "8Z4K1M7QXBC9D2F5"
SENDING: Final = Sending(
    session="S-4F8K2M9QXB",
    name="s3:DeleteBucket",
    environments=("production",),
    wire="1" * 64,
    reads=False,
    marks=("2" * 64,),
    approvals=("3" * 64, "4" * 64),
    policies=("people-sponsor", "work-in-scope"),
)


def granted(of: Change | None = CHANGE) -> Grant:
    return grant_for(of, 0, ACTION.digest, AT, LATER, CHANCE)


def test_a_grant_is_spent_for_the_action_it_names() -> None:
    grant = granted()

    assert spend(grant, ACTION.digest, AT) == SpentGrant(grant, AT)
    assert grant.id == f"G-{CHANCE}"
    assert grant.change == CHANGE.id


def test_a_grant_is_for_no_other_action() -> None:
    with pytest.raises(WrongRequest, match="send the approved request unchanged"):
        spend(granted(), "0" * 64, AT)


def test_a_grant_holds_from_its_first_instant_to_just_before_its_last() -> None:
    grant, moment = granted(), timedelta(microseconds=1)

    spend(grant, ACTION.digest, grant.not_before)
    spend(grant, ACTION.digest, grant.not_after - moment)
    for outside in (grant.not_before - moment, grant.not_after):
        with pytest.raises(GrantExpired):
            spend(grant, ACTION.digest, outside)


def test_a_change_grants_nothing_beyond_its_own_expiry() -> None:
    assert grant_for(CHANGE, 0, ACTION.digest, AT, AT + timedelta(days=9), CHANCE).not_after == CHANGE.expires


def test_a_change_grants_only_what_stands_in_it_at_that_place() -> None:
    with pytest.raises(WrongRequest):
        grant_for(CHANGE, 0, "0" * 64, AT, LATER, CHANCE)


def test_what_policy_permits_alone_belongs_to_no_change() -> None:
    assert granted(None).change is None


def test_a_grants_id_reads_like_one() -> None:
    with pytest.raises(Malformed):
        grant_for(None, 0, ACTION.digest, AT, LATER, "not an id")


def test_an_intent_says_who_what_where_and_on_whose_word() -> None:
    draft = intent(spend(granted(), ACTION.digest, AT), ACTION, SENDING)

    assert draft.kind is Kind.INTENT
    assert draft.at == AT
    assert draft.about == {
        "grant": f"G-{CHANCE}",
        "session": "S-4F8K2M9QXB",
        "action": ACTION.digest,
        "change": CHANGE.id,
    }
    assert draft.payload == {
        "ordinal": 0,
        "marks": ["2" * 64],
        "name": "s3:DeleteBucket",
        "action": ACTION.document,
        "environments": ["production"],
        "approvals": ["3" * 64, "4" * 64],
        "policies": ["people-sponsor", "work-in-scope"],
        "wire": "1" * 64,
        "sealed": False,
    }


def test_what_stands_in_the_leaf_names_nobody() -> None:
    draft = intent(spend(granted(), ACTION.digest, AT), ACTION, SENDING)

    assert not {CHANGE.sponsor, CHANGE.agent, CHANGE.intent, SENDING.name} & set(draft.about.values())


def test_a_read_without_people_is_a_read_and_a_read_that_people_approved_is_not() -> None:
    reading = replace(SENDING, reads=True)

    assert intent(spend(granted(None), ACTION.digest, AT), ACTION, reading).kind is Kind.READ
    assert intent(spend(granted(), ACTION.digest, AT), ACTION, reading).kind is Kind.INTENT


def test_an_outcome_follows_its_intent() -> None:
    answered = Outcome(Ended.ANSWERED, LATER, 204, "4442587FB7D0A2F9", None, None)
    acted = intent(spend(granted(), ACTION.digest, AT), ACTION, SENDING)
    looked = intent(spend(granted(None), ACTION.digest, AT), ACTION, replace(SENDING, reads=True))

    after_act = outcome_draft(acted, answered, {"UploadId": "x"})
    after_look = outcome_draft(looked, answered)

    assert (after_act.kind, after_look.kind) == (Kind.OUTCOME, Kind.ANSWER)
    assert after_act.at == LATER
    assert after_act.about == {"grant": f"G-{CHANCE}", "change": CHANGE.id}
    assert after_act.payload == {
        "outcome": {
            "ended": "answered",
            "status": 204,
            "request_id": "4442587FB7D0A2F9",
            "error_code": None,
            "why": None,
        },
        "answers": {"UploadId": "x"},
    }
    assert after_look.about == {"grant": f"G-{CHANCE}"}
    assert after_look.payload["answers"] == {}
