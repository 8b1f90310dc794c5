"""One keep-alive connection to upstream: bytes out, one HTTP/1.1 answer in (RFC 9112), with back-pressure both ways.

The connection never repeats anything by itself. Whether a call may be sent again is decided where it is known what the
call does (pool.py); here it is only said what is certain: whether any byte of an answer was seen.
"""

import asyncio
import select
from collections.abc import AsyncIterable, Callable
from functools import partial
from typing import Final, cast

import httptools

from keyturn.adapters.aws.pool_stream import Stream
from keyturn.adapters.aws.signing import HOP_BY_HOP
from keyturn.errors import KeyturnError
from keyturn.model.execution import Answer, Body, Cut
from keyturn.sockets.channel import Channel

HEAD_BYTES: Final = 131_072
"""How long the head of an answer may be, interim answers included."""

WHOLE_BYTES: Final = 262_144
"""Answers up to this length are handed over whole; longer ones, and those of unknown length, as a stream."""

QUEUED_BYTES: Final = 262_144
"""How much of a streamed answer waits here before upstream is told to wait."""

INTERIM: Final = frozenset({100, 102, 103})
"""Interim answers that are passed over (RFC 9110, section 15.2); 101 would change the protocol."""

_HOP_BY_HOP: Final = frozenset(name.encode() for name in HOP_BY_HOP)
_FRAMING: Final = _HOP_BY_HOP | {b"content-length"}


class Stale(Cut):
    """A connection that was kept open turned out to be dead: it broke before the first byte of an answer."""


