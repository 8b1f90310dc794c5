"""What a passkey signs, read strictly and checked without any server (W3C Web Authentication Level 3).

A passkey signs `authenticatorData` and the SHA-256 of `clientDataJSON` (section 6.3.3). The second holds the challenge
that the page asked with; here that is always the digest of a statement, so that the signature is the statement's.
Whoever has the public key, the relying party's id and its origin can check it years later.

Two kinds of public keys are known, told apart by their length: ES256, an uncompressed point of P-256 (65 bytes, SEC 1,
2.3.3), and EdDSA, an Ed25519 key (32 bytes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from keyturn.codec import keys
from keyturn.codec.canonical import Json
from keyturn.codec.digest import hex_sha256, same, sha256
from keyturn.codec.encoding import b64url
from keyturn.codec.keys import BadSignature
from keyturn.codec.origins import RelyingParty
from keyturn.codec.strict import loads
from keyturn.errors import Malformed

P256_BYTES: Final = 65
AUTHENTICATOR_DATA_BYTES: Final = 37
"""Of an assertion without extensions: SHA-256 of the relying party's id, one byte of flags, a counter of four."""

LONGEST_CLIENT_DATA: Final = 4096
LONGEST_SIGNATURE: Final = 72

GET: Final = "webauthn.get"
CREATE: Final = "webauthn.create"
"""The two ceremonies: signing with a passkey, and making one."""

_KEY_ID_DOMAIN: Final = b"keyturn passkey v1\x00"
_PRESENT: Final = 0x01
_VERIFIED: Final = 0x04
_MAY_BE_COPIED: Final = 0x08
_IS_COPIED: Final = 0x10
_HAS_CREDENTIAL: Final = 0x40
_HAS_EXTENSIONS: Final = 0x80
_WHAT: Final = "the passkey's answer"


class BadAssertion(BadSignature):
    """What a passkey signed is not what it was asked, or not asked by this gate's own page."""

    code = "signature.assertion"

    def __init__(self, why: str) -> None:
        super().__init__(_WHAT, why)


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey signed beside its signature: the bytes of `authenticatorData` and of `clientDataJSON`.

    Raises Malformed for lengths that neither can have.
    """

    authenticator_data: bytes
    client_data: bytes

    def __post_init__(self) -> None:
        if len(self.authenticator_data) != AUTHENTICATOR_DATA_BYTES:
            why = f"{AUTHENTICATOR_DATA_BYTES} bytes are wanted: no credential and no extension was asked for"
            raise Malformed("authenticator data", self.authenticator_data.hex(), why)
        if not 0 < len(self.client_data) <= LONGEST_CLIENT_DATA:
            raise Malformed("client data", f"{len(self.client_data)} bytes", f"at most {LONGEST_CLIENT_DATA} are read")

    @property
    def count(self) -> int:
        """How often the passkey says it has signed; always 0 for those that do not count (section 6.1.1)."""
        return int.from_bytes(self.authenticator_data[33:], "big")


def passkey_id(raw: bytes) -> str:
    """The name of a passkey's public key, as `codec.keys.key_id` names an Ed25519 key, with a domain of its own."""
    return hex_sha256(_KEY_ID_DOMAIN + raw)[:32]


def parse_passkey(raw: bytes) -> ec.EllipticCurvePublicKey | Ed25519PublicKey:
    """Read a passkey's public key. Raises Malformed for what is no point of P-256 and no Ed25519 key."""
    if len(raw) == keys.PUBLIC_KEY_BYTES:
        return keys.parse_public_key(raw)
    if len(raw) != P256_BYTES or raw[0] != 4:
        raise Malformed("public key of a passkey", raw.hex(), "an uncompressed point of P-256 or an Ed25519 key is it")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise Malformed("public key of a passkey", raw.hex(), "the point is not on the curve P-256") from None


def verify(raw: bytes, party: RelyingParty, challenge: bytes, assertion: Assertion, signature: bytes) -> None:
    """Return if the passkey `raw` of `party` signed exactly `challenge`, and its owner was verified while it did.

    Steps 10 to 21 of section 7.2, but for the counter, which needs a memory. Raises BadAssertion.
    """
    check_client_data(assertion.client_data, party.origin, challenge, GET)
    _check_authenticator_data(assertion.authenticator_data, party.id)
    _check_signature(raw, signature, assertion.authenticator_data + sha256(assertion.client_data))


def check_client_data(data: bytes, origin: str, challenge: bytes, ceremony: str) -> None:
    """Return if a page at `origin`, not inside another one, asked with `challenge` for this `ceremony` (GET or CREATE).

    Section 5.8.1. Raises BadAssertion.
    """
    try:
        members = loads(data, depth=8)
    except Malformed as error:
        raise BadAssertion(f"its client data cannot be read ({error})") from None
    if not isinstance(members, Mapping):
        raise BadAssertion("its client data is no JSON object")
    if _text(members, "type") != ceremony:
        raise BadAssertion(f"it was made for something else than `{ceremony}`")
    if not same(_text(members, "challenge"), b64url(challenge)):
        raise BadAssertion("it answers another question: not this statement was signed")
    if _text(members, "origin") != origin:
        raise BadAssertion(f"it was made on a page of another origin than `{origin}`")
    # Both say that the page stood inside a page of somebody else, who may have hidden what was being signed.
    if members.get("crossOrigin", False) is not False or "topOrigin" in members:
        raise BadAssertion("it was made inside a page of another origin")


def _text(members: Mapping[str, Json], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        raise BadAssertion(f"its client data has no `{name}`")
    return value


def _check_authenticator_data(data: bytes, party: str) -> None:
    flags = data[32]
    if not same(data[:32], sha256(party.encode())):
        raise BadAssertion(f"it was made for another site than `{party}`")
    if not flags & _PRESENT:
        raise BadAssertion("nobody touched the authenticator")
    if not flags & _VERIFIED:
        raise BadAssertion("the authenticator did not check whose hand it is in (PIN, fingerprint or face)")
    if flags & (_HAS_CREDENTIAL | _HAS_EXTENSIONS):
        raise BadAssertion("it says that more follows than it holds")
    if flags & _IS_COPIED and not flags & _MAY_BE_COPIED:
        raise BadAssertion("it contradicts itself about being backed up")


def _check_signature(raw: bytes, signature: bytes, message: bytes) -> None:
    key = parse_passkey(raw)
    if isinstance(key, Ed25519PublicKey):
        keys.verify(key, signature, message, _WHAT)
        return
    try:
        # One text a signature: what is not DER in its one form (trailing bytes, long integers) is refused.
        if len(signature) > LONGEST_SIGNATURE or encode_dss_signature(*decode_dss_signature(signature)) != signature:
            raise BadAssertion("its signature is not encoded in the one canonical way")
        key.verify(signature, message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        raise BadAssertion("the bytes or the key are not the ones that were signed") from None
