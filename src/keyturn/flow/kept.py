"""What the gate remembers of each thing, as its log tells it: votes, uses, cases, attempts, a held clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from keyturn.codec.canonical import Json
from keyturn.model.approval import Word
from keyturn.model.bundle import Bundle
from keyturn.model.change import OPEN, Change, RollsBack
from keyturn.model.change import State as Stage
from keyturn.model.clock import Hold
from keyturn.model.execution import Outcome
from keyturn.model.gate import Charter, GateChange
from keyturn.model.grant import GrantState
from keyturn.model.observed import Observed


@dataclass(slots=True)
class Vote:
    """A verdict that counted when it was given; it counts at spending only while its reviewer is still eligible.

    `local`: it was signed on its reviewer's own machine by a program that checks what it signs, not in a browser.
    """

    reviewer: str
    key_id: str
    approves: bool
    comment: str
    at: datetime
    statement: str
    local: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says became of a call in doubt."""

    key_id: str
    word: Word
    comment: str
    at: datetime


@dataclass(slots=True)
class Use:
    """The grant for one action of a change, and what became of it; `said` is what people say of it while in doubt."""

    state: GrantState = GrantState.OPEN
    grant: str | None = None
    outcome: Outcome | None = None
    answers: dict[str, str] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    settled: Word | None = None


@dataclass(slots=True)
class Case:
    """A change with its votes and uses.

    `expected` is how its things stand as far as is known: as people approved them, and after the change's own calls as
    they were found then. `before` is how each stood before the first of the change's calls that touches it.
    `ordered_by` is who had its calls sent last, where the gateway itself sends them; `undone` are the calls that those
    of a rollback undo, by the number of the call that does.
    """

    change: Change
    opener: str
    stage: Stage = Stage.PROPOSED
    votes: dict[str, Vote] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    expected: dict[str, Observed] = field(default_factory=dict)
    before: dict[str, Observed] = field(default_factory=dict)
    ordered_by: str | None = None
    undone: Mapping[int, Mapping[str, Json]] = field(default_factory=dict)

    @property
    def aside(self) -> frozenset[str]:
        """Whose word never counts on it: its sponsor's, its opener's, and of a rollback the sponsor's of the other."""
        undone = self.change.rolls_back
        return frozenset({self.change.sponsor, self.opener} | ({undone.sponsor} if undone else set()))

    def stands(self, at: datetime) -> Stage:
        """Return where the change stands at `at`, expiry included even before its entry is written."""
        return Stage.EXPIRED if self.stage in OPEN and at >= self.change.expires else self.stage

    def approvers(self) -> list[str]:
        """Return the reviewers whose verdict is approval, in the order they gave it."""
        return [vote.reviewer for vote in self.votes.values() if vote.approves]


def undone(cases: Mapping[str, Case], rolls_back: RollsBack | None) -> dict[int, Mapping[str, Json]]:
    """Return the calls that those of a change undo, by the number of the call that does."""
    other = None if rolls_back is None else cases.get(rolls_back.change)
    if rolls_back is None or other is None:
        return {}
    return {place: other.change.actions[number].shown.document for place, number in enumerate(rolls_back.actions)}


@dataclass(slots=True)
class Attempt:
    """One mutating sending, by the marks a client puts on its retries."""

    grant: str
    change: str | None
    ordinal: int
    marks: tuple[str, ...] = ()
    state: GrantState = GrantState.SPENT
    outcome: Outcome | None = None
    settled: Word | None = None


@dataclass(slots=True)
class ClockVote:
    """One person's acceptance of the clock."""

    key_id: str
    statement: str


@dataclass(slots=True)
class Held:
    """The jump of the clock for which production is held, and who has accepted it so far."""

    hold: Hold
    votes: dict[str, ClockVote] = field(default_factory=dict)


@dataclass(slots=True)
class GateCase:
    """A change of the gate with its votes; `after` and `bundle` are what it puts in force, None where it leaves them.

    `why` says what voided it.
    """

    change: GateChange
    after: Charter | None
    bundle: Bundle | None
    stage: Stage = Stage.PROPOSED
    votes: dict[str, Vote] = field(default_factory=dict)
    why: str = ""

    def stands(self, at: datetime) -> Stage:
        """Return where it stands at `at`, expiry included even before its entry is written."""
        expired = self.stage is Stage.PROPOSED and at >= self.change.expires
        return Stage.EXPIRED if expired else self.stage


@dataclass(frozen=True, slots=True)
class SealVote:
    """One founding reviewer's signature under one charter digest."""

    charter: str
    key_id: str
    statement: str
