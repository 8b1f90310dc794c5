"""One value, one text: RFC 8785 by its own examples, and what has no one text."""

import struct
from enum import IntEnum, StrEnum
from types import MappingProxyType

import msgspec
import pytest

from keyturn.codec import canonical
from keyturn.codec.canonical import MAX_DEPTH, Json, encode
from keyturn.errors import Malformed


class Colour(StrEnum):
    RED = "red"


class Count(IntEnum):
    TWO = 2


def test_the_example_of_rfc_8785_section_3_2_2() -> None:
    value: Json = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert (
        encode(value)
        == (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


def test_names_are_sorted_by_utf_16_code_units_as_in_rfc_8785_section_3_2_3() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    in_order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    text = encode(dict.fromkeys(names, 0))
    assert list(msgspec.json.decode(text)) == in_order


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_in_rfc_8785_appendix_b(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert encode(number) == text.encode()


def test_every_character_is_escaped_only_if_json_forces_one_to() -> None:
    short = {0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: '\\"', 0x5C: "\\\\"}
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        written = short.get(code, f"\\u{code:04x}" if code < 0x20 else chr(code))
        assert encode(chr(code)) == f'"{written}"'.encode()


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        2**53,
        -(2**53),
        10**400,
        "\ud800",
        {"\udc00": 1},
        {"\udc00": 1.5, "é": 2},
        {1: 2},
        {"a": {None: 2}},
        b"bytes",
        bytearray(b"bytes"),
        {"a": b"bytes"},
        {1, 2},
        object(),
        {"é": object()},
    ],
    ids=range(17),
)
def test_what_has_no_one_text_is_refused(value: Json) -> None:
    with pytest.raises(Malformed):
        encode(value)


def test_a_text_that_is_refused_is_not_repeated_since_it_may_be_a_password() -> None:
    with pytest.raises(Malformed) as caught:
        encode({"password": "hunter2\ud800"})
    assert "hunter2" not in str(caught.value)


def test_the_largest_safe_integers_are_written() -> None:
    assert encode([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"


def test_a_value_is_the_same_whatever_holds_it() -> None:
    assert encode(MappingProxyType({"b": (1, 2), "a": Colour.RED, "c": Count.TWO, "d": True})) == (
        b'{"a":"red","b":[1,2],"c":2,"d":true}'
    )


def test_nesting_ends_somewhere_even_for_a_value_that_holds_itself() -> None:
    deep: Json = 1
    for _ in range(MAX_DEPTH):
        deep = [deep]
    assert encode(deep) == b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH
    with pytest.raises(Malformed, match="deep"):
        encode([deep])
    endless: list[Json] = []
    endless.append(endless)
    with pytest.raises(Malformed, match="deep"):
        encode(endless)


def test_the_usual_small_object_takes_the_fast_way() -> None:
    record = {"kind": "intent", "seq": 7, "at": "2026-11-22T14:45:51.123456Z", "ok": True, "none": None, "é": "x"}
    assert not canonical._is_plain(record, MAX_DEPTH)
    del record["é"]
    assert canonical._is_plain(record, MAX_DEPTH)
