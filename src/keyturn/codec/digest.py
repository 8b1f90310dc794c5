"""Digests: SHA-256 as 64 lower-case hexadecimal digits, and the salted commitment by which the log holds a payload."""

import hashlib
import hmac
import re
from typing import Final, NewType

from keyturn.errors import Malformed

Digest = NewType("Digest", str)
"""SHA-256 as 64 lower-case hexadecimal digits; made by `hex_sha256`, `commitment` or `parse_digest` only."""

SALT_BYTES: Final = 32
"""How much chance a commitment's salt holds: enough that nobody finds a short payload by trying them all."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_COMMITMENT_BEGINS: Final = b"keyturn payload v1\x00" + SALT_BYTES.to_bytes(8, "big")


def sha256(data: bytes) -> bytes:
    """The 32 bytes of SHA-256 over `data` (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def hex_sha256(data: bytes) -> Digest:
    """SHA-256 over `data`, in the form people sign and read."""
    return Digest(hashlib.sha256(data).hexdigest())


def parse_digest(text: str) -> Digest:
    """Read a digest from outside. Raises Malformed unless it is exactly 64 lower-case hexadecimal digits."""
    if not _DIGEST.fullmatch(text):
        raise Malformed("digest", text, "64 lower-case hexadecimal digits are wanted")
    return Digest(text)


def commitment(salt: bytes, payload: bytes) -> Digest:
    """What a log leaf says about `payload`: it binds the bytes and, without the salt, tells nothing about them.

    SHA-256 over `keyturn payload v1`, a zero byte, the length of the salt (8 bytes, big-endian), the salt, the payload:
    no other salt and payload give the same input. Raises Malformed unless the salt has `SALT_BYTES` bytes.
    """
    if len(salt) != SALT_BYTES:
        raise Malformed("payload salt", salt, f"{SALT_BYTES} random bytes are wanted")
    return hex_sha256(_COMMITMENT_BEGINS + salt + payload)


def same(one: bytes | str, other: bytes | str) -> bool:
    """Whether two secrets or digests are equal, in a time that does not tell where they differ.

    Text is compared by its UTF-8 bytes (a lone surrogate, which has none, by its code point), so that no input raises.
    """
    if isinstance(one, str) and isinstance(other, str) and one.isascii() and other.isascii():
        return hmac.compare_digest(one, other)
    return hmac.compare_digest(_comparable(one), _comparable(other))


def _comparable(value: bytes | str) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
