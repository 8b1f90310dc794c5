"""Signed statements: DSSE v1 envelopes with exactly one signature, by an Ed25519 key or by a passkey.

Source: https://github.com/secure-systems-lab/dsse (protocol.md, envelope.md). What is signed is the payload *and* its
type, so that a statement of one kind is never read as another.

A passkey cannot sign bytes of our choice. It signs its own data, which holds a challenge, and the challenge is the
SHA-256 of what an Ed25519 key would have signed. So the statement is the same for both, and the signature of a passkey
carries two members more (which DSSE allows): `authenticatorData` and `clientDataJSON`, in standard base64.
"""

import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keyturn.codec import keys, webauthn
from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import same, sha256
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.codec.keys import BadSignature
from keyturn.codec.origins import RelyingParty
from keyturn.codec.strict import loads
from keyturn.codec.webauthn import Assertion, BadAssertion
from keyturn.errors import Malformed

__all__ = [
    "Assertion",
    "BadSignature",
    "Envelope",
    "challenge",
    "open_asserted",
    "open_envelope",
    "pae",
    "parse_envelope",
    "seal",
]

_WHAT: Final = "DSSE envelope"
_PAYLOAD_TYPE: Final = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload, its type, and what is said to be a signature by the key of that name: `open_envelope` verifies it.

    `assertion` is what a passkey signed, None for a signature by an Ed25519 key; `open_asserted` verifies those.

    Raises Malformed for a type that is not 1 to 200 visible ASCII characters, a key id that is none, a signature of a
    length that none has.
    """

    payload_type: str
    payload: bytes
    key_id: str
    signature: bytes
    assertion: Assertion | None = None

    def __post_init__(self) -> None:
        if not _PAYLOAD_TYPE.fullmatch(self.payload_type):
            raise Malformed("DSSE payload type", self.payload_type)
        keys.parse_key_id(self.key_id)
        if self.assertion is not None:
            if not 0 < len(self.signature) <= webauthn.LONGEST_SIGNATURE:
                raise Malformed("passkey's signature", self.signature.hex(), "no passkey signs in so many bytes")
        elif len(self.signature) != keys.SIGNATURE_BYTES:
            raise Malformed("Ed25519 signature", self.signature.hex(), f"{keys.SIGNATURE_BYTES} bytes are wanted")

    def to_json(self) -> bytes:
        """The envelope in DSSE's JSON form, canonical, so that one envelope is one text."""
        signature: dict[str, Json] = {"keyid": self.key_id, "sig": b64encode(self.signature)}
        if self.assertion is not None:
            signature["authenticatorData"] = b64encode(self.assertion.authenticator_data)
            signature["clientDataJSON"] = b64encode(self.assertion.client_data)
        return encode({"payload": b64encode(self.payload), "payloadType": self.payload_type, "signatures": [signature]})


def pae(payload_type: str, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: what is really signed. Lengths are in bytes, so no two pairs share it."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def challenge(payload_type: str, payload: bytes) -> bytes:
    """The 32 bytes that a page asks a passkey with, so that it signs `payload` as a statement of `payload_type`."""
    return sha256(pae(payload_type, payload))


def seal(payload_type: str, payload: bytes, key: Ed25519PrivateKey) -> Envelope:
    """Sign `payload` as a statement of `payload_type`. Raises Malformed for a type that no envelope may carry."""
    key_id = keys.key_id(key.public_key().public_bytes_raw())
    return Envelope(payload_type, payload, key_id, key.sign(pae(payload_type, payload)))


def parse_envelope(data: bytes) -> Envelope:
    """Read an envelope from JSON, canonical or not: exactly DSSE's members, one signature, standard base64.

    A signature has `keyid` and `sig`, and beside them either both members of a passkey's or neither. Raises Malformed.
    Nothing is verified yet.
    """
    outer = _members(loads(data), {"payload", "payloadType", "signatures"})
    signatures = outer["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise Malformed(_WHAT, data, "exactly one signature is wanted")
    inner, assertion = signatures[0], None
    if isinstance(inner, dict) and len(inner) > 2:
        inner = _members(inner, {"keyid", "sig", "authenticatorData", "clientDataJSON"})
        data, client = b64decode(_text(inner, "authenticatorData")), b64decode(_text(inner, "clientDataJSON"))
        assertion = Assertion(data, client)
    else:
        inner = _members(inner, {"keyid", "sig"})
    return Envelope(
        payload_type=_text(outer, "payloadType"),
        payload=b64decode(_text(outer, "payload")),
        key_id=_text(inner, "keyid"),
        signature=b64decode(_text(inner, "sig")),
        assertion=assertion,
    )


def open_envelope(envelope: Envelope, payload_type: str, key: Ed25519PublicKey) -> bytes:
    """The payload of `envelope`, once it is known to be a `payload_type` that the holder of `key` signed.

    Raises BadSignature, also if the envelope is of another type or names another key. The strictness is that of
    `keyturn.codec.keys.verify`.
    """
    _check_named(envelope, payload_type, keys.key_id(key.public_bytes_raw()))
    if envelope.assertion is not None:
        raise BadSignature(f"`{payload_type}`", "it is a passkey's, and the key it names is none")
    keys.verify(key, envelope.signature, pae(envelope.payload_type, envelope.payload), f"`{payload_type}`")
    return envelope.payload


def open_asserted(envelope: Envelope, payload_type: str, key: bytes, party: RelyingParty) -> bytes:
    """The payload of `envelope`, once it is known to be a `payload_type` that the owner of the passkey `key` signed.

    `key` is its raw public key, `party` where it was registered. Raises BadSignature, BadAssertion.
    """
    _check_named(envelope, payload_type, webauthn.passkey_id(key))
    if envelope.assertion is None:
        raise BadAssertion("it has no `authenticatorData` and no `clientDataJSON`, and the key it names is a passkey")
    asked = challenge(envelope.payload_type, envelope.payload)
    webauthn.verify(key, party, asked, envelope.assertion, envelope.signature)
    return envelope.payload


def _check_named(envelope: Envelope, payload_type: str, key_id: str) -> None:
    if envelope.payload_type != payload_type:
        raise BadSignature(f"`{payload_type}`", f"the statement is a `{envelope.payload_type}`")
    if not same(envelope.key_id, key_id):
        raise BadSignature(f"`{payload_type}`", f"it names another key, `{envelope.key_id}`")


def _members(value: Json, names: set[str]) -> dict[str, Json]:
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed(_WHAT, value, f"an object with the members {', '.join(sorted(names))} is wanted")
    return value


def _text(members: dict[str, Json], name: str) -> str:
    value = members[name]
    if not isinstance(value, str):
        raise Malformed(_WHAT, value, f"`{name}` must be text")
    return value
