"""How long one thing at a time is waited for: a deadline that moves with each request at next to no cost."""

import asyncio
import math
from collections.abc import Callable


class Patience:
    """One deadline, and what is done when it passes."""

    __slots__ = ("_deadline", "_expired", "_loop", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin without a deadline."""
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = math.inf
        self._expired: Callable[[], None] = self.stop

    def limit(self, seconds: float, expired: Callable[[], None]) -> None:
        """Call `expired` in so long, unless this or `unlimited` is called before."""
        self._deadline = self._loop.time() + seconds
        self._expired = expired
        if self._timer is None or self._timer.when() > self._deadline:
            self._arm()

    def unlimited(self) -> None:
        """Wait for as long as it takes."""
        self._deadline = math.inf

    def stop(self) -> None:
        """Wait for nothing any more."""
        self._deadline = math.inf
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        """Set the one timer. It is not moved when the deadline is: when it rings too early, it is set again."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._deadline == math.inf:
            return
        if self._loop.time() < self._deadline:
            self._arm()
        else:
            self._deadline = math.inf
            self._expired()
