"""What happens to a change of the gate that waits for people: votes, and every other move."""

from keyturn.flow.kept import GateCase, Vote
from keyturn.flow.known import Known
from keyturn.model.gate import GATE_OPEN, GateEvent, move_gate


def vote_on_gate(known: Known, case: GateCase, vote: Vote, *, met: bool) -> None:
    """Count a vote on a change of the gate; what it puts in force has an entry of its own."""
    case.votes[vote.reviewer] = vote
    if not vote.approves:
        move_gate_case(known, case, GateEvent.REJECTION)
    elif met:
        move_gate_case(known, case, GateEvent.QUORUM_MET)


def move_gate_case(known: Known, case: GateCase, event: GateEvent) -> None:
    """Move a change of the gate, and keep what is open true."""
    case.stage = move_gate(case.stage, event)
    if case.stage not in GATE_OPEN:
        known.open_gate.pop(case.change.id, None)
