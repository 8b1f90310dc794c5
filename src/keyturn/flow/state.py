"""The state of the gate: what the log says so far, folded. Nothing else decides what is so.

`State.apply` takes each entry once, in order, whether it was just written or is read back after a restart; both ways
lead to the same state. How each kind of entry is taken in stands in `flow/folds`, a file a subject.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.folds import calls, changes, clock, enrolment, freezes, gate, leaves, people, sessions
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model.evidence import Kind

# All kinds but evidence.UNFOLDED, which change nothing.
_FOLDS: Final[Mapping[Kind, Fold]] = {
    **gate.FOLDS,
    **people.FOLDS,
    **enrolment.FOLDS,
    **sessions.FOLDS,
    **changes.FOLDS,
    **calls.FOLDS,
    **clock.FOLDS,
    **freezes.FOLDS,
    **leaves.FOLDS,
}


class State(Known):
    """Everything the gate knows, as the fold of its log."""

    def apply(self, kind: Kind, at: datetime, about: About, payload: Payload) -> None:
        """Take in one entry. Raises KeyError or Malformed for an entry this version cannot read."""
        statement = payload.get("statement")
        if statement is not None:
            self.statements.add(statement)
        if "count" in payload:
            self.counts[payload["key_id"]] = payload["count"]  # of the passkey that signed it
        fold = _FOLDS.get(kind)
        if fold is not None:
            fold(self, at, about, payload)
