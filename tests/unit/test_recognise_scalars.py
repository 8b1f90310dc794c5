"""Plain values: what every SDK writes is read, and nothing is rounded, trimmed or guessed."""

from datetime import UTC, datetime

import pytest

from keyturn.model.action import Value
from keyturn.model.catalogue import Kind
from keyturn.recognise.aws import scalars
from keyturn.recognise.aws.refusal import Refused
from keyturn.recognise.aws.scalars import CBOR, JSON, TEXT, Read


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.STRING, " a ", " a "),
        (Kind.INTEGER, "0", 0),
        (Kind.INTEGER, "-2147483648", -(2**31)),
        (Kind.LONG, "9223372036854775807", 2**63 - 1),
        (Kind.DOUBLE, "1e-05", 1e-05),
        (Kind.DOUBLE, "-0.5", -0.5),
        (Kind.FLOAT, "3", 3.0),
        (Kind.BOOLEAN, "true", True),
        (Kind.BOOLEAN, "false", False),
        (Kind.BLOB, "AAEC", b"\0\1\2"),
        (Kind.BLOB, "", b""),
    ],
)
def test_text_is_read(kind: Kind, text: str, value: Value) -> None:
    read = TEXT[kind](text)

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.INTEGER, "2147483648"),
        (Kind.INTEGER, "+1"),
        (Kind.INTEGER, "01"),
        (Kind.INTEGER, "-0"),
        (Kind.INTEGER, " 1"),
        (Kind.INTEGER, "1\n"),
        (Kind.INTEGER, "1_000"),
        (Kind.INTEGER, "٣"),
        (Kind.INTEGER, "1.0"),
        (Kind.INTEGER, ""),
        (Kind.LONG, "9223372036854775808"),
        (Kind.DOUBLE, "NaN"),
        (Kind.DOUBLE, "Infinity"),
        (Kind.DOUBLE, "1e999"),
        (Kind.DOUBLE, "0x1"),
        (Kind.DOUBLE, "1,5"),
        (Kind.DOUBLE, ".5"),
        (Kind.BOOLEAN, "True"),
        (Kind.BOOLEAN, "1"),
        (Kind.BOOLEAN, ""),
        (Kind.BLOB, "AAE"),
        (Kind.BLOB, "AAEC\n"),
        (Kind.BLOB, "AB=="),
        (Kind.BLOB, "__8="),
    ],
)
def test_text_that_is_nearly_right_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(Refused):
        TEXT[kind](text)


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        (Kind.STRING, 1),
        (Kind.STRING, None),
        (Kind.STRING, b"a"),
        (Kind.INTEGER, True),
        (Kind.INTEGER, 1.0),
        (Kind.INTEGER, "1"),
        (Kind.INTEGER, 2**31),
        (Kind.LONG, -(2**63) - 1),
        (Kind.DOUBLE, "1"),
        (Kind.DOUBLE, True),
        (Kind.DOUBLE, 2**64),
        (Kind.BOOLEAN, 1),
        (Kind.BOOLEAN, "true"),
    ],
)
def test_an_item_of_another_type_is_refused(kind: Kind, item: object) -> None:
    for notation in (JSON, CBOR):
        with pytest.raises(Refused):
            notation[kind](item)


def test_bytes_are_bytes_in_cbor_and_base64_in_json() -> None:
    assert CBOR[Kind.BLOB](b"\0") == JSON[Kind.BLOB]("AA==") == b"\0"
    for notation, item in ((CBOR, "AA=="), (JSON, b"\0")):
        with pytest.raises(Refused):
            notation[Kind.BLOB](item)


@pytest.mark.parametrize(
    ("read", "item"),
    [
        (scalars.instant_iso, "2026-11-22T14:45:51Z"),
        (scalars.instant_iso, "2026-11-22T14:45:51.000Z"),
        (scalars.instant_http, "Sun, 22 Nov 2026 14:45:51 GMT"),
        (scalars.instant_epoch, 1795358751),
        (scalars.instant_epoch, 1795358751.0),
        (scalars.instant_epoch_text, "1795358751"),
    ],
)
def test_an_instant_is_the_same_in_every_notation(read: Read, item: object) -> None:
    assert read(item) == datetime(2026, 11, 22, 14, 45, 51, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read", "item"),
    [
        (scalars.instant_iso, "2026-11-22"),
        (scalars.instant_iso, "2026-11-22T14:45:51"),
        (scalars.instant_iso, "2026-11-22T14:45:51+00:00"),
        (scalars.instant_iso, "2026-02-30T00:00:00Z"),
        (scalars.instant_iso, 1795358751),
        (scalars.instant_http, "Mon, 22 Nov 2026 14:45:51 GMT"),
        (scalars.instant_http, "Sun, 22 Nov 2026 14:45:51 +0000"),
        (scalars.instant_http, "Sun, 31 Feb 2026 14:45:51 GMT"),
        (scalars.instant_http, "Sunday, 22-Nov-26 14:45:51 GMT"),
        (scalars.instant_epoch, "1795358751"),
        (scalars.instant_epoch, True),
        (scalars.instant_epoch, 1e300),
        (scalars.instant_epoch, 10**30),
        (scalars.instant_epoch_text, "1e300"),
        (scalars.instant_cbor, 1795358751),
    ],
)
def test_an_instant_in_another_notation_is_refused(read: Read, item: object) -> None:
    with pytest.raises(Refused):
        read(item)


def test_a_fraction_of_a_second_survives() -> None:
    assert scalars.instant_epoch(1795358751.250001) == datetime(2026, 11, 22, 14, 45, 51, 250001, UTC)
