"""I announce fewer bytes than I send, or more, so that gateway and S3 store something different."""

import pytest

from tests.chunked import SIGNED, UNSIGNED_TRAILER, signed_body, trailer, unsigned_body
from tests.framed_house import Door

DATA = b"a" * 20_000


@pytest.mark.parametrize("data", [DATA, DATA[:20]], ids=["long", "short"])
@pytest.mark.parametrize("off", [-1, 1, -20, 1_000_000])
def test_the_length_is_the_one_announced(door: Door, data: bytes, off: int) -> None:
    session = door.house.session()
    name, value = trailer("crc32", data)

    unsigned = door.head(session, UNSIGNED_TRAILER, len(data) + off, name)
    signed = door.head(session, SIGNED, len(data) + off)

    for head, body in (
        (unsigned, unsigned_body([data], (name, value))),
        (signed, signed_body(door.seal(session, signed), [data])),
    ):
        status, text = door.send(head, body)
        assert status == 403
        assert "x-amz-decoded-content-length" in text
    assert door.arrived == []
    assert door.left() == []


def test_a_length_beyond_reason_keeps_no_room(door: Door) -> None:
    session = door.house.session()
    head = door.head(session, UNSIGNED_TRAILER, 10**14, "x-amz-checksum-crc32")

    status, text = door.send(head, unsigned_body([b"x"], trailer("crc32", b"x")))

    assert status == 403
    assert "x-amz-decoded-content-length" in text
    status, text = door.send(head, unsigned_body([b"x"], trailer("crc32", b"x")), chunked=True)
    assert status == 403
    assert "limits.spool_bytes" in text
    assert door.send(*door.upload(session, UNSIGNED_TRAILER, [DATA])) == (200, "")


@pytest.mark.parametrize("length", ["-1", "1e4", "0x10", "1_000", "+5", " ", "", "٣", "9" * 16])
def test_a_length_that_is_no_number_is_refused(door: Door, length: str) -> None:
    session = door.house.session()
    name, value = trailer("crc32", b"x")
    try:
        head = door.head(session, UNSIGNED_TRAILER, 1, name, x_amz_decoded_content_length=length)
        status, _ = door.send(head, unsigned_body([b"x"], (name, value)))
    except UnicodeEncodeError:
        return  # no header can hold it
    assert status == 403
    assert door.arrived == []
