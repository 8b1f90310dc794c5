"""How fast one session may call."""

from collections import OrderedDict

REMEMBERED = 10_000


class Rate:
    """A token bucket a session: `per_second` calls, up to one second's worth at once.

    Time is seconds of a monotonic clock.
    """

    def __init__(self, per_second: int) -> None:
        self._per_second = float(per_second)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, session: str, now: float) -> bool:
        """Take one token of `session`; False if there is none."""
        tokens, then = self._buckets.pop(session, (self._per_second, now))
        tokens = min(self._per_second, tokens + (now - then) * self._per_second)
        admitted = tokens >= 1.0
        self._buckets[session] = (tokens - 1.0 if admitted else tokens, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return admitted
