"""The AWS door's server: connections accepted on one socket, counted, and let go of in an orderly way."""

import asyncio
import socket
from typing import Final

from keyturn.doors.aws.connection import Connection, Front

CONNECTIONS: Final = 400
"""How many connections clients may hold. A process has 1,024 descriptors by default: there is room for as many calls
upstream, and people's own doors stay open when agents have used up theirs."""

GRACE_SECONDS: Final = 10.0
"""How long calls under way are waited for when the gateway stops."""


class Server:
    """Serves one front on one listening socket."""

    def __init__(self, front: Front) -> None:
        """Serve what `front` answers."""
        self.front = front
        self.stopping = False
        self._connections: set[Connection] = set()
        self._left: set[asyncio.Task[None]] = set()  # calls whose client is gone
        self._stop = asyncio.Event()
        self._quiet = asyncio.Event()

    async def serve(self, listener: socket.socket) -> None:
        """Accept connections until `stop`, then wait for what is under way, GRACE_SECONDS at most."""
        loop = asyncio.get_running_loop()
        accepting = await loop.create_server(lambda: Connection(self, loop), sock=listener, backlog=1024)
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

    def stop(self) -> None:
        """Have `serve` come to its end."""
        self._stop.set()

    def opened(self, connection: Connection) -> bool:
        """Take note of a connection; False if there are too many."""
        self._connections.add(connection)
        return len(self._connections) <= CONNECTIONS

    def closed(self, connection: Connection, task: asyncio.Task[None] | None) -> None:
        """Let go of a connection; `task` goes on with a call whose client is gone."""
        self._connections.discard(connection)
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