class Connection(Channel):
    """A connection that carries one exchange at a time; `reusable` says whether it can carry another."""

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
        super().__init__(loop)
        self._head_seconds = head_seconds
        self._stall_seconds = stall_seconds
        self._freed = freed
        self._no_answer = partial(self.abort, f"no answer within {head_seconds:g} s")
        self._poll = select.poll()
        self._parser = httptools.HttpResponseParser(self)
        self._parser_spent = False
        self._failure: Cut | None = None
        self._exchanges = 0
        self._reset(is_head=False)
        self._complete = True
        self.idle_since = 0.0

    def _reset(self, *, is_head: bool) -> None:
        self._answer: asyncio.Future[Answer] = self._loop.create_future()
        self._is_head = is_head
        self._held_back = False
        self._sent = False
        self._seen_bytes = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._named: set[bytes] = set()
        self._length: int | None = None
        self._chunked = False
        self._head_done = False
        self._pieces: list[bytes] = []
        self._stream: Stream | None = None
        self._until_eof = False
        self._keep = False
        self._complete = False

    # ------------------------------------------------------------------------------------------ what the pool asks

    @property
    def lost(self) -> bool:
        """Whether the connection is gone."""
        return self._transport is None

    def alive(self) -> bool:
        """Whether nothing has been heard from the other side, neither bytes nor an end. One system call, no waiting."""
        return self._transport is not None and not self._transport.is_closing() and not self._poll.poll(0)

    def reusable(self) -> bool:
        """Whether the last exchange ended cleanly: all sent, all received, and upstream keeps the connection open."""
        return self._complete and self._sent and self._keep and self._failure is None

    def abort(self, why: str = "the call was given up") -> None:
        """Break the connection at once, without a farewell that upstream could take for the end of a body."""
        self._fail(Cut(why))

    def close(self) -> None:
        """Close an idle connection."""
        if self._transport is not None:
            self._transport.close()

    async def exchange(
        self,
        head: bytes,
        body: Body,
        length: int,
        *,
        is_head: bool,
        leave: Callable[["Connection", bytes], None] | None = None,
    ) -> Answer:
        """Send one request and return its answer, with a body that is whole or streams.

        `length` is what the head announces; no other number of bytes leaves as its body. A request that is whole is
        given to `leave`, if there is one, which calls `put` with it soon. Raises Stale if the
        connection was used before and broke before any answer, else Cut; what the source of the body raises passes
        through. In all these cases the connection is broken.
        """
        if self._parser_spent:
            self._parser = httptools.HttpResponseParser(self)
            self._parser_spent = False
        self._exchanges += 1
        self._reset(is_head=is_head)
        answer = self._answer
        try:
            if isinstance(body, bytes):
                if len(body) != length:
                    raise Cut(f"a body of {len(body)} bytes was to go out as {length}")
                request = head + body if body else head
                if leave is None:
                    self.put(request)
                else:
                    self._held_back = True
                    leave(self, request)
            else:
                self._write(head)
                await self._write_stream(body, length)
            return _whole(await answer)
        except BaseException:
            if self._answer is answer:
                self.abort()
            if answer.done() and not answer.cancelled():
                answer.exception()  # it was given up for another reason: nobody else looks at this one
            raise

    # -------------------------------------------------------------------------------------------------- sending

    def put(self, request: bytes) -> None:
        """Write a request that is whole, unless the connection has failed since it was to carry it."""
        self._held_back = False
        try:
            self._write(request)
        except (OSError, RuntimeError) as error:
            # Raised, it would keep back those that leave with this one; whoever waits for the answer is told.
            self._fail(Cut(f"it could not be written to: {error}"))
        self._sent_all()

    async def _write_stream(self, body: AsyncIterable[bytes], length: int) -> None:
        source = aiter(body)
        sent = 0
        try:
            async for piece in source:
                if self._head_done or self._failure is not None:
                    return  # upstream has answered, or is gone: the rest of the body is of no use to it
                sent += len(piece)
                if sent > length:
                    raise Cut(f"a body was longer than the {length} bytes announced")
                self._write(piece)
                if self._write_paused:
                    await self._taken()
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

    async def _taken(self) -> None:
        """Wait until upstream takes more of the body."""
        await self._writable_again(self._stall_seconds, partial(self.abort, "upstream took no more of the body"))
        if not self._head_done:
            self._patience.unlimited()  # from here it is the source of the body that takes its time

    def _sent_all(self) -> None:
        self._sent = True
        if not self._head_done and self._failure is None:
            self._patience.limit(self._head_seconds, self._no_answer)

    def _limit(self, seconds: float, why: str) -> None:
        """Break the connection, saying `why`, if nothing else happens for so long."""
        self._patience.limit(seconds, partial(self.abort, why))

    # ---------------------------------------------------------------------------------- what the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has all of its methods, and another base
        descriptor = transport.get_extra_info("socket").fileno()
        self._poll.register(descriptor, select.POLLIN | select.POLLPRI | select.POLLRDHUP)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._keep = False
        self._patience.stop()
        if self._until_eof and not self._complete and exc is None:
            self._finish()
        elif not self._complete:
            why = str(exc) if exc else "upstream closed it"
            self._fail(Stale(why) if self._exchanges > 1 and not self._seen_bytes else Cut(why))
        self._freed(self)

    def data_received(self, data: bytes) -> None:
        if self._complete or self._held_back:
            self._fail(Stale("upstream sent something that nobody had asked for"))
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.abort("upstream wanted to change the protocol")
        except httptools.HttpParserError as error:
            self.abort(f"its answer is not HTTP: {error}")
        self._seen_bytes += len(data)
        self._look_on()

    def _look_on(self) -> None:
        """See what is to be waited for next."""
        if self._complete:
            self._freed(self)
        elif self._head_done:
            self._limit(self._stall_seconds, "its answer stood still")
        elif self._seen_bytes > HEAD_BYTES:
            self.abort(f"the head of its answer is longer than {HEAD_BYTES} bytes")

    def taken(self, stream: Stream) -> None:
        """Go on reading: what was queued of `stream` has been taken."""
        if self._read_paused and stream is self._stream and self._transport is not None:
            self._limit(self._stall_seconds, "its answer stood still")
            self._resume()

    # ------------------------------------------------------------------------------------- what the parser says

    def on_message_begin(self) -> None:
        """Begin an answer; one after the answer is not ours, and the connection is not used again."""
        if self._head_done:
            self._keep = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one header. What follows a chunked body (a trailer) is framing, and ends here."""
        if self._head_done:
            return
        lowered = name.lower()
        if lowered not in _FRAMING:
            self._headers.append((name, value))
            return
        match lowered:
            case b"content-length":
                self._headers.append((name, value))
                self._length = int(value)  # the parser has refused everything but one number
            case b"transfer-encoding":
                self._chunked = True
                if value.lower() != b"chunked":
                    self.abort("its answer has a transfer-encoding other than `chunked`")
            case b"connection":
                self._named.update(token.strip().lower() for token in value.split(b","))
            case _:
                return  # hop-by-hop, of no meaning here

    def on_headers_complete(self) -> None:
        """Decide how the answer's body ends (RFC 9112, section 6.3), and whether it is handed over whole."""
        status = self._parser.get_status_code()
        if status in INTERIM and not self._head_done:
            self._headers, self._named, self._length, self._chunked = [], set(), None, False
            return
        if self._head_done or self._failure is not None:
            return
        if not 200 <= status <= 599:
            self.abort(f"its answer has status {status}")
            return
        self._head_done = True
        self._patience.unlimited()
        self._keep = b"close" not in self._named and self._parser.get_http_version() == "1.1"
        self._release_writer()
        if self._is_head or status in {204, 304}:
            # The parser waits for the body that the head of an answer to HEAD describes and that never comes.
            self._parser_spent = self._is_head
            self._finish()
            return
        self._until_eof = self._length is None and not self._chunked
        self._keep = self._keep and not self._until_eof
        if self._length is None or self._length > WHOLE_BYTES:
            self._stream = Stream(self)
            self._resolve(self._stream)

    def on_body(self, piece: bytes) -> None:
        """Take a piece of the body, and tell upstream to wait where nobody takes it from here."""
        if self._complete or not self._head_done:
            self._keep = False
        elif self._stream is None:
            self._pieces.append(piece)
        else:
            self._stream.feed(piece)
            if self._stream.queued > QUEUED_BYTES:
                self._pause()

    def on_message_complete(self) -> None:
        """End the answer, unless it was an interim one."""
        if self._head_done and not self._complete:
            self._finish()

    # ------------------------------------------------------------------------------------------------ the end

    def _finish(self) -> None:
        self._complete = True
        self._patience.unlimited()
        if self._stream is not None:
            self._stream.end()
        else:
            self._resolve(self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces))

    def _fail(self, failure: Cut) -> None:
        """Break the connection, and say so to whoever waits for the answer's head or for more of its body."""
        if self._failure is None:
            self._failure = failure
            self._patience.unlimited()
            self._release_writer()
            if not self._complete:
                self._complete = True
                self._tell(failure)
        if self._transport is not None:
            self._transport.abort()

    def _tell(self, failure: Cut) -> None:
        if not self._head_done:
            if not self._answer.done():
                self._answer.set_exception(failure)
        elif self._stream is not None:
            self._stream.end(failure)
        else:
            # The head says what became of the call, though a part of the short body is missing.
            self._stream = Stream(self, self._pieces)
            self._stream.end(failure)
            self._resolve(self._stream)

    def _resolve(self, body: Body) -> None:
        if not self._answer.done():
            headers = self._headers
            if not self._named <= {b"keep-alive", b"close"}:
                headers = [pair for pair in headers if pair[0].lower() not in self._named]
            self._answer.set_result(Answer(self._parser.get_status_code(), tuple(headers), body))


def _whole(answer: Answer) -> Answer:
    """Return `answer` with its body in one piece if all of it came together with its head."""
    whole = answer.body.whole() if isinstance(answer.body, Stream) else None
    return answer if whole is None else Answer(answer.status, answer.headers, whole)
