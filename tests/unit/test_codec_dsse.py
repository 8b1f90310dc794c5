"""Signed statements: a signature covers the bytes and what kind of statement they are."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec import keys
from keyturn.codec.dsse import BadSignature, Envelope, open_envelope, pae, parse_envelope, seal
from keyturn.codec.encoding import b64encode
from keyturn.errors import Malformed

KIND = "application/vnd.keyturn.test.v1+json"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
SEALED = seal(KIND, b'{"a":1}', KEY)


def test_the_encoding_that_is_signed_is_the_one_of_the_specification() -> None:
    assert (
        pae("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("", b"") == b"DSSEv1 0  0 "
    assert pae("é", b"\n") == b"DSSEv1 2 \xc3\xa9 1 \n"


def test_no_two_statements_share_what_is_signed() -> None:
    assert pae("a", b"b 1 c") != pae("a b", b"c")
    assert pae("a 1 b", b"") != pae("a", b"1 b")


def test_a_statement_is_opened_by_the_key_that_sealed_it() -> None:
    assert open_envelope(SEALED, KIND, KEY.public_key()) == b'{"a":1}'
    assert parse_envelope(SEALED.to_json()) == SEALED
    assert json.loads(SEALED.to_json()) == {
        "payload": b64encode(b'{"a":1}'),
        "payloadType": KIND,
        "signatures": [{"keyid": keys.key_id(KEY.public_key().public_bytes_raw()), "sig": b64encode(SEALED.signature)}],
    }


def test_a_statement_of_one_kind_is_never_read_as_another() -> None:
    other_kind = KIND.replace("test", "approval")
    with pytest.raises(BadSignature, match="the statement is a"):
        open_envelope(SEALED, other_kind, KEY.public_key())
    renamed = Envelope(other_kind, SEALED.payload, SEALED.key_id, SEALED.signature)
    with pytest.raises(BadSignature):
        open_envelope(renamed, other_kind, KEY.public_key())


def test_a_changed_payload_a_changed_signature_and_another_key_are_refused() -> None:
    with pytest.raises(BadSignature):
        open_envelope(Envelope(KIND, b'{"a":2}', SEALED.key_id, SEALED.signature), KIND, KEY.public_key())
    with pytest.raises(BadSignature):
        open_envelope(Envelope(KIND, SEALED.payload, SEALED.key_id, bytes(64)), KIND, KEY.public_key())
    with pytest.raises(BadSignature, match="names another key"):
        open_envelope(SEALED, KIND, OTHER.public_key())
    others_id = keys.key_id(OTHER.public_key().public_bytes_raw())
    with pytest.raises(BadSignature):
        open_envelope(Envelope(KIND, SEALED.payload, others_id, SEALED.signature), KIND, OTHER.public_key())
    assert BadSignature.code == "signature.bad"


@pytest.mark.parametrize("kind", ["", "a b", "é", "x" * 201, "a\n"])
def test_a_kind_is_short_and_visible(kind: str) -> None:
    with pytest.raises(Malformed):
        seal(kind, b"", KEY)


def test_an_envelope_with_a_strange_key_id_or_signature_is_none() -> None:
    with pytest.raises(Malformed, match="key id"):
        Envelope(KIND, b"", "ana", bytes(64))
    with pytest.raises(Malformed, match="64 bytes"):
        Envelope(KIND, b"", SEALED.key_id, bytes(63))


def altered(**changes: object) -> bytes:
    return json.dumps({**json.loads(SEALED.to_json()), **changes}).encode()


SIGNATURE = json.loads(SEALED.to_json())["signatures"][0]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        SEALED.to_json() + b"x",
        SEALED.to_json().replace(b'{"payload"', b'{"payload":"e30=","payload"', 1),
        altered(extra=1),
        altered(payload=1),
        altered(payload="e30"),
        altered(payload="e 30="),
        altered(payloadType=None),
        altered(payloadType=""),
        altered(signatures=[]),
        altered(signatures={}),
        altered(signatures=None),
        altered(signatures=[SIGNATURE, SIGNATURE]),
        altered(signatures=["x"]),
        altered(signatures=[{**SIGNATURE, "cert": "x"}]),
        altered(signatures=[{"sig": SIGNATURE["sig"]}]),
        altered(signatures=[{**SIGNATURE, "keyid": "ANA"}]),
        altered(signatures=[{**SIGNATURE, "sig": "AAAA"}]),
        altered(signatures=[{**SIGNATURE, "sig": 5}]),
    ],
)
def test_an_envelope_has_exactly_one_form_and_one_signature(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_envelope(data)
