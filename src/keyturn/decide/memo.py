"""Decisions already made, by what the policies could see of the question."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from keyturn.model.decision import Decision

KEPT: Final = 4096


class Memo:
    """At most `limit` decisions; the one unused for longest goes first. For one thread.

    Decisions hold as long as their policies do: no policy tells the time, and all else they hang on is in the key.
    """

    __slots__ = ("_kept", "hits", "limit", "misses")

    def __init__(self, limit: int = KEPT) -> None:
        self.limit = limit
        self.hits = 0
        self.misses = 0
        self._kept: OrderedDict[Hashable, Decision] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Decision | None:
        """The decision kept under `key`, or None; counts a hit or a miss."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found

    def put(self, key: Hashable, decision: Decision) -> None:
        """Keep `decision` under `key`."""
        self._kept[key] = decision
        if len(self._kept) > self.limit:
            self._kept.popitem(last=False)
