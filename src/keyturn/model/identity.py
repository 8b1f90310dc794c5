"""Who asks: people, the tasks they sponsor, and the sessions in which agents work on them."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from keyturn.errors import Malformed

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_CHANGE_PREFIX: Final = re.compile(r"[CTSG]-[0-9A-Z]{6,32}")


def parse_name(what: str, text: str) -> str:
    """Return `text` if it may name a person.

    An agent or a group: ASCII lower case only, so that no two names look alike.

    Raises Malformed.
    """
    if not _NAME.fullmatch(text):
        raise Malformed(what, text, "use 1 to 63 of a-z 0-9 . _ -, beginning with a letter or digit")
    return text


def parse_id(what: str, text: str) -> str:
    """Return `text` if it is an identifier of ours (`C-...`, `T-...`, `S-...`, `G-...`), whole or shortened.

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
    """How far an agent's process is kept from the gateway's own files: not at all, another user, a sandbox."""

    NONE = "none"
    USER = "user"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An enrolled Ed25519 key: its id (codec.keys.key_id) and its 32 raw bytes."""

    id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sponsor and, by their groups, approve. Only public keys are ever enrolled."""

    name: str
    groups: frozenset[str]
    keys: tuple[PublicKey, ...]
    enabled: bool = True


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


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever signed a request, once the signature holds: a session at work on a task."""

    session: Session
    task: Task


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
