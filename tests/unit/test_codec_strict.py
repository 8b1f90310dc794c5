"""JSON from outside: what two readers could read differently is read by neither."""

import pytest

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads, loads_canonical
from keyturn.errors import Malformed


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"null", None),
        (b' \t\r\n{"a":[1,2.5,true,false,null,"x"]} \n', {"a": [1, 2.5, True, False, None, "x"]}),
        (b'"\\ud83d\\ude00 \xf0\x9f\x98\x80"', "\U0001f600 \U0001f600"),
        (b"123456789012345678901234567890", 123456789012345678901234567890),
        (b"-0", 0),
        (b"1E2", 100.0),
        (b'""', ""),
        (b'"\\u0000"', "\x00"),
        (b'{"":{}}', {"": {}}),
        (b'{"a":{"a":1},"b":{"a":1}}', {"a": {"a": 1}, "b": {"a": 1}}),
    ],
)
def test_plain_json_is_read(data: bytes, value: Json) -> None:
    assert loads(data) == value


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "expecting value"),
        (b"{}{}", "extra data"),
        (b"1 x", "extra data"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a":1,"\\u0061":2}', "twice"),
        (b'[{"x":{"y":[{"b":1,"c":2,"b":3}]}}]', "twice"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b"-Infinity", "Infinity"),
        (b"1e999", "too large"),
        (b"-1e999", "too large"),
        (b"\xef\xbb\xbf{}", "expecting value"),
        ("{}".encode("utf-16"), "not UTF-8"),
        ("{}".encode("utf-16-le"), "expecting"),
        (b'"\xff"', "not UTF-8"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b'"\xc0\x80"', "not UTF-8"),
        (b'"\\ud800"', "surrogate"),
        (b'"\\udc00\\ud800"', "surrogate"),
        (b'{"\\ud800":1}', "surrogate"),
        (b'[{"a":["\\uDFFF"]}]', "surrogate"),
        (b'"\x01"', "control character"),
        (b'"\n"', "control character"),
        (b'"\\x41"', "escape"),
        (b"[1,]", "expecting value"),
        (b"{'a':1}", "expecting property name"),
        (b"01", "extra data"),
        (b"+1", "expecting value"),
        (b".5", "expecting value"),
        (b"1.", "extra data"),
        ("\u0661".encode(), "expecting value"),
        ("1\u0661".encode(), "extra data"),
        (b"[1//x\n]", "expecting"),
        (b"\x0c1", "expecting value"),
        (b"\xc2\xa01", "expecting value"),
        (b"9" * 5000, "too many digits"),
    ],
)
def test_what_readers_disagree_about_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=rf"(?i){why}"):
        loads(data)


def test_nesting_is_bounded_wherever_it_opens() -> None:
    assert loads(b"[" * 64 + b"]" * 64) is not None
    assert loads(b'{"a":' * 64 + b"1" + b"}" * 64) is not None
    assert loads(b"[" + b"[]," * 200 + b"[]]") is not None
    for data in (b"[" * 65 + b"]" * 65, b'{"a":' * 65 + b"1" + b"}" * 65, b'[{"a":' * 33 + b"1" + b"}]" * 33):
        with pytest.raises(Malformed, match="deep"):
            loads(data)
        assert loads(data, depth=66) is not None


def test_a_hundred_thousand_brackets_are_an_error_like_any_other() -> None:
    for data in (b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000):
        with pytest.raises(Malformed, match="deep"):
            loads(data)
        with pytest.raises(Malformed):
            loads_canonical(data)


def test_what_is_refused_is_not_repeated_since_it_may_hold_a_password() -> None:
    for data in (
        b'{"p":"hunter2"',
        b'{"p":"hunter2","p":1}',
        b'["hunter2\\ud800"]',
        b"hunter2",
        b'{"hunter2":1, "b":2}',
    ):
        with pytest.raises(Malformed) as caught:
            loads_canonical(data)
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("data", [b'{"a":1,"b":[true,null,"\xc3\xa9"]}', b"1.5", b'"x"', b"[]", b"-9007199254740991"])
def test_canonical_text_is_read(data: bytes) -> None:
    assert loads_canonical(data) == loads(data)


def test_an_integer_that_only_a_double_can_mean_is_read_as_that_double() -> None:
    for data in (b"9007199254740992", b"-295147905179352830000"):
        value = loads_canonical(data)
        assert isinstance(value, float)
        assert value == float(data)
    assert isinstance(loads(b"9007199254740992"), int)


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'"\\u0061"',
        b'"\\/"',
        b"1.0",
        b"-0",
        b"1e2",
        b"9007199254740993",
        b"1000000000000000000000",
        b"1E400",
        b"\xef\xbb\xbf1",
        b'"\\ud800"',
        b'"\xff"',
        b"",
        b"nul",
    ],
)
def test_any_other_form_of_the_same_value_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        loads_canonical(data)
