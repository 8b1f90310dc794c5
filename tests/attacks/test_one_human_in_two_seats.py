"""I am one person, and I fill both seats: with two keys, two names, two groups, or by voting again."""

from typing import Final

import pytest

from keyturn.approve import statements
from keyturn.approve.seats import missing, seat
from keyturn.approve.statements import UnknownKey
from keyturn.approve.votes import Twice, check_vote
from keyturn.codec.dsse import seal
from keyturn.model.approval import Approval, Verdict
from keyturn.model.change import State
from keyturn.model.decision import Permit, Quorum, Seats
from keyturn.model.identity import Person
from tests.asking import AT, DEPLOYMENT, KEYS, change, people, person

CHANGE: Final = change()
TWO_SRE: Final = Quorum((Seats(2, "sre"),), 2)


def approval(by: Person, key: str, number: int) -> Approval:
    return Approval(
        deployment=DEPLOYMENT,
        change=CHANGE.id,
        change_digest=CHANGE.digest,
        review=CHANGE.review_digest,
        reviewer=by.name,
        key_id=person(key).keys[0].id,
        verdict=Verdict.APPROVE,
        comment="",
        at=AT,
        nonce=f"0123456789abcdef-{number}",
    )


def test_a_second_key_makes_no_second_vote() -> None:
    bo = Person("bo", frozenset({"sre"}), (*person("bo").keys, *person("cy").keys))
    payload = statements.approval_payload(approval(bo, "cy", 2))
    second = statements.open_approval(seal(statements.APPROVAL_TYPE, payload, KEYS["cy"]), people(bo))

    with pytest.raises(Twice):
        check_vote(second, CHANGE, State.PROPOSED, ("ann",), Permit(("v",)), Verdict.APPROVE, AT)


def test_one_key_under_two_names_signs_for_neither() -> None:
    bo, twin = person("bo", "sre"), Person("bob", frozenset({"sre"}), person("bo").keys)
    payload = statements.approval_payload(approval(twin, "bo", 1))

    with pytest.raises(UnknownKey, match="enrolled more than once"):
        statements.open_approval(seal(statements.APPROVAL_TYPE, payload, KEYS["bo"]), people(bo, twin))


def test_a_name_that_was_disabled_leaves_its_key_to_no_other() -> None:
    bo, twin = person("bo", "sre", enabled=False), Person("bob", frozenset({"sre"}), person("bo").keys)
    payload = statements.approval_payload(approval(twin, "bo", 1))

    with pytest.raises(UnknownKey, match="enrolled more than once"):
        statements.open_approval(seal(statements.APPROVAL_TYPE, payload, KEYS["bo"]), people(bo, twin))


def test_two_groups_fill_one_seat() -> None:
    both = Quorum((Seats(1, "data-owners"), Seats(1, "sre")), 2)

    assert missing(both, seat(both, {"bo": frozenset({"sre", "data-owners"})})) == 1
    assert missing(TWO_SRE, seat(TWO_SRE, {"bo": frozenset({"sre"})})) == 1
