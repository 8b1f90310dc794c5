"""One client's connection to the AWS door: requests in, one after the other, and their answers out.

What comes is believed no further than it is read: the head of a request is taken whole or refused, a body ends where
its frame says, and nothing of the next request is looked at before the answer to this one is out. Both directions hold
back whoever is too fast.
"""

import asyncio
import logging
import ssl
from typing import Final, Protocol, cast

from keyturn.doors.aws import writing
from keyturn.doors.aws.answering import STALL_SECONDS, Answering, let_go
from keyturn.doors.aws.answers import Written
from keyturn.doors.aws.framing import Chunked, Frame, Sized
from keyturn.doors.aws.heads import HEAD_BYTES, Head, read_head
from keyturn.doors.aws.incoming import Incoming
from keyturn.doors.aws.proxy import ESTABLISHED, NotForwarded, Proxy, Target, read_connect, turned_away
from keyturn.doors.aws.secured import Count, Secured
from keyturn.errors import KeyturnError, Malformed
from keyturn.model.execution import Answer

HEAD_SECONDS: Final = 30.0
"""How long the head of a request may take to come, once its connection is open or its first byte is here."""

IDLE_SECONDS: Final = 75.0
"""How long a connection is kept open between requests, and how long the unread rest of a refused body may take."""

LINGER_SECONDS: Final = 5.0
"""How long a client that still sends is listened to after the last answer, so that it reads that before it is cut."""

QUEUED_BYTES: Final = 262_144
"""How much of a body waits here before the client is told to wait."""

DISCARD_BYTES: Final = 67_108_864
"""How much of a refused body is read and thrown away, so that a client that sends before it listens sees the answer."""

Came = bytes | Incoming
"""A request's body: whole, if all of it came with the head, else as it comes."""

_CONNECT: Final = b"CONNECT "
_END: Final = b"\r\n\r\n"
_BARE: Final = b"\n"
_log = logging.getLogger(__name__)


class Front(Protocol):
    """What answers requests."""

    held_bytes: int
    """How long a body may be that is handed over whole."""

    async def answer(self, head: Head, came: Came) -> Answer | Written:
        """Answer one request; never raises a KeyturnError."""

    def unread(self, raw: bytes, error: Malformed) -> Written:
        """Answer a request whose head was refused."""


class House(Count, Protocol):
    """The server that a connection belongs to.

    A `task` with which a connection is let go goes on with a call whose client is gone.
    """

    front: Front
    stopping: bool
    proxy: Proxy | None


