"""I vote, or spend, when the change is over: at its last moment, with a vote made before, with the clock set back."""

from datetime import datetime, timedelta
from typing import Final

import pytest

from keyturn.approve.votes import Expired
from keyturn.errors import CallerError
from keyturn.testing.house import House, Opened

DELETE: Final = "dynamodb:DeleteTable"
MOMENT: Final = timedelta(microseconds=1)


@pytest.fixture
def session(house: House) -> Opened:
    return house.session(expires=house.clock.wall() + timedelta(hours=24))


@pytest.fixture
def change(house: House, session: Opened) -> str:
    house.clock.advance(hours=1)  # so that the session's task outlives it, and it does not end with the session
    return house.held(house.submit(session, DELETE, TableName="costs"))


def expires(house: House, change: str) -> datetime:
    case = next(case for name, case in house.considering.state.cases.items() if name.startswith(change))
    return case.change.expires


def go_to(house: House, at: datetime) -> None:
    house.clock.elapsed += at - house.clock.wall()


def test_its_last_moment_is_not_one_of_its_moments(house: House, change: str) -> None:
    end = expires(house, change)
    go_to(house, end - MOMENT)
    house.vote(change, "ana")
    go_to(house, end)

    with pytest.raises(Expired):
        house.vote(change, "bo")


def test_a_vote_made_before_and_handed_in_after_does_not_count(house: House, change: str) -> None:
    go_to(house, expires(house, change) - MOMENT)
    envelope = house.signed("ana", house.verdict(change, "ana"))
    go_to(house, expires(house, change))

    with pytest.raises(CallerError):
        house.ask("vote", envelope=envelope)
    assert house.ask("show", change=change)["votes"] == []


def test_a_vote_that_says_it_was_made_before_does_not_count_either(house: House, change: str) -> None:
    go_to(house, expires(house, change) + timedelta(minutes=1))

    with pytest.raises(CallerError):
        house.vote(change, "ana", at=expires(house, change) - MOMENT)


def test_what_was_approved_in_time_is_not_sent_after_it(house: House, session: Opened, change: str) -> None:
    house.approve(change, "ana", "bo")
    go_to(house, expires(house, change))

    assert not house.passed(house.submit(session, DELETE, TableName="costs"))
    assert house.upstream.received == []


def test_setting_the_clock_back_brings_it_not_back_to_life(house: House, session: Opened, change: str) -> None:
    house.approve(change, "ana", "bo")
    go_to(house, expires(house, change) + timedelta(minutes=1))
    house.sweep()
    house.clock.drift -= timedelta(hours=2)

    assert not house.passed(house.submit(session, DELETE, TableName="costs"))
    assert house.ask("show", change=change)["state"] == "expired"
    assert house.upstream.received == []
