"""A change: the actions under one intent that people approve as one, and its life as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from keyturn.codec import canonical
from keyturn.codec.encoding import format_instant
from keyturn.errors import CallerError
from keyturn.model.action import Resource, Shown
from keyturn.model.decision import Quorum
from keyturn.model.identity import THE_GATE
from keyturn.model.observed import Condition, Difference, Observed, Reference, Stands, state_document


@dataclass(frozen=True, slots=True)
class Proposed:
    """One action of a change, as people see it and as policy read it when it was proposed."""

    shown: Shown
    name: str
    effect: str
    reversible: str
    environments: tuple[str, ...]
    resources: tuple[Resource, ...]
    iam: tuple[str, ...]
    delegates: bool
    stateful_loss: bool


@dataclass(frozen=True, slots=True)
class RollsBack:
    """What a change undoes of another one, whose whole id, digest and sponsor stand here.

    Action number i of the new change undoes action number `actions[i]` (from 0) of the other. `left` are those of its
    calls, and parts of them, that were done and that nothing here undoes, each with the reason.
    """

    change: str
    digest: str
    sponsor: str
    actions: tuple[int, ...]
    left: tuple[tuple[int, str], ...] = ()

    def document(self) -> dict[str, canonical.Json]:
        """As it stands in the log and in what people sign."""
        return {
            "change": self.change,
            "digest": self.digest,
            "sponsor": self.sponsor,
            "actions": list(self.actions),
            "left": [{"action": number, "why": why} for number, why in self.left],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What people approve. It belongs to task, sponsor and agent, not to a session's key.

    `quorum` and `gates` are what policy asked for when it was opened; policy is asked again at spending.
    `observed` and `references` are how things stood when they were last shown to people, in the observation number
    `round`; `drift` says what had changed since the one before. `conditions` are what the gateway adds to its calls, so
    that AWS refuses them in any other state. A change of an older version has round 0 and no state.
    Open for approval and use while opened <= at < expires (UTC).
    """

    id: str
    deployment: str
    task: str
    intent: str
    kind: str
    sponsor: str
    agent: str
    session: str
    account: str
    actions: tuple[Proposed, ...]
    bundle: str
    opened: datetime
    expires: datetime
    quorum: Quorum
    gates: tuple[str, ...]
    observed: tuple[Observed, ...] = ()
    references: tuple[Reference, ...] = ()
    drift: tuple[Difference, ...] = ()
    round: int = 0
    conditions: tuple[Condition, ...] = ()
    rolls_back: RollsBack | None = None

    @property
    def short(self) -> str:
        """The form people read and type.

        The first characters of the id, of which the store keeps no two alike while open.
        """
        return self.id[:10]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything an approval is bound to (DESIGN.md, "Change digest")."""
        return sha256(canonical.encode(self.bound())).hexdigest()

    def bound(self) -> Mapping[str, canonical.Json]:
        """The document under the change digest."""
        bound: dict[str, canonical.Json] = {
            "v": 1,
            "deployment": self.deployment,
            "change": self.id,
            "task": self.task,
            "sponsor": self.sponsor,
            "agent": self.agent,
            "account": self.account,
            "actions": [action.shown.digest for action in self.actions],
            "bundle": self.bundle,
            "expires": format_instant(self.expires),
        }
        if self.rolls_back is not None:
            bound["rolls_back"] = self.rolls_back.document()
        return bound if self.round == 0 else {**bound, "v": 2, "state": self.state_digest}

    def state(self) -> dict[str, canonical.Json]:
        """How things stand, as people see it and sign it."""
        return state_document(self.round, self.observed, self.references, self.drift, self.conditions)

    @property
    def state_digest(self) -> str:
        """SHA-256 (hex) of how things stand."""
        return sha256(canonical.encode(self.state())).hexdigest()

    @property
    def is_sent_by_gate(self) -> bool:
        """Whether the gateway itself sends its calls, once somebody orders it."""
        return self.agent == THE_GATE

    def is_bound(self, action: int) -> bool:
        """Whether approvals bind how everything stands that action number `action` changes."""
        return self.round > 0 and not any(
            one.stands is Stands.UNBOUND and action in one.actions for one in self.observed
        )

    def review(self) -> Mapping[str, canonical.Json]:
        """The review document: all that a view may render about this change, and nothing else.

        Its digest is in each approval.
        """
        review: dict[str, canonical.Json] = {
            "v": 1,
            "bound": dict(self.bound()),
            "intent": self.intent,
            "kind": self.kind,
            "opened": format_instant(self.opened),
            "quorum": self.quorum.document(),
            "gates": list(self.gates),
            "actions": [
                {
                    "name": action.name,
                    "effect": action.effect,
                    "reversible": action.reversible,
                    "environments": list(action.environments),
                    "iam": list(action.iam),
                    "delegates": action.delegates,
                    "stateful_loss": action.stateful_loss,
                    "document": dict(action.shown.document),
                }
                for action in self.actions
            ],
        }
        return review if self.round == 0 else {**review, "v": 2, "state": self.state()}

    @property
    def review_digest(self) -> str:
        """SHA-256 (hex) of the review document."""
        return sha256(canonical.encode(self.review())).hexdigest()


class State(StrEnum):
    """Where a change stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    EXECUTING = "executing"
    IN_DOUBT = "in doubt"
    DONE = "done"
    FAILED = "failed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"  # only a change of the gate itself: what it was proposed on has changed