class Connection(Answering):
    """A client's connection."""

    def __init__(
        self, house: House, loop: asyncio.AbstractEventLoop, scheme: str = "http", authority: str | None = None
    ) -> None:
        """Serve what comes by `house.front`; `scheme` is `https` for what comes over TLS.

        `authority` is the host of AWS's that a client has asked to be connected to: all it sends here is for that host.
        """
        super().__init__(loop)
        self._house = house
        self._scheme = scheme
        self._authority = authority
        self._held = b""  # what came of a request whose turn has not come
        self._begun = bytearray()  # a head that has not come whole
        self._task: asyncio.Task[None] | None = None  # the call that is being answered
        self._frame: Frame | None = None  # of the body that has not come whole
        self._incoming: Incoming | None = None  # who reads it; None: it is thrown away
        self._tell = False  # the client waits for 100 Continue
        self._ending = False  # the last answer is out: what still comes is thrown away

    # ------------------------------------------------------------------------------------- what the transport says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a client's connection, if there is room for one more."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's has all of its methods, and another base
        if self._house.opened(self):
            self._patience.limit(HEAD_SECONDS, self._too_slow)
        else:
            # Not waited for: whoever opens too many must not hold them all the while either.
            self._write(writing.plain(400, "keyturn: there are too many connections: close some"))
            self._end(unread=False)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the client is gone, whyever
        """Let go of the connection. A call that was taken whole goes on to its end; a stream to the client does not."""
        self._transport = None
        self._patience.stop()
        if self._incoming is not None:
            self._incoming.lose()
        self._release_writer()
        if self._streaming and self._task is not None:
            self._task.cancel()
        self._house.closed(self, self._task)

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self._frame is not None:
            self._read_body(data)
        elif self._ending:
            return
        elif self._task is not None:
            self._held += data  # the client is ahead of us (pipelining): one request at a time
            self._pause()
        elif self._begun:
            self._await_head(data)
        else:
            self._read_head(data)

    # ---------------------------------------------------------------------------------------------------- requests

    def _read_head(self, data: bytes) -> None:
        """Begin a request, if its head is here."""
        end = data.find(_END)
        if end < 0:
            self._await_head(data)
            return
        raw = data[: end + 2]
        try:
            if end + 4 > HEAD_BYTES:
                raise Malformed("request", raw[:80], f"its head may have {HEAD_BYTES} bytes")
            if raw.startswith(_CONNECT):
                self._connect(raw, data[end + 4 :])
                return
            head = read_head(raw, self._scheme)
            if self._authority is not None and head.host.lower().removesuffix(":443") != self._authority:
                raise Malformed("Host header", head.host, f"this connection was opened for `{self._authority}`")
        except Malformed as error:
            self._write_last(self._house.front.unread(raw, error))
            return
        self._begin(head, data[end + 4 :])

    def _await_head(self, data: bytes) -> None:
        """Keep the beginning of a head, if it can become one. However it is cut up, each byte is looked at once."""
        begun = self._begun
        if not begun:
            self._patience.limit(HEAD_SECONDS, self._too_slow)
        before = len(begun)
        begun += data
        if begun.find(_END, max(0, before - 3)) >= 0:
            self._begun = bytearray()
            self._read_head(bytes(begun))
        elif len(begun) > HEAD_BYTES:
            self._refuse(f"the head of a request may have {HEAD_BYTES} bytes")
        elif not begun[:1].isalpha() or data.count(_BARE) != begun.count(b"\r\n", max(0, before - 1)):
            self._refuse("this is not HTTP/1.1: a request line is wanted, and CR LF at the end of each line")

    def _begin(self, head: Head, rest: bytes) -> None:
        """Begin to answer a request; `rest` is what came behind its head."""
        length = head.length or 0
        came: Came
        if not head.chunked and length <= len(rest) and length <= self._house.front.held_bytes:
            came, rest = (rest, b"") if length == len(rest) else (rest[:length], rest[length:])
            if rest:
                self._held = rest
                self._pause()
        else:
            came = self._incoming = Incoming(self)
            self._frame = Chunked() if head.chunked else Sized(length)
            self._tell = head.expects and not rest
        self._patience.unlimited()
        self._task = self._loop.create_task(self._serve(head, came))
        if rest and self._frame is not None:
            self._read_body(rest)

    def _read_body(self, data: bytes) -> None:
        frame, incoming = self._frame, self._incoming
        assert frame is not None  # noqa: S101 - whoever calls has looked
        try:
            piece, rest = frame.feed(data)
        except Malformed as error:
            self._frame = None
            self._break_off(error)
            return
        if incoming is not None:
            incoming.feed(piece, last=rest is not None)
            if rest is None and incoming.queued > QUEUED_BYTES:
                self._pause()
        if rest is not None:
            self._frame = self._incoming = None
            self._held = rest
            if self._task is None:
                self._next()
            elif rest:
                self._pause()

    def _break_off(self, error: Malformed) -> None:
        """End a request whose body is not framed as it says."""
        if self._incoming is not None:
            self._incoming.lose()
            self._incoming = None
        if self._streaming or self._task is None:
            self.abort()
        else:
            self._refuse(str(error))

    # ----------------------------------------------------------------------------------------------------- CONNECT

    def _connect(self, raw: bytes, rest: bytes) -> None:
        """Do as a proxy does, if the door is one and may; `rest` is what came behind the head."""
        proxy = self._house.proxy
        try:
            if proxy is None:
                raise NotForwarded("the door is no proxy: set the endpoint URL, or [gateway] proxy in keyturn.toml")
            if self._authority is not None:
                raise NotForwarded("a connection within a connection is not opened")
            target = read_connect(raw)
            context = proxy.intercepts(target)
        except NotForwarded as refusal:
            self._turn_away(refusal)
            return
        if context is not None:
            self._speak_for(target.host, context, rest)
            return
        self._held = rest
        self._patience.unlimited()
        self._task = self._loop.create_task(self._tunnel(proxy, target))

    def _speak_for(self, host: str, context: ssl.SSLContext, rest: bytes) -> None:
        """Begin TLS in the name of `host`; what comes over it is read like everything else."""
        house, loop = self._house, self._loop
        self._hand_over(Secured(house, loop, context, lambda: Connection(house, loop, "https", host)), rest)

    async def _tunnel(self, proxy: Proxy, target: Target) -> None:
        try:
            ends, leave = await proxy.tunnel(target)
        except NotForwarded as refusal:
            self._task = None
            self._turn_away(refusal)
            return
        self._task = None
        if self._transport is None:
            ends.cut()
            return
        held, self._held = self._held, b""
        self._hand_over(ends.near, held)
        self._house.opened(ends.near)  # one goes, one comes: there is room
        ends.when_over(lambda: self._house.closed(ends.near, None))
        ends.join()
        await ends.watch(leave)

    def _hand_over(self, protocol: asyncio.Protocol, rest: bytes) -> None:
        """Say that the client is connected, and let `protocol` have what comes from now on."""
        transport, self._transport = self._transport, None
        assert transport is not None  # noqa: S101 - whoever calls has looked
        transport.write(ESTABLISHED)
        self._patience.stop()
        self._house.closed(self, None)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        if self._read_paused:
            transport.resume_reading()
        if rest:
            protocol.data_received(rest)

    def _turn_away(self, refusal: NotForwarded) -> None:
        self._write(turned_away(refusal))
        self._end(unread=True)

    # ----------------------------------------------------------------------------------------- bodies, as they come

    def wanted(self, incoming: Incoming) -> None:
        """Let more of a body come."""
        if incoming is not self._incoming:
            return
        if self._tell:
            self._tell = False
            self._write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._patience.limit(STALL_SECONDS, self.abort)
        self._resume()

    def served(self, incoming: Incoming) -> None:
        """Stop the clock: nobody waits for the body any more."""
        if incoming is self._incoming or self._incoming is None:
            self._patience.unlimited()

    # ------------------------------------------------------------------------------------------------------ answers

    async def _serve(self, head: Head, came: Came) -> None:
        """Answer one request, then go on with the next."""
        try:
            reply = await self._house.front.answer(head, came)
            if self._transport is None or self._ending:
                await let_go(reply.body)
                return
            close = head.last or self._house.stopping or self._must_close(head)
            body, is_head = reply.body, head.method == "HEAD"
            if isinstance(body, bytes):  # nearly always: not worth another coroutine
                self._transport.write(writing.whole(reply.status, reply.headers, body, is_head=is_head, close=close))
                if self._write_paused:
                    await self._taken()
            else:
                close = await self._put(reply, body, is_head=is_head, old=head.old, close=close)
        except asyncio.CancelledError:
            self.abort()
            raise
        except Exception as error:  # noqa: BLE001 - the client must see that this is not the end of the answer
            self.abort()
            if not isinstance(error, KeyturnError) or isinstance(error, writing.Unwritable):
                # The words of other errors may quote what was sent.
                _log.error(
                    "an answer broke off: %s", error if isinstance(error, KeyturnError) else type(error).__name__
                )
            return
        finally:
            self._task = None
        self._answered(close=close)

    def _must_close(self, head: Head) -> bool:
        """Whether the rest of the body must not be waited for.

        A client that was not told to go on (`Expect: 100-continue`) sends no body, so that what comes next would be
        taken for it; and of a long body only so much is thrown away.
        """
        if self._frame is None:
            return False
        return self._tell or head.chunked or (head.length or 0) > DISCARD_BYTES

    def _answered(self, *, close: bool) -> None:
        """Go on after an answer: with the next request, or to the end."""
        if self._transport is None or self._ending:
            return
        if self._incoming is not None:
            self._incoming.lose()
            self._incoming = None
        if close or self._house.stopping:
            self._end(unread=self._frame is not None or bool(self._held))
        elif self._frame is None:
            self._next()
        else:
            self._patience.limit(IDLE_SECONDS, self.abort)
            self._resume()

    def _next(self) -> None:
        """Await the next request, or take the one that is here already."""
        self._patience.limit(IDLE_SECONDS, self.close)
        self._resume()
        if self._held:
            held, self._held = self._held, b""
            self._read_head(held)

    def _end(self, *, unread: bool) -> None:
        """Close after the last answer; a client that still sends (`unread`) is given a while to read it."""
        transport = self._transport
        if transport is None:
            return
        self._ending = True
        if not unread:
            self.close()
            return
        # Closed with bytes unread, the kernel answers with a reset, which can overtake the answer.
        self._frame, self._held = None, b""
        if transport.can_write_eof():
            transport.write_eof()
        self._patience.limit(LINGER_SECONDS, self.abort)
        self._resume()

    def _write_last(self, written: Written) -> None:
        """Answer what cannot be read on, and close."""
        self._write(writing.whole(written.status, written.headers, written.body, is_head=False, close=True))
        self._end(unread=True)

    def _refuse(self, why: str) -> None:
        """Say in words what was wrong, and close. 400 is no status that AWS's clients send again."""
        self._write(writing.plain(400, f"keyturn: {why}"))
        self._end(unread=True)

    # ------------------------------------------------------------------------------------------------ how it ends

    def finish(self) -> None:
        """Close the connection once the call that it carries, if any, is answered."""
        if self._task is None:
            self.close()

    def close(self) -> None:
        """Close the connection, once all that was written is taken."""
        if self._transport is not None:
            self._patience.limit(STALL_SECONDS, self.abort)
            self._transport.close()

    def _too_slow(self) -> None:
        self._refuse(f"no request came within {HEAD_SECONDS:g} s")
