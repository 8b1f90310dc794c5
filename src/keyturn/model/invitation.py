"""An invitation to make a passkey: what a link stands for, before anybody has followed it."""

from dataclasses import dataclass
from datetime import datetime

from keyturn.model.identity import PublicKey


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link is good for, until `expires` (UTC, excluded). Its token itself is known to nobody here.

    `id` is the SHA-256 (hex) of that token, `name` whose passkey is wanted, `groups` those they are to be enrolled in
    (empty for somebody who is enrolled already). `key` is what was registered with it: an invitation is used once.
    """

    id: str
    name: str
    groups: frozenset[str]
    opened: datetime
    expires: datetime
    key: PublicKey | None = None
