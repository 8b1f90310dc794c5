"""A window agrees with somebody who stands before the clock on the wall and looks at it every minute for years."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from keyturn.model.window import Window, next_opening

# Zones that go by the hour, by half of it, at midnight, southward, not at all, and that once skipped a whole day.
ZONES: Final = (
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Havana",
    "Atlantic/Azores",
    "Asia/Beirut",
    "Asia/Shanghai",
    "Asia/Tehran",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Antarctica/Troll",
    "UTC",
)
MINUTE: Final = timedelta(minutes=1)
CHANGES: Final = 3
"""How many changes of the clock a zone: with 60 it takes minutes, and finds no more."""


class Watcher:
    """Looks at the clock every minute, and knows nothing but what it shows and showed a minute ago."""

    def __init__(self, window: Window, begin: datetime) -> None:
        self._window = window
        self._begun: dict[datetime, bool] = {}
        self._over: set[datetime] = set()
        self._shown = self._wall(begin - MINUTE)

    def _wall(self, at: datetime) -> datetime:
        return at.astimezone(self._window.zone).replace(tzinfo=None)

    def look(self, at: datetime) -> bool:
        """Whether the window is open, by all that was seen so far."""
        shows, would_show = self._wall(at), self._shown + MINUTE
        self._shown = shows
        open_now = False
        first = min(shows, would_show).replace(hour=0, minute=0) - timedelta(days=1)
        for day in (first + timedelta(days=number) for number in range(3)):
            if day.weekday() not in self._window.days or day in self._over:
                continue
            if max(shows, would_show) >= day + MINUTE * self._window.ends:
                self._over.add(day)
            elif shows >= day + MINUTE * self._window.begins or self._begun.get(day):
                self._begun[day] = open_now = True
        return open_now


def changes_of_the_clock(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        if at.astimezone(zone).utcoffset() != (at + timedelta(hours=6)).astimezone(zone).utcoffset():
            yield at
        at += timedelta(hours=6)


def random_window(random: Random, zone: ZoneInfo) -> Window:
    begins = random.choice([0, 30, 60, 90, 120, 150, 165, 180, 1320, 1380, 1410, random.randrange(1440)])
    length = random.choice([15, 30, 60, 90, 180, 480, 1440 - begins or 1440, random.randrange(1, 1440)])
    days = frozenset(random.sample(range(7), random.randint(1, 7)))
    return Window("w", ("production",), days, begins, begins + length, zone.key, zone)


@pytest.mark.parametrize("name", ZONES)
def test_open_when_the_watcher_says_so_around_every_change_of_the_clock(name: str) -> None:
    random, zone = Random(name), ZoneInfo(name)
    changes = [at for year in range(2007, 2037) for at in changes_of_the_clock(zone, year)]
    for change in random.sample(changes, min(len(changes), CHANGES)):
        window = random_window(random, zone)
        begin, looked = change - timedelta(days=2), change - timedelta(hours=3)
        watcher = Watcher(window, begin)
        for at in (begin + MINUTE * minute for minute in range(int(2.5 * 1440))):
            is_open = watcher.look(at)
            if at >= looked:
                assert (window.open_until(at) is not None) is is_open, (window, at)


@pytest.mark.parametrize("name", ZONES)
def test_the_next_opening_is_the_first_minute_at_which_it_is_open(name: str) -> None:
    random, zone = Random(name), ZoneInfo(name)
    for _ in range(30):
        window = random_window(random, zone)
        at = datetime(random.randint(2007, 2036), 1, 1, tzinfo=UTC) + MINUTE * random.randrange(525_600)
        opens = window.next_opening(at)
        assert opens is not None
        assert opens > at
        assert window.open_until(opens) is not None
        # Nothing opens in between, however short.
        starts = [
            found[0]
            for day in range(-3, 15)
            if (found := window.on((at + timedelta(days=day)).date())) is not None and at < found[0] < opens
        ]
        assert starts == []
        closes = window.open_until(opens)
        assert closes is not None
        assert window.open_until(closes - timedelta(microseconds=1)) == closes


def test_of_several_windows_the_earliest_opens_next() -> None:
    berlin, tokyo = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
    late = Window("late", ("production",), frozenset(range(7)), 1320, 1500, "Europe/Berlin", berlin)
    early = Window("early", ("production",), frozenset(range(7)), 300, 360, "Asia/Tokyo", tokyo)

    found = next_opening([late, early], datetime(2026, 11, 22, 12, tzinfo=UTC))

    assert found == (early, datetime(2026, 11, 22, 20, tzinfo=UTC))
    assert next_opening([], datetime(2026, 11, 22, 12, tzinfo=UTC)) is None