class Event(StrEnum):
    """What can happen to a change."""

    QUORUM_MET = "quorum met"
    QUORUM_LOST = "quorum lost"
    GRANT_SPENT = "grant spent"
    ALL_DONE = "all done"
    CALL_FAILED = "call failed"
    OUTCOME_UNKNOWN = "outcome unknown"
    DOUBT_SETTLED = "doubt settled"
    DRIFT = "drift"
    REJECTION = "rejection"
    WITHDRAWAL = "withdrawal"
    EXPIRY = "expiry"


OPEN: Final = frozenset({State.PROPOSED, State.APPROVED, State.EXECUTING, State.IN_DOUBT})

MOVES: Final[Mapping[tuple[State, Event], State]] = {
    (State.PROPOSED, Event.QUORUM_MET): State.APPROVED,
    (State.PROPOSED, Event.DRIFT): State.PROPOSED,
    (State.PROPOSED, Event.REJECTION): State.REJECTED,
    (State.PROPOSED, Event.WITHDRAWAL): State.WITHDRAWN,
    (State.PROPOSED, Event.EXPIRY): State.EXPIRED,
    (State.APPROVED, Event.QUORUM_LOST): State.PROPOSED,
    (State.APPROVED, Event.DRIFT): State.PROPOSED,
    (State.APPROVED, Event.REJECTION): State.REJECTED,
    (State.APPROVED, Event.WITHDRAWAL): State.WITHDRAWN,
    (State.APPROVED, Event.EXPIRY): State.EXPIRED,
    (State.APPROVED, Event.GRANT_SPENT): State.EXECUTING,
    (State.EXECUTING, Event.GRANT_SPENT): State.EXECUTING,
    (State.EXECUTING, Event.DRIFT): State.PROPOSED,
    (State.EXECUTING, Event.ALL_DONE): State.DONE,
    (State.EXECUTING, Event.CALL_FAILED): State.FAILED,
    (State.EXECUTING, Event.OUTCOME_UNKNOWN): State.IN_DOUBT,
    (State.EXECUTING, Event.REJECTION): State.REJECTED,
    (State.EXECUTING, Event.WITHDRAWAL): State.WITHDRAWN,
    (State.EXECUTING, Event.EXPIRY): State.EXPIRED,
    (State.IN_DOUBT, Event.CALL_FAILED): State.FAILED,
    (State.IN_DOUBT, Event.ALL_DONE): State.DONE,
    (State.IN_DOUBT, Event.OUTCOME_UNKNOWN): State.IN_DOUBT,
    (State.IN_DOUBT, Event.DOUBT_SETTLED): State.EXECUTING,
    (State.IN_DOUBT, Event.WITHDRAWAL): State.WITHDRAWN,
    (State.IN_DOUBT, Event.EXPIRY): State.EXPIRED,
}


class IllegalMove(CallerError):
    """A change cannot do this from where it stands."""

    code = "change.illegal_move"

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"a change that is {state} admits no {event}: look at it with `keyturn show`")


def move(state: State, event: Event) -> State:
    """Return where `event` takes a change from `state`. Raises IllegalMove."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise IllegalMove(state, event) from None
