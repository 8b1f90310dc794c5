"""I use the hour that the clock shows twice in autumn, or the one that it skips in spring."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from keyturn.model.window import Window

CALL = "dynamodb:DeleteTable"
BERLIN = ZoneInfo("Europe/Berlin")
# The house begins on Sunday, 22 November 2026, 12:00 UTC.
EVENING = Window("evening", ("production",), frozenset(range(7)), 20 * 60, 22 * 60, "Europe/Berlin", BERLIN)


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


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
