"""Whose votes on a change of the gate count now."""

from keyturn.approve.seats import seat
from keyturn.flow.gate.asking import is_reviewer
from keyturn.flow.kept import GateCase
from keyturn.flow.known import Known
from keyturn.model.decision import Quorum, Standing
from keyturn.model.gate import GateChange
from keyturn.model.identity import Person


def gate_voters(known: Known, case: GateCase) -> list[Person]:
    """Return the people whose approval of `case` counts now: enabled, with the same key, still of the group."""
    return [
        person
        for vote in case.votes.values()
        if vote.approves and (person := known.people.get(vote.reviewer)) and may_vote(person, vote.key_id, case.change)
    ]


def may_vote(person: Person, key_id: str, change: GateChange) -> bool:
    """Whether `person` has a vote on a change of the gate: never its proposer, nor whom it is about."""
    if not person.enabled or person.name in (change.by, change.subject):
        return False
    return is_reviewer(person, change.quorum) and any(key.id == key_id for key in person.keys)


def gate_standing(known: Known, case: GateCase, quorum: Quorum | None = None) -> Standing:
    """Say what the votes for `case` amount to now."""
    voters = gate_voters(known, case)
    local = {person.name for person in voters if case.votes[person.name].local}
    return seat(quorum or case.change.quorum, {person.name: person.groups for person in voters}, local)
