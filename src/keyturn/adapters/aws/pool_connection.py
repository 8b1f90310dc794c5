"""One keep-alive connection to upstream: bytes out, one HTTP/1.1 answer in (RFC 9112), with back-pressure both ways.

The connection never repeats anything by itself. Whether a call may be sent again is decided where it is known what the
call does (pool.py); here it is only said what is certain: whether any byte of an answer was seen.
"""

import asyncio
import select
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, cast

import httptools

from keyturn.adapters.aws.signing import HOP_BY_HOP
from keyturn.errors import KeyturnError
from keyturn.model.execution import Answer, Body, Cut

HEAD_BYTES: Final = 131_072
"""How long the head of an answer may be, interim answers included."""

WHOLE_BYTES: Final = 262_144
"""Answers up to this length are handed over whole; longer ones, and those of unknown length, as a stream."""

QUEUED_BYTES: Final = 262_144
"""How much of a streamed answer waits here before upstream is told to wait."""

_HOP_BY_HOP: Final = frozenset(name.encode() for name in HOP_BY_HOP)


INTERIM: Final = frozenset({100, 102, 103})
"""Interim answers that are passed over (RFC 9110, section 15.2); 101 would change the protocol."""


class Stale(Cut):
    """A connection that was kept open turned out to be dead: it broke before the first byte of an answer."""


