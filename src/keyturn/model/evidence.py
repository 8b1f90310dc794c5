"""What the log holds: drafts before it, entries in it, and the type that says an entry is durable."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from keyturn.codec.canonical import Json
from keyturn.errors import OurError, quoted
from keyturn.model.noun import Noun


class Kind(StrEnum):
    """What an entry is about. UNFOLDED are left out when state is read back; all others are folded."""

    GATE_STARTED = "gate.started"
    PERSON_ADDED = "person.added"
    PERSON_DISABLED = "person.disabled"
    PERSON_INVITED = "person.invited"
    PASSKEY_REGISTERED = "passkey.registered"
    SESSION_OPENED = "session.opened"
    SESSION_ENDED = "session.ended"
    KEY_DERIVED = "key.derived"
    TUNNEL_OPENED = "tunnel.opened"
    CALLS_PROPOSED = "calls.proposed"
    EXECUTION_ORDERED = "execution.ordered"
    CHANGE_OPENED = "change.opened"
    CHANGE_DRIFTED = "change.drifted"
    CHANGE_OBSERVED = "change.observed"
    CHANGE_WITHDRAWN = "change.withdrawn"
    CHANGE_EXPIRED = "change.expired"
    LOG_KEY_CHANGED = "log.key_changed"
    VOTE = "vote"
    STATEMENT_REFUSED = "statement.refused"
    REFUSED = "refused"
    READ = "read"
    ANSWER = "answer"
    INTENT = "intent"
    OUTCOME = "outcome"
    SETTLEMENT = "settlement"
    LOOKED = "looked"
    CLOCK_HELD = "clock.held"
    CLOCK_VOTE = "clock.vote"
    CLOCK_ACCEPTED = "clock.accepted"
    CLOCK_AGREED = "clock.agreed"
    FREEZE_BEGUN = "freeze.begun"
    LEAVE_ENDED = "leave.ended"
    SEAL_SIGNED = "seal.signed"
    GATE_SEALED = "gate.sealed"
    GATE_PROPOSED = "gate.proposed"
    GATE_CHANGED = "gate.changed"
    GATE_VOIDED = "gate.voided"
    KEY_SUSPENDED = "key.suspended"


UNFOLDED = frozenset(
    {
        Kind.READ,
        Kind.ANSWER,
        Kind.REFUSED,
        Kind.STATEMENT_REFUSED,
        Kind.KEY_DERIVED,
        Kind.LOOKED,
        Kind.TUNNEL_OPENED,
    }
)


class Draft(Noun, frozen=True):
    """An entry before the log has numbered it.

    `about` holds random ids and digests only and stands in the leaf; `payload` holds everything else (names,
    parameters, comments), lies beside the leaf and may be erased; the leaf commits to it with a salt.
    """

    kind: Kind
    at: datetime
    about: Mapping[str, str]
    payload: Mapping[str, Json]


class Intent(Draft, frozen=True):
    """The draft (of kind READ or INTENT) that must be durable before its effect."""


class Entry(Noun, frozen=True):
    """One entry as it is stored.

    `seq` counts from 0, `leaf` is canonical JSON, `payload` is canonical JSON or None once erased.
    """

    seq: int
    leaf: bytes
    salt: bytes
    payload: bytes | None


E_co = TypeVar("E_co", bound=Draft, covariant=True)


class Durable(Generic[E_co]):
    """A draft that has been committed to stable storage, as entry number `seq`. Only a log makes one."""

    __slots__ = ("draft", "seq")

    def __init__(self, draft: E_co, seq: int) -> None:
        self.draft = draft
        self.seq = seq


class KeptUnknown(OurError):
    """What is kept of the log in another place cannot be had, or nothing can be kept there now."""

    code = "kept.unknown"

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"checkpoints kept in `{quoted(place)}` cannot be had now: {why}")
        self.why = why


class EvidenceUnavailable(OurError):
    """The log cannot promise that an entry is on stable storage: nothing passes until the gateway is started anew."""

    code = "evidence.unavailable"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"evidence cannot be written ({why}), so nothing passes: mend the store, start the gateway again"
        )
