"""Somebody stole a reviewer's key: they keep it alive, throw its owner out, or use what it did before."""

import pytest

from keyturn.approve.statements import UnknownKey
from keyturn.approve.votes import NotOpen, OwnChange
from keyturn.flow.gate.asking import TooFewLeft
from keyturn.flow.gate.proposals import AboutYou
from keyturn.flow.statements import StatementRefused
from keyturn.model import written
from keyturn.model.approval import Verdict
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key, public
from keyturn.testing.house import House


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    house.enrol("carl", "ops")
    house.enrol("cleo", "sre")
    found = Gatekeepers(house)
    found.seal("dana", "ana", "bo", "cleo")
    return found


def test_they_reject_its_revocation(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("carl", GateKind.KEY_REVOKE, {"name": "ana", "key": keepers.key_of("ana")})

    for verdict in (Verdict.REJECT, Verdict.APPROVE):
        with pytest.raises(AboutYou):
            house.vote(change, "ana", verdict)

    house.approve(change, "bo", "dana")
    assert keepers.state(change) == "done"
    with pytest.raises(UnknownKey):
        house.session("ana")


def test_they_enrol_a_key_of_their_own_and_vote_for_it(house: House, keepers: Gatekeepers) -> None:
    key = written.public_key(public(new_key("the thief's")))
    change = keepers.propose("ana", GateKind.KEY_ADD, {"name": "ana", "key": key})

    with pytest.raises(OwnChange):
        house.vote(change, "ana")
    house.vote(change, "bo", Verdict.REJECT)

    assert keepers.state(change) == "rejected"
    assert len(house.considering.state.people["ana"].keys) == 1


def test_its_owner_suspends_it_and_it_is_over_at_once(house: House, keepers: Gatekeepers) -> None:
    session = house.session("ana")
    change = house.held(house.submit(house.session(), "dynamodb:DeleteTable", TableName="costs"))
    house.vote(change, "ana")
    house.vote(change, "bo")
    assert house.ask("show", change=change)["state"] == "approved"

    keepers.suspend("ana")

    assert house.ask("show", change=change)["state"] == "proposed"
    assert house.refused(house.submit(session, "s3:ListBuckets")) == "session.ended"
    for attempt in (
        lambda: house.session("ana"),
        lambda: house.vote(change, "ana"),
        lambda: keepers.propose("ana", GateKind.PERSON_ADD, enrolment("eve", "sre")),
        lambda: keepers.suspend("ana"),
    ):
        with pytest.raises(UnknownKey):
            attempt()


def test_they_have_it_restored_by_one_person(house: House, keepers: Gatekeepers) -> None:
    keepers.suspend("ana")
    change = keepers.propose("carl", GateKind.KEY_RESTORE, {"name": "ana", "key": keepers.key_of("ana")})
    house.vote(change, "bo")

    assert house.considering.state.people["ana"].keys == ()
    with pytest.raises(UnknownKey):
        house.vote(change, "ana")
    assert house.restarted().considering.state.people["ana"].keys == ()


def test_they_suspend_somebody_elses_key(house: House, keepers: Gatekeepers) -> None:
    with pytest.raises(StatementRefused):
        keepers.suspend("ana", keepers.key_of("bo"))

    assert house.considering.state.people["bo"].keys


def test_they_throw_the_others_out_one_by_one(house: House, keepers: Gatekeepers) -> None:
    keepers.change("ana", GateKind.PERSON_DISABLE, {"name": "cleo"}, "bo", "dana")
    keepers.change("carl", GateKind.PERSON_DISABLE, {"name": "dana"}, "ana", "bo")

    with pytest.raises(TooFewLeft):
        keepers.propose("ana", GateKind.PERSON_DISABLE, {"name": "bo"})
    with pytest.raises(TooFewLeft):
        keepers.propose("ana", GateKind.PERSON_GROUPS, {"name": "bo", "groups": ["ops"]})
    with pytest.raises(TooFewLeft):
        keepers.propose("ana", GateKind.KEY_REVOKE, {"name": "bo", "key": keepers.key_of("bo")})


def test_they_fill_the_inbox(keepers: Gatekeepers) -> None:
    for number in range(20):
        keepers.propose("ana", GateKind.PERSON_ADD, enrolment(f"p{number}", "sre"))

    with pytest.raises(StatementRefused, match="withdraw one first"):
        keepers.propose("ana", GateKind.PERSON_ADD, enrolment("one-more", "sre"))
    keepers.propose("bo", GateKind.PERSON_ADD, enrolment("eve", "sre"))


def test_what_is_approved_is_void_once_the_people_left_are_too_few(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_DISABLE, {"name": "dana"})
    house.vote(change, "bo")
    keepers.suspend("cleo")
    keepers.suspend("carl")
    house.vote(change, "ana")

    assert keepers.state(change) == "void"
    assert "somebody else added" in house.ask("show", change=change)["why"]
    assert house.considering.state.people["dana"].enabled


def test_what_they_proposed_is_void_once_the_key_is_suspended(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("ana", GateKind.PERSON_ADD, enrolment("the-thief", "sre"))
    house.vote(change, "bo")
    keepers.suspend("ana")

    with pytest.raises(NotOpen):
        house.vote(change, "dana")
    assert "has suspended a key" in house.ask("show", change=change)["why"]
    assert Gatekeepers(house.restarted()).state(change) == "void"
