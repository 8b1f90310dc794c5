"""The control socket itself: who may connect, how long they may take, one line in, one line out."""

import asyncio
import contextlib
import logging
import os
import socket
import stat
import struct
from pathlib import Path
from typing import Final

from keyturn.doors.control.desk import Desk
from keyturn.doors.control.protocol import REQUEST_BYTES, SOCKET, NotSpokenHere, failure, parse_request, result
from keyturn.errors import CallerError, KeyturnError, OurError, quoted

IDLE_SECONDS: Final = 30.0
"""How long a connection may say nothing, or take to finish a line or to read an answer."""

GRACE_SECONDS: Final = 5.0
"""How long a request that is under way may take once the gateway is asked to stop."""

PATIENCE_SECONDS: Final = 1.0
"""How long somebody who was turned away may go on sending before the connection is cut."""

CONNECTIONS: Final = 64

_LOG: Final = logging.getLogger("keyturn.control")
_PEER: Final = struct.Struct("3i")


class NotYours(CallerError):
    """Somebody other than the gateway's own user or root connected."""

    code = "control.peer"


class SocketUnavailable(OurError):
    """The control socket cannot be opened."""

    code = "control.unavailable"


class Broken(OurError):
    """Something broke behind the control socket."""

    code = "ours.unexpected"


class ControlServer:
    """Serves one desk on `control.sock` in a folder; open it with `start`.

    `welcome` are the users who may speak here; left out, they are the gateway's own and root.
    """

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        *,
        idle_seconds: float = IDLE_SECONDS,
        welcome: frozenset[int] | None = None,
    ) -> None:
        self.path: Final = folder / SOCKET
        self._desk = desk
        self._idle = idle_seconds
        self._welcome = frozenset({os.geteuid(), 0}) if welcome is None else welcome
        self._server: asyncio.Server | None = None
        self._identity: tuple[int, int] | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()
        self._closing = False

    async def start(self) -> None:
        """Listen. Raises SocketUnavailable, also where another gateway is listening there."""
        listener = _listen(self.path)
        at = self.path.lstat()
        self._identity = at.st_dev, at.st_ino
        self._server = await asyncio.start_unix_server(self._accept, sock=listener, limit=REQUEST_BYTES)

    async def close(self) -> None:
        """Stop listening, let what is under way be answered, and remove the socket if it is still ours."""
        if self._server is None:
            return
        self._closing = True
        self._server.close()
        for task in self._waiting:
            task.cancel()
        if self._open:
            _, late = await asyncio.wait(self._open, timeout=GRACE_SECONDS)
            for task in late:
                task.cancel()
        with contextlib.suppress(FileNotFoundError):  # somebody tidied up before us
            at = self.path.lstat()
            if (at.st_dev, at.st_ino) == self._identity:
                self.path.unlink()
        self._server = None

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio runs this callback as a task
        self._open.add(task)
        try:
            await self._converse(reader, writer)
        except (TimeoutError, ConnectionError, asyncio.CancelledError):
            # Whoever is slow or gone gets no answer: there is nobody to tell, and nothing was decided.
            _LOG.debug("a control connection ended early")
        finally:
            writer.close()
            with contextlib.suppress(OSError):  # it is closed either way
                await writer.wait_closed()
            self._open.discard(task)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        refusal = self._unwelcome(writer)
        if refusal is not None:
            await self._turn_away(reader, writer, failure(refusal))
            return
        while not self._closing:
            try:
                line = await self._line(reader)
            except ValueError:
                refusal = NotSpokenHere(f"a request has at most {REQUEST_BYTES} bytes")
                await self._turn_away(reader, writer, failure(refusal))
                return
            if not line.endswith(b"\n"):
                return
            answer, goes_on = await self._answer(line)
            if not goes_on:
                await self._turn_away(reader, writer, answer)
                return
            await self._say(writer, answer)

    async def _line(self, reader: asyncio.StreamReader) -> bytes:
        task = asyncio.current_task()
        self._waiting |= {task} if task else set()
        try:
            async with asyncio.timeout(self._idle):
                return await reader.readline()
        finally:
            self._waiting -= {task} if task else set()

    def _unwelcome(self, writer: asyncio.StreamWriter) -> KeyturnError | None:
        if len(self._open) > CONNECTIONS:
            return Broken(f"more than {CONNECTIONS} connections are open: try again shortly")
        peer = peer_uid(writer.get_extra_info("socket"))
        if peer not in self._welcome:
            return NotYours(f"user {peer} may not speak here: root and the gateway's own user, {os.geteuid()}, may")
        return None

    async def _answer(self, line: bytes) -> tuple[bytes, bool]:
        """Return the answer to one line, and whether to read on: after what is no request nothing is believed."""
        try:
            request = parse_request(line)
        except KeyturnError as error:
            return failure(error), False
        try:
            return result(await self._desk.ask(request.method, request.params)), True
        except KeyturnError as error:
            return failure(error), True
        except Exception:  # noqa: BLE001 - whatever broke, the person is told, and the log says how
            _LOG.exception("control method %s broke", request.method)
            return failure(Broken(f"`{request.method}` broke inside the gateway: its log says how")), True

    async def _turn_away(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
        """Say why, and listen no more. What still comes is thrown away: closing on it would take the answer back."""
        await self._say(writer, answer)
        writer.write_eof()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await reader.read(65_536):
                continue

    async def _say(self, writer: asyncio.StreamWriter, answer: bytes) -> None:
        writer.write(answer)
        async with asyncio.timeout(self._idle):
            await writer.drain()


def peer_uid(connection: socket.socket) -> int:
    """Return the user at the other end of a unix socket, as the kernel recorded it (SO_PEERCRED, unix(7))."""
    _, uid, _ = _PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    return int(uid)


def _listen(path: Path) -> socket.socket:
    _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        # Nobody can connect between these lines: a bound socket refuses everybody until it listens.
        path.chmod(0o600)
        listener.listen(CONNECTIONS)
        listener.settimeout(0)
    except OSError as error:
        listener.close()
        why = (
            "its path is longer than a unix socket's may be, name a shorter `[gateway] data`"
            if "too long" in str(error)
            else error.strerror or str(error)
        )
        raise SocketUnavailable(f"`{quoted(str(path))}` cannot be opened: {why}") from None
    return listener


def _clear(path: Path) -> None:
    """Remove a socket that a gateway left behind. Raises SocketUnavailable if it is alive, or is no socket."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise SocketUnavailable(f"`{quoted(str(path))}` is in the way and is no socket: move it elsewhere")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except OSError as error:
            raise SocketUnavailable(f"`{quoted(str(path))}` cannot be looked at: {error.strerror}") from None
    raise SocketUnavailable(f"another gateway is running on `{quoted(str(path.parent))}`: stop it first")
