"""Whether a key may be enrolled at all: it is a key of its kind, and bears its own name."""

import re
from typing import Final

from keyturn.codec.digest import same
from keyturn.codec.keys import key_id, parse_public_key
from keyturn.codec.webauthn import RelyingParty, parse_passkey, passkey_id
from keyturn.errors import Malformed
from keyturn.model.identity import PublicKey

LONGEST_CREDENTIAL: Final = 1023
"""Bytes of a credential's id (Web Authentication Level 3, section 4)."""

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_PORT: Final = r"(?::[1-9][0-9]{0,4})?"


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


def check_party(party: str, origin: str) -> RelyingParty:
    """Return the relying party of pages at `origin`.

    Raises Malformed unless it is https at the host `party`, or plain HTTP at `localhost`: browsers make passkeys
    nowhere else (Web Authentication Level 3, section 5.1.3; Secure Contexts, 3.1), nor for addresses.
    """
    if len(party) > 253 or not _HOST.fullmatch(party) or party.rpartition(".")[2].isdigit():
        raise Malformed("host for passkeys", party, "a host's name is wanted, lower case; an address cannot have any")
    scheme = "https?" if party == "localhost" else "https"
    if not re.fullmatch(rf"{scheme}://{re.escape(party)}{_PORT}", origin):
        raise Malformed("origin for passkeys", origin, f"`https://{party}` is wanted, with a port where it is not 443")
    return RelyingParty(party, origin)
