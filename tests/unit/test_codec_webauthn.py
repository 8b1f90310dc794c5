"""A passkey's answer: it holds for one statement, one site and one verified person, or not at all."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keyturn.approve.enrolled import check_key
from keyturn.codec import dsse, webauthn
from keyturn.codec.encoding import b64encode, b64url, b64url_decode
from keyturn.codec.keys import BadSignature
from keyturn.codec.origins import RelyingParty, check_party
from keyturn.codec.webauthn import Assertion, BadAssertion
from keyturn.errors import Malformed
from keyturn.model import written
from keyturn.model.identity import KeyKind, Person, PublicKey
from tests.authenticator import ORIGIN, PARTY, PRESENT, VERIFIED, SoftPasskey, p256

KIND = "application/vnd.keyturn.test.v1+json"
HERE = RelyingParty(PARTY, ORIGIN)
QUESTION = bytes(range(32))
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def passkeys() -> list[SoftPasskey]:
    return [SoftPasskey(p256(7)), SoftPasskey(Ed25519PrivateKey.from_private_bytes(bytes(32)))]


@pytest.mark.parametrize("passkey", passkeys(), ids=["ES256", "EdDSA"])
def test_what_a_passkey_signed_holds_for_the_question_it_was_asked(passkey: SoftPasskey) -> None:
    assertion, signature = passkey.answer(QUESTION)

    webauthn.verify(passkey.raw, HERE, QUESTION, assertion, signature)
    with pytest.raises(BadAssertion, match="another question"):
        webauthn.verify(passkey.raw, HERE, bytes(32), assertion, signature)


@pytest.mark.parametrize(
    ("client", "why"),
    [
        ({"type": "webauthn.create"}, "something else"),
        ({"type": "payment.get"}, "something else"),
        ({"type": None}, "has no `type`"),
        ({"challenge": b64encode(QUESTION)}, "another question"),
        ({"challenge": b64url(QUESTION) + "="}, "another question"),
        ({"challenge": 7}, "has no `challenge`"),
        ({"origin": "https://localhost:8401"}, "another origin"),
        ({"origin": "http://localhost:8402"}, "another origin"),
        ({"origin": "http://localhost:8401/"}, "another origin"),
        ({"origin": None}, "has no `origin`"),
        ({"crossOrigin": True}, "inside a page"),
        ({"crossOrigin": "false"}, "inside a page"),
        ({"topOrigin": "https://evil.example"}, "inside a page"),
    ],
)
def test_client_data_of_another_page_or_another_ceremony_does_not_hold(client: dict[str, object], why: str) -> None:
    passkey = SoftPasskey(p256(7), client=client)
    assertion, signature = passkey.answer(QUESTION)

    with pytest.raises(BadAssertion, match=why):
        webauthn.verify(passkey.raw, HERE, QUESTION, assertion, signature)


def test_older_browsers_do_not_say_whether_a_page_stood_inside_another() -> None:
    passkey = SoftPasskey(p256(7), client={"crossOrigin": None})

    webauthn.verify(passkey.raw, HERE, QUESTION, *passkey.answer(QUESTION))


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (0, "nobody touched"),
        (VERIFIED, "nobody touched"),
        (PRESENT, "did not check whose hand"),
        (PRESENT | VERIFIED | 0x40, "more follows"),
        (PRESENT | VERIFIED | 0x80, "more follows"),
        (PRESENT | VERIFIED | 0x10, "contradicts itself"),
    ],
)
def test_flags_that_do_not_say_that_its_owner_was_there_do_not_hold(flags: int, why: str) -> None:
    passkey = SoftPasskey(p256(7), flags=flags)
    assertion, signature = passkey.answer(QUESTION)

    with pytest.raises(BadAssertion, match=why):
        webauthn.verify(passkey.raw, HERE, QUESTION, assertion, signature)


def test_a_passkey_of_another_site_does_not_hold() -> None:
    passkey = SoftPasskey(p256(7), party="evil.example")

    with pytest.raises(BadAssertion, match="another site"):
        webauthn.verify(passkey.raw, HERE, QUESTION, *passkey.answer(QUESTION))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"type":"a","type":"webauthn.get"}', b"\xff", b"{}x"])
def test_client_data_that_readers_could_disagree_about_is_not_read(data: bytes) -> None:
    passkey = SoftPasskey(p256(7))
    good, signature = passkey.answer(QUESTION)

    with pytest.raises((BadAssertion, Malformed)):
        webauthn.verify(passkey.raw, HERE, QUESTION, Assertion(good.authenticator_data, data), signature)


@pytest.mark.parametrize("passkey", passkeys(), ids=["ES256", "EdDSA"])
def test_no_byte_of_it_can_be_changed(passkey: SoftPasskey) -> None:
    good, signature = passkey.answer(QUESTION)
    told = json.loads(good.client_data) | {"other_keys_can_be_added_here": ""}

    for changed in (
        replace(good, client_data=json.dumps(told).encode()),
        replace(good, authenticator_data=good.authenticator_data[:-1] + b"\x99"),
    ):
        with pytest.raises(BadSignature):
            webauthn.verify(passkey.raw, HERE, QUESTION, changed, signature)
    for place in range(len(signature)):
        bent = signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :]
        with pytest.raises(BadSignature):
            webauthn.verify(passkey.raw, HERE, QUESTION, good, bent)
    with pytest.raises(BadSignature):
        webauthn.verify(SoftPasskey(p256(8)).raw, HERE, QUESTION, good, signature)


def test_a_signature_of_p256_has_one_encoding() -> None:
    passkey = SoftPasskey(p256(7))
    good, signature = passkey.answer(QUESTION)
    r, s = decode_dss_signature(signature)
    longer = b"\x30" + bytes([signature[1] + 1]) + b"\x02" + bytes([signature[3] + 1]) + b"\x00" + signature[4:]

    webauthn.verify(passkey.raw, HERE, QUESTION, good, encode_dss_signature(r, ORDER - s))  # authenticators make both
    for twin in (longer, signature + b"\x00", b"", b"\x30\x00", bytes(80)):
        with pytest.raises(BadSignature):
            webauthn.verify(passkey.raw, HERE, QUESTION, good, twin)


def test_a_key_is_a_point_in_its_one_form_or_nothing() -> None:
    point = SoftPasskey(p256(7)).raw
    compressed = p256(7).public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    for raw in (
        b"",
        compressed,
        b"\x06" + point[1:],
        point[:-1],
        point[:-1] + bytes([point[-1] ^ 1]),
        b"\x00",
        bytes(65),
    ):
        with pytest.raises(Malformed):
            webauthn.parse_passkey(raw)


def test_authenticator_data_has_the_length_that_an_assertion_has() -> None:
    for length in (0, 36, 38, 200):
        with pytest.raises(Malformed):
            Assertion(bytes(length), b"{}")
    with pytest.raises(Malformed):
        Assertion(bytes(37), bytes(5000))


# ---- in an envelope


def test_the_statement_is_the_same_whichever_key_signs_it() -> None:
    passkey = SoftPasskey(p256(7))
    sealed = passkey.seal(KIND, b'{"a":1}')

    assert dsse.challenge(KIND, b'{"a":1}') == sha256(dsse.pae(KIND, b'{"a":1}')).digest()
    assert dsse.open_asserted(sealed, KIND, passkey.raw, HERE) == b'{"a":1}'
    assert dsse.parse_envelope(sealed.to_json()) == sealed
    assert json.loads(sealed.to_json())["signatures"][0].keys() == {
        "keyid",
        "sig",
        "authenticatorData",
        "clientDataJSON",
    }


def test_an_altered_statement_another_type_and_another_key_are_refused() -> None:
    passkey, other = SoftPasskey(p256(7)), SoftPasskey(p256(8))
    sealed = passkey.seal(KIND, b'{"a":1}')

    for bent in (replace(sealed, payload=b'{"a":2}'), replace(sealed, key_id=other.public.id)):
        with pytest.raises(BadSignature):
            dsse.open_asserted(bent, KIND, passkey.raw, HERE)
    with pytest.raises(BadSignature, match="the statement is a"):
        dsse.open_asserted(sealed, KIND.replace("test", "approval"), passkey.raw, HERE)
    with pytest.raises(BadSignature):
        dsse.open_asserted(sealed, KIND, other.raw, HERE)


def test_neither_kind_of_key_passes_for_the_other() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    passkey = SoftPasskey(key)
    by_file, by_passkey = dsse.seal(KIND, b"{}", key), passkey.seal(KIND, b"{}")

    assert by_file.key_id != by_passkey.key_id
    with pytest.raises(BadSignature):
        dsse.open_asserted(by_file, KIND, passkey.raw, HERE)
    with pytest.raises(BadSignature):
        dsse.open_asserted(replace(by_file, key_id=passkey.public.id), KIND, passkey.raw, HERE)
    with pytest.raises(BadSignature):
        dsse.open_envelope(by_passkey, KIND, key.public_key())
    with pytest.raises(BadSignature, match="is a passkey's"):
        dsse.open_envelope(replace(by_passkey, key_id=by_file.key_id), KIND, key.public_key())


def test_an_envelope_has_both_members_of_a_passkey_or_neither() -> None:
    told = json.loads(SoftPasskey(p256(7)).seal(KIND, b"{}").to_json())
    del told["signatures"][0]["clientDataJSON"]

    with pytest.raises(Malformed):
        dsse.parse_envelope(json.dumps(told).encode())


# ---- as it is enrolled


def test_a_passkey_is_enrolled_with_the_place_where_it_signs_and_read_back() -> None:
    key = SoftPasskey(p256(7), made_with=3).public
    old = PublicKey("0" * 32, bytes(32))
    person = Person("ana", frozenset({"sre"}), (old, key))

    check_key(key)
    assert key.kind is KeyKind.PASSKEY
    assert written.read_person(written.person(person)) == person
    assert written.public_key(old).keys() == {"id", "raw"}  # as logs of before have it
    with pytest.raises(Malformed, match="kind of key"):
        written.read_public_key({**written.public_key(old), "kind": "password"})


def test_a_key_that_bears_another_name_is_not_enrolled() -> None:
    key = SoftPasskey(p256(7)).public
    assert key.passkey is not None

    for odd in (
        replace(key, id="0" * 32),
        replace(key, passkey=None),
        replace(key, passkey=replace(key.passkey, credential=b"")),
        replace(key, passkey=replace(key.passkey, count=-1)),
        replace(key, passkey=replace(key.passkey, origin="https://evil.example")),
    ):
        with pytest.raises(Malformed):
            check_key(odd)


@pytest.mark.parametrize(
    ("party", "origin"),
    [
        ("gate.example", "http://gate.example"),
        ("gate.example", "https://gate.example.evil"),
        ("gate.example", "https://gate.example/"),
        ("gate.example", "https://a.gate.example"),
        ("gate.example", "https://user@gate.example"),
        ("127.0.0.1", "https://127.0.0.1"),
        ("GATE.example", "https://GATE.example"),
        ("", "https://"),
        ("localhost", "http://localhost:0"),
    ],
)
def test_passkeys_live_at_a_name_over_https_or_at_localhost(party: str, origin: str) -> None:
    with pytest.raises(Malformed):
        check_party(party, origin)


@pytest.mark.parametrize(
    ("party", "origin"),
    [
        ("gate.example", "https://gate.example"),
        ("gate.example", "https://gate.example:8443"),
        ("localhost", "http://localhost:8401"),
        ("localhost", "https://localhost"),
    ],
)
def test_these_are_places_for_passkeys(party: str, origin: str) -> None:
    assert check_party(party, origin) == RelyingParty(party, origin)


def test_base64_for_urls_has_one_text() -> None:
    for data in (b"", b"\xfb\xff\xfe", b"a", b"ab", b"abc"):
        assert b64url_decode(b64url(data)) == data
    for text in ("+/", "YQ==", "YR", "a b", "Y"):
        with pytest.raises(Malformed):
            b64url_decode(text)
