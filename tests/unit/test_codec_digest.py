"""Digests and commitments: which bytes are under them, and who can find them out."""

import hashlib

import pytest

from keyturn.codec.digest import SALT_BYTES, commitment, hex_sha256, parse_digest, same, sha256
from keyturn.errors import Malformed

SALT = bytes(range(SALT_BYTES))


def test_a_digest_is_sha_256_in_hex() -> None:
    assert hex_sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256(b"abc").hex() == hex_sha256(b"abc")
    assert parse_digest(hex_sha256(b"")) == hex_sha256(b"")


@pytest.mark.parametrize(
    "text", ["", "A" * 64, "g" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "sha256:" + "a" * 64, "\u0661" * 64]
)
def test_nothing_else_is_a_digest(text: str) -> None:
    with pytest.raises(Malformed):
        parse_digest(text)


def test_a_commitment_can_be_computed_by_anyone_who_reads_the_documentation() -> None:
    by_hand = hashlib.sha256(b"keyturn payload v1\x00" + b"\0\0\0\0\0\0\0\x20" + SALT + b'{"a":1}').hexdigest()
    assert commitment(SALT, b'{"a":1}') == by_hand


def test_a_short_salt_would_let_people_guess_the_payload() -> None:
    with pytest.raises(Malformed):
        commitment(b"", b"{}")
    with pytest.raises(Malformed):
        commitment(SALT[:-1], b"{}")


def test_comparing_never_raises_whatever_comes_in() -> None:
    assert same("abc", b"abc")
    assert same("é", "é")
    assert not same("é", "e")
    assert not same("\ud800", "\ud801")
    assert not same("", b"x")
