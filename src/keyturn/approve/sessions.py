"""What people sign to open and to end sessions."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, readable
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.codec.encoding import format_instant
from keyturn.errors import Malformed
from keyturn.model.identity import THE_GATE, EndSession, Isolation, OpenSession, Person, TaskKind

OPEN_SESSION_TYPE: Final = "application/vnd.keyturn.session-open.v1+json"
END_SESSION_TYPE: Final = "application/vnd.keyturn.session-end.v1+json"
_SESSION: Final = "statement that opens a session"


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
    return readable(members, parse_open_session)


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
    if statement.isolation is Isolation.GATE or statement.agent == THE_GATE:
        raise Malformed(
            _SESSION, statement.agent, "only the gate itself is called so, and only its sessions are nobody's"
        )
    if statement.intent is not None and not statement.intent.strip():
        raise Malformed(_SESSION, statement.intent, "say what the agent is asked to do")
    if statement.expires <= statement.at:
        raise Malformed(_SESSION, format_instant(statement.expires), "it expires before it begins")
    return statement


def open_session_statement(envelope: Envelope, people: Mapping[str, Person]) -> OpenSession:
    """Return the statement in `envelope` by which its signer opens a session, as open_approval does."""
    return opened(envelope, OPEN_SESSION_TYPE, people, parse_open_session, lambda said: (said.by, None))


def end_session_payload(statement: EndSession) -> bytes:
    """What a person signs to end a session at once. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": statement.deployment,
        "by": statement.by,
        "session": statement.session,
        "at": format_instant(statement.at),
        "nonce": statement.nonce,
    }
    return readable(members, parse_end_session)


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
    return opened(envelope, END_SESSION_TYPE, people, parse_end_session, lambda said: (said.by, None), passkeys=True)
