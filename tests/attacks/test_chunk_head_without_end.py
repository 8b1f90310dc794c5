"""I begin a chunk's head and never end it, until the gateway's memory is full of it."""

import pytest

from keyturn.codec.aws_chunked import Reader
from keyturn.errors import Malformed
from tests.chunked import UNSIGNED_TRAILER, trailer
from tests.framed_house import MARKS, Door, Tap


@pytest.mark.parametrize("mark", MARKS)
def test_a_line_that_does_not_end_is_refused_while_it_is_short(door: Door, mark: str) -> None:
    head, _ = door.upload(door.house.session(), mark, [b"a" * 50_000])
    tap = Tap([b"1" * 1_000] * 1_000, ends=False)

    status, text = door.send(head, tap, length=2_000_000)

    assert status == 403
    assert "does not end" in text
    assert tap.asked == 1
    assert door.arrived == []
    assert door.left() == []


def test_a_trailer_that_does_not_end_is_refused_too(door: Door) -> None:
    data = b"a" * 20_000
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, [data])
    line = body.index(trailer("crc32", data)[0].encode())
    tap = Tap([body[:line], *[b"x-amz-checksum-crc32"] * 1_000], ends=False)

    status, text = door.send(head, tap, length=2_000_000)

    assert status == 403
    assert "does not end" in text
    assert tap.asked < 20


def test_byte_by_byte_it_is_no_longer_than_at_once() -> None:
    reader = Reader(signed=True, trailers=True)

    def drip() -> int:
        for count in range(1_000):
            try:
                list(reader.feed(b"1"))
            except Malformed:
                return count
        return 1_000

    assert drip() < 100
