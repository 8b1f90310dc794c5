"""Answers on their way to a client as they come, and no faster than the client takes them."""

import asyncio
import contextlib
from collections.abc import AsyncIterable
from typing import Final

from keyturn.doors.aws import writing
from keyturn.doors.aws.answers import Written
from keyturn.errors import KeyturnError
from keyturn.model.execution import Answer
from keyturn.sockets.channel import Channel

STALL_SECONDS: Final = 300.0
"""How long a client may send nothing of a body that is being read, or take nothing of an answer."""


class Answering(Channel):
    """A channel to a client, on which answers go out one at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin without a transport, and with nothing to write."""
        super().__init__(loop)
        self._streaming = False

    async def _put(
        self, reply: Answer | Written, body: AsyncIterable[bytes], *, is_head: bool, old: bool, close: bool
    ) -> bool:
        """Write an answer whose body comes bit by bit; return whether the connection ends with it."""
        if is_head or reply.status in {204, 304}:
            await let_go(body)
            self._write(writing.whole(reply.status, reply.headers, b"", is_head=True, close=close))
            return close
        return await self._stream(reply, body, old=old, close=close) or close

    async def _stream(self, reply: Answer | Written, body: AsyncIterable[bytes], *, old: bool, close: bool) -> bool:
        """Write an answer as it comes. A body that breaks off breaks the connection off, so that the client can tell.

        Return whether the end of the connection is the end of the body.
        """
        start, left = writing.begun(reply.status, reply.headers, close=close or old, old=old)
        self._write(start)
        self._streaming = True
        try:
            async for piece in body:
                if not piece:
                    continue
                if left is None:
                    self._write(writing.chunk(piece))
                elif 0 <= left < len(piece):
                    raise writing.Unwritable("it is longer than it says")
                else:
                    left = left if left < 0 else left - len(piece)
                    self._write(piece)
                if self._write_paused:
                    await self._taken()
            if left is not None and left > 0:
                raise writing.Unwritable("it is shorter than it says")
        except asyncio.CancelledError:
            if self._transport is not None:
                raise
            return True  # the client has gone
        finally:
            self._streaming = False
            await let_go(body)
        if left is None:
            self._write(b"0\r\n\r\n")
        return left == -1

    async def _taken(self) -> None:
        """Wait until the client takes more of the answer."""
        await self._writable_again(STALL_SECONDS, self.abort)
        self._patience.unlimited()


async def let_go(body: object) -> None:
    """Tell the source of a body that no more of it is wanted."""
    close = getattr(body, "aclose", None)
    if close is not None:
        with contextlib.suppress(KeyturnError):
            await close()
