"""Who was enrolled, and what they signed: each statement is opened again under the keys of that place in the log."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from keyturn.approve import statements
from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256
from keyturn.codec.dsse import Envelope, pae, parse_envelope
from keyturn.model import written
from keyturn.model.approval import Approval
from keyturn.model.identity import OpenSession, Person, Session, Task
from keyturn.verify.enrolment import own_key
from keyturn.verify.known import Found, Known, Payload
from keyturn.verify.leaf import Leaf

S = TypeVar("S", bound=statements.Dated)

_SLACK: Final = timedelta(seconds=5)
"""An entry's instant may be a little later than the one its statement was judged at."""


def started(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A gateway began to write: the deployment never changes, and the policies are those their name stands for."""
    deployment = leaf.about["deployment"]
    if known.deployment not in ("", deployment):
        yield "gate.deployment", f"the gateway of `{known.deployment}` goes on as `{deployment}`"
    known.deployment = deployment
    # Nobody knows what became of what was under way.
    known.doubtful |= known.intents.keys() - known.settled
    known.ordered.clear()  # a gateway that starts anew sends nothing by itself: somebody orders it again
    if payload["bundle"] != hex_sha256(encode({"policies": payload["policies"], "schema": payload["schema"]})):
        yield "gate.bundle", "the policies are not those that the name of their bundle stands for"
    known.bundle = payload["bundle"]
    known.policies[known.bundle] = payload["policies"]
    if known.charter is not None and known.bundle != known.charter.bundle:
        yield "gate.other_bundle", "a sealed gate started with other policies than people approved"


def person_added(known: Known, _: Leaf, payload: Payload) -> Found:
    """Somebody was enrolled: with keys that are theirs alone."""
    person = written.read_person(payload["person"])
    for key in person.keys:
        yield from own_key(known, person.name, key)
    before = known.people.get(person.name)
    if before is not None and before.enabled:
        yield "person.twice", f"`{person.name}` is enrolled although they already were"
    if known.charter is not None:
        yield "person.after_seal", f"`{person.name}` is enrolled past the people who decide about a sealed gate"
    known.people[person.name] = person
    if "envelope" not in payload:
        known.unsigned_people += 1


def person_disabled(known: Known, _: Leaf, payload: Payload) -> Found:
    """Somebody may no longer act."""
    person = known.people.get(payload["name"])
    if person is None:
        yield "person.unknown", f"`{payload['name']}` is disabled and was never enrolled"
        return
    if known.charter is not None:
        yield "person.after_seal", f"`{person.name}` is disabled past the people who decide about a sealed gate"
    known.people[person.name] = Person(person.name, person.groups, person.keys, enabled=False)


def enrol(known: Known, people: Iterable[Person]) -> None:
    """Make `people` the people, with the keys that nobody suspended.

    Whoever is disabled by that, or loses a key, loses their sessions too.
    """
    for person in people:
        now = replace(person, keys=tuple(key for key in person.keys if key.id not in known.suspended))
        before = known.people.get(person.name)
        known.people[person.name] = now
        if before is not None and ((before.enabled and not now.enabled) or set(before.keys) - set(now.keys)):
            end_sessions(known, person.name)


def end_sessions(known: Known, sponsor: str) -> None:
    """End every session that `sponsor` answers for."""
    tasks = {task.id for task in known.tasks.values() if task.sponsor == sponsor}
    known.ended |= {session.id for session in known.sessions.values() if session.task in tasks}


def session_opened(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person opened a session, and with it a task or one of theirs anew: both are what the statement says."""
    said, problems = _said(known, leaf, payload, statements.open_session_statement)
    yield from problems
    session = written.read_session(payload["session"])
    if payload["task"] is not None:
        task = written.read_task(payload["task"])
        if not _is_task_of(said, task):
            yield "task.not_as_signed", f"task {task.id:.10} is not the one that `{said.by}` signed"
        if task.id in known.tasks:
            yield "task.twice", f"task {task.id:.10} is opened a second time"
        known.tasks[task.id] = task
    if not _is_session_of(said, session, known.task(session.task), leaf.about):
        yield "session.not_as_signed", f"session {session.id:.10} is not the one that `{said.by}` signed"
    if session.id in known.sessions:
        yield "session.twice", f"session {session.id:.10} is opened a second time"
    known.sessions[session.id] = session
    known.openers[session.id] = said.by


def session_ended(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person ended a session."""
    said, problems = _said(known, leaf, payload, statements.open_end_session)
    yield from problems
    session = known.session(leaf.about["session"])
    if not session.id.startswith(said.session):
        yield "session.not_as_signed", f"`{said.by}` ended another session than {session.id:.10}"
    known.ended.add(session.id)


def withdrawn(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A sponsor took a change back."""
    said, problems = _said(known, leaf, payload, statements.open_withdrawal)
    yield from problems
    case = known.any_case(leaf.about["change"])
    if said.change != case.change.id or said.change_digest != case.change.digest or said.by != case.change.sponsor:
        yield "withdrawal.not_as_signed", f"`{said.by}` did not withdraw this change as it was opened"
    case.closed = "withdrawn"


def said_of_vote(known: Known, leaf: Leaf, payload: Payload) -> tuple[Approval, list[tuple[str, str]]]:
    """The approval inside a vote, and what is wrong with how it was signed."""
    return _said(known, leaf, payload, statements.open_approval)


def by_key_file(payload: Payload) -> bool:
    """Whether a key file signed the statement of an entry, and no passkey."""
    return parse_envelope(payload["envelope"].encode()).assertion is None


def _counter(known: Known, payload: Payload, envelope: Envelope) -> list[tuple[str, str]]:
    if envelope.assertion is None:
        odd = [("passkey.counter", "it tells of a passkey's counter, and a key file signed it")]
        return odd if "count" in payload else []
    key_id, count = envelope.key_id, envelope.assertion.count
    keys = (key for person in known.people.values() for key in person.keys if key.id == key_id)
    first = next((key.passkey.count for key in keys if key.passkey is not None), 0)
    last, known.counts[key_id] = known.counts.get(key_id, first), count
    problems = []
    if payload.get("count") != count:
        problems.append(("passkey.counter", "the passkey's counter is not the one that it signed"))
    if (last or count) and count <= last:
        went = f"the passkey's counter went from {last} to {count}: it may be a copy"
        problems.append(("passkey.counter_back", went))
    return problems


def _said(
    known: Known, leaf: Leaf, payload: Payload, read: Callable[[Envelope, Mapping[str, Person]], S]
) -> tuple[S, list[tuple[str, str]]]:
    """What somebody enrolled at this place signed, and what is wrong with when and how often they said it."""
    return said_at(known, leaf.at, payload, read)


def said_at(
    known: Known, at: datetime, payload: Payload, read: Callable[[Envelope, Mapping[str, Person]], S]
) -> tuple[S, list[tuple[str, str]]]:
    """What somebody enrolled at this place signed, and what is wrong with it if it was handed in at the instant `at`.

    That covers the counter of the passkey that signed it, if one did. Raises what `read` raises if nobody enrolled and
    enabled signed it.
    """
    envelope = parse_envelope(payload["envelope"].encode())
    said = read(envelope, known.people)
    digest = hex_sha256(pae(envelope.payload_type, envelope.payload))
    problems = []
    if payload["statement"] != digest:
        problems.append(("statement.digest", "the statement is not the one its digest names"))
    if digest in known.statements:
        problems.append(("statement.twice", "the same statement was counted before"))
    if said.deployment != known.deployment:
        problems.append(("statement.deployment", f"it was made to another gate, `{said.deployment}`"))
    if not _near(said.at, at):
        problems.append(("statement.stale", "it was made long before or after this entry"))
    known.statements.add(digest)
    return said, [*problems, *_counter(known, payload, envelope)]


def _near(said: datetime, written_at: datetime) -> bool:
    return abs(written_at - said) <= statements.FRESH + _SLACK


def _is_task_of(said: OpenSession, task: Task) -> bool:
    return said.task is None and (said.by, said.intent, said.kind, said.environment, said.scope) == (
        task.sponsor,
        task.intent,
        task.kind,
        task.environment,
        task.scope,
    )


def _is_session_of(said: OpenSession, session: Session, task: Task, about: Mapping[str, str]) -> bool:
    return (
        (about["session"], about["task"]) == (session.id, session.task)
        and (said.agent, said.isolation, said.by) == (session.agent, session.isolation, task.sponsor)
        and session.expires <= said.expires
        and (said.task is None or task.id.startswith(said.task))
    )
