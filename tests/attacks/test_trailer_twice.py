"""I send the trailer that was announced twice, once as the gateway wants it and once as I do; or announce it twice."""

import pytest

from tests.chunked import SIGNED_TRAILER, UNSIGNED_TRAILER, checksum, signed_body, unsigned_body
from tests.framed_house import Door

CRC = "x-amz-checksum-crc32"


@pytest.mark.parametrize("data", [b"a" * 20_000, b"a"], ids=["long", "short"])
@pytest.mark.parametrize("values", [(True, True), (True, False), (False, True)])
@pytest.mark.parametrize("mark", [UNSIGNED_TRAILER, SIGNED_TRAILER])
def test_a_trailer_stands_there_once(door: Door, data: bytes, values: tuple[bool, bool], mark: str) -> None:
    session = door.house.session()
    head = door.head(session, mark, len(data), CRC)
    trailers = [(CRC, checksum("crc32", data if good else data + b"x")) for good in values]
    body = (
        unsigned_body([data], *trailers)
        if mark == UNSIGNED_TRAILER
        else signed_body(door.seal(session, head), [data], *trailers)
    )

    assert door.send(head, body)[0] == 403
    assert door.arrived == []
    assert door.left() == []


@pytest.mark.parametrize("names", [(CRC, CRC), (CRC, CRC.upper())])
def test_it_is_announced_once(door: Door, names: tuple[str, str]) -> None:
    head = door.head(door.house.session(), UNSIGNED_TRAILER, 1, *names)

    status, text = door.send(head, unsigned_body([b"a"], (CRC, checksum("crc32", b"a"))))

    assert status == 403
    assert "more than one checksum" in text


def test_its_signature_stands_there_once_and_last(door: Door) -> None:
    session = door.house.session()
    head = door.head(session, SIGNED_TRAILER, 1, CRC)
    body = signed_body(door.seal(session, head), [b"a"], (CRC, checksum("crc32", b"a")))
    line = body[body.index(b"x-amz-trailer-signature") : -2]

    for other in (
        body[:-2] + line + b"\r\n",
        body.replace(line, b""),
        body.replace(b"\r\n" + CRC.encode(), b"\r\n" + line + CRC.encode()),
    ):
        assert door.send(head, other)[0] == 403
    assert door.arrived == []
