"""Whether a key may be enrolled at all: it is a key of its kind, and bears its own name."""

from typing import Final

from keyturn.codec.digest import same
from keyturn.codec.keys import key_id, parse_public_key
from keyturn.codec.origins import RelyingParty, check_party
from keyturn.codec.webauthn import parse_passkey, passkey_id
from keyturn.errors import Malformed
from keyturn.model.identity import PublicKey

LONGEST_CREDENTIAL: Final = 1023
"""Bytes of a credential's id (Web Authentication Level 3, section 4)."""


def check_key(key: PublicKey) -> None:
    """Return if `key` may be enrolled. Raises Malformed for what is no key, or bears another key's name."""
    if key.passkey is None:
        parse_public_key(key.raw)
        named = key_id(key.raw)
    else:
        parse_passkey(key.raw)
        named = passkey_id(key.raw)
        party_of(key)
        if not 0 < len(key.passkey.credential) <= LONGEST_CREDENTIAL:
            raise Malformed("credential id", key.passkey.credential.hex(), f"it has 1 to {LONGEST_CREDENTIAL} bytes")
        if not 0 <= key.passkey.count < 2**32:
            raise Malformed("signature counter", key.passkey.count, "it has four bytes")
    if not same(key.id, named):
        raise Malformed("key id", key.id, "it is not the one of this key")


def party_of(key: PublicKey) -> RelyingParty:
    """Return where the passkey `key` was registered. Raises Malformed unless a browser would let it be there."""
    passkey = key.passkey
    if passkey is None:
        raise Malformed("passkey", key.id, "it is a key of another kind")
    return check_party(passkey.party, passkey.origin)
