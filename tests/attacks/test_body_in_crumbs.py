"""I send a body one byte a chunk: a few bytes of mine on the wire, and as much work for the gateway as a kilobyte."""

import pytest

from keyturn.doors.aws import framing
from keyturn.errors import Malformed
from tests.aws_door import NOWHERE, as_bytes, open_door
from tests.aws_signed import s3, with_header
from tests.chunked import UNSIGNED_TRAILER, cut
from tests.framed_house import MARKS, Door

CRUMBS = 20_000


def crumbs(size: int, count: int) -> bytes:
    return b"%x\r\n%s\r\n" % (size, b"a" * size) * count


def taken(wire: bytes, step: int) -> int:
    """How many chunks are read before the rest is refused."""
    frame = framing.Chunked()
    read = 0
    for at in range(0, len(wire), step):
        try:
            read += len(frame.feed(wire[at : at + step])[0])
        except Malformed:
            return read
    return read


@pytest.mark.parametrize("step", [1, 6, 4_000])
def test_http_chunks_of_one_byte_are_few(step: int) -> None:
    assert taken(crumbs(1, CRUMBS), step) <= framing.FREE_CHUNKS + framing.FREE_CHUNKS // framing.LEAST_CHUNK + 1


def test_what_was_sent_in_one_piece_does_not_pay_for_crumbs_without_end() -> None:
    wire = crumbs(64_000, 1) + crumbs(1, CRUMBS)

    assert taken(wire, 4_000) - 64_000 < 2 * framing.FREE_CHUNKS + 64_000 // framing.LEAST_CHUNK


def test_a_size_that_is_only_promised_pays_for_nothing() -> None:
    frame = framing.Chunked()
    frame.feed(b"fffffffff\r\n")

    assert frame.feed(crumbs(1, CRUMBS))[1] is None  # all of it is of the chunk that was promised


@pytest.mark.parametrize("wire", [crumbs(80, CRUMBS), crumbs(1, 1_000), crumbs(16_384, 200)])
def test_lines_and_blocks_are_taken_whole(wire: bytes) -> None:
    frame = framing.Chunked()

    assert frame.feed(wire + b"0\r\n\r\nnext")[1] == b"next"


def test_at_the_door_the_connection_ends_with_the_reason() -> None:
    request = with_header(s3("PUT", "/bucket/key", b"a" * CRUMBS), "content-length", None)
    chunked = with_header(request, "transfer-encoding", "chunked")

    with open_door(NOWHERE) as door:
        status, _, body = door.ask(as_bytes(chunked, crumbs(1, CRUMBS) + b"0\r\n\r\n"))

    assert status == 400
    assert b"too many" in body


@pytest.mark.parametrize("mark", MARKS)
def test_crumbs_in_aws_s_own_framing_are_refused_too(door: Door, mark: str) -> None:
    head, body = door.upload(door.house.session(), mark, cut(b"a" * CRUMBS, 1))

    status, text = door.send(head, body)

    assert status == 403
    assert "shorter than 8192 bytes" in text
    assert door.arrived == []
    assert door.left() == []


def test_chunks_as_clients_write_them_pass(door: Door) -> None:
    data = b"a" * 100_000
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, cut(data, 8_192))

    assert door.send(head, body)[0] == 200
    assert door.arrived == [body]
