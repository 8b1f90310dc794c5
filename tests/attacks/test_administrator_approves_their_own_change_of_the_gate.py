"""Whoever proposes a change of the gate approves it themselves: with their key, their other key, another name."""

import pytest

from keyturn.approve.statements import NotTheirs
from keyturn.approve.votes import NotEligible, OwnChange, Twice
from keyturn.flow.gate.asking import GateRefused
from keyturn.model import written
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key, public
from keyturn.testing.house import House


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    house.enrol("carl", "ops")
    found = Gatekeepers(house)
    found.seal()
    return found


def test_with_the_key_that_proposed(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"))

    with pytest.raises(OwnChange):
        house.vote(change, "dana")

    assert "eve" not in house.considering.state.people


def test_with_another_key_of_their_own(house: House, keepers: Gatekeepers) -> None:
    other = new_key("dana's other")
    key = written.public_key(public(other))
    keepers.change("carl", GateKind.KEY_ADD, {"name": "dana", "key": key}, "ana", "bo")
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"))
    house.vote(change, "ana")
    house.keys["dana"] = other

    with pytest.raises(OwnChange):
        house.vote(change, "dana")

    assert keepers.state(change) == "proposed"


def test_in_the_name_of_somebody_else(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"))
    forged = house.verdict(change, "bo")

    with pytest.raises(NotTheirs):
        house.ask("vote", envelope=house.signed("dana", forged))


def test_a_reviewer_twice_with_two_keys(house: House, keepers: Gatekeepers) -> None:
    other = new_key("ana's other")
    key = written.public_key(public(other))
    keepers.change("carl", GateKind.KEY_ADD, {"name": "ana", "key": key}, "dana", "bo")
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"))
    house.vote(change, "ana")
    house.keys["ana"] = other

    with pytest.raises(Twice):
        house.vote(change, "ana")

    assert keepers.state(change) == "proposed"


def test_with_somebody_who_has_no_seat(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre"))
    house.vote(change, "ana")

    with pytest.raises(NotEligible):
        house.vote(change, "carl")


def test_by_giving_a_friend_the_seat_alone(house: House, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_GROUPS, {"name": "carl", "groups": ["ops", "sre"]})
    house.vote(change, "ana")

    with pytest.raises((NotEligible, GateRefused)):
        house.vote(change, "carl")

    assert house.considering.state.people["carl"].groups == {"ops"}
