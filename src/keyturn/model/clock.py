"""A clock that cannot be believed, and a person's word that it can."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from keyturn.codec import canonical
from keyturn.codec.encoding import format_instant
from keyturn.model.decision import Quorum


@dataclass(frozen=True, slots=True)
class Hold:
    """One jump of the clock, and that production is held for it.

    `agreed` is the last instant at which clock and monotonic clock agreed (after a restart: the last entry's),
    `expected` what the gate went on with when it noticed, `clock` what the clock said then; all UTC. `fresh` is random,
    so that no later jump is the same one. `quorum` are the people whose word ends it.
    """

    deployment: str
    fresh: str
    agreed: datetime
    expected: datetime
    clock: datetime
    quorum: Quorum

    @property
    def back(self) -> bool:
        """Whether the clock went back."""
        return self.clock < self.expected

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the document: what a person's acceptance names."""
        return sha256(canonical.encode(self.document())).hexdigest()

    def document(self) -> Mapping[str, canonical.Json]:
        """The jump as people see it, and as it stands in the log."""
        return {
            "v": 1,
            "deployment": self.deployment,
            "fresh": self.fresh,
            "agreed": format_instant(self.agreed),
            "expected": format_instant(self.expected),
            "clock": format_instant(self.clock),
            "quorum": self.quorum.document(),
        }


@dataclass(frozen=True, slots=True)
class ClockAcceptance:
    """The statement by which a person accepts what the clock says since one jump. `hold` is that jump's digest."""

    deployment: str
    hold: str
    by: str
    key_id: str
    at: datetime
    nonce: str
