"""A progress bar with an estimate, for what takes longer than two seconds and only where somebody looks."""

import sys
import time
from typing import Final

_PATIENCE: Final = 2.0
_EVERY: Final = 0.1
_WIDE: Final = 24


class Bar:
    """Draws itself on standard error; `done` takes it away."""

    def __init__(self, what: str) -> None:
        """`what` is being done, as it stands before the bar."""
        self._what = what
        self._began = time.monotonic()
        self._drawn = 0.0
        self._shown = False
        self._looked_at = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Say how much is done."""
        now = time.monotonic()
        spent = now - self._began
        if not self._looked_at or spent < _PATIENCE or now - self._drawn < _EVERY or total <= 0:
            return
        self._drawn, self._shown = now, True
        full = _WIDE * done // total
        left = f"about {spent / done * (total - done):.0f} s left" if done else "beginning"
        bar = "#" * full + "." * (_WIDE - full)
        sys.stderr.write(f"\r\x1b[K{self._what} [{bar}] {done * 100 // total} %, {left}")
        sys.stderr.flush()

    def done(self) -> None:
        """Take the bar away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False
