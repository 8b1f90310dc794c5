"""I open an emergency and approve it myself, or what is done under it."""

import pytest

from keyturn.errors import CallerError
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.bounding import emergency, in_emergency, put, urgent


@pytest.fixture
def session(house: House) -> Opened:
    return urgent(house)


def test_its_opener_does_not_approve_it_nor_anything_under_it(house: House) -> None:
    """Ana opens an emergency for dana's errand: the one approval of a change must be somebody else's."""
    session = urgent(house)
    people = Gatekeepers(house)
    proposed = people.propose("ana", GateKind.EMERGENCY, emergency(house, session))
    with pytest.raises(CallerError):
        house.vote(proposed, "ana")
    assert not house.passed(put(house, session))
    house.vote(proposed, "bo")
    change = house.held(put(house, session))
    house.vote(change, "ana")

    assert house.refused(put(house, session)) == "change.pending"
    with pytest.raises(CallerError):
        house.vote(change, "dana")
    house.vote(change, "bo")
    assert house.passed(put(house, session))


def test_it_is_over_when_whoever_approved_or_opened_it_leaves(house: House) -> None:
    house.enrol("eve", "sre")
    house.enrol("finn", "sre")
    session = urgent(house)
    in_emergency(house, session, opener="finn", approver="eve")
    change = house.held(put(house, session))
    house.vote(change, "ana")
    house.ask("person_disable", name="eve")

    assert house.refused(put(house, session)) == "change.pending"
