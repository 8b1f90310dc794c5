"""Entries about people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.folds.sessions import end
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.evidence import Kind
from keyturn.model.identity import Person


def _add_person(known: Known, _: datetime, __: About, payload: Payload) -> None:
    person = written.read_person(payload["person"])
    known.people[person.name] = person
    # For good: a key that once was one person's never speaks for another name.
    known.owner_of_key |= {key.id: person.name for key in person.keys}


def _disable(known: Known, at: datetime, _: About, payload: Payload) -> None:
    person = known.people[payload["name"]]
    known.people[person.name] = Person(person.name, person.groups, person.keys, enabled=False)
    # For good, too: enrolling somebody of that name again brings none of these sessions back.
    for session in list(known.sessions.values()):
        if session.ended is None and known.tasks[session.task].sponsor == person.name:
            end(known, session, at)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.PERSON_ADDED: _add_person,
    Kind.PERSON_DISABLED: _disable,
}
