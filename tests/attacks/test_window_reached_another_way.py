"""I change production outside its window: by moving the clock, with an old approval, in an hour that comes twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from keyturn.flow.settings import Bounds
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.touching import AwsTables
from keyturn.model.window import Window
from keyturn.testing.house import DEVELOPMENT, House
from tests.telling import problems

CALL = "dynamodb:DeleteTable"
BERLIN = ZoneInfo("Europe/Berlin")
# The house begins on Sunday, 22 November 2026, 12:00 UTC.
EVENING = Window("evening", ("production",), frozenset(range(7)), 20 * 60, 22 * 60, "Europe/Berlin", BERLIN)


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate whose production changes between 20:00 and 22:00 in Berlin, and development until 14:00 UTC."""
    morning = Window("morning", ("development",), frozenset(range(7)), 0, 14 * 60, "UTC", ZoneInfo("UTC"))
    built = House(bundle, catalogue, bounds=Bounds(windows=(EVENING, morning)))
    yield built
    assert problems(built) == []
    built.close()


def test_an_approval_is_given_before_and_used_inside_only(house: House) -> None:
    session = house.session(expires=house.clock.wall() + timedelta(hours=12))
    house.approved(session, CALL, TableName="costs")

    reply = house.submit(session, CALL, TableName="costs")

    assert house.refused(reply) == "window.closed"
    assert "opens at 2026-11-22 20:00 Europe/Berlin (2026-11-22 19:00 UTC)" in str(reply)
    house.clock.advance(hours=7)
    assert house.passed(house.submit(session, CALL, TableName="costs"))
    house.approved(session, CALL, TableName="prices")
    house.clock.advance(hours=2)
    assert house.refused(house.submit(session, CALL, TableName="prices")) == "window.closed"
    assert len(house.upstream.received) == 1


def test_reads_have_no_window(house: House) -> None:
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    assert house.passed(house.submit(session, CALL, DEVELOPMENT, TableName="costs"))


@pytest.mark.parametrize("hours", [8, -15])
def test_a_clock_that_steps_into_the_window_is_not_believed(house: House, hours: int) -> None:
    session = house.session()
    house.approved(session, CALL, TableName="costs")
    call = house.call(session, CALL, TableName="costs")
    house.clock.drift = timedelta(hours=hours)

    assert house.refused(house.send(call)) == "clock.unsteady"
    assert house.kinds().count(Kind.INTENT) == 0


def test_nor_is_one_that_steps_into_the_window_of_development(house: House) -> None:
    house.clock.advance(hours=2)
    session = house.session()
    call = house.call(session, CALL, DEVELOPMENT, TableName="costs")

    assert house.refused(house.send(call)) == "window.closed"
    house.clock.drift = timedelta(hours=-1)
    assert house.refused(house.send(call)) == "clock.unsteady"


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    night = Window("night", ("production",), frozenset({6}), 23 * 60, 25 * 60, "UTC", ZoneInfo("UTC"))

    assert night.open_until(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert night.open_until(datetime(2026, 11, 23, 0, 59, tzinfo=UTC)) is not None
    assert night.open_until(datetime(2026, 11, 23, 1, tzinfo=UTC)) is None
    assert night.open_until(datetime(2026, 11, 22, 0, 30, tzinfo=UTC)) is None


def test_the_hour_that_the_clock_shows_twice_opens_the_window_once() -> None:
    """In Berlin it is 02:00 to 03:00 twice on 25 October 2026: from 00:00 and from 01:00 UTC."""
    two = Window("two", ("production",), frozenset(range(7)), 120, 180, "Europe/Berlin", BERLIN)
    half = Window("half", ("production",), frozenset(range(7)), 150, 300, "Europe/Berlin", BERLIN)

    assert two.on(date(2026, 10, 25)) == (utc(10, 25, 0), utc(10, 25, 1))
    # Once open it stays open until the clock first shows its end.
    assert half.on(date(2026, 10, 25)) == (utc(10, 25, 0, 30), utc(10, 25, 4))
    assert two.open_until(utc(10, 25, 1, 30)) is None


def test_the_hour_that_the_clock_skips_opens_none() -> None:
    """In Berlin the clock goes from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC."""
    two = Window("two", ("production",), frozenset(range(7)), 120, 180, "Europe/Berlin", BERLIN)
    across = Window("across", ("production",), frozenset(range(7)), 90, 210, "Europe/Berlin", BERLIN)

    assert two.on(date(2026, 3, 29)) is None
    assert two.next_opening(utc(3, 28, 12)) == utc(3, 30, 0)
    assert across.on(date(2026, 3, 29)) == (utc(3, 29, 0, 30), utc(3, 29, 1, 30))


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)
