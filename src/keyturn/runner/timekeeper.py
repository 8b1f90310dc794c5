"""What time it is, and whether that can be believed (DESIGN.md, "Trust")."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from keyturn.model.clock import Hold
from keyturn.ports import Clock

TOLERANCE = timedelta(seconds=5)
DRIFT = 0.001
"""How much the two clocks may drift apart by themselves, as a share of the time that passes."""

_FOLLOW_SECONDS = 0.1
"""How often what is expected follows the clock: within so short a time neither drifts (1.2 us less a look)."""

_NEAR = timedelta(seconds=4)
"""How far the clock may be from where it was when it was last followed and still be within TOLERANCE: less than that by
more than `_FOLLOW_SECONDS`."""


@dataclass(frozen=True, slots=True)
class Look:
    """Both clocks at one moment, and what the gate makes of them: `at` is its time, `agreed` the last instant they did.

    Instants are UTC, `mono` is in seconds.
    """

    at: datetime
    steady: bool
    agreed: datetime
    clock: datetime
    mono: float


class Timekeeper:
    """Time is the larger of the clock and the last entry.

    A step back of more than 5 s, or a step forward against the monotonic clock, makes it unsteady until the clock
    agrees again or `accept` is called; meanwhile time goes on by the monotonic clock, so that one wrong instant never
    gets into the log.
    """

    def __init__(self, clock: Clock, last: datetime | None, held: Hold | None = None) -> None:
        """`last` is the instant of the newest entry, `held` the jump for which production was held when it was written.

        A new start does not end that: nobody can say how long the gate was away, so the clock is believed only where it
        is certainly not the one that jumped.
        """
        self._clock = clock
        wall = clock.wall()
        self._last = last or wall
        self._held = held
        self._doubtful = wall < self._last - TOLERANCE or self._goes_on(wall)
        self._expect(self._last if self._doubtful else wall, clock.monotonic())

    def now(self) -> tuple[datetime, bool]:
        """Return the instant (UTC, never before an earlier one) and whether production may rely on it."""
        wall, mono = self._clock.wall(), self._clock.monotonic()
        if 0 <= mono - self._mono < _FOLLOW_SECONDS and self._from < wall < self._until and not self._doubtful:
            # What is below would find the same at twice the cost, and every call asks, more than once.
            self._last = max(self._last, wall)
            return self._last, True
        if self._doubtful:
            if wall < self._last - TOLERANCE:
                # Before the last entry's time: one of the two is wrong, and only time or people can say which.
                return self._last, False
            if self._goes_on(wall):
                self._last = max(self._last, self._wall + timedelta(seconds=mono - self._mono))
                return self._last, False
            self._doubtful = False
            self._expect(wall, mono)
        passed = mono - self._mono
        ahead = wall - self._wall - timedelta(seconds=passed)
        steady = -TOLERANCE <= ahead <= TOLERANCE
        if not steady:
            wall -= ahead
        elif passed >= _FOLLOW_SECONDS:
            # What is expected follows the clock slowly, or many small steps would add up to any distance unseen.
            drift = timedelta(seconds=DRIFT * passed)
            self._expect(wall - ahead + max(-drift, min(ahead, drift)), mono)
        self._last = max(self._last, wall)
        return self._last, steady

    def look(self) -> Look:
        """Return all that can be said about the time now."""
        at, steady = self.now()
        return Look(at, steady, self._wall, self._clock.wall(), self._clock.monotonic())

    def accept(self) -> datetime:
        """Take what the clock says as the time from here on, also if that is before an earlier instant; return it."""
        self._expect(self._clock.wall(), self._clock.monotonic())
        self._last, self._doubtful = self._wall, False
        return self._wall

    def monotonic(self) -> float:
        """Return seconds that only go forward, for measuring."""
        return self._clock.monotonic()

    def _expect(self, wall: datetime, mono: float) -> None:
        """Expect the clock to go on from `wall` as the monotonic clock does from `mono`."""
        self._wall, self._mono = wall, mono
        self._from, self._until = wall - _NEAR, wall + _NEAR

    def _goes_on(self, wall: datetime) -> bool:
        """Whether `wall` may be the clock that jumped forward before the gate was started anew.

        That one has only gone on since, so an earlier instant is another clock: it was set right.
        """
        return self._held is not None and not self._held.back and wall >= self._held.clock - TOLERANCE
