"""When an environment may change: recurring windows by the clock on somebody's wall, and intervals of rest.

The clock on the wall skips an hour once a year and shows another one twice. So a window is an interval of real time:
it opens when that clock first reaches its beginning, and closes when it first reaches its end. What the clock shows a
second time opens nothing, and a window that lies in the hour that is skipped does not open that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

DAY_MINUTES: Final = 24 * 60
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_INSTANT: Final = timedelta(microseconds=1)
_LONGEST: Final = 60
"""Days looked ahead for the next opening: one that falls into a skipped hour opens a week later."""


@dataclass(frozen=True, slots=True)
class Window:
    """A recurring window: on `days` (0 is Monday), from `begins` to `ends` (minutes from midnight), by `zone`'s clock.

    `ends` is larger than 1,440 where it runs over midnight; the day is the one on which it begins. `time_zone` is the
    name of `zone` in the IANA time zone database.
    """

    name: str
    environments: tuple[str, ...]
    days: frozenset[int]
    begins: int
    ends: int
    time_zone: str
    zone: tzinfo

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """Return when the window of `day` opens and closes (UTC, end excluded); None if it has none that day."""
        if day.weekday() not in self.days:
            return None
        midnight = datetime.combine(day, datetime.min.time())
        opens = _reached(midnight + timedelta(minutes=self.begins), self.zone)
        closes = _ended(midnight + timedelta(minutes=self.ends), self.zone)
        return (opens, closes) if opens < closes else None

    def open_until(self, at: datetime) -> datetime | None:
        """Return when it closes if it is open at `at`, else None."""
        around = at.astimezone(self.zone).date()
        # The day before for a window that runs over midnight, and one more on either side for zones that moved by days.
        for day in range(-2, 2):
            found = self.on(around + timedelta(days=day))
            if found is not None and found[0] <= at < found[1]:
                return found[1]
        return None

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when it opens next after `at`; None if that is not within 60 days."""
        around = at.astimezone(self.zone).date()
        for day in range(-2, _LONGEST):
            found = self.on(around + timedelta(days=day))
            if found is not None and found[0] > at:
                return found[0]
        return None


def next_opening(windows: Iterable[Window], at: datetime) -> tuple[Window, datetime] | None:
    """Return the window that opens next after `at`, and when."""
    found = [(opens, window.name, window) for window in windows if (opens := window.next_opening(at)) is not None]
    if not found:
        return None
    opens, _, window = min(found, key=lambda one: one[:2])
    return window, opens


def _reached(wall: datetime, zone: tzinfo) -> datetime:
    """Return the first instant at which the clock on the wall shows `wall` or later."""
    before, after = _offset(wall, zone, 0), _offset(wall, zone, 1)
    if after <= before:
        # Shown once, or twice: then the first of the two (PEP 495, fold 0).
        return (wall - before).replace(tzinfo=UTC)
    # Never shown. The clock leaps over it somewhere between these two instants; they are at most a day apart.
    low, high = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while high - low > _INSTANT:
        middle = low + (high - low) // 2
        if _wall(middle, zone) >= wall:
            high = middle
        else:
            low = middle
    return high


def _ended(wall: datetime, zone: tzinfo) -> datetime:
    """Return the first instant at which the clock shows `wall` or later, or would, were it not set back just then."""
    last = wall - _INSTANT
    if _offset(last, zone, 1) < (before := _offset(last, zone, 0)):
        return (wall - before).replace(tzinfo=UTC)
    return _reached(wall, zone)


def _offset(wall: datetime, zone: tzinfo, fold: int) -> timedelta:
    return wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta()


def _wall(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
