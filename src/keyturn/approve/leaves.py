"""What people give leave for beforehand: the documents of it, and the statement by which a person ends it."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, read_common, readable, who, write_common
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.errors import Malformed
from keyturn.model.emergency import Emergency, LeaveEnd, Override
from keyturn.model.envelope import MOST_NAMED, MOST_USES, Envelope, parse_bounds, parse_operation, parse_resource
from keyturn.model.identity import Person, parse_name

MOST_TASKS: Final = 10

LEAVE_END_TYPE: Final = "application/vnd.keyturn.leave-end.v1+json"


def leave_end_payload(statement: LeaveEnd) -> bytes:
    """What a person signs to end an envelope, an emergency or an override. Raises Malformed."""
    members: dict[str, Json] = {
        **write_common(statement),
        "change": statement.change,
    }
    return readable(members, parse_leave_end)


def parse_leave_end(payload: bytes) -> LeaveEnd:
    """Read such a payload, whose signature is another matter. Raises Malformed."""
    members = Members("statement that ends a leave", payload)
    statement = LeaveEnd(
        **read_common(members),
        change=members.identifier("change", "C"),
    )
    members.end()
    return statement


def open_leave_end(envelope: dsse.Envelope, people: Mapping[str, Person]) -> LeaveEnd:
    """Return the statement in `envelope`, as open_approval does."""
    return opened(envelope, LEAVE_END_TYPE, people, parse_leave_end, who, passkeys=True)


def read_emergency(document: Mapping[str, Json], opener: str) -> Emergency:
    """Read the document of an emergency that `opener` proposes. Raises Malformed."""
    members = Members("proposal of an emergency", document)
    emergency = Emergency(
        opener=opener,
        environment=members.name("environment"),
        tasks=members.texts("tasks"),
        until=members.instant("until"),
    )
    members.end()
    if not 1 <= len(emergency.tasks) <= MOST_TASKS or len(set(emergency.tasks)) != len(emergency.tasks):
        raise Malformed("tasks", len(emergency.tasks), f"1 to {MOST_TASKS} different tasks are wanted")
    return emergency


def read_override(document: Mapping[str, Json]) -> Override:
    """Read the document of an override. Raises Malformed."""
    members = Members("proposal to override a freeze", document)
    override = Override(
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        freezes=members.texts("freezes"),
        frozen=members.objects("frozen"),
    )
    members.end()
    return override


def read_envelope(document: Mapping[str, Json]) -> tuple[Envelope, str | None]:
    """Read the document of an envelope, and the quorum it asks for if that is not the approvers'. Raises Malformed."""
    members = Members("proposal of an envelope", document)
    rate = members.number_or_none("per_minute")
    envelope = Envelope(
        task=members.identifier("task", "T"),
        agent=members.name("agent"),
        environments=_several(
            "environments", tuple(parse_name("environment", name) for name in members.texts("environments"))
        ),
        operations=_several("operations", tuple(parse_operation(name) for name in members.texts("operations"))),
        resources=_several("resources", tuple(parse_resource(arn) for arn in members.texts("resources"))),
        parameters=parse_bounds(members.object("parameters")),
        count=members.number("count"),
        per_minute=rate,
        until=members.instant("until"),
    )
    quorum = members.text_or_none("quorum")
    members.end()
    if not 1 <= envelope.count <= MOST_USES or rate == 0:
        raise Malformed("count", envelope.count, f"1 to {MOST_USES} calls are wanted, and 1 a minute at least")
    return envelope, quorum


def _several(what: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(names) <= MOST_NAMED or len(set(names)) != len(names):
        raise Malformed(what, len(names), f"1 to {MOST_NAMED} different ones are wanted")
    return names
