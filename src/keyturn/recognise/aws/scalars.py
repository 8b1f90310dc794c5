"""Plain values on the wire: text, JSON and CBOR items to the types of the models, with nothing rounded or guessed."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final, TypeAlias

from keyturn.codec.encoding import b64decode, parse_instant
from keyturn.errors import Malformed
from keyturn.model.action import Value
from keyturn.model.catalogue import Instant, Kind
from keyturn.recognise.aws.refusal import malformed

Read: TypeAlias = Callable[[object], Value]
"""Reads one item that stands on the wire. Raises Refused."""

Scalars: TypeAlias = Mapping[Kind, Read]
"""How each plain kind is read in one protocol, timestamps apart."""

_BOUNDS: Final = {Kind.INTEGER: 2**31, Kind.LONG: 2**63}
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,18}")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,400})(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,4})?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HTTP_DATE: Final = re.compile(
    rf"({'|'.join(_DAYS)}), ([0-9]{{2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}}) ([0-9]{{2}}):([0-9]{{2}}):([0-9]{{2}}) GMT"
)


# ------------------------------------------------------------------------------------------------ values made of text


def text(item: object) -> str:
    """A string."""
    if type(item) is not str:
        raise malformed("a string is wanted")
    return item


def boolean_text(item: object) -> bool:
    """`true` or `false`, in lower case, as all SDKs write it."""
    if item == "true":
        return True
    if item == "false":
        return False
    raise malformed("`true` or `false` is wanted")


def _integer_text(kind: Kind) -> Read:
    bound = _BOUNDS[kind]

    def read(item: object) -> Value:
        digits = text(item)
        if not _INTEGER.fullmatch(digits):
            raise malformed("an integer is wanted")
        value = int(digits)
        if not -bound <= value < bound:
            raise malformed(f"the number does not fit into {bound.bit_length()} bits")
        return value

    return read


def number_text(item: object) -> float:
    """A finite decimal number."""
    digits = text(item)
    if not _NUMBER.fullmatch(digits):
        raise malformed("a number is wanted")
    value = float(digits)
    if not isfinite(value):
        raise malformed("the number is too large")
    return value


def blob_text(item: object) -> bytes:
    """Bytes written as base64."""
    try:
        return b64decode(text(item))
    except Malformed as error:
        raise malformed(f"base64 is wanted{f': {error.why}' if error.why else ''}") from None


TEXT: Final[Scalars] = {
    Kind.STRING: text,
    Kind.INTEGER: _integer_text(Kind.INTEGER),
    Kind.LONG: _integer_text(Kind.LONG),
    Kind.FLOAT: number_text,
    Kind.DOUBLE: number_text,
    Kind.BOOLEAN: boolean_text,
    Kind.BLOB: blob_text,
}
"""Query strings, forms, headers, paths and XML."""


# ------------------------------------------------------------------------------------------------ JSON and CBOR items


def _integer(kind: Kind) -> Read:
    bound = _BOUNDS[kind]

    def read(item: object) -> Value:
        if type(item) is not int:
            raise malformed("an integer is wanted")
        if not -bound <= item < bound:
            raise malformed(f"the number does not fit into {bound.bit_length()} bits")
        return item

    return read


def number(item: object) -> float:
    """A finite number, written with or without a fraction."""
    if type(item) is int:
        if not -(2**63) <= item < 2**64:
            raise malformed("the number is too large")
        return float(item)
    if type(item) is not float:
        raise malformed("a number is wanted")
    if not isfinite(item):
        raise malformed("a finite number is wanted")
    return item


def boolean(item: object) -> bool:
    """A truth value."""
    if type(item) is not bool:
        raise malformed("a boolean is wanted")
    return item


def blob(item: object) -> bytes:
    """Bytes as such."""
    if type(item) is not bytes:
        raise malformed("bytes are wanted")
    return item


JSON: Final[Scalars] = {
    Kind.STRING: text,
    Kind.INTEGER: _integer(Kind.INTEGER),
    Kind.LONG: _integer(Kind.LONG),
    Kind.FLOAT: number,
    Kind.DOUBLE: number,
    Kind.BOOLEAN: boolean,
    Kind.BLOB: blob_text,
}
CBOR: Final[Scalars] = {**JSON, Kind.BLOB: blob}


# ---------------------------------------------------------------------------------------------------------- instants


def instant_iso(item: object) -> datetime:
    """`2026-11-22T14:45:51Z`, with up to six digits of a second (the models' `iso8601`)."""
    try:
        return parse_instant(text(item))
    except Malformed as error:
        raise malformed(f"an instant is wanted: {error.why}") from None


def instant_http(item: object) -> datetime:
    """`Sun, 22 Nov 2026 14:45:51 GMT` (RFC 9110, section 5.6.7; the models' `rfc822`)."""
    match = _HTTP_DATE.fullmatch(text(item))
    if match is None:
        raise malformed("an instant such as `Sun, 22 Nov 2026 14:45:51 GMT` is wanted")
    weekday, day, month, *rest = match.groups()
    year, hour, minute, second = map(int, rest)
    try:
        value = datetime(year, _MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise malformed("the instant does not exist") from None
    if _DAYS[value.weekday()] != weekday:
        raise malformed("the day of the week does not belong to the date")
    return value


def instant_epoch(item: object) -> datetime:
    """Seconds since 1970, as a number."""
    if type(item) is not int and type(item) is not float:
        raise malformed("seconds since 1970 are wanted, as a number")
    try:
        return _EPOCH + timedelta(seconds=item)
    except (OverflowError, ValueError):
        raise malformed("the instant lies outside the years 1 to 9999") from None


def instant_epoch_text(item: object) -> datetime:
    """Seconds since 1970, as decimal text."""
    return instant_epoch(number_text(item))


def instant_cbor(item: object) -> datetime:
    """An instant that the CBOR reader made of tag 1."""
    if not isinstance(item, datetime):
        raise malformed("an instant is wanted (tag 1)")
    return item


IN_TEXT: Final = {Instant.ISO8601: instant_iso, Instant.RFC822: instant_http, Instant.EPOCH: instant_epoch_text}
IN_JSON: Final = {Instant.ISO8601: instant_iso, Instant.RFC822: instant_http, Instant.EPOCH: instant_epoch}
