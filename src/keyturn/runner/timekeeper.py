"""What time it is, and whether that can be believed (DESIGN.md, "Trust")."""

from datetime import datetime, timedelta

from keyturn.ports import Clock

TOLERANCE = timedelta(seconds=5)


class Timekeeper:
    """Time is the larger of the clock and the last entry.

    A step back of more than 5 s, or a step forward against the monotonic clock, makes it unsteady until the clock
    agrees again; meanwhile time goes on by the monotonic clock, so that one wrong instant never gets into the log.
    """

    def __init__(self, clock: Clock, last: datetime | None) -> None:
        """`last` is the instant of the newest entry."""
        self._clock = clock
        self._wall = clock.wall()
        self._mono = clock.monotonic()
        self._last = last or self._wall
        self._behind = self._wall < self._last - TOLERANCE

    def now(self) -> tuple[datetime, bool]:
        """Return the instant (UTC, never before an earlier one) and whether production may rely on it."""
        wall, mono = self._clock.wall(), self._clock.monotonic()
        if self._behind:
            # Started before the last entry's time: one of the two is wrong, and only time or a person can say which.
            if wall < self._last - TOLERANCE:
                return self._last, False
            self._behind, self._wall, self._mono = False, wall, mono
        expected = self._wall + timedelta(seconds=mono - self._mono)
        steady = abs(wall - expected) <= TOLERANCE
        if steady:
            self._wall, self._mono = wall, mono
        self._last = max(self._last, wall if steady else expected)
        return self._last, steady

    def monotonic(self) -> float:
        """Return seconds that only go forward, for measuring."""
        return self._clock.monotonic()
