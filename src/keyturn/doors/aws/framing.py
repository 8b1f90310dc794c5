"""uvicorn's HTTP protocol, made strict: what its parser passes over in silence is refused before it can mislead anyone.

Measured with uvicorn 0.54 and httptools 0.9: the authority of an absolute-form target and everything after a `#`
vanish, a chunked body's trailer is appended to the headers, an `Upgrade` swallows the body, and a head may be of any
length.
"""

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_BYTES: Final = 65_536
"""How long the head of a request may be."""


HEAD_SECONDS: Final = 30.0
"""How long the head of a request may take to come, once its connection is open or its first byte is here."""

CONNECTIONS: Final = 400
"""How many connections clients may hold. A process has 1,024 descriptors by default: there is room for as many calls
upstream, and people's own doors stay open when agents have used up theirs."""


class Unframed(Exception):
    """The bytes are not one plain HTTP/1.1 request in origin form (RFC 9112, section 3.2.1)."""


class StrictProtocol(HttpToolsProtocol):
    """Answers 400 and closes where uvicorn would go on with less than was sent. Give it to uvicorn as `http`."""

    _why = ""
    _in_head = False
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a client's connection, if there is room for one more."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn names the class that it is given
        if len(self.connections) > CONNECTIONS:
            self._say(f"more than {CONNECTIONS} connections: close some")
        else:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the connection."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came, and stop where the head of a request does not end."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._say(f"the head of a request may have {HEAD_BYTES} bytes")
            elif self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0

    def on_headers_complete(self) -> None:
        """Look at what uvicorn will not hand over, then let it start the app, with a way to break the connection."""
        self._in_head = False
        self._stop_timer()
        if not self.url.startswith(b"/"):
            self._refuse("the request target must be a path: set the endpoint URL, not a proxy")
        if self.parser.get_http_version() not in {"1.1", "1.0"}:
            self._refuse("HTTP/1.1 is spoken here")
        if b"#" in self.url:
            self._refuse("the request target holds a `#`: write it %23")
        if self.parser.should_upgrade():
            self._refuse("`Upgrade` and CONNECT are not accepted")
        super().on_headers_complete()
        self.scope["state"]["abort"] = self.transport.abort
        # uvicorn goes on to append a chunked body's trailer to this list, which the application reads as headers: let
        # the trailer go elsewhere, where nobody looks (RFC 9110, section 6.5.1 allows that).
        self.headers = []

    def send_400_response(self, msg: str) -> None:
        """Say what was wrong. 400 is no status that AWS's clients send again."""
        text = f"keyturn: {self._why or msg}\n".encode("ascii", "replace")
        head = b"content-type: text/plain; charset=us-ascii\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(
            text
        )
        self.transport.write(STATUS_LINE[400] + head + text)
        self.transport.close()

    def _refuse(self, why: str) -> None:
        self._why = why
        raise Unframed(why)

    def _say(self, why: str) -> None:
        self._why = why
        self.send_400_response(why)

    def _too_slow(self) -> None:
        self._say(f"no request came within {HEAD_SECONDS:g} s")

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
