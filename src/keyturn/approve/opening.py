"""What all statements that people sign have in common: one key of one person, of this moment, to this gate."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, Protocol, TypedDict, TypeVar

from keyturn.approve.enrolled import party_of
from keyturn.approve.members import Members
from keyturn.codec.canonical import Json, encode
from keyturn.codec.dsse import Envelope, open_asserted, open_envelope
from keyturn.codec.encoding import format_instant
from keyturn.codec.keys import parse_public_key
from keyturn.errors import CallerError
from keyturn.model.identity import Person, PublicKey

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


class Said(Dated, Protocol):
    """A statement that names who makes it and with which key, as all do but those that begin and end work."""

    @property
    def by(self) -> str:
        """Whoever makes it."""

    @property
    def key_id(self) -> str:
        """The key they sign it with."""

    @property
    def nonce(self) -> str:
        """What makes it differ from every other."""


class Common(TypedDict):
    """What stands in each of these."""

    deployment: str
    by: str
    key_id: str
    at: datetime
    nonce: str


def write_common(said: Said) -> dict[str, Json]:
    """Return the members that all of these have."""
    return {
        "deployment": said.deployment,
        "by": said.by,
        "key_id": said.key_id,
        "at": format_instant(said.at),
        "nonce": said.nonce,
    }


def read_common(members: Members) -> Common:
    """Take the members that all of these have. Raises Malformed."""
    return {
        "deployment": members.deployment("deployment"),
        "by": members.name("by"),
        "key_id": members.key_id("key_id"),
        "at": members.instant("at"),
        "nonce": members.nonce("nonce"),
    }


def who(said: Said) -> tuple[str, str]:
    """Return who says it, and the id of the key that it is to be signed with."""
    return said.by, said.key_id


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


class NotByPasskey(CallerError):
    """Something is signed with a passkey that only a key file signs."""

    code = "statement.passkey"

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"key `{key_id}` is a passkey, which does not sign this: a browser shows what the gate says, so what "
            "begins work, or gives somebody power, is signed with `--key FILE`"
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


def opened(
    envelope: Envelope,
    payload_type: str,
    people: Mapping[str, Person],
    parse: Callable[[bytes], T],
    signer: Callable[[T], tuple[str, str | None]],
    *,
    passkeys: bool = False,
) -> T:
    """Verify first, read afterwards: nothing is parsed that no enrolled person signed.

    `people` are those enrolled now, by name; `signer` says for whom a statement speaks and which key it names, None
    where it names none; `passkeys`, whether this may be signed with one. Raises UnknownKey, NotByPasskey, BadSignature,
    Malformed, NotTheirs.
    """
    owner, key = _owner(envelope.key_id, people)
    if key.passkey is None:
        payload = open_envelope(envelope, payload_type, parse_public_key(key.raw))
    elif passkeys:
        payload = open_asserted(envelope, payload_type, key.raw, party_of(key))
    else:
        raise NotByPasskey(envelope.key_id)
    statement = parse(payload)
    name, key_id = signer(statement)
    if name != owner.name:
        raise NotTheirs(name, owner.name)
    if key_id is not None and key_id != envelope.key_id:
        raise NotTheirs(key_id, envelope.key_id)
    return statement


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


def readable(members: Mapping[str, Json], parse: Callable[[bytes], object]) -> bytes:
    """Encode `members`, and read them as their reader will: nobody signs what would then be refused."""
    payload = encode(members)
    parse(payload)
    return payload
