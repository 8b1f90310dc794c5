"""Each reader of the wire gives back what was written, whole: no beginning, no tail, no second spelling."""

import base64
import gzip
import json
import math
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keyturn.codec.encoding import b64encode, format_instant
from keyturn.model.catalogue import Kind
from keyturn.recognise.aws import cbor, scalars, tree, xml
from keyturn.recognise.aws.bodies import read_body
from keyturn.recognise.aws.query import plant
from keyturn.recognise.aws.refusal import Refused
from keyturn.recognise.aws.rest import header_items
from keyturn.recognise.aws.text import decode, form_pairs, query_pairs
from tests.wire.handmade import content

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
PLAIN = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=12)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)


def refused(read: Callable[[], object]) -> bool:
    """Whether a reader refuses, and in no other way than by its own exception."""
    try:
        read()
    except Refused:
        return True
    return False


# ------------------------------------------------------------------------------------------------------- whole bodies


def written_cbor(value: Any) -> bytes:  # noqa: ANN401 - any value
    """CBOR as RFC 8949 has it, by a writer of our own in the plainest way."""
    match value:
        case None:
            return b"\xf6"
        case bool():
            return b"\xf5" if value else b"\xf4"
        case int():
            return cbor_head(0, value) if value >= 0 else cbor_head(1, -1 - value)
        case float():
            return b"\xfb" + struct.pack(">d", value)
        case bytes():
            return cbor_head(2, len(value)) + value
        case str():
            return cbor_head(3, len(value.encode())) + value.encode()
        case list():
            return cbor_head(4, len(value)) + b"".join(map(written_cbor, value))
        case _:
            pairs = b"".join(written_cbor(key) + written_cbor(inner) for key, inner in value.items())
            return cbor_head(5, len(value)) + pairs


def cbor_head(major: int, argument: int) -> bytes:
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 24:
            return bytes([major << 5 | argument])
        if argument < 1 << 8 * size:
            return bytes([major << 5 | info]) + argument.to_bytes(size)
    raise AssertionError(argument)


def read_cbor(data: bytes) -> object:
    return cbor.loads(data, depth=64)


WHOLE: list[tuple[Callable[[Any], bytes], Callable[[bytes], object]]] = [
    (lambda value: json.dumps(value).encode(), tree.parse_json),
    (lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), tree.parse_json),
    (written_cbor, read_cbor),
]


@pytest.mark.parametrize(("write", "read"), WHOLE, ids=["json", "json without blanks", "cbor"])
@given(value=VALUES, data=st.data())
def test_a_document_is_read_whole_or_not_at_all(
    write: Callable[[Any], bytes], read: Callable[[bytes], object], value: object, data: st.DataObject
) -> None:
    document = write([value])
    cut = data.draw(st.integers(0, len(document) - 1))
    tail = data.draw(st.binary(min_size=1, max_size=4))

    assert read(document) == [value]
    assert refused(lambda: read(document[:cut]))
    assert refused(lambda: read(document + tail)) or (read is tree.parse_json and not tail.strip(b" \t\r\n"))


@given(members=st.dictionaries(TEXT, VALUES, min_size=1, max_size=4), data=st.data())
def test_a_name_that_stands_twice_is_refused_in_cbor(members: dict[str, Any], data: st.DataObject) -> None:
    again = data.draw(st.sampled_from(sorted(members)))
    pairs = [*members.items(), (again, members[again])]
    body = b"".join(written_cbor(key) + written_cbor(value) for key, value in pairs)

    assert refused(lambda: read_cbor(cbor_head(5, len(pairs)) + body))
    assert refused(lambda: read_cbor(b"\xbf" + body + b"\xff"))


@given(data=st.binary(max_size=40))
def test_bytes_are_no_document_or_are_one(data: bytes) -> None:
    for read in (tree.parse_json, read_cbor, lambda body: xml.parse(body, frozenset())):
        refused(lambda read=read: read(data))  # type: ignore[misc]  # the default binds the loop's own


