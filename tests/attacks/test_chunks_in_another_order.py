"""I take the signed chunks of an upload and send them in another order."""

import pytest

from tests.chunked import SIGNED, SIGNED_TRAILER, trailer
from tests.framed_house import Door

CHUNKS = [b"a" * 9_000, b"b" * 9_000, b"c" * 9_000]


def swapped(body: bytes, chunk: bytes, other: bytes) -> bytes:
    """`body` with two chunks, signatures and all, in each other's place."""

    def whole(data: bytes) -> bytes:
        begin = body.index(b"2328;chunk-signature=", max(0, body.index(data) - 90))
        return body[begin : body.index(data) + len(data) + 2]

    one, two = whole(chunk), whole(other)
    return body.replace(one, b"ONE").replace(two, one).replace(b"ONE", two)


@pytest.mark.parametrize("mark", [SIGNED, SIGNED_TRAILER])
@pytest.mark.parametrize("places", [(0, 1), (1, 2), (0, 2)])
def test_chunks_go_on_in_their_own_order_only(door: Door, mark: str, places: tuple[int, int]) -> None:
    head, body = door.upload(door.house.session(), mark, CHUNKS)
    other = swapped(body, CHUNKS[places[0]], CHUNKS[places[1]])
    assert len(other) == len(body)

    status, text = door.send(head, other)

    assert status == 403
    assert "signature of a chunk does not hold" in text
    assert door.arrived == []
    assert door.left() == []


def test_short_ones_neither(door: Door) -> None:
    chunks = [b"first ", b"second"]
    head, body = door.upload(door.house.session(), SIGNED_TRAILER, chunks)
    turned = body.replace(b"first ", b"SECOND").replace(b"second", b"first ").replace(b"SECOND", b"second")
    repaired = turned.replace(
        trailer("crc32", b"first second")[1].encode(), trailer("crc32", b"secondfirst ")[1].encode()
    )

    for other in (turned, repaired):
        assert "signature of a chunk does not hold" in door.send(head, other)[1]
    assert door.arrived == []
