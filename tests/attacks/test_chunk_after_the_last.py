"""I send more behind the end of an upload: another chunk, another body, another request."""

import pytest

from tests.framed_house import MARKS, Door

TAILS = [b"\r\n", b"0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"x", b"PUT /prod-data/object HTTP/1.1\r\nhost: h\r\n\r\n"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("chunks", [[b"a" * 9_000, b"b" * 9_000], [b"a"], []], ids=["long", "short", "empty"])
def test_nothing_follows_the_end(door: Door, mark: str, tail: bytes, chunks: list[bytes]) -> None:
    head, body = door.upload(door.house.session(), mark, chunks)

    for chunked in (False, True):
        status, text = door.send(head, body + tail, chunked=chunked)
        assert status == 403
        assert "something follows its end" in text
    assert door.arrived == []
    assert door.left() == []
