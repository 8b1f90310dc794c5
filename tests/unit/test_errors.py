"""An error says whose turn it is, and repeats nothing dangerous of what it was shown."""

import pytest

from keyturn import errors
from keyturn.errors import CallerError, KeyturnError, Malformed, OurError, PolicyError, UpstreamError


def test_each_error_is_somebodys_turn_and_has_a_code() -> None:
    kinds = {CallerError: "caller", PolicyError: "policy", OurError: "ours", UpstreamError: "upstream"}
    for kind, code in kinds.items():
        assert issubclass(kind, KeyturnError)
        assert kind.code == code
    assert issubclass(Malformed, CallerError)
    assert Malformed.code == "malformed"


def test_a_malformed_value_is_named_with_the_reason() -> None:
    assert str(Malformed("AWS account id", "12\n")) == "`12\\n` is not a valid AWS account id"
    assert str(Malformed("count", 7, "6 is the most")) == "`7` is not a valid count: 6 is the most"


@pytest.mark.parametrize(
    "value",
    [
        "\x1b[2J\x1b]0;owned\x07",
        "\u202e\u2066right to left",
        "`; rm -rf /`",
        "x" * 1_000_000,
        "\U0001f600" * 1_000_000,
        "\ud800" * 50,
        b"\xff" * 1_000_000,
        bytearray(b"`" * 1_000_000),
        memoryview(b"\x00" * 1_000_000),
        10**100_000,
        float("nan"),
        None,
        {"secret": "hunter2" * 1000},
        ["hunter2"],
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_hostile_value_is_cut_short_and_made_printable(value: object) -> None:
    text = errors.quoted(value)
    assert len(text) <= 80
    assert text.isascii()
    assert text.isprintable()
    assert "`" not in text
    assert "hunter2" not in text
    assert text in str(Malformed("thing", value))


def test_what_is_cut_says_so() -> None:
    assert errors.quoted("x" * 80) == "x" * 80
    assert errors.quoted("x" * 81) == "x" * 77 + "..."
