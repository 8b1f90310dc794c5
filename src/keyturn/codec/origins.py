"""Where passkeys can be: a host's name and the origin of pages there."""

import re
from dataclasses import dataclass
from typing import Final

from keyturn.errors import Malformed

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*")
_PORT: Final = r"(?::[1-9][0-9]{0,4})?"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Where a passkey was made, and the only place at which it signs: a host's name, and the page's whole origin."""

    id: str
    origin: str


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
