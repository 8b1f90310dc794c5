"""What a person's signed statement does.

Each becomes one draft for the log, or an error that says why it does nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar

from keyturn.approve import statements
from keyturn.approve.seats import missing
from keyturn.approve.votes import check_vote
from keyturn.codec import dsse
from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads_canonical
from keyturn.errors import CallerError, quoted
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case, Vote
from keyturn.flow.state import State
from keyturn.model import written
from keyturn.model.approval import Approval, Verdict
from keyturn.model.change import Event, move
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import OpenSession, PublicKey, Session, Task, parse_id, parse_name

LONGEST_SESSION: Final = timedelta(hours=24)

S = TypeVar("S", bound=statements.Dated)


class StatementRefused(CallerError):
    """A statement whose signature holds, and which still does nothing."""

    code = "statement.refused"


class StatementReplayed(StatementRefused):
    """The same statement was handed in before."""

    code = "statement.replayed"

    def __init__(self) -> None:
        super().__init__("this very statement was handed in before: make a new one")


class CounterBack(StatementRefused):
    """A passkey that counts what it signs shows a number that it showed before: there may be two of it."""

    code = "passkey.counter"

    def __init__(self, owner: str, key_id: str, last: int, count: int) -> None:
        super().__init__(
            f"passkey `{key_id}` of `{owner}` had signed {last} times and now says {count}: it may have been copied; "
            "ask its owner, have the key revoked, and vote with another"
        )


class NoSuchChange(CallerError):
    """No change, or more than one, has this id."""

    code = "change.unknown"

    def __init__(self, text: str, count: int) -> None:
        why = "no change begins" if count == 0 else f"{count} changes begin"
        super().__init__(f"{why} with `{quoted(text)}`: see `keyturn inbox`")


@dataclass(frozen=True, slots=True)
class Opened:
    """A statement whose signature holds, and which is fresh, ours and new. `digest` names it in the log."""

    digest: str
    text: str


def _envelope(text: str) -> dsse.Envelope:
    # Half a surrogate pair has no UTF-8; written as it is, the strict reader refuses it like any other bytes.
    return dsse.parse_envelope(text.encode("utf-8", "surrogatepass"))


def open_fresh(text: str, state: State, at: datetime, read: Callable[[dsse.Envelope], S]) -> tuple[S, Opened]:
    """Return what `read` finds in the envelope `text`, once it is known to be ours, of the moment `at`, and new."""
    envelope = _envelope(text)
    statement = read(envelope)
    digest = sha256(dsse.pae(envelope.payload_type, envelope.payload)).hexdigest()
    statements.check_fresh(statement, state.deployment or "", at)
    if digest in state.statements:
        raise StatementReplayed
    return statement, Opened(digest, text)


def find_case(state: State, text: str) -> Case:
    """Return the change that `text` names, whole or shortened. Raises NoSuchChange."""
    found = state.find(parse_id("change id", text))
    if len(found) != 1:
        raise NoSuchChange(text, len(found))
    return found[0]


def named_change(text: str) -> str | None:
    """Return the id of the change that a vote or a withdrawal names, whoever signed it; None if it names none."""
    payload = loads_canonical(_envelope(text).payload)
    named = payload.get("change") if isinstance(payload, dict) else None
    return named if isinstance(named, str) else None


def count_vote(considering: Considering, text: str, at: datetime) -> Draft:
    """Return the draft of a vote that counts. Raises CallerError or PolicyError for one that does not."""
    state = considering.state
    approval, opened = open_fresh(text, state, at, lambda e: statements.open_approval(e, state.people))
    case = find_case(state, approval.change)
    person = state.people[approval.reviewer]
    voted = said_before(case.votes, person.name)
    check_vote(approval, case.change, case.stands(at), case.aside, considering.ballot(person, case), voted, at)
    count = counted(state, opened.text)
    approves = approval.verdict is Verdict.APPROVE
    before_it = [voter for voter in considering.voters(case) if voter.name != person.name]
    voters = [*before_it, *([person] if approves else [])]
    local = {voter.name for voter in before_it if case.votes[voter.name].local}
    local |= {person.name} if approves and count is None else set()
    quorum = case.change.quorum
    met = missing(quorum, considering.weigh(case, quorum, voters, local, at)) == 0
    payload = vote_payload(approval, opened, count, met=met and approves)
    return Draft(Kind.VOTE, at, {"change": case.change.id, "digest": case.change.digest}, payload)


def said_before(votes: Mapping[str, Vote], name: str) -> Verdict | None:
    """What `name` said of a change before, None if nothing."""
    before = votes.get(name)
    return None if before is None else Verdict.APPROVE if before.approves else Verdict.REJECT


def vote_payload(approval: Approval, opened: Opened, count: int | None, *, met: bool) -> dict[str, Json]:
    """A vote as it stands in the log; `count` is the counter of the passkey, `met` whether the quorum is with it."""
    payload: dict[str, Json] = {
        "statement": opened.digest,
        "envelope": opened.text,
        "reviewer": approval.reviewer,
        "key_id": approval.key_id,
        "verdict": approval.verdict.value,
        "comment": approval.comment,
        "met": met,
    }
    if count is not None:
        payload["count"] = count
    return payload


def statement_payload(state: State, opened: Opened) -> dict[str, Json]:
    """A statement as it stands in the log: with the key and its counter where a passkey signed. Raises CounterBack."""
    payload: dict[str, Json] = {"statement": opened.digest, "envelope": opened.text}
    count = counted(state, opened.text)
    return payload if count is None else payload | {"key_id": _envelope(opened.text).key_id, "count": count}


def counted(state: State, text: str) -> int | None:
    """Return the counter that the passkey which signed `text` shows; None if it was signed with a key file.

    Raises CounterBack (Web Authentication Level 3, section 7.2, step 22).
    """
    envelope = _envelope(text)
    if envelope.assertion is None:
        return None
    owner = state.people[state.owner_of_key[envelope.key_id]]
    last = next(last_count(state, key) for key in owner.keys if key.id == envelope.key_id)
    count = envelope.assertion.count
    if (last or count) and count <= last:
        raise CounterBack(owner.name, envelope.key_id, last, count)
    return count


def last_count(state: State, key: PublicKey) -> int:
    """Return the counter that a passkey showed last, when it voted or else when it was made."""
    return state.counts.get(key.id, 0 if key.passkey is None else key.passkey.count)


def withdraw(considering: Considering, text: str, at: datetime) -> Draft:
    """Return the draft by which a change is withdrawn by its sponsor."""
    state = considering.state
    wanted, opened = open_fresh(text, state, at, lambda e: statements.open_withdrawal(e, state.people))
    case = find_case(state, wanted.change)
    if wanted.change_digest != case.change.digest:
        raise StatementRefused("it names another state of this change: fetch and sign again")
    if wanted.by != case.change.sponsor:
        raise StatementRefused(f"only its sponsor `{case.change.sponsor}` withdraws a change; a reviewer rejects it")
    move(case.stands(at), Event.WITHDRAWAL)
    payload = statement_payload(state, opened) | {"by": wanted.by}
    return Draft(Kind.CHANGE_WITHDRAWN, at, {"change": case.change.id}, payload)


def open_session(considering: Considering, text: str, at: datetime, fresh: str) -> tuple[Draft, Session]:
    """Return the draft that opens a session, and with it a task unless the statement names one.

    `fresh` is random, for ids.
    """
    state = considering.state
    wanted, opened = open_fresh(text, state, at, lambda e: statements.open_session_statement(e, state.people))
    parse_name("agent", wanted.agent)
    if wanted.agent in state.people:
        raise StatementRefused(f"`{wanted.agent}` is a person here: an agent needs a name of its own")
    _within(wanted.expires, at)
    task = _task(wanted, considering, at, fresh) if wanted.task is None else None
    found = task or _continued(state, wanted, at)
    session = Session(
        id=f"S-{fresh}",
        task=found.id,
        agent=wanted.agent,
        access_key_id=f"KTRN{fresh[:16]}",
        isolation=wanted.isolation,
        opened=at,
        expires=min(wanted.expires, found.expires),
    )
    payload: dict[str, Json] = {
        "statement": opened.digest,
        "envelope": opened.text,
        "by": wanted.by,
        "task": None if task is None else dict(written.task(task)),
        "session": dict(written.session(session)),
    }
    return Draft(Kind.SESSION_OPENED, at, {"session": session.id, "task": found.id}, payload), session


def _within(expires: datetime, at: datetime) -> None:
    if not at < expires <= at + LONGEST_SESSION:
        raise StatementRefused("a session ends between now and 24 hours from now: set --expires accordingly")


def _task(wanted: OpenSession, considering: Considering, at: datetime, fresh: str) -> Task:
    intent = wanted.intent or ""
    limit = considering.settings.limits.intent_bytes
    if not intent.strip():
        raise StatementRefused("a task needs an intent: say with --task what the agent is to do")
    if len(intent.encode()) > limit:
        raise StatementRefused(f"an intent has {limit} bytes at most: say it shorter")
    known = {rule.name for rule in considering.settings.estate.environments} | {"production"}
    if wanted.environment is not None and wanted.environment not in known:
        raise StatementRefused(
            f"`{quoted(wanted.environment)}` is no environment here; there are {', '.join(sorted(known))}"
        )
    return Task(
        id=f"T-{fresh}",
        intent=intent,
        kind=wanted.kind,
        sponsor=wanted.by,
        environment=wanted.environment,
        scope=wanted.scope,
        opened=at,
        # A change outlives the session that caused it; each continuation is signed by the sponsor anew.
        expires=wanted.expires + considering.settings.change_expires,
    )


def _continued(state: State, wanted: OpenSession, at: datetime) -> Task:
    found = [task for name, task in state.tasks.items() if name.startswith(wanted.task or "?")]
    if len(found) != 1:
        raise StatementRefused(
            f"no one task begins with `{wanted.task or '':.40}`: leave out --task-id to open a new one"
        )
    if found[0].sponsor != wanted.by:
        raise StatementRefused(
            f"task {found[0].id:.10} is sponsored by `{found[0].sponsor}`: only its sponsor continues it"
        )
    if at >= found[0].expires:
        raise StatementRefused(f"task {found[0].id:.10} has expired: open a new one")
    return found[0]


def end_session(considering: Considering, text: str, at: datetime) -> Draft:
    """Return the draft that ends a session at once. Anybody enrolled may: it only takes power away."""
    state = considering.state
    wanted, opened = open_fresh(text, state, at, lambda e: statements.open_end_session(e, state.people))
    found = [session for name, session in state.sessions.items() if name.startswith(wanted.session)]
    if len(found) != 1:
        raise StatementRefused(f"no one session begins with `{wanted.session:.40}`: see `keyturn session list`")
    if found[0].ended is not None:
        raise StatementRefused(f"session {found[0].id:.10} has ended already")
    payload = statement_payload(state, opened) | {"by": wanted.by}
    return Draft(Kind.SESSION_ENDED, at, {"session": found[0].id}, payload)


def refused_statement(text: str, error: Exception, code: str, at: datetime) -> Draft:
    """A statement that did nothing, noted with the reason; its text is kept short, for it may be anybody's."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    payload: dict[str, Json] = {"code": code, "message": str(error)[:400], "sha256": digest}
    return Draft(Kind.STATEMENT_REFUSED, at, {}, payload)
