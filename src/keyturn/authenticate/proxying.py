"""Who asks the door to let a connection through: HTTP's Basic scheme (RFC 7617), the only one that all clients speak.

The name is the session's access key id, the password derived from its secret: what a client writes into every request
line's neighbour, and programs into their logs, signs no call.
"""

import hmac
import re
from typing import Final

from keyturn.codec.digest import same
from keyturn.codec.encoding import b64decode
from keyturn.errors import CallerError, Malformed
from keyturn.model.identity import SessionKey

_BASIC: Final = re.compile(r"[Bb]asic +([A-Za-z0-9+/=]{4,512})")
_PURPOSE: Final = b"keyturn proxy password v1"


class NotLetThrough(CallerError):
    """Nobody who is known asks to be let through."""

    code = "proxy.unknown"

    def __init__(self) -> None:
        super().__init__(
            "only a session is let through to other hosts: open one with `keyturn session open --proxy` and use the "
            "HTTPS_PROXY that it prints"
        )


def password(key: SessionKey) -> str:
    """Return the password under which the session that has `key` asks to be let through."""
    return hmac.digest(key.secret.encode(), _PURPOSE, "sha256").hex()[:40]


def read_basic(authorization: str | None) -> tuple[str, str]:
    """Return name and password of a Proxy-Authorization header. Raises NotLetThrough."""
    found = _BASIC.fullmatch(authorization or "")
    if found is None:
        raise NotLetThrough
    try:
        name, _, given = b64decode(found[1]).decode("ascii").partition(":")
    except (Malformed, ValueError):
        raise NotLetThrough from None
    return name, given


def check(given: str, key: SessionKey) -> None:
    """Raise NotLetThrough unless `given` is the password of the session that has `key`. Takes the same time always."""
    if not same(given, password(key)):
        raise NotLetThrough
