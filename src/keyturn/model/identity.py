"""Who asks: people, the tasks they sponsor, and the sessions in which agents work on them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from keyturn.errors import Malformed
from keyturn.model.noun import Noun

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_CHANGE_PREFIX: Final = re.compile(r"[CTSGF]-[0-9A-Z]{6,32}")


def parse_name(what: str, text: str) -> str:
    """Return `text` if it may name a person.

    An agent or a group: ASCII lower case only, so that no two names look alike.

    Raises Malformed.
    """
    if not _NAME.fullmatch(text):
        raise Malformed(what, text, "use 1 to 63 of a-z 0-9 . _ -, beginning with a letter or digit")
    return text


def parse_id(what: str, text: str) -> str:
    """Return `text` if it is an identifier of ours (`C-...`, `T-...`, `S-...`, `G-...`, `F-...`), whole or shortened.

    Raises Malformed.
    """
    if not _CHANGE_PREFIX.fullmatch(text):
        raise Malformed(what, text, "it reads like C-7Q2M9K8XVB")
    return text


class TaskKind(StrEnum):
    """What sort of errand a task is. Recorded now; weighed against acts later."""

    INVESTIGATE = "investigate"
    FIX = "fix"
    FEATURE = "feature"
    SCALE = "scale"
    TEARDOWN = "teardown"
    EMERGENCY = "emergency"


class Isolation(StrEnum):
    """How far an agent's process is kept from the gateway's own files: not at all, another user, a sandbox.

    `gate` is a session that nobody holds: in it the gateway sends what people proposed, approved and ordered.
    """

    NONE = "none"
    USER = "user"
    SANDBOX = "sandbox"
    GATE = "gate"


THE_GATE: Final = "keyturn"
"""The agent of sessions of isolation `gate`; no other agent is called so."""


class KeyKind(StrEnum):
    """How a key signs: from a file on its owner's machine, or as a passkey in their browser."""

    ED25519 = "ed25519"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is known of a passkey beside its public key: the credential's id, and where it was registered.

    `party` is the relying party's id (a host's name), `origin` the origin of the page, `count` the signature counter it
    showed then. It signs at no other place, and whoever verifies must know which that was.
    """

    credential: bytes
    party: str
    origin: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An enrolled key: its id and its raw bytes.

    Of an Ed25519 key `codec.keys.key_id` and 32 bytes; of a passkey `codec.webauthn.passkey_id` and the bytes that
    `codec.webauthn.parse_passkey` reads.
    """

    id: str
    raw: bytes
    passkey: Passkey | None = None

    @property
    def kind(self) -> KeyKind:
        """How it signs."""
        return KeyKind.ED25519 if self.passkey is None else KeyKind.PASSKEY


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sponsor and, by their groups, approve. Only public keys are ever enrolled."""

    name: str
    groups: frozenset[str]
    keys: tuple[PublicKey, ...]
    enabled: bool = True

    @property
    def has_key_file(self) -> bool:
        """Whether they can sign more than votes and the seal: a passkey proposes nothing that changes the charter."""
        return any(key.passkey is None for key in self.keys)


@dataclass(frozen=True, slots=True)
class Task:
    """What a person asked an agent to do, signed by that person, its sponsor.

    `environment` None and `scope` empty: all that the sponsor may do. Usable until `expires` (UTC, excluded).
    """

    id: str
    intent: str
    kind: TaskKind
    sponsor: str
    environment: str | None
    scope: tuple[str, ...]
    opened: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One agent at work on one task. Its secret and token are derived from its id by the key store, never stored."""

    id: str
    task: str
    agent: str
    access_key_id: str
    isolation: Isolation
    opened: datetime
    expires: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionKey:
    """The secret half of a session's credentials, worth nothing at the cloud."""

    secret: str = field(repr=False)
    token: str = field(repr=False)


_DERIVED: Final = re.compile(r"KTRD([0-9A-Z]{16})([0-9A-F]{8})([0-9A-Z]{16})")


@dataclass(frozen=True, slots=True)
class DerivedKey:
    """A narrower key of a session: the same task and the same power, an earlier end.

    Its access key id says whose it is and until when (`parent` is the session's own access key id, `expires` a whole
    second, UTC); its secret is derived from that id, so that nobody can write themselves a later end.
    """

    parent: str
    expires: datetime
    fresh: str

    @property
    def access_key_id(self) -> str:
        """The access key id under which it signs."""
        return f"KTRD{self.parent[4:]}{int(self.expires.timestamp()):08X}{self.fresh}"


def read_derived(access_key_id: str) -> DerivedKey | None:
    """Read the access key id of a derived key; None if it is none. That its secret is known is for others to check."""
    found = _DERIVED.fullmatch(access_key_id)
    if found is None:
        return None
    return DerivedKey(f"KTRN{found[1]}", datetime.fromtimestamp(int(found[2], 16), UTC), found[3])


class Caller(Noun, frozen=True):
    """Whoever signed a request, once the signature holds: a session at work on a task.

    `derived` is the narrower key it signed with, None for the session's own.
    """

    session: Session
    task: Task
    derived: DerivedKey | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The statement by which a person opens a session, and with it a task unless `task` names one of theirs.

    Exactly one of `task` (an id) and `intent` is set.
    """

    deployment: str
    by: str
    agent: str
    isolation: Isolation
    at: datetime
    nonce: str
    expires: datetime
    task: str | None = None
    intent: str | None = None
    kind: TaskKind = TaskKind.FIX
    environment: str | None = None
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndSession:
    """The statement by which a person ends a session at once."""

    deployment: str
    by: str
    session: str
    at: datetime
    nonce: str
