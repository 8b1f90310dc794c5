"""What time it is, and whether that can be believed (DESIGN.md, "Trust")."""

from datetime import datetime, timedelta

from keyturn.ports import Clock

TOLERANCE = timedelta(seconds=5)
DRIFT = 0.001
"""How much the two clocks may drift apart by themselves, as a share of the time that passes."""


_FOLLOW_SECONDS = 0.1
"""How often what is expected follows the clock: within so short a time neither drifts (1.2 us less a look)."""


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
        passed = mono - self._mono
        expected = self._wall + timedelta(seconds=passed)
        steady = -TOLERANCE <= wall - expected <= TOLERANCE
        if steady and passed >= _FOLLOW_SECONDS:
            # What is expected follows the clock slowly, or many small steps would add up to any distance unseen.
            drift = timedelta(seconds=DRIFT * passed)
            self._wall, self._mono = expected + max(-drift, min(wall - expected, drift)), mono
        self._last = max(self._last, wall if steady else expected)
        return self._last, steady

    def monotonic(self) -> float:
        """Return seconds that only go forward, for measuring."""
        return self._clock.monotonic()
