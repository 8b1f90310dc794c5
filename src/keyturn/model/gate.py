"""What two people guard: the charter of the gate, and the changes of it that people propose and approve.

The charter is one document: who the people are, which policies decide, how the gate is configured, which keys sign its
log. Its first digest, made by `keyturn seal`, is the deployment's root; every later charter names the one before it, so
that the chain from the root can be walked by anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from keyturn.codec import canonical
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant, parse_instant
from keyturn.errors import CallerError
from keyturn.model import written
from keyturn.model.change import State
from keyturn.model.decision import Quorum
from keyturn.model.identity import Person


class GateKind(StrEnum):
    """What a gate change asks for."""

    PERSON_ADD = "person.add"
    PERSON_GROUPS = "person.groups"
    PERSON_DISABLE = "person.disable"
    KEY_ADD = "key.add"
    KEY_REVOKE = "key.revoke"
    KEY_RESTORE = "key.restore"
    POLICIES = "policies"
    CONFIGURATION = "configuration"
    LOG_KEY = "log_key"
    FREEZE_LIFT = "freeze.lift"
    FREEZE_OVERRIDE = "freeze.override"
    EMERGENCY = "emergency"
    EMERGENCY_CLOSE = "emergency.close"
    ENVELOPE = "envelope"


BY_PASSKEY: Final = frozenset(
    {GateKind.PERSON_DISABLE, GateKind.FREEZE_LIFT, GateKind.EMERGENCY, GateKind.EMERGENCY_CLOSE}
)
"""What may be proposed with a passkey: what a reviewer needs at night, and what makes nobody a reviewer."""


@dataclass(frozen=True, slots=True)
class Charter:
    """Everything that only two people together change, as it stands after `number` - 1 changes.

    `before` is the digest of the charter before it, None for the first; `bundle` the version of the policies in force,
    `composed` whether they were made from the configuration (then they follow it) or proposed as they are;
    `configuration` the guarded part of `keyturn.toml`; `log_keys` the verifier keys under which checkpoints of the log
    count; `founders` who sealed the gate. `digest` (SHA-256, hex) is over all of it.
    """

    deployment: str
    number: int
    before: str | None
    people: tuple[Person, ...]
    bundle: str
    composed: bool
    configuration: Mapping[str, Json]
    log_keys: tuple[str, ...]
    founders: tuple[str, ...]
    digest: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", sha256(canonical.encode(self.document())).hexdigest())

    def document(self) -> dict[str, Json]:
        """Return the document under the digest, people in the order of their names."""
        people = sorted(self.people, key=lambda person: person.name)
        return {
            "v": 1,
            "deployment": self.deployment,
            "number": self.number,
            "before": self.before,
            "people": [dict(written.person(person)) | {"enabled": person.enabled} for person in people],
            "bundle": self.bundle,
            "composed": self.composed,
            "configuration": dict(self.configuration),
            "log_keys": list(self.log_keys),
            "founders": list(self.founders),
        }

    def person(self, name: str) -> Person | None:
        """Return the person of this name, enabled or not."""
        return next((person for person in self.people if person.name == name), None)


def read_charter(data: Mapping[str, Any]) -> Charter:
    """Read a charter's document back."""
    people = tuple(_read_person(person) for person in data["people"])
    return Charter(
        deployment=data["deployment"],
        number=data["number"],
        before=data["before"],
        people=people,
        bundle=data["bundle"],
        composed=data["composed"],
        configuration=data["configuration"],
        log_keys=tuple(data["log_keys"]),
        founders=tuple(data["founders"]),
    )


def _read_person(data: Mapping[str, Any]) -> Person:
    person = written.read_person(data)
    return Person(person.name, person.groups, person.keys, enabled=data["enabled"])


