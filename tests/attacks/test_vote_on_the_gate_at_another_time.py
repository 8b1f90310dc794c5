"""An approval of a change of the gate is used when its time is over, or brought back by a clock that is set back."""

from datetime import timedelta

import pytest

from keyturn.approve.votes import Expired, NotOpen
from keyturn.errors import CallerError
from keyturn.model.approval import Verdict
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment
from keyturn.testing.house import House


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    found = Gatekeepers(house)
    found.seal()
    return found


@pytest.fixture
def change(house: House, keepers: Gatekeepers) -> str:
    found = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"))
    house.vote(found, "ana")
    return found


def test_after_it_expired(house: House, keepers: Gatekeepers, change: str) -> None:
    house.clock.advance(hours=24)

    with pytest.raises(Expired):
        house.vote(change, "bo")
    house.sweep()
    assert house.kinds()[-1] is Kind.CHANGE_EXPIRED
    with pytest.raises((Expired, NotOpen)):
        house.vote(change, "bo")
    assert keepers.state(change) == "expired"


def test_after_the_clock_was_set_back(house: House, keepers: Gatekeepers, change: str) -> None:
    house.clock.advance(hours=25)
    house.sweep()
    house.clock.drift = timedelta(hours=-25)
    house.sweep()
    house.accept_clock("ana", "bo")
    house.sweep()

    with pytest.raises(CallerError):
        house.vote(change, "bo")
    assert "carl" not in house.considering.state.people


def test_after_it_was_taken_back_or_rejected(house: House, keepers: Gatekeepers, change: str) -> None:
    house.vote(change, "bo", Verdict.REJECT)

    for name in ("ana", "bo"):
        with pytest.raises(NotOpen):
            house.vote(change, name)
    assert keepers.state(change) == "rejected"
