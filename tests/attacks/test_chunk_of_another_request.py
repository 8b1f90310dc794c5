"""I take a chunk with its good signature out of another upload of the same session, and put it into this one."""

import pytest

from tests.chunked import SIGNED, signed_body
from tests.framed_house import Door

CHUNKS = [b"a" * 9_000, b"b" * 9_000]


@pytest.mark.parametrize("key", ["object", "other"])
def test_chunks_belong_to_one_request(door: Door, key: str) -> None:
    session = door.house.session()
    _, stolen = door.upload(session, SIGNED, CHUNKS, key=key)
    door.house.clock.advance(seconds=1)
    head, own = door.upload(session, SIGNED, CHUNKS)
    cut = own.index(b"\r\n2328;") + 2

    for body in (stolen, own[:cut] + stolen[cut:], stolen[:cut] + own[cut:]):
        status, text = door.send(head, body)
        assert status == 403
        assert "signature of a chunk does not hold" in text
    assert door.arrived == []
    assert door.left() == []


def test_another_sessions_chunks_are_not_mine(door: Door) -> None:
    mine, theirs = door.house.session(), door.house.session()
    head, _ = door.upload(mine, SIGNED, CHUNKS)

    assert "signature of a chunk" in door.send(head, signed_body(door.seal(theirs, head), CHUNKS))[1]