@dataclass(frozen=True, slots=True)
class GateChange:
    """One change of the gate itself that waits for people, as `Change` is one of the cloud.

    `document` is what is asked, in the form of its `kind`; `before` the charter it was proposed on (None on a gate that
    is not sealed), `after` the charter that it leads to (None where it changes none): whoever approves has approved
    exactly that one. `by` proposed it and `subject`, if any, is whom it is about: neither votes. Open for votes while
    opened <= at < expires (UTC).
    """

    id: str
    deployment: str
    kind: GateKind
    document: Mapping[str, Json]
    by: str
    subject: str | None
    intent: str
    before: str | None
    after: str | None
    opened: datetime
    expires: datetime
    quorum: Quorum

    @property
    def short(self) -> str:
        """The form people read and type, as of any change."""
        return self.id[:10]

    @property
    def sponsor(self) -> str:
        """Whoever proposed it."""
        return self.by

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything an approval is bound to."""
        return sha256(canonical.encode(self.bound())).hexdigest()

    def bound(self) -> dict[str, Json]:
        """Return the document under the digest."""
        return {
            "v": 1,
            "deployment": self.deployment,
            "change": self.id,
            "gate": self.kind.value,
            "document": dict(self.document),
            "by": self.by,
            "before": self.before,
            "after": self.after,
            "expires": format_instant(self.expires),
        }

    def review(self) -> dict[str, Json]:
        """Return the review document: all that a view may render about this change; its digest is in each approval."""
        return {
            "v": 1,
            "bound": self.bound(),
            "subject": self.subject,
            "intent": self.intent,
            "opened": format_instant(self.opened),
            "quorum": written.quorum(self.quorum),
        }

    @property
    def review_digest(self) -> str:
        """SHA-256 (hex) of the review document."""
        return sha256(canonical.encode(self.review())).hexdigest()


def read_gate_change(data: Mapping[str, Any]) -> GateChange:
    """Read a gate change back from its review document, which holds all of it."""
    bound = data["bound"]
    return GateChange(
        id=bound["change"],
        deployment=bound["deployment"],
        kind=GateKind(bound["gate"]),
        document=bound["document"],
        by=bound["by"],
        subject=data["subject"],
        intent=data["intent"],
        before=bound["before"],
        after=bound["after"],
        opened=parse_instant(data["opened"]),
        expires=parse_instant(bound["expires"]),
        quorum=written.read_quorum(data["quorum"]),
    )


class GateEvent(StrEnum):
    """What can happen to a gate change."""

    QUORUM_MET = "quorum met"
    APPLIED = "applied"
    VOIDED = "voided"
    REJECTION = "rejection"
    WITHDRAWAL = "withdrawal"
    EXPIRY = "expiry"


GATE_OPEN: Final = frozenset({State.PROPOSED, State.APPROVED})

GATE_MOVES: Final[Mapping[tuple[State, GateEvent], State]] = {
    (State.PROPOSED, GateEvent.QUORUM_MET): State.APPROVED,
    (State.PROPOSED, GateEvent.VOIDED): State.VOID,
    (State.PROPOSED, GateEvent.REJECTION): State.REJECTED,
    (State.PROPOSED, GateEvent.WITHDRAWAL): State.WITHDRAWN,
    (State.PROPOSED, GateEvent.EXPIRY): State.EXPIRED,
    (State.APPROVED, GateEvent.APPLIED): State.DONE,
    (State.APPROVED, GateEvent.VOIDED): State.VOID,
}
"""Every legal move. Approved is where a change stands between its last vote and the entry that puts it in force."""


class IllegalGateMove(CallerError):
    """A gate change cannot do this from where it stands."""

    code = "gate.illegal_move"

    def __init__(self, state: State, event: GateEvent) -> None:
        super().__init__(f"a change of the gate that is {state} admits no {event}: look at it with `keyturn show`")


def move_gate(state: State, event: GateEvent) -> State:
    """Return where `event` takes a gate change from `state`. Raises IllegalGateMove."""
    try:
        return GATE_MOVES[state, event]
    except KeyError:
        raise IllegalGateMove(state, event) from None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The statement by which a person proposes a gate change.

    `charter` is the digest of the charter they looked at, None on a gate that is not sealed.
    """

    deployment: str
    kind: GateKind
    document: Mapping[str, Json]
    charter: str | None
    intent: str
    by: str
    key_id: str
    at: datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class SealStatement:
    """The statement by which a founding reviewer seals the gate: exactly the first charter with this digest."""

    deployment: str
    charter: str
    by: str
    key_id: str
    at: datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class KeySuspension:
    """The statement by which a person suspends `key`, one of their own, at once."""

    deployment: str
    key: str
    by: str
    key_id: str
    at: datetime
    nonce: str