class Stream:
    """The rest of an answer, read as it comes. Raises Cut where it ends too early.

    Whoever stops reading before the end calls `aclose`.
    """

    def __init__(self, connection: "Connection") -> None:
        """`connection` is told to go on reading once what is queued here has been taken."""
        self._connection = connection
        self._chunks: deque[bytes] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._failure: Cut | None = None
        self.queued = 0

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> bytes:
        while not self._chunks:
            if self._failure is not None:
                raise self._failure
            if self._ended:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        chunk = self._chunks.popleft() if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self.queued = 0
        self._connection.taken(self)
        return chunk

    async def aclose(self) -> None:
        """Give up what has not been read: the connection is closed, because its rest is of no use to anyone."""
        if not self._ended:
            self._connection.abort("its answer was no longer wanted")

    def whole(self) -> bytes | None:
        """Return the body if all of it has come, else None."""
        return b"".join(self._chunks) if self._ended and self._failure is None else None

    def feed(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self.queued += len(chunk)
        self._wake()

    def end(self, failure: Cut | None = None) -> None:
        self._ended = True
        self._failure = failure
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Connection(asyncio.Protocol):
    """A connection that carries one exchange at a time; `usable` says whether it can carry another."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        head_seconds: float,
        stall_seconds: float,
        freed: Callable[["Connection"], None],
    ) -> None:
        """`head_seconds`: how long the head of an answer may take; `stall_seconds`: how long a body may stand still.

        `freed` is called when an exchange has come to its end and when the connection is gone.
        """
        self._loop = loop
        self._freed = freed
        self._head_seconds = head_seconds
        self._stall_seconds = stall_seconds
        self._transport: asyncio.Transport | None = None
        self._poll = select.poll()
        self._parser = httptools.HttpResponseParser(self)
        self._parser_spent = False
        self._writable: asyncio.Future[None] | None = None
        self._write_paused = False
        self._read_paused = False
        self._timer: asyncio.TimerHandle | None = None
        self._answer: asyncio.Future[None] = loop.create_future()
        self._stream: Stream | None = None
        self._failure: Cut | None = None
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_bytes = 0
        self._status = 0
        self._is_head = False
        self._head_done = False
        self._until_eof = False
        self._keep = False
        self._sent = False
        self._complete = True
        self.exchanges = 0
        self.idle_since = 0.0

    # ------------------------------------------------------------------------------------------ what the pool asks

    def alive(self) -> bool:
        """Whether nothing has been heard from the other side, neither bytes nor an end. One system call, no waiting."""
        return self._transport is not None and not self._transport.is_closing() and not self._poll.poll(0)

    @property
    def lost(self) -> bool:
        """Whether the connection is gone."""
        return self._transport is None

    def reusable(self) -> bool:
        """Whether the last exchange ended cleanly: all sent, all received, and upstream keeps the connection open."""
        return self._complete and self._sent and self._keep and self._failure is None

    def abort(self, why: str) -> None:
        """Break the connection at once, without a farewell that upstream could take for the end of a body."""
        self._fail(Cut(why))

    def close(self) -> None:
        """Close an idle connection."""
        if self._transport is not None:
            self._transport.close()

    async def exchange(self, head: bytes, body: Body, length: int, *, is_head: bool) -> Answer:
        """Send one request and return its answer, with a body that is whole or streams.

        `length` is what the head announces; no other number of bytes leaves as its body. Raises Stale if the
        connection was used before and broke before any answer, else Cut; what the source of the body raises passes
        through. In all these cases the connection is broken.
        """
        self._begin(is_head=is_head)
        try:
            if isinstance(body, bytes):
                self._write_whole(head, body, length)
            else:
                self._write(head)
                await self._write_stream(body, length)
            await self._answer
            if self._failure is not None and not self._head_done:
                raise self._failure
        except BaseException:
            self.abort("the call was given up")
            raise
        return self._answered()

    # -------------------------------------------------------------------------------------------------- sending

    def _begin(self, *, is_head: bool) -> None:
        if self._parser_spent:
            self._parser = httptools.HttpResponseParser(self)
            self._parser_spent = False
        self.exchanges += 1
        self._is_head = is_head
        self._answer = self._loop.create_future()
        self._stream = None
        self._headers = []
        self._head_bytes = 0
        self._head_done = self._until_eof = self._keep = self._sent = self._complete = False

    def _write_whole(self, head: bytes, body: bytes, length: int) -> None:
        if len(body) != length:
            raise Cut(f"a body of {len(body)} bytes was to go out as {length}")
        self._write(head + body if body else head)
        self._sent_all()

    async def _write_stream(self, body: Body, length: int) -> None:
        assert not isinstance(body, bytes)  # noqa: S101 - exchange has looked
        source = aiter(body)
        sent = 0
        try:
            async for chunk in source:
                if self._head_done or self._failure is not None:
                    return  # upstream has answered, or is gone: the rest of the body is of no use to it
                sent += len(chunk)
                if sent > length:
                    raise Cut(f"a body was longer than the {length} bytes announced")
                self._write(chunk)
                if self._write_paused:
                    await self._writable_again()
        except KeyturnError:
            if not self._head_done:
                raise
            return  # upstream has answered before its end: what became of the rest changes nothing
        finally:
            close = getattr(source, "aclose", None)
            if close is not None:
                await close()
        if sent != length and not self._head_done and self._failure is None:
            raise Cut(f"a body ended after {sent} of the {length} bytes announced")
        self._sent_all()

    def _write(self, data: bytes) -> None:
        if self._transport is not None and self._failure is None:
            self._transport.write(data)

    async def _writable_again(self) -> None:
        self._writable = self._loop.create_future()
        self._restart_timer(self._stall_seconds, "upstream took no more of the body")
        await self._writable
        if not self._head_done:
            self._stop_timer()  # from here it is the source of the body that takes its time

    def _sent_all(self) -> None:
        self._sent = True
        if not self._head_done and self._failure is None:
            self._restart_timer(self._head_seconds, f"no answer within {self._head_seconds:g} s")

    def _restart_timer(self, seconds: float, why: str) -> None:
        self._stop_timer()
        self._timer = self._loop.call_later(seconds, self.abort, why)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ------------------------------------------------------------------------------------------------ receiving

    def _answered(self) -> Answer:
        stream = self._stream
        body: Body = b""
        if stream is not None:
            whole = stream.whole()
            body = stream if whole is None else whole
        dropped = _dropped(self._headers)
        return Answer(self._status, tuple(pair for pair in self._headers if pair[0].lower() not in dropped), body)

    def taken(self, stream: Stream) -> None:
        """Go on reading: what was queued of `stream` has been taken."""
        if self._read_paused and stream is self._stream and self._transport is not None:
            self._read_paused = False
            self._restart_timer(self._stall_seconds, "its answer stood still")
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has all of its methods, and another base
        self._poll.register(
            transport.get_extra_info("socket").fileno(), select.POLLIN | select.POLLPRI | select.POLLRDHUP
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._keep = False
        if self._until_eof and not self._complete and exc is None:
            self._finish()
        elif not self._complete:
            why = str(exc) if exc else "upstream closed it"
            self._fail(Stale(why) if self.exchanges > 1 and not self._head_bytes else Cut(why))
        self._freed(self)

    def eof_received(self) -> bool:
        return False

    def pause_writing(self) -> None:
        self._write_paused = True

    def resume_writing(self) -> None:
        self._write_paused = False
        self._release_writer()

    def data_received(self, data: bytes) -> None:
        if self._complete:
            self.abort("upstream sent something that nobody had asked for")
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.abort("upstream wanted to change the protocol")
        except httptools.HttpParserError as error:
            self.abort(f"its answer is not HTTP: {error}")
        if self._failure is not None or self._complete:
            return
        if self._head_done:
            self._restart_timer(self._stall_seconds, "its answer stood still")
        else:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self.abort(f"the head of its answer is longer than {HEAD_BYTES} bytes")

    # The parser's callbacks

    def on_message_begin(self) -> None:
        if self._head_done:
            self._keep = False  # a second answer in one go: not one of ours
        else:
            self._headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._head_done:  # what follows a chunked body (a trailer) is framing, and ends here
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self._head_done:
            return
        status = self._parser.get_status_code()
        if status in INTERIM:
            return  # an interim answer: the one that counts is still to come
        if not 200 <= status <= 599:
            self.abort(f"its answer has status {status}")
            return
        self._head_done = True
        self._status = status
        self._stop_timer()
        try:
            length, chunked, closes = _framing(self._headers)
        except ValueError as error:
            self.abort(str(error))
            return
        self._keep = not closes and self._parser.get_http_version() == "1.1"
        self._stream = Stream(self)
        self._release_writer()
        if self._is_head or status in {204, 304}:
            # The parser waits for the body that the head of an answer to HEAD describes and that never comes.
            self._parser_spent = self._is_head
            self._finish()
            return
        if length is None and not chunked:
            self._until_eof, self._keep = True, False
        if length is None or length > WHOLE_BYTES:
            self._resolve()

    def on_body(self, chunk: bytes) -> None:
        stream = self._stream
        if stream is None or self._complete:
            self._keep = False
            return
        stream.feed(chunk)
        if stream.queued > QUEUED_BYTES and not self._read_paused and self._transport is not None:
            self._read_paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self._head_done and not self._complete:
            self._finish()

    def _finish(self) -> None:
        self._complete = True
        self._stop_timer()
        if self._stream is not None:
            self._stream.end()
        self._resolve()
        self._loop.call_soon(self._freed, self)

    def _fail(self, failure: Cut) -> None:
        if self._failure is None:
            self._failure = failure
        self._stop_timer()
        self._release_writer()
        if self._stream is not None and not self._complete:
            self._stream.end(self._failure)
        self._complete = True
        self._resolve()
        if self._transport is not None:
            self._transport.abort()

    def _release_writer(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)

    def _resolve(self) -> None:
        if not self._answer.done():
            self._answer.set_result(None)


def _framing(headers: Sequence[tuple[bytes, bytes]]) -> tuple[int | None, bool, bool]:
    """Return the announced length if there is one, whether the body is chunked, and whether the connection closes.

    Raises ValueError for an encoding that cannot be undone here.
    """
    length: int | None = None
    chunked = closes = False
    for name, value in headers:
        match name.lower():
            case b"content-length":
                length = int(value)  # the parser has refused everything but one number
            case b"transfer-encoding":
                if value.lower() != b"chunked":
                    raise ValueError("its answer has a transfer-encoding other than `chunked`")
                chunked = True
            case b"connection":
                closes = closes or b"close" in value.lower()
            case _:
                continue
    return length, chunked, closes


def _dropped(headers: Sequence[tuple[bytes, bytes]]) -> frozenset[bytes]:
    """Return the names of headers that are not passed on: the hop-by-hop ones, and those that Connection names."""
    named = [value for name, value in headers if name.lower() == b"connection"]
    if named in ([], [b"keep-alive"], [b"close"]):
        return _HOP_BY_HOP
    return _HOP_BY_HOP | {token.strip().lower() for value in named for token in value.split(b",")}
