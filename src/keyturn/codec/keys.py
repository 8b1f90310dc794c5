"""Ed25519 keys and signatures (RFC 8032): their files, their names, and one strict way to check a signature.

Readers of Ed25519 differ at the edges: encodings of a point that are not canonical, points of small order (under which
one signature fits many messages), the second scalar of a signature. All of these are refused here, before the library
is asked, so that "this person signed this" has one meaning for every reader of the log. Not checked: that a key lies in
the subgroup of prime order, which would cost milliseconds. Only whoever made such a key could make use of it, and only
for signatures on which readers with and without the cofactor disagree; the library's check is the one without.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from keyturn.codec.digest import hex_sha256
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.errors import CallerError, Malformed

PUBLIC_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_LINE_START: Final = "keyturn-ed25519"
_COMMENT_CHARACTERS: Final = 200
_KEY_ID: Final = re.compile(r"[0-9a-f]{32}")
_KEY_ID_DOMAIN: Final = b"keyturn ed25519 key v1\x00"

_P: Final = 2**255 - 19
_L: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ORDER_8: Final = 2707385501144840649318225287225658788936804267575313519463743609750303402022
_SMALL_ORDER_Y: Final = frozenset({0, 1, _P - 1, _ORDER_8, _P - _ORDER_8})
"""The y of the eight points whose order divides 8; the sign of x makes no difference to that."""


class BadSignature(CallerError):
    """A signature does not hold: other bytes, other key, or not a signature at all."""

    code = "signature.bad"

    def __init__(self, of: str, why: str = "the bytes or the key are not the ones that were signed") -> None:
        super().__init__(f"the signature of {of} does not hold: {why}")


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A public key file: the key, and whose it is in the words of whoever made it (a hint, not a claim)."""

    key: Ed25519PublicKey
    comment: str


def key_id(public: bytes) -> str:
    """The name of a raw public key: the first 16 bytes, as 32 hexadecimal digits, of a SHA-256 over it.

    The digest begins with `keyturn ed25519 key v1` and a zero byte. A hint to find the key by, never a proof.
    """
    return hex_sha256(_KEY_ID_DOMAIN + public)[:32]


def parse_key_id(text: str) -> str:
    """A key id from outside. Raises Malformed unless it is 32 lower-case hexadecimal digits."""
    if not _KEY_ID.fullmatch(text):
        raise Malformed("key id", text, "32 lower-case hexadecimal digits are wanted")
    return text


@lru_cache(maxsize=1024)
def parse_public_key(raw: bytes) -> Ed25519PublicKey:
    """The key of 32 raw bytes. Raises Malformed unless they are the one encoding of a curve point of large order."""
    if len(raw) != PUBLIC_KEY_BYTES:
        raise Malformed("Ed25519 public key", raw.hex(), f"{PUBLIC_KEY_BYTES} bytes are wanted")
    why = _unfit(raw)
    if why is not None:
        raise Malformed("Ed25519 public key", raw.hex(), why)
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    # x^2 = (y^2 - 1) / (d y^2 + 1) has a root exactly if this product is a square (Euler's criterion).
    if pow((y * y - 1) * (_D * y * y + 1), (_P - 1) // 2, _P) != 1:
        raise Malformed("Ed25519 public key", raw.hex(), "no point of the curve has this encoding")
    return Ed25519PublicKey.from_public_bytes(raw)


def parse_private_key(pem: bytes) -> Ed25519PrivateKey:
    """The key in an unencrypted PKCS #8 PEM file (RFC 8410). Raises Malformed, which never shows the file's content."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _hidden("an unencrypted PKCS #8 PEM file is wanted") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _hidden("it holds a key of another kind")
    return key


def format_private_key(key: Ed25519PrivateKey) -> bytes:
    """The PKCS #8 PEM file of `key`, unencrypted: whoever writes it sees to the file's mode."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def parse_public_line(data: bytes) -> PublicLine:
    """Read a public key file: one line, `keyturn-ed25519`, the base64 of 32 bytes, a comment that may be empty.

    Raises Malformed.
    """
    what = "public key file"
    try:
        text = data.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        raise Malformed(what, data, "it is not UTF-8") from None
    start, _, rest = text.partition(" ")
    encoded, _, comment = rest.partition(" ")
    if start != _LINE_START:
        # Very likely the private half was given: say which file is meant, and show none of it.
        raise Malformed(what, "(not shown)", f"it must begin with `{_LINE_START} `: name the `.pub` file")
    return PublicLine(parse_public_key(b64decode(encoded)), _comment(comment))


def format_public_line(key: Ed25519PublicKey, comment: str = "") -> bytes:
    """The public key file of `key`. Raises Malformed for a comment that is long or not printable."""
    line = f"{_LINE_START} {b64encode(key.public_bytes_raw())} {_comment(comment)}"
    return line.rstrip(" ").encode() + b"\n"


def verify(key: Ed25519PublicKey, signature: bytes, message: bytes, of: str) -> None:
    """Return if `signature` over `message` holds under `key` (RFC 8032, strictly); `of` names it in the error.

    Raises BadSignature, also for a key or a signature in the forms that the head of this module names.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise BadSignature(of, f"it has {len(signature)} bytes, not {SIGNATURE_BYTES}")
    why_key = _unfit(key.public_bytes_raw())
    if why_key is not None:
        raise BadSignature(of, f"the key is unfit, {why_key}")
    why_point = _unfit(signature[:32])
    if why_point is not None:
        raise BadSignature(of, why_point)
    if int.from_bytes(signature[32:], "little") >= _L:
        raise BadSignature(of, "its second half is not reduced, so that it has a twin")
    try:
        key.verify(signature, message)
    except InvalidSignature:
        raise BadSignature(of) from None


def _unfit(point: bytes) -> str | None:
    """Why these 32 bytes are no fit encoding of a point, or None; whether they lie on the curve is not asked here."""
    y = int.from_bytes(point, "little") & (2**255 - 1)
    if y >= _P:
        return "its point is not encoded in the one canonical way"
    if y in _SMALL_ORDER_Y:
        return "its point has small order"
    return None


def _comment(text: str) -> str:
    if len(text) > _COMMENT_CHARACTERS or not text.isprintable():
        raise Malformed("key comment", text, f"at most {_COMMENT_CHARACTERS} printable characters are wanted")
    return text


def _hidden(why: str) -> Malformed:
    return Malformed("Ed25519 private key", "(not shown)", why)
