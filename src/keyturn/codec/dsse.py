"""Signed statements: DSSE v1 envelopes with exactly one Ed25519 signature.

Source: https://github.com/secure-systems-lab/dsse (protocol.md, envelope.md). What is signed is the payload *and* its
type, so that a statement of one kind is never read as another.
"""

import re
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keyturn.codec import keys
from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import same
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.codec.keys import BadSignature
from keyturn.codec.strict import loads
from keyturn.errors import Malformed

__all__ = ["BadSignature", "Envelope", "open_envelope", "pae", "parse_envelope", "seal"]

_WHAT: Final = "DSSE envelope"
_PAYLOAD_TYPE: Final = re.compile(r"[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload, its type, and what is said to be a signature by the key of that name: `open_envelope` verifies it.

    Raises Malformed for a type that is not 1 to 200 visible ASCII characters, a key id that is none, a signature that
    has not 64 bytes.
    """

    payload_type: str
    payload: bytes
    key_id: str
    signature: bytes

    def __post_init__(self) -> None:
        if not _PAYLOAD_TYPE.fullmatch(self.payload_type):
            raise Malformed("DSSE payload type", self.payload_type)
        keys.parse_key_id(self.key_id)
        if len(self.signature) != keys.SIGNATURE_BYTES:
            raise Malformed("Ed25519 signature", self.signature.hex(), f"{keys.SIGNATURE_BYTES} bytes are wanted")

    def to_json(self) -> bytes:
        """The envelope in DSSE's JSON form, canonical, so that one envelope is one text."""
        return encode(
            {
                "payload": b64encode(self.payload),
                "payloadType": self.payload_type,
                "signatures": [{"keyid": self.key_id, "sig": b64encode(self.signature)}],
            }
        )


def pae(payload_type: str, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: what is really signed. Lengths are in bytes, so no two pairs share it."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def seal(payload_type: str, payload: bytes, key: Ed25519PrivateKey) -> Envelope:
    """Sign `payload` as a statement of `payload_type`. Raises Malformed for a type that no envelope may carry."""
    key_id = keys.key_id(key.public_key().public_bytes_raw())
    return Envelope(payload_type, payload, key_id, key.sign(pae(payload_type, payload)))


def parse_envelope(data: bytes) -> Envelope:
    """Read an envelope from JSON, canonical or not: exactly DSSE's members, one signature, standard base64.

    Raises Malformed. Nothing is verified yet.
    """
    outer = _members(loads(data), {"payload", "payloadType", "signatures"})
    signatures = outer["signatures"]
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise Malformed(_WHAT, data, "exactly one signature is wanted")
    inner = _members(signatures[0], {"keyid", "sig"})
    return Envelope(
        payload_type=_text(outer, "payloadType"),
        payload=b64decode(_text(outer, "payload")),
        key_id=_text(inner, "keyid"),
        signature=b64decode(_text(inner, "sig")),
    )


def open_envelope(envelope: Envelope, payload_type: str, key: Ed25519PublicKey) -> bytes:
    """The payload of `envelope`, once it is known to be a `payload_type` that the holder of `key` signed.

    Raises BadSignature, also if the envelope is of another type or names another key. The strictness is that of
    `keyturn.codec.keys.verify`.
    """
    if envelope.payload_type != payload_type:
        raise BadSignature(f"`{payload_type}`", f"the statement is a `{envelope.payload_type}`")
    if not same(envelope.key_id, keys.key_id(key.public_bytes_raw())):
        raise BadSignature(f"`{payload_type}`", f"it names another key, `{envelope.key_id}`")
    keys.verify(key, envelope.signature, pae(envelope.payload_type, envelope.payload), f"`{payload_type}`")
    return envelope.payload


def _members(value: Json, names: set[str]) -> dict[str, Json]:
    if not isinstance(value, dict) or value.keys() != names:
        raise Malformed(_WHAT, value, f"an object with the members {', '.join(sorted(names))} is wanted")
    return value


def _text(members: dict[str, Json], name: str) -> str:
    value = members[name]
    if not isinstance(value, str):
        raise Malformed(_WHAT, value, f"`{name}` must be text")
    return value
