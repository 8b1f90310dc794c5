"""Connections to upstream, kept open and used again; what may be sent twice and what never is, is decided here.

A call that changes anything goes on a connection that was just found alive, and after its first byte it is never sent
again, whatever happens. A read whose body lies in memory is sent once more, on a new connection, if the one kept open
turned out to be dead before any byte of an answer. Redirects are answers like any other: no connection is ever opened
to a place that an answer names.
"""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final

from keyturn.adapters.aws.call import Call
from keyturn.adapters.aws.pool_connection import Connection, Stale
from keyturn.model.execution import Answer, NeverSent

CONNECT_SECONDS: Final = 10.0
HEAD_SECONDS: Final = 300.0
STALL_SECONDS: Final = 300.0
IDLE_SECONDS: Final = 15.0
"""How long a connection may have been idle and still carry a read."""

FRESH_SECONDS: Final = 2.0
"""How long it may have been idle and still carry a change: well below what servers allow before they close."""

IDLE_KEPT: Final = 128
"""How many idle connections are kept, to all origins together: an agent that names thousands of buckets opens one to
each, and a process has some 1,024 descriptors. The one that has been idle for longest goes first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where to connect: `scheme` is `http` or `https`; the certificate must be `host`'s."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long, in seconds, a connection may take to open, an answer's head to come, and a body to stand still."""

    connect: float = CONNECT_SECONDS
    head: float = HEAD_SECONDS
    stall: float = STALL_SECONDS


@dataclass(slots=True, eq=False)
class _Kept:
    """An origin's connections: the idle ones, the newest last, and how many there are in all."""

    origin: Origin
    idle: list[Connection]
    count: int


class Pool:
    """Keep-alive connections by origin. Belongs to the event loop in which it is first used."""

    def __init__(self, tls: ssl.SSLContext | None = None, timeouts: Timeouts = Timeouts()) -> None:
        """`tls` is the context for https; without one, the system's trusted authorities count."""
        self._tls = tls
        self._timeouts = timeouts
        self._kept: dict[Origin, _Kept] = {}
        self._all: dict[Connection, _Kept] = {}
        self._idle: dict[Connection, None] = {}  # of all origins, in the order in which they became idle
        self._leaving: list[tuple[Connection, bytes]] = []
        self._closed = False

    @property
    def origins(self) -> int:
        """How many origins there are connections to."""
        return len(self._kept)

    async def send(self, origin: Origin, call: Call) -> Answer:
        """Send `call` to `origin` and return its answer.

        Raises NeverSent if certainly no byte of it left; Cut, and what the source of the body raises, if it may have.
        """
        connection = self._fresh(origin, FRESH_SECONDS if call.mutating else IDLE_SECONDS)
        if connection is None:
            connection = await self._connect(origin)
        leave = None if call.mutating else self._leave
        try:
            return await connection.exchange(call.head, call.body, call.length, is_head=call.is_head, leave=leave)
        except Stale:
            if call.mutating or not isinstance(call.body, bytes):
                raise
        connection = await self._connect(origin)
        return await connection.exchange(call.head, call.body, call.length, is_head=call.is_head)

    async def close(self) -> None:
        """Close all connections; calls under way are cut."""
        self._closed = True
        for connection in list(self._all):
            connection.abort("the gateway is closing")
        for kept in self._kept.values():
            kept.idle.clear()
        self._idle.clear()

    def _leave(self, connection: Connection, data: bytes) -> None:
        """Write a read when the others of this turn of the loop are ready to go, too.

        Written one by one, with all else in between, each finds upstream asleep again, and to wake it costs more than
        to write.
        """
        self._leaving.append((connection, data))
        if len(self._leaving) == 1:
            asyncio.get_running_loop().call_soon(self._depart)

    def _depart(self) -> None:
        leaving, self._leaving = self._leaving, []
        for connection, data in leaving:
            connection.put(data)

    def _fresh(self, origin: Origin, idle_seconds: float) -> Connection | None:
        """Return the connection used last, if it has not been idle for longer and is alive."""
        kept = self._kept.get(origin)
        if kept is None:
            return None
        now = asyncio.get_running_loop().time()
        while kept.idle:
            connection = kept.idle.pop()
            del self._idle[connection]
            if now - connection.idle_since <= idle_seconds and connection.alive():
                return connection
            connection.close()
        return None

    async def _connect(self, origin: Origin) -> Connection:
        where = f"{origin.host}:{origin.port}"
        if self._closed:
            raise NeverSent(f"{where}: the gateway is closing")
        loop = asyncio.get_running_loop()
        tls = self._context() if origin.scheme == "https" else None
        try:
            async with asyncio.timeout(self._timeouts.connect):
                _, connection = await loop.create_connection(
                    lambda: Connection(loop, self._timeouts.head, self._timeouts.stall, self._freed),
                    origin.host,
                    origin.port,
                    ssl=tls,
                    server_hostname=origin.host if tls else None,
                )
        except TimeoutError:
            raise NeverSent(f"{where}: no connection within {self._timeouts.connect:g} s") from None
        except (OSError, UnicodeError) as error:
            raise NeverSent(f"{where}: {error}") from None
        kept = self._kept.setdefault(origin, _Kept(origin, [], 0))
        kept.count += 1
        self._all[connection] = kept
        return connection

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.set_alpn_protocols(["http/1.1"])
        return self._tls

    def _freed(self, connection: Connection) -> None:
        """Keep the connection for the next call if it is good for one, else let go of it."""
        kept = self._all.get(connection)
        if kept is None:
            return
        if connection.reusable() and not self._closed:
            connection.idle_since = asyncio.get_running_loop().time()
            kept.idle.append(connection)
            self._idle[connection] = None
            if len(self._idle) > IDLE_KEPT:
                oldest = next(iter(self._idle))
                self._rest_no_longer(oldest)
                oldest.close()
        elif connection.lost:
            self._rest_no_longer(connection)
            del self._all[connection]
            kept.count -= 1
            if not kept.count:
                del self._kept[kept.origin]
        else:
            connection.close()

    def _rest_no_longer(self, connection: Connection) -> None:
        if connection in self._idle:
            del self._idle[connection]
            self._all[connection].idle.remove(connection)
