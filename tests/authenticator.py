"""A passkey made of software: what an authenticator and a browser would sign, and what only an attacker would.

Source: W3C Web Authentication Level 3, sections 5.8.1 (client data), 6.1 (authenticator data), 6.3.3 (assertions).
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keyturn.approve import statements
from keyturn.codec import dsse
from keyturn.codec.encoding import b64url
from keyturn.codec.webauthn import Assertion, passkey_id
from keyturn.model.approval import Approval
from keyturn.model.identity import Passkey, PublicKey

PARTY = "localhost"
ORIGIN = "http://localhost:8401"
PRESENT, VERIFIED, HOLDS_CREDENTIAL = 0x01, 0x04, 0x40


def p256(secret: int) -> ec.EllipticCurvePrivateKey:
    """The P-256 key with this secret number."""
    return ec.derive_private_key(secret, ec.SECP256R1())


@dataclass
class SoftPasskey:
    """One credential in an authenticator that does as it is told; `count` is what it shows next, None for always 0."""

    key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey
    party: str = PARTY
    origin: str = ORIGIN
    count: int | None = 1
    flags: int = PRESENT | VERIFIED
    client: dict[str, Any] = field(default_factory=dict)
    made_with: int = 0

    @property
    def raw(self) -> bytes:
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.public_key().public_bytes_raw()
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def public(self) -> PublicKey:
        """What is enrolled."""
        credential = sha256(self.raw).digest()
        return PublicKey(passkey_id(self.raw), self.raw, Passkey(credential, PARTY, ORIGIN, self.made_with))

    def answer(self, challenge: bytes) -> tuple[Assertion, bytes]:
        """Sign `challenge` as a browser at this origin would ask for it."""
        members = {
            "type": "webauthn.get",
            "challenge": b64url(challenge),
            "origin": self.origin,
            "crossOrigin": False,
            "other_keys_can_be_added_here": "do not compare clientDataJSON against a template",
        }
        client = json.dumps({name: one for name, one in (members | self.client).items() if one is not None}).encode()
        data = sha256(self.party.encode()).digest() + bytes([self.flags]) + (self.count or 0).to_bytes(4, "big")
        if self.count is not None:
            self.count += 1
        message = data + sha256(client).digest()
        if isinstance(self.key, Ed25519PrivateKey):
            return Assertion(data, client), self.key.sign(message)
        return Assertion(data, client), self.key.sign(message, ec.ECDSA(SHA256()))

    def made(self, challenge: bytes) -> str:
        """Make the passkey: what the page hands in, with attestation `none` (sections 6.5.1, 8.7)."""
        members = {"type": "webauthn.create", "challenge": b64url(challenge), "origin": self.origin}
        told = json.dumps(members | self.client).encode()
        credential = sha256(self.raw).digest()
        data = sha256(self.party.encode()).digest() + bytes([self.flags | HOLDS_CREDENTIAL])
        data += self.made_with.to_bytes(4, "big") + bytes(16) + len(credential).to_bytes(2, "big") + credential
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data + cbor2.dumps(self.cose())})
        name = b64url(credential)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": {"clientDataJSON": b64url(told), "attestationObject": b64url(attested)},
            }
        )

    def cose(self) -> dict[int, Any]:
        """The public key as authenticators write it (RFC 9053)."""
        if isinstance(self.key, Ed25519PrivateKey):
            return {1: 1, 3: -8, -1: 6, -2: self.raw}
        return {1: 2, 3: -7, -1: 1, -2: self.raw[1:33], -3: self.raw[33:]}

    def seal(self, payload_type: str, payload: bytes) -> dsse.Envelope:
        """Sign a statement."""
        assertion, signature = self.answer(dsse.challenge(payload_type, payload))
        return dsse.Envelope(payload_type, payload, self.public.id, signature, assertion)

    def vote(self, approval: Approval) -> str:
        """Sign an approval; the text is what the page hands in."""
        sealed = self.seal(statements.APPROVAL_TYPE, statements.approval_payload(approval))
        return sealed.to_json().decode()
