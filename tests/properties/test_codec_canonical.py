"""Canonical JSON against another implementation of RFC 8785, and against the way back."""

from typing import cast

import hypothesis.strategies as st
import rfc8785
from hypothesis import example, given

from keyturn.codec import canonical
from keyturn.codec.canonical import MAX_SAFE_INT, Json, encode
from keyturn.codec.strict import loads, loads_canonical
from keyturn.errors import Malformed

SAFE_INTS = st.integers(-MAX_SAFE_INT, MAX_SAFE_INT)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text()  # hypothesis leaves out surrogates from text that it encodes
SCALARS = st.none() | st.booleans() | SAFE_INTS | FLOATS | TEXT
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=30
)
PLAIN: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | SAFE_INTS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner),
    max_leaves=30,
)


@given(VALUES)
@example({"\ufb33": 1, "\U0001f600": 2})
@example([1e21, 1e-7, 123456789012345680000.0, -0.0, 5e-324])
def test_our_text_is_the_text_of_another_implementation(value: Json) -> None:
    assert encode(value) == rfc8785.dumps(cast("list[str]", value))


@given(PLAIN)
def test_the_fast_way_and_the_plain_way_write_the_same(value: Json) -> None:
    assert canonical._is_plain(value, canonical.MAX_DEPTH)
    parts: list[str] = []
    canonical._write(value, canonical.MAX_DEPTH, parts)
    assert encode(value) == "".join(parts).encode()


@given(VALUES)
@example(1.5)
@example({"\ufb33": 1, "\U0001f600": 2})
def test_an_object_whose_member_was_looked_through_is_written_as_ever(member: Json) -> None:
    value: dict[str, Json] = {"member": member}
    told = canonical.Plain(value) if canonical.is_plain(member) else value
    assert encode(told) == encode(value)
    assert encode({"around": told, "it": [1.5]}) == encode({"around": value, "it": [1.5]})


@given(FLOATS)
def test_a_number_is_written_as_another_implementation_writes_it(number: float) -> None:
    assert encode(number) == rfc8785.dumps(number)


@given(VALUES)
def test_what_was_written_is_read_as_the_same_value(value: Json) -> None:
    text = encode(value)
    again = loads_canonical(text)
    assert again == value
    assert encode(again) == text


@given(PLAIN)
def test_the_two_strict_readers_agree_on_what_has_no_doubles(value: Json) -> None:
    assert loads(encode(value)) == loads_canonical(encode(value)) == value


@given(
    st.binary()
    | st.text().map(str.encode)
    | VALUES.map(encode).flatmap(lambda text: st.sampled_from([text, text + b" "]))
)
def test_bytes_from_outside_are_read_in_their_one_form_or_refused(data: bytes) -> None:
    try:
        value = loads_canonical(data)
    except Malformed:
        return
    assert encode(value) == data
    loads(data, depth=canonical.MAX_DEPTH)  # the other reader takes it too
