"""Checksums: the check values of their own definitions, and the same whatever pieces the bytes come in."""

import random
import zlib
from hashlib import sha256

import pytest

from keyturn.codec.checksums import checksum, text
from keyturn.codec.encoding import b64encode
from tests.chunked import checksum as whole


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("crc32", "cbf43926"),  # ITU-T V.42
        ("crc32c", "e3069283"),  # RFC 3720
        ("crc64nvme", "ae8b14860a799888"),  # NVM Command Set Specification
    ],
)
def test_the_nine_digits_have_the_check_value_of_the_definition(algorithm: str, expected: str) -> None:
    found = checksum(algorithm)
    assert found is not None

    found.update(b"123456789")

    assert found.digest().hex() == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (bytes(32), "8a9136aa"),
        (b"\xff" * 32, "62a8ab43"),
        (bytes(range(32)), "46dd794e"),
        (bytes(reversed(range(32))), "113fdb5c"),
    ],
)
def test_crc32c_is_that_of_rfc_3720(data: bytes, expected: str) -> None:
    found = checksum("crc32c")
    assert found is not None

    found.update(data)

    assert found.digest().hex() == expected


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64nvme", "sha1", "sha256", "sha512", "md5"])
def test_pieces_make_no_difference(algorithm: str) -> None:
    chance = random.Random(algorithm)
    data = chance.randbytes(300_000)
    found = checksum(algorithm)
    assert found is not None

    at = 0
    while at < len(data):
        size = chance.choice((1, 7, 2_047, 2_048, 65_536, 70_000))
        found.update(data[at : at + size])
        at += size

    assert text(found) == whole(algorithm, data)


@pytest.mark.parametrize(
    ("algorithm", "polynomial", "size"), [("crc32c", 0x82F63B78, 4), ("crc64nvme", 0x9A6C9329AC4BC9B5, 8)]
)
def test_side_by_side_is_the_same_as_bit_by_bit(algorithm: str, polynomial: int, size: int) -> None:
    ones = (1 << 8 * size) - 1
    for length in (0, 1, 2_047, 2_048, 2_049, 65_535, 65_536, 65_537, 67_584):
        data = random.Random(length).randbytes(length)
        state = ones
        for byte in data:
            state ^= byte
            for _ in range(8):
                state = (state >> 1) ^ (polynomial if state & 1 else 0)
        found = checksum(algorithm)
        assert found is not None
        found.update(data)

        assert found.digest() == (state ^ ones).to_bytes(size, "big")


def test_the_library_is_asked_for_what_it_has() -> None:
    assert whole("crc32", b"abc") == b64encode(zlib.crc32(b"abc").to_bytes(4, "big"))
    assert whole("sha256", b"abc") == b64encode(sha256(b"abc").digest())


def test_what_is_not_known_is_not_guessed() -> None:
    assert checksum("xxhash3") is None
    assert checksum("CRC32") is None
