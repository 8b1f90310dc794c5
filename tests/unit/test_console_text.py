"""What is seen is what is there: text of an agent's on a screen of a person's."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.console.text import json_text, plain, prose, quoted, visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain words, 100 % of them", "plain words, 100 % of them"),
        ("Größe, 东京, café", "Größe, 东京, café"),
        ("\x1b[2J\x07\x7f\x9b", r"\x1b[2J\x07\x7f\x9b"),
        ("a\u202eb\u2066c\u200b\ufeff", r"a\u202eb\u2066c\u200b\ufeff"),
        ("\U000e0041tag\u00ad\u034f\u3164", r"\U000e0041tag\xad\u034f\u3164"),
        ("p\u0430ypal", r"p\u0430ypal"),
        ("\uff41\U0001d41a\uff0e", r"\uff41\U0001d41a\uff0e"),
        ("e\u0301\u0301\u0301\u0301", "e\u0301\u0301\\u0301\\u0301"),
        ("\u05e2 is a letter", r"\u05e2 is a letter"),
        ("two\nlines\ttab", r"two\x0alines\x09tab"),
    ],
)
def test_what_cannot_be_seen_or_passes_for_something_else_is_written_out(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_on_a_line_of_its_own_any_script_may_be_read() -> None:
    assert prose("\u05e9\u05dc\u05d5\u05dd\n\u0434\u0430\u202e") == (
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0434\u0430\\u202e",
    )


def test_names_are_ascii_or_escaped() -> None:
    assert plain("arn:aws:s3:::b\u00fccher\x00") == r"arn:aws:s3:::b\xfccher\x00"


def test_a_number_and_the_text_of_it_look_different() -> None:
    assert quoted("1") == '"1"'
    assert quoted('say "hi"\n\\') == r'"say \"hi\"\n\\"'


@given(st.text())
def test_nothing_that_comes_out_is_acted_on(text: str) -> None:
    for shown in (visible(text), plain(text), quoted(text), *prose(text)):
        assert not [one for one in shown if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]
    assert not [one for one in visible(text) if unicodedata.bidirectional(one) in {"R", "AL", "AN"}]
    assert "\x7f" not in json_text(text)
    assert json_text(text).isascii()
