"""What people sign (DSSE, one payload type a kind, versioned), and the one way to read it back.

A payload is canonical JSON (RFC 8785) with exactly the members named here, so that a statement has one text and a
signature has one meaning. Opening returns what was verified: what no enrolled person signed is never opened.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

from keyturn.approve.members import Members
from keyturn.codec.canonical import Json, encode
from keyturn.codec.dsse import Envelope, open_envelope
from keyturn.codec.encoding import format_instant
from keyturn.codec.keys import parse_public_key
from keyturn.errors import CallerError, Malformed
from keyturn.model.approval import Approval, Settlement, Verdict, Withdrawal, Word
from keyturn.model.clock import ClockAcceptance
from keyturn.model.identity import EndSession, Isolation, OpenSession, Person, PublicKey, TaskKind

APPROVAL_TYPE: Final = "application/vnd.keyturn.approval.v1+json"
WITHDRAWAL_TYPE: Final = "application/vnd.keyturn.withdrawal.v1+json"
OPEN_SESSION_TYPE: Final = "application/vnd.keyturn.session-open.v1+json"
END_SESSION_TYPE: Final = "application/vnd.keyturn.session-end.v1+json"
SETTLEMENT_TYPE: Final = "application/vnd.keyturn.settlement.v1+json"
CLOCK_TYPE: Final = "application/vnd.keyturn.clock-acceptance.v1+json"

FRESH: Final = timedelta(minutes=5)
"""How far a statement's instant may lie from the gate's, either way."""

T = TypeVar("T")


class Dated(Protocol):
    """Any statement: to which gate it was made, and when."""

    @property
    def deployment(self) -> str:
        """The id of the gate it was made to."""

    @property
    def at(self) -> datetime:
        """The instant its signer says it was made."""


class UnknownKey(CallerError):
    """A statement names a key that is not enrolled to exactly one enabled person."""

    code = "statement.unknown_key"

    def __init__(self, key_id: str, why: str) -> None:
        super().__init__(f"key `{key_id}` {why}: `keyturn person list` shows whose keys count")


class NotTheirs(CallerError):
    """A statement is signed, but not by the person it speaks for or with the key it names."""

    code = "statement.not_theirs"

    def __init__(self, said: str, signer: str) -> None:
        super().__init__(
            f"the statement speaks for `{said}` and was signed by `{signer}`: everybody signs for themselves"
        )


class OtherDeployment(CallerError):
    """A statement was made to another gate."""

    code = "statement.other_deployment"

    def __init__(self, said: str, ours: str) -> None:
        super().__init__(f"the statement is for deployment `{said}`, this is `{ours}`: sign it for this one")


class Stale(CallerError):
    """A statement was made too long ago, or will have been made."""

    code = "statement.stale"

    def __init__(self, said: datetime, at: datetime) -> None:
        minutes = int(FRESH.total_seconds()) // 60
        super().__init__(
            f"the statement was made at {format_instant(said)}, more than {minutes} minutes from {format_instant(at)}, "
            "which it is here: sign it again, and set the clock if it is wrong"
        )


def check_fresh(statement: Dated, deployment: str, at: datetime) -> None:
    """Refuse a statement to another gate, or not of this moment. Raises OtherDeployment, Stale.

    That the same statement is not taken twice is for whoever remembers statements.
    """
    if statement.deployment != deployment:
        raise OtherDeployment(statement.deployment, deployment)
    if abs(at - statement.at) > FRESH:
        raise Stale(statement.at, at)


# ---- approvals and rejections


def approval_payload(approval: Approval) -> bytes:
    """What a reviewer signs. Raises Malformed for an approval that its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": approval.deployment,
        "change": approval.change,
        "change_digest": approval.change_digest,
        "review": approval.review,
        "reviewer": approval.reviewer,
        "key_id": approval.key_id,
        "verdict": approval.verdict.value,
        "comment": approval.comment,
        "at": format_instant(approval.at),
        "nonce": approval.nonce,
        "seen": approval.seen,
    }
    return _readable(members, parse_approval)


