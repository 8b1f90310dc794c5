"""I send uploads that never end, until nobody else has room for theirs."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.doors.aws.heads import read_head
from keyturn.doors.aws.incoming import Incoming
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House
from tests.chunked import SIGNED, UNSIGNED_TRAILER
from tests.framed_house import Door, framed_door
from tests.telling import problems

LIMIT = 400_000


@pytest.fixture
def door(bundle: Bundle, catalogue: AwsTables, tmp_path: Path) -> Iterator[Door]:
    house = House(bundle, catalogue)
    yield framed_door(house, catalogue, tmp_path / "spool", LIMIT)
    assert problems(house) == []
    house.close()


class Stuck:
    """A client that sends the beginning, and then nothing."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def wanted(self, incoming: Incoming) -> None:
        if self.data:
            data, self.data = self.data, b""
            incoming.feed(data, last=False)

    def served(self, incoming: Incoming) -> None: ...


def test_a_session_has_half_of_the_room_and_the_others_the_rest(door: Door) -> None:
    greedy, modest = door.house.session(), door.house.session()
    head, body = door.upload(greedy, SIGNED, [b"a" * 90_000, b"a" * 90_000])
    lines = "".join(f"{name}: {value}\r\n" for name, value in (*head.headers, ("content-length", str(len(body)))))
    read = read_head(f"PUT {head.path} HTTP/1.1\r\n{lines}".encode(), "https")
    stuck = door.house.loop.create_task(door.app.answer(read, Incoming(Stuck(body[:-10]))))
    door.house.run(asyncio.sleep(0.2))
    assert door.left() == []  # files without a name
    assert not stuck.done()

    status, text = door.send(*door.upload(greedy, UNSIGNED_TRAILER, [b"b" * 30_000]))

    assert status == 403
    assert "limits.spool_bytes" in text
    assert "a session's half" in text
    assert door.send(*door.upload(modest, UNSIGNED_TRAILER, [b"c" * 150_000])) == (200, "")
    stuck.cancel()
    door.house.settle()
    assert door.send(*door.upload(greedy, UNSIGNED_TRAILER, [b"b" * 150_000])) == (200, "")


def test_what_would_never_fit_is_not_begun(door: Door) -> None:
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, [b"a" * 250_000])

    status, text = door.send(head, body)

    assert status == 403
    assert "a session's half" in text
    assert not door.folder.exists()


def test_a_length_that_nobody_announced_ends_where_the_share_does(door: Door) -> None:
    data = b"a" * 250_000
    headers = (("host", "127.0.0.1:8400"),)
    head = door.head(door.house.session(), "UNSIGNED-PAYLOAD", 0, content_encoding="gzip")
    kept = tuple(pair for pair in head.headers if pair[0] in {"host", "content-encoding"})
    unsigned = type(head)("PUT", "https", head.host, head.path, "", kept or headers, head.content)
    again = door.house.sign(door.house.session(), unsigned, "s3", "cn-northwest-1")

    status, text = door.send(again, data, chunked=True)

    assert status == 403
    assert "limits.spool_bytes" in text
    assert door.left() == []
