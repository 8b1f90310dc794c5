"""All that the gate knows. How entries change it stands in `flow/folds`, a file a subject."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from keyturn.flow.given import Given
from keyturn.flow.kept import Attempt, Case, GateCase, Held, SealVote
from keyturn.model.freeze import Freeze
from keyturn.model.gate import Charter
from keyturn.model.identity import Person, PublicKey, Session, Task
from keyturn.model.invitation import Invitation

About = Mapping[str, str]
Payload = Mapping[str, Any]


class Known:
    """Everything the gate knows, as the fold of its log."""

    def __init__(self) -> None:
        self.deployment: str | None = None
        self.bundles: dict[str, tuple[str, str]] = {}
        self.people: dict[str, Person] = {}
        self.owner_of_key: dict[str, str] = {}
        # Of each passkey that has voted, the counter it showed last.
        self.counts: dict[str, int] = {}
        self.invitations: dict[str, Invitation] = {}
        self.tasks: dict[str, Task] = {}
        self.sessions: dict[str, Session] = {}
        self.openers: dict[str, str] = {}
        self.session_of_key: dict[str, str] = {}
        self.cases: dict[str, Case] = {}
        self.open_of_task: dict[str, dict[str, Case]] = {}
        self.executing: dict[str, Case] = {}
        # The changes that roll back another, by the id of that.
        self.rollbacks: dict[str, list[Case]] = {}
        self.statements: set[str] = set()
        self.attempts: dict[str, Attempt] = {}
        self.by_grant: OrderedDict[str, Attempt] = OrderedDict()
        self.spent: dict[str, Attempt] = {}
        self.held: Held | None = None
        self.freezes: dict[str, Freeze] = {}
        # Envelopes, emergencies and overrides, by the change of the gate that gave them.
        self.given: dict[str, Given] = {}
        # The key that signs the log since it was changed, None while it is the first.
        self.log_key: str | None = None
        # What two people guard: None until the gate is sealed. Every charter there was, by its digest.
        self.charter: Charter | None = None
        self.charters: dict[str, Charter] = {}
        self.seal_votes: dict[str, SealVote] = {}
        self.gate_cases: dict[str, GateCase] = {}
        self.open_gate: dict[str, GateCase] = {}
        # Keys that their owners suspended: enrolled, and good for nothing until people restore them.
        self.suspended: dict[str, PublicKey] = {}

    def enabled_people(self) -> list[Person]:
        """Return the people who may still act."""
        return [person for person in self.people.values() if person.enabled]

    def find(self, prefix: str) -> list[Case]:
        """Return the changes whose id begins with `prefix`."""
        if prefix in self.cases:
            return [self.cases[prefix]]
        return [case for name, case in self.cases.items() if name.startswith(prefix)]

    def find_gate(self, prefix: str) -> list[GateCase]:
        """Return the changes of the gate itself whose id begins with `prefix`."""
        if prefix in self.gate_cases:
            return [self.gate_cases[prefix]]
        return [case for name, case in self.gate_cases.items() if name.startswith(prefix)]


Fold = Callable[[Known, datetime, About, Payload], None]