def parse_approval(payload: bytes) -> Approval:
    """Read an approval's payload, whose signature is another matter. Raises Malformed."""
    members = Members("approval", payload)
    approval = Approval(
        deployment=members.deployment("deployment"),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        review=members.digest("review"),
        reviewer=members.name("reviewer"),
        key_id=members.key_id("key_id"),
        verdict=members.one_of("verdict", Verdict),
        comment=members.text("comment"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
        seen=members.text_or_none("seen"),
    )
    members.end()
    return approval


def open_approval(envelope: Envelope, people: Mapping[str, Person]) -> Approval:
    """Return the approval in `envelope`, once it is known that the reviewer it names signed it.

    `people` are those enrolled now, by name. Raises UnknownKey, BadSignature, Malformed, NotTheirs.
    """
    owner, approval = _opened(envelope, APPROVAL_TYPE, people, parse_approval)
    if approval.reviewer != owner.name:
        raise NotTheirs(approval.reviewer, owner.name)
    if approval.key_id != envelope.key_id:
        raise NotTheirs(approval.key_id, envelope.key_id)
    return approval


# ---- withdrawals


def withdrawal_payload(withdrawal: Withdrawal) -> bytes:
    """What a sponsor signs to take a change back. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": withdrawal.deployment,
        "change": withdrawal.change,
        "change_digest": withdrawal.change_digest,
        "by": withdrawal.by,
        "at": format_instant(withdrawal.at),
        "nonce": withdrawal.nonce,
    }
    return _readable(members, parse_withdrawal)


def parse_withdrawal(payload: bytes) -> Withdrawal:
    """Read a withdrawal's payload, whose signature is another matter. Raises Malformed."""
    members = Members("withdrawal", payload)
    withdrawal = Withdrawal(
        deployment=members.deployment("deployment"),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        by=members.name("by"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return withdrawal


def open_withdrawal(envelope: Envelope, people: Mapping[str, Person]) -> Withdrawal:
    """Return the withdrawal in `envelope`, as open_approval does; whether the change is theirs is not asked here."""
    owner, withdrawal = _opened(envelope, WITHDRAWAL_TYPE, people, parse_withdrawal)
    if withdrawal.by != owner.name:
        raise NotTheirs(withdrawal.by, owner.name)
    return withdrawal


# ---- calls in doubt


def settlement_payload(settlement: Settlement) -> bytes:
    """What a person signs to say what became of a call. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": settlement.deployment,
        "change": settlement.change,
        "change_digest": settlement.change_digest,
        "action": settlement.action,
        "grant": settlement.grant,
        "by": settlement.by,
        "key_id": settlement.key_id,
        "word": settlement.word.value,
        "comment": settlement.comment,
        "at": format_instant(settlement.at),
        "nonce": settlement.nonce,
    }
    return _readable(members, parse_settlement)


def parse_settlement(payload: bytes) -> Settlement:
    """Read a settlement's payload, whose signature is another matter. Raises Malformed."""
    members = Members("word about a call in doubt", payload)
    settlement = Settlement(
        deployment=members.deployment("deployment"),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        action=members.number("action"),
        grant=members.identifier("grant", "G"),
        by=members.name("by"),
        key_id=members.key_id("key_id"),
        word=members.one_of("word", Word),
        comment=members.text("comment"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return settlement


def open_settlement(envelope: Envelope, people: Mapping[str, Person]) -> Settlement:
    """Return the word in `envelope` about a call in doubt, as open_approval does."""
    owner, settlement = _opened(envelope, SETTLEMENT_TYPE, people, parse_settlement)
    if settlement.by != owner.name:
        raise NotTheirs(settlement.by, owner.name)
    if settlement.key_id != envelope.key_id:
        raise NotTheirs(settlement.key_id, envelope.key_id)
    return settlement


# ---- sessions


def open_session_payload(statement: OpenSession) -> bytes:
    """What a sponsor signs to open a session. Raises Malformed for what its reader would refuse.

    A session of an existing task takes kind, environment and scope from that: such a statement has none of them.
    """
    members: dict[str, Json] = {
        "deployment": statement.deployment,
        "by": statement.by,
        "agent": statement.agent,
        "isolation": statement.isolation.value,
        "at": format_instant(statement.at),
        "nonce": statement.nonce,
        "expires": format_instant(statement.expires),
    }
    if statement.task is not None:
        members["task"] = statement.task
    if statement.intent is not None:
        members["intent"] = statement.intent
        members["kind"] = statement.kind.value
        members["environment"] = statement.environment
        members["scope"] = list(statement.scope)
    elif (statement.kind, statement.environment, statement.scope) != (TaskKind.FIX, None, ()):
        raise Malformed(_SESSION, statement.task, "a task keeps the kind, environment and scope it was opened with")
    return _readable(members, parse_open_session)


def parse_open_session(payload: bytes) -> OpenSession:
    """Read a session-opening payload, whose signature is another matter. Raises Malformed."""
    members = Members(_SESSION, payload)
    of_task = "task" in members
    statement = OpenSession(
        deployment=members.deployment("deployment"),
        by=members.name("by"),
        agent=members.name("agent"),
        isolation=members.one_of("isolation", Isolation),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
        expires=members.instant("expires"),
        task=members.identifier("task", "T") if of_task else None,
        intent=None if of_task else members.text("intent"),
        kind=TaskKind.FIX if of_task else members.one_of("kind", TaskKind),
        environment=None if of_task else members.name_or_none("environment"),
        scope=() if of_task else members.texts("scope"),
    )
    members.end()
    if statement.intent is not None and not statement.intent.strip():
        raise Malformed(_SESSION, statement.intent, "say what the agent is asked to do")
    if statement.expires <= statement.at:
        raise Malformed(_SESSION, format_instant(statement.expires), "it expires before it begins")
    return statement


def open_session_statement(envelope: Envelope, people: Mapping[str, Person]) -> OpenSession:
    """Return the statement in `envelope` by which its signer opens a session, as open_approval does."""
    owner, statement = _opened(envelope, OPEN_SESSION_TYPE, people, parse_open_session)
    if statement.by != owner.name:
        raise NotTheirs(statement.by, owner.name)
    return statement


def end_session_payload(statement: EndSession) -> bytes:
    """What a person signs to end a session at once. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": statement.deployment,
        "by": statement.by,
        "session": statement.session,
        "at": format_instant(statement.at),
        "nonce": statement.nonce,
    }
    return _readable(members, parse_end_session)


def parse_end_session(payload: bytes) -> EndSession:
    """Read a session-ending payload, whose signature is another matter. Raises Malformed."""
    members = Members("statement that ends a session", payload)
    statement = EndSession(
        deployment=members.deployment("deployment"),
        by=members.name("by"),
        session=members.identifier("session", "S"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return statement


def open_end_session(envelope: Envelope, people: Mapping[str, Person]) -> EndSession:
    """Return the statement in `envelope` by which its signer ends a session, as open_approval does."""
    owner, statement = _opened(envelope, END_SESSION_TYPE, people, parse_end_session)
    if statement.by != owner.name:
        raise NotTheirs(statement.by, owner.name)
    return statement


# ---- the gate's own clock


def clock_payload(statement: ClockAcceptance) -> bytes:
    """What a person signs to accept what the gate's clock says. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": statement.deployment,
        "hold": statement.hold,
        "by": statement.by,
        "key_id": statement.key_id,
        "at": format_instant(statement.at),
        "nonce": statement.nonce,
    }
    return _readable(members, parse_clock)


def parse_clock(payload: bytes) -> ClockAcceptance:
    """Read the payload of an acceptance of the clock, whose signature is another matter. Raises Malformed."""
    members = Members("acceptance of the clock", payload)
    statement = ClockAcceptance(
        deployment=members.deployment("deployment"),
        hold=members.digest("hold"),
        by=members.name("by"),
        key_id=members.key_id("key_id"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return statement


def open_clock(envelope: Envelope, people: Mapping[str, Person]) -> ClockAcceptance:
    """Return the statement in `envelope` by which its signer accepts the clock, as open_approval does."""
    owner, statement = _opened(envelope, CLOCK_TYPE, people, parse_clock)
    if statement.by != owner.name:
        raise NotTheirs(statement.by, owner.name)
    if statement.key_id != envelope.key_id:
        raise NotTheirs(statement.key_id, envelope.key_id)
    return statement


_SESSION: Final = "statement that opens a session"


def _opened(
    envelope: Envelope, payload_type: str, people: Mapping[str, Person], parse: Callable[[bytes], T]
) -> tuple[Person, T]:
    """Verify first, read afterwards: nothing is parsed that no enrolled person signed."""
    owner, key = _owner(envelope.key_id, people)
    payload = open_envelope(envelope, payload_type, parse_public_key(key.raw))
    return owner, parse(payload)


def _owner(key_id: str, people: Mapping[str, Person]) -> tuple[Person, PublicKey]:
    owners = [(person, key) for person in people.values() for key in person.keys if key.id == key_id]
    if not owners:
        raise UnknownKey(key_id, "is not enrolled")
    if len(owners) > 1:
        # One key under two names would let one human fill two seats.
        raise UnknownKey(key_id, "is enrolled more than once, so nobody can say who signed")
    owner, key = owners[0]
    if not owner.enabled:
        raise UnknownKey(key_id, f"belongs to `{owner.name}`, who is disabled")
    return owner, key


def _readable(members: Mapping[str, Json], parse: Callable[[bytes], object]) -> bytes:
    """Encode `members`, and read them as their reader will: nobody signs what would then be refused."""
    payload = encode(members)
    parse(payload)
    return payload
