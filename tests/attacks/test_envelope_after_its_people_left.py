"""I use an envelope whose reviewers no longer count, or that one of them ended."""

from datetime import timedelta

import pytest

from keyturn.errors import CallerError
from keyturn.testing.house import House, Opened
from tests.bounding import ended, enveloped, put


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def test_it_stops_when_one_of_its_people_leaves(house: House, session: Opened) -> None:
    house.enrol("eve", "sre")
    enveloped(house, session, "ana", "eve")
    assert house.passed(put(house, session, 0))
    house.ask("person_disable", name="eve")

    reply = put(house, session, 1)

    assert house.refused(reply) == "change.pending"
    assert "rests on people who no longer count" in str(reply)


@pytest.mark.parametrize("who", ["dana", "ana", "bo"])
def test_anyone_of_them_ends_it_at_once(house: House, session: Opened, who: str) -> None:
    change = enveloped(house, session)
    ended(house, change, who)

    assert house.refused(put(house, session)) == "change.pending"
    with pytest.raises(CallerError):
        ended(house, change, who)


def test_a_stranger_ends_nothing(house: House, session: Opened) -> None:
    house.enrol("eve", "interns")
    change = enveloped(house, session)
    with pytest.raises(CallerError):
        ended(house, change, "eve")

    assert house.passed(put(house, session))


def test_its_time_is_over_to_the_second_and_a_clock_set_back_gives_none_back(house: House, session: Opened) -> None:
    enveloped(house, session)
    house.clock.advance(minutes=59, seconds=59)
    assert house.passed(put(house, session, 0))
    house.clock.advance(seconds=1)
    assert house.refused(put(house, session, 1)) == "change.pending"
    house.clock.drift = timedelta(hours=-1)
    house.sweep()
    house.accept_clock("ana", "bo")

    session = house.session("dana", "fixer", None, task=session.task)
    assert house.refused(put(house, session, 1)) == "change.pending"
