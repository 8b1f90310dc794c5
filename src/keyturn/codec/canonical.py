"""One value, one text: canonical JSON after RFC 8785 (JCS), so that a digest of a value means the value.

Members are sorted by the UTF-16 code units of their names, numbers are written as ECMAScript writes them, strings
escape only what JSON forces one to escape. What has no one text (NaN, an integer a double cannot hold, half a
surrogate pair) is refused.
"""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Final, TypeAlias

import msgspec

from keyturn.errors import Malformed

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""A JSON value. `bytes` is a `Sequence[int]` to the type checker; `encode` refuses it all the same."""

MAX_DEPTH: Final = 128
"""How many lists and objects may lie within one another. DynamoDB's 32 levels take 64 and what is around them."""

MAX_SAFE_INT: Final = 2**53 - 1
"""The largest integer all JSON readers agree on (RFC 7493, I-JSON, which RFC 8785 demands)."""


class Plain(dict[str, Json]):
    """An object that `encode` need not look through: it was before, or it is made of nothing else.

    Names in ASCII, text, booleans, safe integers, nulls, lists and objects of these, all of exactly these types.
    """

    __slots__ = ()


_WHAT: Final = "canonical JSON value"
_PLAIN: Final = frozenset({str, bool, type(None)})
_fast = msgspec.json.Encoder(order="sorted").encode


def encode(value: Json) -> bytes:
    """The RFC 8785 text of `value`, UTF-8.

    Raises Malformed for NaN, infinities, integers beyond 2^53-1 either way, lone surrogates, names that are not
    strings, other types (bytes and instants included: give them a form of your own first), and nesting beyond
    `MAX_DEPTH`.
    """
    try:
        if _is_plain(value, MAX_DEPTH):
            return _fast(value)
        parts: list[str] = []
        _write(value, MAX_DEPTH, parts)
        return "".join(parts).encode()
    except UnicodeEncodeError as error:
        # The text itself is not repeated: it may hold what must stand in no error and no log.
        raise Malformed(
            _WHAT, f"text of {len(error.object)} characters", "half a surrogate pair is no character"
        ) from None


def is_plain(member: Json) -> bool:
    """Whether `member` may stand in a `Plain` object."""
    return _is_plain(member, MAX_DEPTH - 1)


def _is_plain(value: object, depth: int) -> bool:
    """Whether the fast encoder's text is the canonical one: ASCII names, safe integers, no floats, exact types.

    The fast encoder sorts names by code point, which is UTF-16 order for ASCII; it escapes strings as RFC 8785 does
    (tested for every character). It writes floats otherwise and takes types that are not JSON: not for it.
    """
    kind = type(value)
    if kind in _PLAIN:
        return True
    if kind is int:
        return -MAX_SAFE_INT <= value <= MAX_SAFE_INT  # type: ignore[operator]  # `kind is int` says so
    if depth == 0:
        return False
    if kind is Plain:
        return True
    if kind is dict:
        for name, member in value.items():  # type: ignore[attr-defined]  # `kind is dict` says so
            if type(name) is not str or not name.isascii():
                return False
            if type(member) not in _PLAIN and not _is_plain(member, depth - 1):
                return False
        return True
    if kind is list or kind is tuple:
        for item in value:  # type: ignore[attr-defined]  # a list or tuple  # noqa: SIM110  # twice as fast as all()
            if type(item) not in _PLAIN and not _is_plain(item, depth - 1):
                return False
        return True
    return False


def _write(value: object, depth: int, parts: list[str]) -> None:
    """Append the canonical text of `value` to `parts`: the plain reading of RFC 8785, for what is not plain."""
    match value:
        case None:
            parts.append("null")
        case bool():
            parts.append("true" if value else "false")
        case str():
            parts.append(_string(value))
        case int():
            if not -MAX_SAFE_INT <= value <= MAX_SAFE_INT:
                raise Malformed(_WHAT, value, "integers beyond 2^53-1 are read differently by different readers")
            parts.append(int.__repr__(value))
        case float():
            parts.append(_ecmascript_number(value))
        case Mapping():
            _write_object(value, _deeper(value, depth), parts)
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            inner = _deeper(value, depth)
            parts.append("[")
            for index, item in enumerate(value):
                if index:
                    parts.append(",")
                _write(item, inner, parts)
            parts.append("]")
        case _:
            raise Malformed(_WHAT, value, "JSON has no such type")


def _write_object(value: Mapping[object, object], depth: int, parts: list[str]) -> None:
    names: list[str] = []
    for name in value:
        if not isinstance(name, str):
            raise Malformed(_WHAT, name, "the name of a member must be text")
        names.append(name)
    parts.append("{")
    for index, name in enumerate(sorted(names, key=_utf16_units)):
        if index:
            parts.append(",")
        parts.append(_string(name))
        parts.append(":")
        _write(value[name], depth, parts)
    parts.append("}")


def _utf16_units(name: str) -> bytes:
    """The sort key of RFC 8785, section 3.2.3: UTF-16 code units, compared as numbers."""
    return name.encode("utf-16-be")


def _deeper(value: object, depth: int) -> int:
    if depth == 0:
        raise Malformed(_WHAT, value, f"nested more than {MAX_DEPTH} deep")
    return depth - 1


def _string(text: str) -> str:
    # str.__str__ takes the characters of a subclass (an enumeration's member) whatever its own __str__ says.
    return _fast(str.__str__(text)).decode()


def _ecmascript_number(value: float) -> str:
    """`value` as ECMAScript's Number::toString writes it (ECMA-262, 6.1.6.1.20), which RFC 8785 takes over."""
    if not isfinite(value):
        raise Malformed(_WHAT, float(value), "JSON has no NaN and no infinity")
    if value == 0:
        return "0"
    # Python's repr has the same shortest digits; only where the point and the exponent go differs.
    mantissa, _, exponent = float.__repr__(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    significant = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or "0") - (len(whole) + len(fraction) - len(significant))
    digits = significant.rstrip("0")
    sign = "-" if value < 0 else ""
    if len(digits) <= point <= 21:
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"
