"""I hide something behind the last chunk: a trailer that the signed head does not announce, or does not allow."""

import pytest

from tests.chunked import SIGNED_TRAILER, UNSIGNED_TRAILER, signed_body, trailer, unsigned_body
from tests.framed_house import Door

LONG, SHORT = b"a" * 20_000, b"a" * 20
CRC = "x-amz-checksum-crc32"


@pytest.mark.parametrize("data", [LONG, SHORT], ids=["long", "short"])
@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED_TRAILER])
@pytest.mark.parametrize(
    "more",
    [
        ("x-amz-checksum-sha256", "AAAA"),
        ("x-amz-acl", "public-read"),
        ("content-encoding", "gzip"),
        ("x-amz-meta-a", "b"),
        ("x-amz-decoded-content-length", "1"),
    ],
)
def test_only_what_was_announced_may_follow(door: Door, data: bytes, mark: str, more: tuple[str, str]) -> None:
    session = door.house.session()
    head = door.head(session, mark, len(data), CRC)
    trailers = (trailer("crc32", data), more)
    body = (
        unsigned_body([data], *trailers)
        if mark == UNSIGNED_TRAILER
        else signed_body(door.seal(session, head), [data], *trailers)
    )

    status, text = door.send(head, body)

    assert status == 403
    assert "was not announced" in text
    assert door.arrived == []
    assert door.left() == []


@pytest.mark.parametrize("name", ["x-amz-acl", "content-encoding", "x-amz-meta-a", "host", "x-amz-checksum-crc32;q=1"])
def test_nothing_but_checksums_can_be_announced(door: Door, name: str) -> None:
    head = door.head(door.house.session(), UNSIGNED_TRAILER, 20, name)

    status, text = door.send(head, unsigned_body([SHORT], (name, "x")))

    assert status == 403
    assert "is no checksum" in text
    assert door.arrived == []


def test_what_was_announced_must_come(door: Door) -> None:
    head = door.head(door.house.session(), UNSIGNED_TRAILER, 20, CRC)

    assert "did not come" in door.send(head, unsigned_body([SHORT]))[1]
    assert door.arrived == []


def test_one_checksum_is_announced_and_no_more(door: Door) -> None:
    names = [f"x-amz-checksum-{name}" for name in ("crc32", "sha1")]
    trailers = [trailer("crc32", SHORT), trailer("sha1", SHORT)]
    for head in (
        door.head(door.house.session(), UNSIGNED_TRAILER, 20, *names),
        door.head(door.house.session(), UNSIGNED_TRAILER, 20, names[0], x_amz_trailer=names[1]),
    ):
        status, text = door.send(head, unsigned_body([SHORT], *trailers))
        assert status == 403
        assert "more than one checksum" in text or "was not announced" in text
    assert door.arrived == []


def test_the_announcement_is_signed(door: Door) -> None:
    session = door.house.session()
    head = door.head(session, UNSIGNED_TRAILER, 20, CRC)
    headers = tuple((name, "x-amz-checksum-sha1" if name == "x-amz-trailer" else value) for name, value in head.headers)
    changed = type(head)(head.method, head.scheme, head.host, head.path, head.query, headers, head.content)

    assert "signature does not hold" in door.send(changed, unsigned_body([SHORT], trailer("sha1", SHORT)))[1]
    assert door.arrived == []


def test_the_value_of_a_trailer_is_plain_text_on_one_line(door: Door) -> None:
    head = door.head(door.house.session(), UNSIGNED_TRAILER, 20, CRC)
    good = unsigned_body([SHORT], trailer("crc32", SHORT))
    line = good.index(CRC.encode())

    for other in (
        good.replace(b"crc32:", b"crc32: "),
        good.replace(b"crc32:", b"crc32 :"),
        good.replace(b"x-amz-checksum", b"X-Amz-Checksum"),
        good.replace(b"==\r\n", b"==\n\r\n"),
        good.replace(b"==\r\n", b"==\n"),
        good.replace(b"==\r\n", b"== \r\n"),
        good[:line] + b" " + good[line:],
        good[:line] + b"x" * 300 + b"\r\n\r\n",
    ):
        assert door.send(head, other)[0] == 403
    assert door.arrived == []
