"""Entries about people."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from keyturn.flow.folds.gate_cases import move_gate_case
from keyturn.flow.folds.sessions import end
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.emergency import Emergency
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateEvent
from keyturn.model.identity import Person

PROPOSER_SUSPENDED: Final = "whoever proposed it has suspended a key since: have it proposed again"


def _add_person(known: Known, _: datetime, __: About, payload: Payload) -> None:
    person = written.read_person(payload["person"])
    known.people[person.name] = person
    # For good: a key that once was one person's never speaks for another name.
    known.owner_of_key |= {key.id: person.name for key in person.keys}


def _disable(known: Known, at: datetime, _: About, payload: Payload) -> None:
    person = known.people[payload["name"]]
    known.people[person.name] = Person(person.name, person.groups, person.keys, enabled=False)
    # For good, too: enrolling somebody of that name again brings none of these sessions back.
    end_all(known, person.name, at)


def _suspend(known: Known, at: datetime, about: About, payload: Payload) -> None:
    person = known.people[payload["by"]]
    rests = next(key for key in person.keys if key.id == about["key"])
    known.suspended[rests.id] = rests
    known.people[person.name] = replace(person, keys=tuple(key for key in person.keys if key is not rests))
    # Whoever holds a stolen key may have opened sessions with it, and proposed what others would take for its owner's.
    end_all(known, person.name, at)
    for case in list(known.open_gate.values()):
        if case.change.by == person.name:
            case.why = PROPOSER_SUSPENDED
            move_gate_case(known, case, GateEvent.VOIDED)
    _forget_votes(known, person.name, rests.id)
    for given in known.given.values():
        if isinstance(given.what, Emergency) and given.case.change.by == person.name and given.over is None:
            # Its opener is one of the two people that it stands on.
            given.over = f"`{person.name}`, who opened it and suspended a key since"


def _forget_votes(known: Known, name: str, key_id: str) -> None:
    """Take away what `name` said with this key and is not done: that it is restored later brings none of it back."""
    opened = [case.votes for cases in known.open_of_task.values() for case in cases.values()]
    of_gate = [case.votes for case in known.open_gate.values()]
    for votes in (*opened, *of_gate, *(given.case.votes for given in known.given.values())):
        if name in votes and votes[name].key_id == key_id:
            del votes[name]
    words = [use.said for cases in known.open_of_task.values() for case in cases.values() for use in case.uses]
    for said in words:
        if name in said and said[name].key_id == key_id:
            del said[name]


def enrol_all(known: Known, people: Iterable[Person], at: datetime) -> None:
    """Make `people` the people, with the keys that nobody suspended.

    Whoever is disabled by that, or loses a key, loses their sessions too.
    """
    for person in people:
        known.owner_of_key |= {key.id: person.name for key in person.keys}
        keys = tuple(key for key in person.keys if key.id not in known.suspended)
        before = known.people.get(person.name)
        known.people[person.name] = replace(person, keys=keys)
        if before is not None and ((before.enabled and not person.enabled) or set(before.keys) - set(keys)):
            end_all(known, person.name, at)


def end_all(known: Known, sponsor: str, at: datetime) -> None:
    """End every session that `sponsor` answers for."""
    for session in list(known.sessions.values()):
        if session.ended is None and known.tasks[session.task].sponsor == sponsor:
            end(known, session, at)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.PERSON_ADDED: _add_person,
    Kind.PERSON_DISABLED: _disable,
    Kind.KEY_SUSPENDED: _suspend,
}
