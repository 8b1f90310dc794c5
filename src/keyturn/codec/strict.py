"""JSON from outside, read so that no two readers can disagree about it (RFC 8259, within I-JSON's bounds, RFC 7493)."""

import json
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Final, NoReturn

import msgspec

from keyturn.codec.canonical import MAX_DEPTH, MAX_SAFE_INT, Json, encode
from keyturn.errors import Malformed

DEPTH: Final = 64
"""How many lists and objects may lie within one another, unless the caller says otherwise."""


def loads(data: bytes, *, depth: int = DEPTH) -> Json:
    """Read one JSON value: lists, dicts, text, exact integers, finite floats, booleans, None.

    Raises Malformed for bytes that are not UTF-8, a byte order mark, a name that stands twice in one object at any
    depth, NaN and infinities (written out or by overflow), anything after the value, more than `depth` levels of
    lists and objects, half surrogate pairs, and integers of more than 4,300 digits.
    """
    return _loads(data, depth, _decode)


def loads_canonical(data: bytes) -> Json:
    """Read JSON that must be in the one form RFC 8785 gives its value, byte for byte.

    A number without point and exponent is an int within `MAX_SAFE_INT`, and beyond it the float that is so written.
    Raises Malformed for any other form of the value, for what `loads` refuses, and for what has no canonical form.
    """
    value: Json = None
    try:
        # This reader lets some things pass, such as a name that stands twice. No such text survives the comparison.
        value = msgspec.json.decode(data)
        is_canonical = encode(value) == data
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Malformed):
        is_canonical = False
    if not is_canonical:
        # The careful reader says what is wrong, or finds that an integer too large for us is a double after all.
        value = _loads(data, MAX_DEPTH, _decode_doubles)
        if encode(value) != data:
            raise _malformed(data, "it is not in the form RFC 8785 gives its value")
    return value


def _loads(data: bytes, depth: int, decode: Callable[[str], Json]) -> Json:
    try:
        value = decode(data.decode("utf-8"))
        if b"\\ud" in data or b"\\uD" in data:
            _refuse_half_characters(value)
    except UnicodeDecodeError:
        raise _malformed(data, "it is not UTF-8") from None
    except UnicodeEncodeError:
        raise _malformed(data, "half a surrogate pair is no character") from None
    except RecursionError:
        raise _malformed(data, f"nested more than {depth} deep") from None
    except ValueError as error:
        raise _malformed(data, _plainly(error)) from None
    # As many brackets as levels allow cannot nest deeper than that; only longer texts are walked.
    if data.count(b"{") + data.count(b"[") > depth and _is_deeper(value, depth):
        raise _malformed(data, f"nested more than {depth} deep")
    return value


def _malformed(data: bytes, why: str) -> Malformed:
    # The text itself is not repeated: it may hold what must stand in no error and no log, a password for one.
    return Malformed("JSON text", f"{len(data)} bytes", why)


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Refused("a name stands twice in one object")
    return members


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise _Refused("a number is too large")
    return value


def _no_constant(name: str) -> NoReturn:
    raise _Refused(f"JSON has no {name}")


class _Refused(ValueError):
    """Why the reader stopped, in our words."""


def _safe_or_double(text: str) -> int | float:
    value = int(text)
    return value if -MAX_SAFE_INT <= value <= MAX_SAFE_INT else _finite(text)


def _decoder(parse_int: Callable[[str], int | float] | None = None) -> Callable[[str], Json]:
    decoder = json.JSONDecoder(
        object_pairs_hook=_members, parse_int=parse_int, parse_float=_finite, parse_constant=_no_constant
    )
    scan: Callable[[str, int], tuple[Json, int]] = decoder.scan_once  # type: ignore[attr-defined]  # typeshed lacks it

    def decode(text: str) -> Json:
        # Nearly every text is an object and nothing else: then nobody has to look for white space around it.
        if text.startswith("{") and text.endswith("}"):
            try:
                value, end = scan(text, 0)
                if end == len(text):
                    return value
            except StopIteration:
                pass  # what is missing where, the whole decoder says
        again: Json = decoder.decode(text)
        return again

    return decode


_decode: Final = _decoder()
_decode_doubles: Final = _decoder(_safe_or_double)


def _plainly(error: ValueError) -> str:
    if isinstance(error, _Refused):
        return str(error)
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at character {error.pos}"
    return "a number has too many digits"


def _refuse_half_characters(value: Json) -> None:
    """Raise UnicodeEncodeError if any text in `value` holds a lone surrogate, which only an escape can bring in."""
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, dict):
        for name, member in value.items():
            name.encode("utf-8")
            _refuse_half_characters(member)
    elif isinstance(value, Sequence):
        for item in value:
            _refuse_half_characters(item)


def _is_deeper(value: Json, depth: int) -> bool:
    if isinstance(value, str):
        return False
    if isinstance(value, dict):
        return depth == 0 or any(_is_deeper(member, depth - 1) for member in value.values())
    if isinstance(value, Sequence):
        return depth == 0 or any(_is_deeper(item, depth - 1) for item in value)
    return False
