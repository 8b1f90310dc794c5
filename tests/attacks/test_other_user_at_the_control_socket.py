"""'I am another user of this machine, or I was here first: let me speak to the gate, or be taken for it.'"""

import asyncio
import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from keyturn.cli import control
from keyturn.doors.control.server import CONNECTIONS, ControlServer, SocketUnavailable
from keyturn.errors import Malformed
from tests.paper_desk import PaperDesk, change


def test_the_socket_is_its_owners_alone(tmp_path: Path) -> None:
    async def story() -> int:
        server = ControlServer(PaperDesk(change()), tmp_path)
        await server.start()
        mode = (tmp_path / "control.sock").stat().st_mode
        await server.close()
        return mode

    assert stat.S_IMODE(asyncio.run(story())) == 0o600
    assert not (tmp_path / "control.sock").exists()


def test_somebody_who_gets_past_the_files_mode_is_still_turned_away(tmp_path: Path) -> None:
    desk = PaperDesk(change())

    async def story() -> bytes:
        server = ControlServer(desk, tmp_path, welcome=frozenset({os.geteuid() + 1}))
        await server.start()
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control.sock")
        writer.write(b'{"method":"status"}\n')
        answer = await reader.read()
        writer.close()
        await server.close()
        return answer

    assert b'"code":"control.peer"' in asyncio.run(story())
    assert desk.asked == []


def test_whoever_says_nothing_is_shown_out(tmp_path: Path) -> None:
    async def story() -> bytes:
        server = ControlServer(PaperDesk(), tmp_path, idle_seconds=0.05)
        await server.start()
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control.sock")
        writer.write(b'{"method":')
        answer = await reader.read()
        writer.close()
        await server.close()
        return answer

    assert asyncio.run(story()) == b""


def test_many_silent_connections_leave_room_again_once_they_are_gone(tmp_path: Path) -> None:
    async def story() -> tuple[bytes, bytes]:
        server = ControlServer(PaperDesk(change()), tmp_path, idle_seconds=0.5)
        await server.start()
        silent = [await asyncio.open_unix_connection(tmp_path / "control.sock") for _ in range(CONNECTIONS)]
        crowded = await _asked(tmp_path)
        await asyncio.sleep(0.7)
        later = await _asked(tmp_path)
        for _, writer in silent:
            writer.close()
        await server.close()
        return crowded, later

    crowded, later = asyncio.run(story())
    assert b"try again shortly" in crowded
    assert b'"sealed":false' in later


async def _asked(folder: Path) -> bytes:
    reader, writer = await asyncio.open_unix_connection(folder / "control.sock")
    writer.write(b'{"method":"status"}\n')
    answer = await reader.readline()
    writer.close()
    return answer


def test_a_second_gateway_does_not_take_the_socket_over(tmp_path: Path) -> None:
    async def story() -> None:
        first, second = ControlServer(PaperDesk(), tmp_path), ControlServer(PaperDesk(), tmp_path)
        await first.start()
        try:
            with pytest.raises(SocketUnavailable, match="another gateway is running"):
                await second.start()
            assert b'"sealed":false' in await _asked(tmp_path)
        finally:
            await first.close()

    asyncio.run(story())


def test_a_socket_left_by_a_crash_is_cleared_away_and_a_file_is_not(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "control.sock"))
    left.close()

    async def story() -> bytes:
        server = ControlServer(PaperDesk(), tmp_path)
        await server.start()
        answer = await _asked(tmp_path)
        await server.close()
        return answer

    assert b'"sealed":false' in asyncio.run(story())

    (tmp_path / "control.sock").write_text("mine")
    with pytest.raises(SocketUnavailable, match="is no socket"):
        asyncio.run(story())
    assert (tmp_path / "control.sock").read_text() == "mine"


def test_a_request_under_way_is_answered_before_the_gate_stops(tmp_path: Path) -> None:
    class Slow(PaperDesk):
        async def ask(self, method: str, params: object) -> str:
            await asyncio.sleep(0.2)
            return "done"

    async def story() -> bytes:
        server = ControlServer(Slow(), tmp_path)
        await server.start()
        reader, writer = await asyncio.open_unix_connection(tmp_path / "control.sock")
        writer.write(b'{"method":"vote"}\n')
        await asyncio.sleep(0.05)
        await server.close()
        answer = await reader.read()
        writer.close()
        return answer

    assert asyncio.run(story()) == b'{"result":"done"}\n'


def test_what_breaks_behind_the_socket_is_told_without_its_insides(tmp_path: Path) -> None:
    class Broken(PaperDesk):
        async def ask(self, method: str, params: object) -> str:
            raise RuntimeError("secret insides")

    async def story() -> bytes:
        server = ControlServer(Broken(), tmp_path)
        await server.start()
        answer = await _asked(tmp_path)
        await server.close()
        return answer

    answer = asyncio.run(story())
    assert b'"whose":"ours"' in answer
    assert b"insides" not in answer


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b'{"result":1}',
        b'{"neither":1}\n',
        b"[]\n",
        b'{"error":"no"}\n',
        b'{"result":1,"result":2}\n',
    ],
)
def test_a_client_takes_half_an_answer_for_none(tmp_path: Path, answer: bytes) -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "control.sock"))
    listener.listen()

    def impostor() -> None:
        connection, _ = listener.accept()
        connection.recv(65536)
        connection.sendall(answer)
        connection.close()

    thread = threading.Thread(target=impostor)
    thread.start()
    try:
        with pytest.raises((control.Unanswered, Malformed)):
            control.ask(tmp_path, "status", {})
    finally:
        thread.join(10)
        listener.close()
