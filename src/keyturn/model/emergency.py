"""What people give leave for beside envelopes: an emergency, and one change in spite of a freeze."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant


@dataclass(frozen=True, slots=True)
class Emergency:
    """While it stands, one approval is enough for what `tasks` want to do in `environment`, until `until` (UTC).

    `opener` asked for it and never approves anything under it.
    """

    opener: str
    environment: str
    tasks: tuple[str, ...]
    until: datetime

    def document(self) -> dict[str, Json]:
        """The emergency as its opener proposes it; whose it is stands beside it."""
        return {"environment": self.environment, "tasks": list(self.tasks), "until": format_instant(self.until)}


@dataclass(frozen=True, slots=True)
class Override:
    """The change with this id and digest passes in spite of exactly these freezes.

    `frozen` is what people were shown of each of them, in the same order.
    """

    change: str
    change_digest: str
    freezes: tuple[str, ...]
    frozen: tuple[Mapping[str, Json], ...]


@dataclass(frozen=True, slots=True)
class LeaveEnd:
    """The statement by which a person ends what a change of the gate gave leave for, at once.

    `change` is that change: an envelope, an emergency, or the overriding of a freeze.
    """

    deployment: str
    change: str
    by: str
    key_id: str
    at: datetime
    nonce: str
