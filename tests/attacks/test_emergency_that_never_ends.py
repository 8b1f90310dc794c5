"""I keep an emergency going: a long one, one after the other, or one that somebody else ended."""

import pytest

from keyturn.flow.gate.asking import GateRefused
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.bounding import ended, in_emergency, put, soon, urgent


@pytest.fixture
def session(house: House) -> Opened:
    return urgent(house)


def close(house: House, change: str, by: str, *voters: str) -> str:
    document = {"emergency": change, "findings": "the table was full; it is larger now"}
    return Gatekeepers(house).change(by, GateKind.EMERGENCY_CLOSE, document, *voters)


def test_it_ends_by_itself_and_nobody_makes_it_long(house: House, session: Opened) -> None:
    in_emergency(house, session)
    change = house.held(put(house, session))
    house.vote(change, "bo")
    house.clock.advance(minutes=30)

    assert house.ask("show", change=change)["state"] == "proposed"
    assert house.refused(put(house, session)) == "change.pending"
    with pytest.raises(GateRefused, match="60 minutes"):
        in_emergency(house, session, until=soon(house, hours=2))


def test_a_fourth_one_waits_for_the_review_of_the_first(house: House, session: Opened) -> None:
    leaves = [in_emergency(house, session) for _ in range(3)]
    with pytest.raises(GateRefused, match="wait for their review"):
        in_emergency(house, session)
    house.clock.advance(minutes=30)
    close(house, leaves[0], "dana", "ana", "bo")

    session = house.session("dana", "fixer", None, task=session.task)
    in_emergency(house, session)


def test_anyone_of_the_approvers_ends_it_at_once(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    change = house.held(put(house, session))
    house.vote(change, "ana")
    ended(house, leave, "bo")

    assert house.refused(put(house, session)) == "change.pending"
