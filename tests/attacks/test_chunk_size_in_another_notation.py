"""I write the size of a chunk so that one reader takes it for a number and another for a different one, or for none."""

import pytest

from tests.chunked import SIGNED, UNSIGNED_TRAILER, trailer, unsigned_body
from tests.framed_house import Door

DATA = b"a" * 16
SIZES = [
    b"0x10", b"0X10", b"+10", b"-10", b" 10", b"10 ", b"\t10", b"10\t", b"010", b"0010", b"1_0", b"10h",
    b"16.", b"1 0", b"00000000000000010", b"10000000000000010", b"FFFFFFFFFFFFFFFF", b"fffffffffffffff0", b"",
    b"G", b"10\x00", b"\xd9\xa1",
]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_a_size_is_hexadecimal_digits_and_nothing_else(door: Door, size: bytes) -> None:
    session = door.house.session()
    body = unsigned_body([DATA], trailer("crc32", DATA))
    head, _ = door.upload(session, UNSIGNED_TRAILER, [DATA])
    signed_head, signed = door.upload(session, SIGNED, [DATA])

    for one, whole in ((head, body), (signed_head, signed)):
        for chunked in (False, True):
            status, text = door.send(one, whole.replace(b"10", size, 1), chunked=chunked)
            assert status == 403
            assert "aws-chunked" in text
    assert door.arrived == []


@pytest.mark.parametrize("last", [b"00", b"0x0", b"-0", b"+0", b"0 ", b"", b"0;"])
def test_the_last_size_is_one_zero(door: Door, last: bytes) -> None:
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, [DATA])

    assert door.send(head, body.replace(b"\r\n0\r\n", b"\r\n" + last + b"\r\n", 1))[0] == 403
    assert door.arrived == []


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [(b"10\r\n", b"10\n"), (b"10\r\n", b"10\r"), (b"a\r\n0", b"a\n0"), (b"a\r\n0", b"a0"), (b"a\r\n0", b"a\r0")],
)
def test_lines_end_in_one_way(door: Door, wanted: bytes, sent: bytes) -> None:
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, [DATA])

    assert door.send(head, body.replace(wanted, sent, 1))[0] == 403
    assert door.arrived == []


def test_a_body_of_crumbs_keeps_nobody_busy(door: Door) -> None:
    session = door.house.session()

    status, text = door.send(*door.upload(session, UNSIGNED_TRAILER, [b"a"] * 30_000))

    assert status == 403
    assert "shorter than 8192 bytes" in text
    assert door.arrived == []
    assert door.send(*door.upload(session, SIGNED, [b"a"] * 63)) == (200, "")


def test_a_size_larger_than_what_is_left_is_refused_before_it_comes(door: Door) -> None:
    head, body = door.upload(door.house.session(), UNSIGNED_TRAILER, [b"a" * 40_000])

    status, text = door.send(head, body.replace(b"9c40", b"9c41", 1))

    assert status == 403
    assert "x-amz-decoded-content-length" in text
    assert door.arrived == []
