"""One request's body while it comes: a queue between the client's connection and whoever reads the body."""

import asyncio
from typing import Protocol

from keyturn.errors import CallerError


class ClientGone(CallerError):
    """The client went away before its whole body was here."""

    code = "body.client_gone"

    def __init__(self) -> None:
        super().__init__("the client went away before its whole body was here, so the call was not completed")


class Tap(Protocol):
    """The connection that a body comes from."""

    def wanted(self, incoming: "Incoming") -> None:
        """Let more of the body come: tell a client that waits to go on, and break the connection if nothing comes."""

    def served(self, incoming: "Incoming") -> None:
        """Take note that nobody waits any more."""


class Incoming:
    """One request's body as it comes in. `ended` says whether all of it was read, `began` whether any was asked for."""

    __slots__ = ("_gone", "_last", "_pieces", "_tap", "_waiter", "began", "ended", "queued")

    def __init__(self, tap: Tap) -> None:
        """Await a body from `tap`."""
        self._tap = tap
        self._pieces: list[bytes] = []
        self._waiter: asyncio.Future[None] | None = None
        self._last = False
        self._gone = False
        self.queued = 0
        self.ended = False
        self.began = False

    async def piece(self) -> tuple[bytes, bool]:
        """Return what has come since, perhaps nothing, and whether more is to come.

        Raises ClientGone, after the door's STALL_SECONDS without a byte at the latest.
        """
        self.began = True
        if not self._pieces and not self._last:
            await self._more()
        pieces = self._pieces
        taken = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self.queued = 0
        self.ended = self._last
        return taken, not self._last

    async def _more(self) -> None:
        if self._gone:
            raise ClientGone
        self._waiter = asyncio.get_running_loop().create_future()
        self._tap.wanted(self)
        try:
            await self._waiter
        finally:
            self._waiter = None
            self._tap.served(self)

    def feed(self, piece: bytes, *, last: bool) -> None:
        """Take in what has come; `last` says that it is the end."""
        if piece:
            self._pieces.append(piece)
            self.queued += len(piece)
        self._last = last
        self._wake()

    def lose(self) -> None:
        """Nothing more comes, though the end is not here: whoever reads on hears ClientGone."""
        self._gone = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ClientGone())

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
