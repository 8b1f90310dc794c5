"""Signatures of outbound webhooks: what a receiver needs to know that we sent them, and when.

Source: Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md), "Signature
scheme": what is signed is `{id}.{timestamp}.{body}`; `v1` is HMAC-SHA256 under a secret `whsec_...`, `v1a` is Ed25519
under a private key `whsk_...`, whose receivers hold `whpk_...`.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec.encoding import b64decode, b64encode
from keyturn.errors import Malformed

SHARED: Final = "whsec_"
PRIVATE: Final = "whsk_"
PUBLIC: Final = "whpk_"
MOST_SECRETS: Final = 8

_SHORTEST, _LONGEST = 24, 64
_SEED: Final = 32
# An id with a full stop in it could shift the borders of what is signed.
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
_WANTED: Final = "`whsec_` or `whsk_` and base64 is wanted"


@dataclass(frozen=True, slots=True)
class SharedSecret:
    """A secret that the receiver knows too."""

    secret: bytes = field(repr=False)

    def sign(self, content: bytes) -> str:
        """Return the `v1` signature of `content`."""
        return f"v1,{b64encode(hmac.digest(self.secret, content, 'sha256'))}"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key of ours, of which the receiver knows the public half."""

    key: Ed25519PrivateKey = field(repr=False)

    def sign(self, content: bytes) -> str:
        """Return the `v1a` signature of `content`."""
        return f"v1a,{b64encode(self.key.sign(content))}"

    def public(self) -> str:
        """Return what the receiver verifies by."""
        return PUBLIC + b64encode(self.key.public_key().public_bytes_raw())


Secret = SharedSecret | SigningKey


def parse_secret(text: str) -> Secret:
    """Read `whsec_` and the base64 of 24 to 64 bytes, or `whsk_` and that of an Ed25519 seed.

    The public key may follow the seed. Raises Malformed, which never shows what it was given.
    """
    if text.startswith(SHARED):
        secret = _decoded(text.removeprefix(SHARED))
        if not _SHORTEST <= len(secret) <= _LONGEST:
            raise _hidden(f"{_SHORTEST} to {_LONGEST} bytes are wanted, not {len(secret)}")
        return SharedSecret(secret)
    if text.startswith(PRIVATE):
        raw = _decoded(text.removeprefix(PRIVATE))
        if len(raw) not in (_SEED, 2 * _SEED):
            raise _hidden(f"{_SEED} bytes are wanted, not {len(raw)}")
        key = Ed25519PrivateKey.from_private_bytes(raw[:_SEED])
        if raw[_SEED:] not in (b"", key.public_key().public_bytes_raw()):
            raise _hidden("its public half is of another key")
        return SigningKey(key)
    raise _hidden(_WANTED)


def signatures(secrets: Sequence[Secret], identity: str, timestamp: int, body: bytes) -> str:
    """Return the `webhook-signature` header: one signature for each of `secrets`, a blank between.

    `timestamp` is that of the attempt, seconds since 1970. Raises Malformed for an id that is none.
    """
    if not _ID.fullmatch(identity):
        raise Malformed("webhook id", identity)
    content = f"{identity}.{timestamp}.".encode() + body
    return " ".join(secret.sign(content) for secret in secrets)


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text)
    except Malformed as error:
        raise _hidden(error.why or _WANTED) from None


def _hidden(why: str) -> Malformed:
    return Malformed("webhook secret", "(not shown)", why)
