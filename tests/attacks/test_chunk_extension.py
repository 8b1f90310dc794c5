"""I write something of my own behind the size of a chunk, where another reader may look and this one may not."""

import pytest

from tests.chunked import SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER
from tests.framed_house import Door

JUNK = [
    b";",
    b";a",
    b";a=b",
    b";chunk-signature=",
    b";chunk-signature=" + b"a" * 64,
    b';ext="a\r\nb"',
    b" ;a=b",
    b"; a=b",
]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("chunks", [[b"a" * 20_000], [b"a" * 16]], ids=["long", "short"])
def test_unsigned_chunks_have_no_extension(door: Door, junk: bytes, chunks: list[bytes]) -> None:
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, chunks)
    size = body.index(b"\r\n")

    status, text = door.send(head, body[:size] + junk + body[size:])

    assert status == 403
    assert "aws-chunked" in text
    assert door.arrived == []


@pytest.mark.parametrize("junk", [b";a=b", b";chunk-signature=" + b"a" * 64, b" ", b"a", b";"])
@pytest.mark.parametrize("mark", [SIGNED, SIGNED_TRAILER])
def test_signed_chunks_have_one(door: Door, junk: bytes, mark: str) -> None:
    head, body = door.upload(door.house.session(), mark, [b"a" * 16])
    end, begin = body.index(b"\r\n"), body.index(b";")
    signature = body[begin:end]

    for other in (
        body[:end] + junk + body[end:],
        body[:begin] + junk + body[begin:],
        body.replace(signature, b"", 1),
        body.replace(signature, signature.upper(), 1),
        body.replace(b"chunk-signature", b"Chunk-Signature", 1),
        body.replace(signature, signature[:-1], 1),
        body.replace(signature, signature[:-1] + b"g", 1),
    ):
        assert door.send(head, other)[0] == 403
    assert door.arrived == []
