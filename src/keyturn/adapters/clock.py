"""The machine's two clocks."""

import time
from datetime import UTC, datetime
from typing import Final

# Linux's CLOCK_BOOTTIME goes on while the machine sleeps: waking up must not look like a jump of the wall clock.
_STEADY: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The `Clock` port on the operating system's clocks."""

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.clock_gettime(_STEADY)
