"""Bytes and instants as text, one text each: base64, identifiers, UTC instants."""

import binascii
import re
from datetime import UTC, datetime
from typing import Final

from keyturn.errors import Malformed

_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_URL_ALPHABET: Final = str.maketrans("+/", "-_")
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOW_FIVE_BITS: Final = bytes(ord(_CROCKFORD[byte & 31]) for byte in range(256))
_CROCKFORD_PAIRS: Final = [one + other for one in _CROCKFORD for other in _CROCKFORD]
_INSTANT: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?Z")
_INSTANT_WANTED: Final = "UTC as `2026-11-22T14:45:51.123456Z` is wanted"


def b64encode(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648, section 4)."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def b64decode(text: str) -> bytes:
    """The bytes of standard base64, if `text` is the one text of those bytes (RFC 4648, section 3.5).

    Raises Malformed for white space, other alphabets, missing or surplus padding, and bits that would be thrown away.
    """
    if not _BASE64.fullmatch(text):
        raise _not_base64(text, "it holds other characters than those of the alphabet")
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error as error:
        raise _not_base64(text, str(error).lower()) from None
    # The decoder drops surplus bits of the last character; encoding again shows them.
    if b64encode(data) != text:
        raise _not_base64(text, "it is not the one text of its bytes")
    return data


def b64url(data: bytes) -> str:
    """Base64 for URLs, without padding (RFC 4648, section 5): the form in which browsers write a challenge."""
    return b64encode(data).translate(_URL_ALPHABET).rstrip("=")


def b64url_decode(text: str) -> bytes:
    """The bytes of base64 for URLs without padding, if `text` is the one text of those bytes. Raises Malformed."""
    if "+" in text or "/" in text or "=" in text:
        raise _not_base64(text, "it holds other characters than those of the alphabet for URLs, without padding")
    return b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))


def _not_base64(text: str, why: str) -> Malformed:
    # The text itself is not repeated: blobs are where secrets travel.
    return Malformed("base64 text", f"{len(text)} characters", why)


def b32encode_id(data: bytes) -> str:
    """`data` in Crockford's base 32 (upper case, no I, L, O, U, no padding): what a person can read out.

    Bits run from the first byte's highest; a last group that is not full is filled with zeros, as RFC 4648 does.
    """
    count = -(-len(data) * 8 // 5)
    padded = count + count % 2
    number = int.from_bytes(data, "big") << (padded * 5 - len(data) * 8)
    # Two characters at a time: a grant's id is made for every call, and base64.b32encode takes 7 us for it.
    pairs = [_CROCKFORD_PAIRS[number >> shift & 1023] for shift in range(padded * 5 - 10, -1, -10)]
    return "".join(pairs)[:count]


ID_BYTES: Final = 26
"""How many random bytes one of `random_ids` takes."""


def random_ids(chance: bytes) -> list[str]:
    """Make ids of random bytes, each as long as `b32encode_id` of 16 bytes and of its alphabet: five bits of each byte.

    For ids that are made by the call: `b32encode_id` takes ten times as long for one.
    """
    text = chance.translate(_LOW_FIVE_BITS).decode()
    return [text[at : at + ID_BYTES] for at in range(0, len(text), ID_BYTES)]


def parse_instant(text: str) -> datetime:
    """An instant from `2026-11-22T14:45:51Z` or the same with up to six digits of a second; always aware, always UTC.

    Raises Malformed for other zones, other separators, leap seconds, and days that do not exist.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise Malformed("instant", text, _INSTANT_WANTED)
    *whole, fraction = match.groups(default="")
    year, month, day, hour, minute, second = map(int, whole)
    try:
        return datetime(year, month, day, hour, minute, second, int(fraction.ljust(6, "0")), UTC)
    except ValueError as error:
        raise Malformed("instant", text, str(error)) from None


def format_instant(instant: datetime) -> str:
    """The one text of `instant`: UTC, always six digits of a second. Raises Malformed for an instant without a zone."""
    if instant.tzinfo is not UTC:
        if instant.utcoffset() is None:
            raise Malformed("instant", instant.isoformat(), "it has no time zone")
        instant = instant.astimezone(UTC)
    text = instant.isoformat()
    # Without digits of a second where there are none; asking for them every time takes a quarter longer.
    return f"{text[:26]}Z" if instant.microsecond else f"{text[:19]}.000000Z"
