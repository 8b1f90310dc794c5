"""I change production outside its window: by moving the clock, or with an approval that I was given before."""

from collections.abc import Iterator
from datetime import timedelta
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
