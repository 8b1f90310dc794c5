"""What people sign to have the gateway itself send calls: the calls they propose, and the order to send them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from keyturn.codec.canonical import Json
from keyturn.model.change import RollsBack
from keyturn.model.identity import TaskKind


@dataclass(frozen=True, slots=True)
class ProposedCall:
    """One call by its names, with all that it is to say in full."""

    service: str
    operation: str
    region: str
    parameters: Mapping[str, Json]

    def document(self) -> dict[str, Json]:
        """As it stands in what is signed."""
        return {
            "service": self.service,
            "operation": self.operation,
            "region": self.region,
            "parameters": dict(self.parameters),
        }


@dataclass(frozen=True, slots=True)
class CallsProposal:
    """One person proposes that the gateway send these calls in this order, as one change.

    `intent` and `kind` are those of the task that begins with it.
    """

    deployment: str
    intent: str
    kind: TaskKind
    calls: tuple[ProposedCall, ...]
    rolls_back: RollsBack | None
    by: str
    key_id: str
    at: datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class ExecutionOrder:
    """One person orders that the calls of this very change be sent now, as far as it is approved."""

    deployment: str
    change: str
    change_digest: str
    by: str
    key_id: str
    at: datetime
    nonce: str
