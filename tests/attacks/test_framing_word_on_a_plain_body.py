"""I call a plain body aws-chunked, so that S3 takes a frame off that the gateway did not see, or the reverse."""

from hashlib import sha256

import pytest

from keyturn.model.wire import Content, HttpRequest
from tests.chunked import SIGNED, UNSIGNED_TRAILER, trailer, unsigned_body
from tests.framed_house import Door

INSIDE = b"rm -rf /\n"
FRAMED = unsigned_body([INSIDE], trailer("crc32", INSIDE))


def plain(door: Door, body: bytes, *words: tuple[str, str], payload: str | None = None) -> HttpRequest:
    """The head of a put with the hash of `body`, and headers that speak of framing."""
    headers = (("host", "127.0.0.1:8400"), *words)
    content = Content(payload or sha256(body).hexdigest(), len(body))
    unsigned = HttpRequest("PUT", "https", "127.0.0.1:8400", "/dev-data/object", "", headers, content)
    return door.house.sign(door.house.session(), unsigned, "s3", "cn-northwest-1")


@pytest.mark.parametrize("body", [FRAMED, INSIDE, FRAMED * 200], ids=["framed", "plain", "long"])
@pytest.mark.parametrize(
    "words",
    [
        (("content-encoding", "aws-chunked"),),
        (("content-encoding", "gzip,aws-chunked"),),
        (("content-encoding", "AWS-CHUNKED"),),
        (("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", str(len(INSIDE)))),
        (("x-amz-decoded-content-length", str(len(INSIDE))), ("x-amz-trailer", "x-amz-checksum-crc32")),
        (("x-amz-trailer", "x-amz-checksum-crc32"),),
    ],
    ids=str,
)
@pytest.mark.parametrize("payload", [None, "UNSIGNED-PAYLOAD"])
def test_a_plain_digest_is_of_a_plain_body(
    door: Door, body: bytes, words: tuple[tuple[str, str], ...], payload: str | None
) -> None:
    status, _ = door.send(plain(door, body, *words, payload=payload), body)

    assert status == 403
    assert door.arrived == []
    assert door.left() == []


@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED])
@pytest.mark.parametrize("size", [100, 90_000], ids=["short", "long"])
def test_a_framed_digest_is_of_a_framed_body(door: Door, mark: str, size: int) -> None:
    head, _ = door.upload(door.house.session(), mark, [b"a" * size])

    status, text = door.send(head, b"a" * size)

    assert status == 403
    assert "aws-chunked" in text
    assert door.arrived == []


@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED])
@pytest.mark.parametrize("size", [100, 90_000], ids=["short", "long"])
def test_a_framed_digest_without_the_length_inside_is_refused(door: Door, mark: str, size: int) -> None:
    head = plain(door, b"a" * size, ("content-encoding", "aws-chunked"), payload=mark)

    status, text = door.send(head, b"a" * size)

    assert status == 403
    assert "x-amz-decoded-content-length" in text
    assert door.arrived == []


def test_another_frame_than_the_one_that_was_signed_is_refused(door: Door) -> None:
    session = door.house.session()
    head, signed = door.upload(session, SIGNED, [INSIDE])
    unsigned_head, unsigned = door.upload(session, UNSIGNED_TRAILER, [INSIDE])

    assert door.send(head, unsigned)[0] == 403
    assert door.send(unsigned_head, signed)[0] == 403
    assert door.arrived == []
