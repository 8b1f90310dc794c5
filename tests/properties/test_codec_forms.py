"""Every form has a way back: base64, instants, identifiers, envelopes, checkpoints."""

from datetime import UTC, datetime, timedelta, timezone

import hypothesis.strategies as st
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given

from keyturn.codec.digest import SALT_BYTES, commitment
from keyturn.codec.dsse import open_envelope, pae, parse_envelope, seal
from keyturn.codec.encoding import b32encode_id, b64decode, b64encode, format_instant, parse_instant
from keyturn.codec.note import Checkpoint, Verifier, open_checkpoint, sign_checkpoint
from keyturn.errors import Malformed

KEYS = st.binary(min_size=32, max_size=32).map(Ed25519PrivateKey.from_private_bytes)
KINDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"], exclude_characters="+"), min_size=1)
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001  # zoned above


@given(st.binary())
def test_base64_comes_back(data: bytes) -> None:
    assert b64decode(b64encode(data)) == data


@given(st.text("AZaz09+/=\n -_"))
def test_base64_that_is_read_is_the_one_text_of_its_bytes(text: str) -> None:
    try:
        data = b64decode(text)
    except Malformed:
        return
    assert b64encode(data) == text


@given(INSTANTS)
def test_an_instant_comes_back_whatever_zone_it_was_in(instant: datetime) -> None:
    text = format_instant(instant)
    assert parse_instant(text) == instant
    assert format_instant(parse_instant(text)) == text


@given(INSTANTS, INSTANTS)
def test_texts_of_instants_sort_as_the_instants_do(one: datetime, other: datetime) -> None:
    assert (format_instant(one) < format_instant(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


@given(st.binary(min_size=1, max_size=40), st.binary(min_size=1, max_size=40))
def test_identifiers_of_one_length_differ_where_their_bytes_do(one: bytes, other: bytes) -> None:
    if len(one) == len(other):
        assert (b32encode_id(one) == b32encode_id(other)) == (one == other)


@given(KINDS, st.binary(), KEYS)
def test_a_sealed_statement_opens(kind: str, payload: bytes, key: Ed25519PrivateKey) -> None:
    envelope = parse_envelope(seal(kind, payload, key).to_json())
    assert open_envelope(envelope, kind, key.public_key()) == payload


@given(st.tuples(KINDS, st.binary()), st.tuples(KINDS, st.binary()))
def test_two_statements_are_signed_alike_only_if_they_are_the_same(
    one: tuple[str, bytes], other: tuple[str, bytes]
) -> None:
    assert (pae(*one) == pae(*other)) == (one == other)


@given(st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES), st.binary(), st.binary())
def test_a_commitment_binds_its_payload(salt: bytes, one: bytes, other: bytes) -> None:
    assert (commitment(salt, one) == commitment(salt, other)) == (one == other)


@given(NAMES, st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3), KEYS)
def test_a_signed_checkpoint_comes_back(
    name: str, size: int, root: bytes, extensions: list[str], key: Ed25519PrivateKey
) -> None:
    head = Checkpoint(name, size, root, tuple(extensions))
    verifier = Verifier.parse(Verifier(name, key.public_key().public_bytes_raw()).format())
    assert open_checkpoint(sign_checkpoint(head, name, key), verifier) == head
