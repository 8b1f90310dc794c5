"""Base64, identifiers and instants: one text each, and no other is read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from keyturn.codec.encoding import (
    ID_BYTES,
    b32encode_id,
    b64decode,
    b64encode,
    format_instant,
    parse_instant,
    random_ids,
)
from keyturn.errors import Malformed


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"foob", "Zm9vYg=="), (b"\xfb\xff", "+/8=")],
)
def test_base64_of_rfc_4648(data: bytes, text: str) -> None:
    assert b64encode(data) == text
    assert b64decode(text) == data


@pytest.mark.parametrize(
    "text",
    [
        "Zg",
        "Zg=",
        "Zg===",
        "=",
        "====",
        "Zh==",
        "Zm9=",
        "Zm9v\n",
        " Zm9v",
        "Zm 9v",
        "-_8=",
        "Zg==Zg==",
        "Zm9v=",
        "é",
        "Z",
    ],
)
def test_any_other_text_of_the_same_bytes_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        b64decode(text)


def test_identifiers_hold_all_bits_and_no_letter_that_reads_like_another() -> None:
    assert b32encode_id(b"\x00" * 5) == "00000000"
    assert b32encode_id(b"\xff" * 5) == "ZZZZZZZZ"
    assert b32encode_id(b"\x08") == "10"
    assert b32encode_id(b"\xff") == "ZW"
    assert b32encode_id(b"") == ""
    assert b32encode_id(bytes.fromhex("00443214c74254b635cf84653a56d7c675be77df")) == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert len(b32encode_id(bytes(16))) == 26


def test_random_ids_say_five_bits_of_each_byte() -> None:
    assert random_ids(bytes(range(ID_BYTES)) + bytes(range(255, 255 - ID_BYTES, -1))) == [
        "0123456789ABCDEFGHJKMNPQRS",
        "ZYXWVTSRQPNMKJHGFEDCBA9876",
    ]
    assert random_ids(b"") == []


def test_an_instant_has_one_text() -> None:
    instant = datetime(2026, 11, 22, 14, 45, 51, 123456, UTC)
    assert format_instant(instant) == "2026-11-22T14:45:51.123456Z"
    assert parse_instant("2026-11-22T14:45:51.123456Z") == instant
    assert format_instant(instant.replace(microsecond=0)) == "2026-11-22T14:45:51.000000Z"
    assert format_instant(instant.astimezone(timezone(timedelta(hours=-3)))) == "2026-11-22T14:45:51.123456Z"
    assert format_instant(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"


def test_an_instant_may_be_read_with_fewer_digits() -> None:
    assert parse_instant("2026-11-22T14:45:51Z") == datetime(2026, 11, 22, 14, 45, 51, 0, UTC)
    assert parse_instant("2026-11-22T14:45:51.5Z") == datetime(2026, 11, 22, 14, 45, 51, 500000, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T14:45:51",
        "2026-11-22T14:45:51+00:00",
        "2026-11-22T14:45:51z",
        "2026-11-22t14:45:51Z",
        "2026-11-22 14:45:51Z",
        "2026-11-22T14:45Z",
        "2026-11-22T14:45:51.Z",
        "2026-11-22T14:45:51.1234567Z",
        "2026-11-22T14:45:51Z\n",
        "2026-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "\u0662026-11-22T14:45:51Z",
        "",
    ],
)
def test_no_other_form_of_an_instant_is_read(text: str) -> None:
    with pytest.raises(Malformed):
        parse_instant(text)


def test_an_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(Malformed, match="no time zone"):
        format_instant(datetime(2026, 11, 22))  # noqa: DTZ001  # this is the mistake


def test_a_blob_that_is_refused_is_not_repeated_since_it_may_be_a_secret() -> None:
    for text in ("aHVudGVyMg", "aHVudGVyMg=!", "aHVudGVyMh=="):
        with pytest.raises(Malformed) as caught:
            b64decode(text)
        assert "aHVu" not in str(caught.value)
