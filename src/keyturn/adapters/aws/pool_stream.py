"""The rest of an answer while it comes: a queue between upstream's connection and whoever reads the answer."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from keyturn.model.execution import Cut


class Valve(Protocol):
    """The connection behind a stream."""

    def taken(self, stream: "Stream") -> None:
        """Go on reading: what was queued has been taken."""

    def abort(self, why: str) -> None:
        """Break the connection."""


class Stream:
    """An answer's body, read as it comes. Raises Cut where it ends too early.

    Whoever stops reading before the end calls `aclose`.
    """

    def __init__(self, valve: Valve, pieces: Sequence[bytes] = ()) -> None:
        """Begin with `pieces`; `valve` is the connection from which the rest comes."""
        self._valve = valve
        self._pieces = list(pieces)
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._failure: Cut | None = None
        self.queued = sum(map(len, pieces))

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> bytes:
        while not self._pieces:
            if self._failure is not None:
                raise self._failure
            if self._ended:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        taken = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self.queued = 0
        self._valve.taken(self)
        return taken

    async def aclose(self) -> None:
        """Give up what has not come yet: the connection is broken, because its rest is of no use to anyone."""
        if not self._ended:
            self._valve.abort("its answer was no longer wanted")

    def whole(self) -> bytes | None:
        """Return the body if all of it has come already, else None."""
        return b"".join(self._pieces) if self._ended and self._failure is None else None

    def feed(self, piece: bytes) -> None:
        """Take in what has come."""
        self._pieces.append(piece)
        self.queued += len(piece)
        self._wake()

    def end(self, failure: Cut | None = None) -> None:
        """Nothing more comes: all of it has, or `failure` says why not."""
        self._ended = True
        self._failure = failure
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
