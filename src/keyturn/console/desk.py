"""Who answers behind the pages: the same object as behind the control socket.

The console asks reads of it, hands in votes that passkeys signed, and what a browser makes with an invitation.
"""

from collections.abc import Mapping
from typing import Protocol

from keyturn.codec.canonical import Json


class Desk(Protocol):
    """The one object that knows the gate's state."""

    async def ask(self, method: str, params: Mapping[str, Json]) -> Json:
        """Answer `method`. Raises KeyturnError, whose kind says whose turn it is."""
