"""TLS between a transport below and a protocol above, begun whenever it is wanted: at once, or after a CONNECT.

The standard library's own `start_tls` hands over between two turns of the event loop, and what the client has sent by
then is lost to it; here nothing happens in between.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any, Final, Protocol, cast

from keyturn.doors.aws import writing

HANDSHAKE_SECONDS: Final = 10.0
"""How long a client may take to begin TLS."""

_HANDSHAKE: Final = 22
"""The first byte of a client that begins TLS (RFC 8446, section 5.1: ContentType handshake)."""

_PIECE: Final = 262_144


class Link(Protocol):
    """What the door counts as a client's connection."""

    def finish(self) -> None:
        """Close once the call that it carries, if any, is answered."""

    def abort(self) -> None:
        """Break the connection at once."""


class Count(Protocol):
    """What counts connections."""

    def opened(self, link: Link) -> bool:
        """Take note of a connection; False if there are too many."""

    def closed(self, link: Link, task: asyncio.Task[None] | None) -> None:
        """Let go of a connection."""


class Secured(asyncio.Transport, asyncio.Protocol):
    """The server's side of TLS. `above` is made a connection once the client has shaken hands."""

    def __init__(
        self,
        count: Count,
        loop: asyncio.AbstractEventLoop,
        context: ssl.SSLContext,
        above: Callable[[], asyncio.Protocol],
    ) -> None:
        """Shake hands as `context` says, then hand over to what `above` makes."""
        super().__init__()
        self._count = count
        self._loop = loop
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_side=True)
        self._make = above
        self._above: asyncio.BaseProtocol | None = None
        self._below: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._begun = False
        self._closing = False

    # ------------------------------------------------------------------------------------------- from below

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Await the client's first word."""
        self._below = cast(asyncio.Transport, transport)
        if self._count.opened(self):
            self._timer = self._loop.call_later(HANDSHAKE_SECONDS, self.abort)
        else:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass on that the client has gone."""
        self._below = None
        self._closing = True
        self._stop_timer()
        if isinstance(self._above, asyncio.Protocol):
            self._above.connection_lost(exc)
        else:
            self._count.closed(self, None)

    def eof_received(self) -> bool:
        """Close as soon as the client has said its last."""
        return False

    def pause_writing(self) -> None:
        """Hold back whoever writes."""
        if self._above is not None:
            self._above.pause_writing()

    def resume_writing(self) -> None:
        """Let them go on."""
        if self._above is not None:
            self._above.resume_writing()

    def data_received(self, data: bytes) -> None:
        """Take in what came, and pass on what it says."""
        if self._closing:
            return
        if not self._begun:
            self._begun = True
            if data[0] != _HANDSHAKE:
                self._turn_away()
                return
        self._in.write(data)
        try:
            if self._above is None:
                self._shake_hands()
            while not self._closing:
                piece = self._tls.read(_PIECE)
                if not piece:
                    self.close()
                    break
                if isinstance(self._above, asyncio.Protocol):
                    self._above.data_received(piece)
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLError:
            # It does not trust the certificate, names another host, or speaks an older TLS: it is told by an alert.
            self._flush()
            self._closing = True
            if self._below is not None:
                self._below.close()

    def _shake_hands(self) -> None:
        self._tls.do_handshake()
        self._flush()
        self._stop_timer()
        self._count.closed(self, None)
        self._above = self._make()
        self._above.connection_made(self)

    def _turn_away(self) -> None:
        self._closing = True
        if self._below is not None:
            self._below.write(writing.plain(400, "keyturn: TLS is spoken here: use `https`"))
            self._below.close()

    # ------------------------------------------------------------------------------------------- from above

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send."""
        if data and not self._closing:
            self._tls.write(data)
            self._flush()

    def can_write_eof(self) -> bool:
        """TLS says its last word when it closes."""
        return False

    def close(self) -> None:
        """Say the last word (RFC 8446, section 6.1) and close, once all that was written is taken."""
        if self._closing:
            return
        self._closing = True
        try:
            self._tls.unwrap()
        except ssl.SSLError:
            self._flush()  # the client's own last word is not waited for
        if self._below is not None:
            self._below.close()

    def abort(self) -> None:
        """Break the connection at once, without a last word."""
        self._closing = True
        if self._below is not None:
            self._below.abort()

    def finish(self) -> None:
        """Break off the handshake: nobody is served yet."""
        self.abort()

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._closing

    def pause_reading(self) -> None:
        """Take no more from the client."""
        if self._below is not None:
            self._below.pause_reading()

    def resume_reading(self) -> None:
        """Go on taking."""
        if self._below is not None:
            self._below.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Have `protocol` get what comes from now on."""
        self._above = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        """Return what gets what comes."""
        assert self._above is not None  # noqa: S101 - there is nobody else to ask before
        return self._above

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - the standard library's signature
        """Return what the transport below knows."""
        return default if self._below is None else self._below.get_extra_info(name, default)

    # ---------------------------------------------------------------------------------------------- within

    def _flush(self) -> None:
        if self._out.pending and self._below is not None:
            self._below.write(self._out.read())

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
