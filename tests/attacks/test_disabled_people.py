"""I was let go; my tasks, my sessions, my votes and my key shall go on working."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve.statements import UnknownKey
from keyturn.runner.people import PersonKnown
from keyturn.testing.house import DEVELOPMENT, House, Opened

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def session(house: House) -> Opened:
    return house.session(sponsor="dana")


def test_a_sponsor_who_is_gone_lends_nothing(house: House, session: Opened) -> None:
    house.approved(session, CALL, TableName="costs")
    house.ask("person_disable", name="dana")

    for action, region, parameters in (
        ("dynamodb:ListTables", "cn-north-1", {}),
        (CALL, DEVELOPMENT, {"TableName": "costs"}),
        (CALL, "cn-north-1", {"TableName": "costs"}),
    ):
        assert house.refused(house.submit(session, action, region, **parameters)) == "session.sponsor"
    with pytest.raises(UnknownKey, match="who is disabled"):
        house.session(sponsor="dana")
    assert house.upstream.received == []


def test_enrolling_somebody_of_that_name_brings_no_old_session_back(house: House, session: Opened) -> None:
    house.approved(session, CALL, TableName="costs")
    house.ask("person_disable", name="dana")
    house.enrol("dana", "sre", key=Ed25519PrivateKey.from_private_bytes(b"2" * 32))

    for gate in (house, house.restarted()):
        assert gate.refused(gate.submit(session, CALL, TableName="costs")) == "session.ended"
    assert house.upstream.received == []


def test_a_vote_counts_for_as_long_as_its_voter_does(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    house.ask("person_disable", name="ana")

    assert house.held(house.submit(session, CALL, TableName="costs")) == change
    shown = house.ask("show", change=change)
    assert (shown["state"], shown["missing"]) == ("proposed", 1)
    assert house.upstream.received == []


def test_another_person_takes_the_empty_seat(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    house.ask("person_disable", name="ana")
    house.enrol("cy", "sre")
    (waiting,) = house.ask("inbox", **{"as": "cy"})["changes"]
    assert waiting["waits_for_you"]

    house.vote(change, "cy")

    assert house.passed(house.submit(session, CALL, TableName="costs"))
    # The auditor who reads this story's log finds that it rests on bo and cy, and no longer on ana.


def test_whoever_is_enrolled_again_with_a_new_key_has_not_voted_with_the_old_one(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    house.ask("person_disable", name="ana")
    house.enrol("ana", "sre", key=Ed25519PrivateKey.from_private_bytes(b"2" * 32))

    assert house.held(house.submit(session, CALL, TableName="costs")) == change


def test_a_vote_of_somebody_moved_out_of_the_group_fills_no_seat(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, CALL, TableName="costs"))
    house.enrol("mel", "sre")
    house.approve(change, "mel", "ana")
    house.ask("person_disable", name="mel")
    house.enrol("mel", "marketing", key=Ed25519PrivateKey.from_private_bytes(b"2" * 32))

    assert house.held(house.submit(session, CALL, TableName="costs")) == change


def test_the_key_of_somebody_who_is_gone_signs_nothing_and_is_nobody_elses(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, CALL, TableName="costs"))
    verdict = house.verdict(change, "ana")
    house.ask("person_disable", name="ana")

    with pytest.raises(UnknownKey):
        house.ask("vote", envelope=house.signed("ana", verdict))
    for name in ("ana", "ana2"):
        with pytest.raises(PersonKnown, match="this key belongs to `ana`"):
            house.enrol(name, "sre", key=house.keys["ana"])
