"""Whatever is changed of a passkey's vote, wherever, it is another vote or none."""

from hypothesis import given
from hypothesis import strategies as st

from keyturn.codec import dsse
from keyturn.codec.canonical import encode
from keyturn.codec.origins import RelyingParty
from keyturn.codec.webauthn import Assertion, parse_passkey
from keyturn.errors import KeyturnError
from tests.authenticator import ORIGIN, PARTY, SoftPasskey, p256

KIND = "application/vnd.keyturn.test.v1+json"
HERE = RelyingParty(PARTY, ORIGIN)
PASSKEY = SoftPasskey(p256(7))
SEALED = PASSKEY.seal(KIND, encode({"comment": "seen", "verdict": "approve"}))
ASSERTION = SEALED.assertion or Assertion(bytes(37), b"{}")


def bent(data: bytes, place: int, flip: int) -> bytes:
    at = place % len(data)
    return data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]


@given(part=st.sampled_from(["payload", "data", "client", "signature"]), place=st.integers(0), flip=st.integers(1, 255))
def test_no_changed_byte_is_accepted(part: str, place: int, flip: int) -> None:
    data, client = ASSERTION.authenticator_data, ASSERTION.client_data
    payload, signature = SEALED.payload, SEALED.signature
    match part:
        case "payload":
            payload = bent(payload, place, flip)
        case "data":
            data = bent(data, place, flip)
        case "client":
            client = bent(client, place, flip)
        case _:
            signature = bent(signature, place, flip)
    changed = dsse.Envelope(KIND, payload, SEALED.key_id, signature, Assertion(data, client))

    try:
        opened = dsse.open_asserted(changed, KIND, PASSKEY.raw, HERE)
    except KeyturnError:
        return
    raise AssertionError(opened)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for read in (dsse.parse_envelope, parse_passkey):
        try:
            read(data)
        except KeyturnError:
            continue


@given(st.binary(max_size=200), st.binary(max_size=80))
def test_no_client_data_breaks_the_check(client: bytes, signature: bytes) -> None:
    try:
        changed = dsse.Envelope(KIND, b"{}", SEALED.key_id, signature, Assertion(ASSERTION.authenticator_data, client))
        opened = dsse.open_asserted(changed, KIND, PASSKEY.raw, HERE)
    except KeyturnError:
        return
    raise AssertionError(opened)
