"""The AWS door as a proxy: CONNECT as a client sends it, TLS to whom it asked for, somewhere for tunnels to lead."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keyturn.adapters.tls.authority import now, open_authority
from keyturn.adapters.tls.contexts import Own
from keyturn.doors.aws.proxy import Pattern, Proxy
from keyturn.doors.aws.tunnel import Ends, Leave
from keyturn.errors import KeyturnError
from keyturn.recognise.aws.domains import SUFFIXES
from tests.aws_door import NOWHERE, Decide, Door, nothing_refused, open_door

PATTERNS: Final = (Pattern("pypi.example", 443, below=False), Pattern("mirror.example", 8443, below=True))


@dataclass(frozen=True, slots=True)
class ForAnHour:
    """Leave for an hour."""

    ended: asyncio.Event
    seconds: float = 3600


@dataclass
class Gatekeeper:
    """Gives leave, or raises what it is told to; notes who asked for what, and can end it."""

    raises: KeyturnError | None = None
    seconds: float = 3600
    asked: list[tuple[str | None, str, int]] = field(default_factory=list)
    given: list[ForAnHour] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    async def leave(self, authorization: str | None, host: str, port: int) -> Leave:
        self.asked.append((authorization, host, port))
        if self.raises is not None:
            raise self.raises
        self.loop = asyncio.get_running_loop()
        self.given.append(ForAnHour(asyncio.Event(), self.seconds))
        return self.given[-1]

    def end(self) -> None:
        """End what was given."""
        assert self.loop is not None
        for leave in self.given:
            self.loop.call_soon_threadsafe(leave.ended.set)


@dataclass
class Proxied:
    """A door that is a proxy, and what its clients trust."""

    door: Door
    own: Own
    gatekeeper: Gatekeeper
    reached: list[tuple[str, int]]

    def connect(self, line: bytes, *headers: bytes) -> tuple[int, bytes, socket.socket]:
        """Send a CONNECT; return the status, the whole head, and the connection."""
        connection = self.door.send(line + b" HTTP/1.1\r\n" + b"".join(one + b"\r\n" for one in headers) + b"\r\n")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = connection.recv(1)
            if not piece:
                break
            head += piece
        return int(head.split()[1]), head, connection

    def refused(self, line: bytes, *headers: bytes) -> tuple[int, str]:
        """Send a CONNECT that must fail; return the status, and what most clients show of it."""
        status, head, connection = self.connect(line, *headers)
        connection.close()
        assert status != 200, head
        return status, head.decode().splitlines()[0].split(" ", 2)[2]

    def inside(self, host: str, sni: str | None = None) -> ssl.SSLSocket:
        """Ask for `host`, and begin TLS with whoever answers, naming `sni`."""
        status, head, connection = self.connect(b"CONNECT %b:443" % host.encode())
        assert status == 200, head
        context = ssl.create_default_context(cadata=self.own.trust)
        return context.wrap_socket(connection, server_hostname=host if sni is None else sni)


@contextmanager
def proxied(
    folder: Path,
    upstream: str = NOWHERE,
    decide: Decide = nothing_refused,
    leads_to: int | None = None,
    gatekeeper: Gatekeeper | None = None,
    patterns: Sequence[Pattern] = PATTERNS,
    *,
    tls: bool = False,
) -> Iterator[Proxied]:
    """Serve a door that is a proxy; tunnels lead to port `leads_to` of this machine, whatever host they are for."""
    names = ("localhost", "127.0.0.1")
    own = Own(open_authority(folder, (*names, *SUFFIXES), now()), names, folder)
    keeper, reached = gatekeeper or Gatekeeper(), list[tuple[str, int]]()

    async def reach(host: str, port: int) -> Ends:
        reached.append((host, port))
        if leads_to is None:
            raise ConnectionRefusedError(111, "Connection refused")
        ends = Ends()
        await asyncio.get_running_loop().create_connection(lambda: ends.far, "127.0.0.1", leads_to)
        return ends

    proxy = Proxy(own.host, patterns, keeper, reach)
    with open_door(upstream, decide, tls=own.door if tls else None, proxy=proxy) as door:
        yield Proxied(door, own, keeper, reached)


@contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server elsewhere that serves one connection after the other; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(20)
                    serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)
