"""A transport with back-pressure both ways and one deadline, whatever is spoken over it."""

import asyncio
from collections.abc import Callable

from keyturn.sockets.patience import Patience


class Channel(asyncio.Protocol):
    """One connection's transport, from when it is made until it is lost."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin without a transport."""
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._patience = Patience(loop)
        self._read_paused = False
        self._write_paused = False
        self._writable: asyncio.Future[None] | None = None

    def eof_received(self) -> bool:
        """Close as soon as the other side has said its last: half a connection is of no use to either."""
        return False

    def pause_writing(self) -> None:
        """Hold back whoever writes."""
        self._write_paused = True

    def resume_writing(self) -> None:
        """Let whoever writes go on."""
        self._write_paused = False
        self._release_writer()

    def abort(self) -> None:
        """Break the connection at once, without a farewell that could be taken for the end of a body."""
        if self._transport is not None:
            self._transport.abort()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    async def _writable_again(self, seconds: float, expired: Callable[[], None]) -> None:
        """Wait until the other side takes more, for so long, then do what `expired` does."""
        self._writable = self._loop.create_future()
        self._patience.limit(seconds, expired)
        await self._writable

    def _release_writer(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)

    def _pause(self) -> None:
        """Let nothing more come until `_resume`."""
        if not self._read_paused and self._transport is not None:
            self._read_paused = True
            self._transport.pause_reading()

    def _resume(self) -> None:
        """Let more come."""
        if self._read_paused and self._transport is not None:
            self._read_paused = False
            self._transport.resume_reading()
