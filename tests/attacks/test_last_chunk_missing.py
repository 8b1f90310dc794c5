"""I leave the end of an upload away, so that less is stored than was signed."""

import pytest

from tests.chunked import SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER
from tests.framed_house import MARKS, Door

CHUNKS = [b"a" * 9_000, b"b" * 9_000, b"c" * 9_000]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("chunks", [CHUNKS, [b"a", b"b"]], ids=["long", "short"])
@pytest.mark.parametrize("short_of", [1, 2, 3, 60, 100])
def test_a_body_is_whole_or_none(door: Door, mark: str, chunks: list[bytes], short_of: int) -> None:
    head, body = door.upload(door.house.session(), mark, chunks)

    status, text = door.send(head, body[:-short_of])

    assert status == 403
    assert "aws-chunked" in text
    assert door.arrived == []
    assert door.left() == []


@pytest.mark.parametrize("mark", [SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER])
def test_a_data_chunk_that_is_left_out_is_missed(door: Door, mark: str) -> None:
    head, body = door.upload(door.house.session(), mark, CHUNKS)
    begin, end = body.rindex(b"2328"), body.index(b"\r\n0") + 2

    status, _ = door.send(head, body[:begin] + body[end:])

    assert status == 403
    assert door.arrived == []
