"""Who answers behind the control socket."""

from collections.abc import Mapping
from typing import Protocol

from keyturn.codec.canonical import Json


class Desk(Protocol):
    """The one object that knows the gate's state and takes people's signed statements."""

    async def ask(self, method: str, params: Mapping[str, Json]) -> Json:
        """Answer `method`. Raises KeyturnError, whose kind says whose turn it is."""