ELEMENTS = st.recursive(
    st.tuples(st.just("a"), PLAIN),
    lambda inner: st.tuples(st.sampled_from(["a", "b"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)


def written_xml(element: tuple[str, Any]) -> str:
    name, inside = element
    inner = escape(inside) if isinstance(inside, str) else "".join(map(written_xml, inside))
    return f"<{name}>{inner}</{name}>"


def read_back(element: xml.Element) -> tuple[str, Any]:
    return element.name, [read_back(child) for child in element.children] or element.text()


@given(element=ELEMENTS, data=st.data())
def test_xml_is_read_whole_or_not_at_all(element: tuple[str, Any], data: st.DataObject) -> None:
    document = written_xml(element).encode()
    cut = data.draw(st.integers(0, len(document) - 1))
    tail = data.draw(st.sampled_from([b"x", b"<a/>", b"</a>", b"\0", b"&amp;", b"<!---->", b"<?a?>"]))

    assert read_back(xml.parse(document, frozenset())) == element
    assert refused(lambda: xml.parse(document[:cut], frozenset()))
    assert refused(lambda: xml.parse(document + tail, frozenset()))


@given(body=st.binary(max_size=200), data=st.data())
def test_a_compressed_body_is_read_whole_or_not_at_all(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    cut = data.draw(st.integers(1, len(packed) - 1))
    tail = data.draw(st.binary(min_size=1, max_size=4))

    assert read_body(content(packed), "gzip") == body
    assert refused(lambda: read_body(content(packed[:cut]), "gzip"))
    assert refused(lambda: read_body(content(packed + tail), "gzip"))
    assert refused(lambda: read_body(content(packed + packed), "gzip"))


# ----------------------------------------------------------------------------------------------------- pairs and lists

PAIRS = st.lists(st.tuples(TEXT.filter(bool), TEXT), min_size=1, max_size=5)


@given(pairs=PAIRS)
def test_pairs_are_what_was_encoded_in_the_url_and_in_a_form(pairs: list[tuple[str, str]]) -> None:
    url = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in pairs)
    form = "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in pairs)

    assert query_pairs(url) == form_pairs(url.encode()) == form_pairs(form.encode()) == pairs


@given(text=TEXT.filter(bool))
def test_text_is_decoded_once(text: str) -> None:
    once = quote(text, safe="")

    assert decode(once, "it") == text
    assert decode(quote(once, safe=""), "it") == once


@given(text=st.text("%25acF0\0 é", max_size=12))
def test_text_that_is_no_percent_encoding_is_refused(text: str) -> None:
    try:
        read = decode(text, "it")
    except Refused:
        return
    # What is read has one spelling, but for the case of its digits and what need not be encoded.
    assert decode(quote(read, safe=""), "it") == read


@given(keys=st.lists(st.text("ab.1", min_size=1, max_size=6), min_size=2, max_size=4))
def test_no_key_of_a_form_hides_another(keys: list[str]) -> None:
    clash = any(
        one == other or other.startswith(f"{one}.")
        for place, one in enumerate(keys)
        for other in (*keys[:place], *keys[place + 1 :])
    )

    assert refused(lambda: plant((key, "v") for key in keys)) == clash


@given(items=st.lists(PLAIN.filter(lambda text: text.strip(" ") == text and text), min_size=1, max_size=4))
def test_a_header_that_is_a_list_has_the_items_that_were_written(items: list[str]) -> None:
    assume(not any("\\" in item for item in items))
    written = ", ".join('"' + item.replace('"', '\\"') + '"' if "," in item or '"' in item else item for item in items)

    assert header_items("it", written) == items


# ------------------------------------------------------------------------------------------------------------- scalars


def spoiled(text: str, data: st.DataObject) -> str:
    """`text` with one character replaced, left out or put in."""
    at = data.draw(st.integers(0, len(text) - 1))
    what: str = data.draw(st.sampled_from([*"0123456789 TZ:.-+eE=/\n\0é", ""]))
    left_out: int = data.draw(st.sampled_from([0, 1]))
    return text[:at] + what + text[at + left_out :]


SCALARS: list[tuple[Callable[[Any], str], Callable[[object], object], st.SearchStrategy[Any]]] = [
    (b64encode, scalars.blob_text, st.binary(max_size=12)),
    (format_instant, scalars.instant_iso, INSTANTS),
    (
        lambda at: format_datetime(at, usegmt=True),
        scalars.instant_http,
        INSTANTS.map(lambda at: at.replace(microsecond=0)),
    ),
    (str, scalars.TEXT[Kind.INTEGER], st.integers(-(2**31), 2**31 - 1)),
    (str, scalars.TEXT[Kind.LONG], st.integers(-(2**63), 2**63 - 1)),
    (repr, scalars.number_text, st.floats(allow_nan=False, allow_infinity=False)),
    (lambda value: str(value).lower(), scalars.boolean_text, st.booleans()),
]


def _closer_than_a_double_tells(text: str, value: float) -> bool:
    return abs(Decimal(text) - Decimal(value)) <= Decimal(math.ulp(value)) / 2


@pytest.mark.parametrize(
    ("write", "read", "values"), SCALARS, ids=["base64", "iso8601", "http-date", "integer", "long", "number", "boolean"]
)
@given(data=st.data())
def test_a_value_has_one_text_and_a_spoiled_text_is_refused_or_another_value(
    write: Callable[[Any], str],
    read: Callable[[object], object],
    values: st.SearchStrategy[Any],
    data: st.DataObject,
) -> None:
    value = data.draw(values)
    text = write(value)
    other = spoiled(text, data) if text else "x"

    assert read(text) == value
    if other == text or refused(lambda: read(other)):
        return
    # Two texts of one value differ in nothing but digits that say nothing: `1.50` and `1.5`, `.25Z` and `.250Z`, and
    # those beyond the seventeen or so that a double holds.
    assert (
        read(other) != value
        or other.rstrip("Z0").rstrip(".") == text.rstrip("Z0").rstrip(".")
        or "e" in text.lower()
        or (write is repr and _closer_than_a_double_tells(other, value))
    )


@given(data=st.binary(min_size=1, max_size=9), tail=st.sampled_from(["\n", " ", "=", "A", "AA=="]))
def test_base64_with_a_tail_is_refused(data: bytes, tail: str) -> None:
    text = base64.standard_b64encode(data).decode()

    assert refused(lambda: scalars.blob_text(text + tail)) or (tail == "AA==" and len(data) % 3 == 0)


@given(seconds=st.integers(-(2**40), 2**40) | st.floats(allow_nan=False))
def test_seconds_since_1970_are_an_instant_or_refused(seconds: float) -> None:
    try:
        at = scalars.instant_epoch(seconds)
    except Refused:
        return
    assert abs(at - datetime(1970, 1, 1, tzinfo=UTC) - timedelta(seconds=seconds)) <= timedelta(microseconds=1)
