"""The AWS door's server: connections accepted on one socket, counted, and let go of in an orderly way."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Final

from keyturn.doors.aws.connection import Connection, Front
from keyturn.doors.aws.proxy import Proxy
from keyturn.doors.aws.secured import Link, Secured

CONNECTIONS: Final = 400
"""How many connections clients may hold. A process has 1,024 descriptors by default: there is room for as many calls
upstream, and people's own doors stay open when agents have used up theirs."""

GRACE_SECONDS: Final = 10.0
"""How long calls under way are waited for when the gateway stops."""


class Server:
    """Serves one front on one listening socket."""

    def __init__(
        self, front: Front, tls: Callable[[], ssl.SSLContext] | None = None, proxy: Proxy | None = None
    ) -> None:
        """Serve what `front` answers; with `tls`, connections begin with the context that it returns.

        `proxy` judges each CONNECT; without it the door is no proxy.
        """
        self.front = front
        self.proxy = proxy
        self._tls = tls
        self.stopping = False
        self._connections: set[Link] = set()
        self._left: set[asyncio.Task[None]] = set()  # calls whose client is gone
        self._stop = asyncio.Event()
        self._quiet = asyncio.Event()

    async def serve(self, listener: socket.socket) -> None:
        """Accept connections until `stop`, then wait for what is under way, GRACE_SECONDS at most."""
        loop = asyncio.get_running_loop()
        accepting = await loop.create_server(lambda: self._receive(loop), sock=listener, backlog=1024)
        try:
            await self._stop.wait()
        finally:
            self.stopping = True
            accepting.close()
            for connection in list(self._connections):
                connection.finish()
            await self._wait()
            for connection in list(self._connections):
                connection.abort()
            for task in self._left:
                task.cancel()

    def _receive(self, loop: asyncio.AbstractEventLoop) -> asyncio.Protocol:
        if self._tls is None:
            return Connection(self, loop)
        return Secured(self, loop, self._tls(), lambda: Connection(self, loop, "https"))

    def stop(self) -> None:
        """Have `serve` come to its end."""
        self._stop.set()

    def opened(self, link: Link) -> bool:
        """Take note of a connection; False if there are too many."""
        self._connections.add(link)
        return len(self._connections) <= CONNECTIONS

    def closed(self, link: Link, task: asyncio.Task[None] | None) -> None:
        """Let go of a connection; `task` goes on with a call whose client is gone."""
        self._connections.discard(link)
        if task is not None:
            self._left.add(task)
            task.add_done_callback(self._ended)
        self._look()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._left.discard(task)
        self._look()

    def _look(self) -> None:
        if not self._connections and not self._left:
            self._quiet.set()

    async def _wait(self) -> None:
        self._quiet.clear()
        self._look()
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await self._quiet.wait()
        except TimeoutError:
            return
