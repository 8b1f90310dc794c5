"""What an auditor knows at one place in the log: who was enrolled, what was open, what was granted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from keyturn.errors import CallerError
from keyturn.model.approval import Settlement
from keyturn.model.change import Change
from keyturn.model.clock import Hold
from keyturn.model.emergency import Emergency, Override
from keyturn.model.envelope import Envelope
from keyturn.model.freeze import Freeze
from keyturn.model.gate import Charter, GateChange
from keyturn.model.identity import Person, Session, Task
from keyturn.model.invitation import Invitation
from keyturn.model.proposal import CallsProposal
from keyturn.verify.hours import Calendar

Payload: TypeAlias = Mapping[str, Any]
"""A payload as it stands in the log. Whatever has another form raises, and that is a problem of its entry."""

Found: TypeAlias = Iterator[tuple[str, str]]
"""Problems as they are found: a stable code, and what is wrong in words."""


class Untold(CallerError):
    """An entry speaks of something that no earlier entry tells of."""

    code = "entry.untold"

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"no earlier entry tells of the {what} `{name:.40}`")
        self.name = name


@dataclass(slots=True)
class Vote:
    """A vote whose signature holds."""

    reviewer: str
    key_id: str
    approves: bool
    local: bool = True


@dataclass(slots=True)
class Case:
    """A change as the log tells of it, with the votes on it by the digest of their statement.

    `used` are its grants by the number of their action, `said` what people say of one in doubt, by grant and name.
    """

    change: Change
    opener: str
    votes: dict[str, Vote] = field(default_factory=dict)
    closed: str | None = None
    used: dict[int, str] = field(default_factory=dict)
    said: dict[str, dict[str, Settlement]] = field(default_factory=dict)

    @property
    def aside(self) -> frozenset[str]:
        """Whose word never counts on it: its sponsor's, its opener's, and of a rollback the sponsor's of the other."""
        undone = self.change.rolls_back
        return frozenset({self.change.sponsor, self.opener} | ({undone.sponsor} if undone else set()))


@dataclass(slots=True)
class GateCase:
    """A change of the gate as the log tells of it.

    `after` is the charter and `bundle` the version and text of the policies that come into force with it.
    """

    change: GateChange
    opener: str
    votes: dict[str, Vote] = field(default_factory=dict)
    closed: str | None = None
    after: Charter | None = None
    bundle: tuple[str, str] | None = None

    @property
    def aside(self) -> frozenset[str]:
        """Whose word never counts on it: its proposer's."""
        return frozenset({self.change.sponsor, self.opener})


@dataclass(slots=True)
class Given:
    """What people gave leave for by a change of the gate: since when it is used, and whether somebody ended it."""

    case: GateCase
    what: Envelope | Emergency | Override
    over: bool = False
    uses: list[datetime] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SealVote:
    """A founder's signature under the first charter, by its digest."""

    by: str
    key_id: str
    charter: str


@dataclass(slots=True)
class Held:
    """The jump of the clock for which production is held, with its acceptances by the digest of their statement."""

    hold: Hold
    votes: dict[str, Vote] = field(default_factory=dict)


@dataclass(slots=True)
class Erased:
    """What can no longer be known, because the payload that told of it was erased; nothing else is excused by that.

    `names` are ids of sessions, tasks and changes, `votes` ids of changes on which a vote can no longer be opened,
    `uses` ids of changes of which nobody can say any more which calls were sent.
    """

    payloads: int = 0
    people: int = 0
    names: set[str] = field(default_factory=set)
    votes: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    policies: bool = False
    unchecked: int = 0


@dataclass(slots=True)
class Known:
    """The fold of the log so far.

    `done` are grants whose call was done, `proposals` those calls that people proposed and no change holds yet, by
    session, `ordered` the digests of changes whose calls somebody had sent.
    """

    deployment: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    openers: dict[str, str] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    cases: dict[str, Case] = field(default_factory=dict)
    statements: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    intents: dict[str, str | None] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    proposals: dict[str, CallsProposal] = field(default_factory=dict)
    ordered: dict[str, str] = field(default_factory=dict)
    freezes: dict[str, Freeze] = field(default_factory=dict)
    given: dict[str, Given] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    settled_by_people: int = 0
    unsigned_people: int = 0
    free_calls: int = 0
    held: Held | None = None
    bundle: str = ""
    policies: dict[str, str] = field(default_factory=dict)
    seal_votes: dict[str, SealVote] = field(default_factory=dict)
    first: Charter | None = None
    charter: Charter | None = None
    gate_cases: dict[str, GateCase] = field(default_factory=dict)
    gate_changes: int = 0
    suspended: set[str] = field(default_factory=set)
    unsealed_changes: int = 0
    erased: Erased = field(default_factory=Erased)
    calendar: Calendar = field(default_factory=Calendar)

    def session(self, name: str) -> Session:
        """The session with this id. Raises Untold."""
        if name not in self.sessions:
            raise Untold("session", name)
        return self.sessions[name]

    def task(self, name: str) -> Task:
        """The task with this id. Raises Untold."""
        if name not in self.tasks:
            raise Untold("task", name)
        return self.tasks[name]

    def case(self, name: str) -> Case:
        """The change with this id. Raises Untold."""
        if name not in self.cases:
            raise Untold("change", name)
        return self.cases[name]

    def gate_case(self, name: str) -> GateCase:
        """The change of the gate with this id. Raises Untold."""
        if name not in self.gate_cases:
            raise Untold("change of the gate", name)
        return self.gate_cases[name]

    def any_case(self, name: str) -> Case | GateCase:
        """The change with this id, of the gate or another. Raises Untold."""
        return self.gate_cases[name] if name in self.gate_cases else self.case(name)
