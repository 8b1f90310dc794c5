"""The state of the gate: what the log says so far, folded. Nothing else decides what is so.

`State.apply` takes each entry once, in order, whether it was just written or is read back after a restart; both ways
lead to the same state.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from keyturn.codec.encoding import parse_instant
from keyturn.model import written
from keyturn.model.approval import Word
from keyturn.model.change import OPEN, Change, Event, move
from keyturn.model.change import State as Stage
from keyturn.model.clock import Hold
from keyturn.model.evidence import Kind
from keyturn.model.execution import Ended, Outcome
from keyturn.model.grant import GrantState
from keyturn.model.identity import Person, Session, Task

About = Mapping[str, str]
Payload = Mapping[str, Any]
REMEMBERED = 50_000


@dataclass(slots=True)
class Vote:
    """A verdict that counted when it was given; it counts at spending only while its reviewer is still eligible."""

    reviewer: str
    key_id: str
    approves: bool
    comment: str
    at: datetime
    statement: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says became of a call in doubt."""

    key_id: str
    word: Word
    comment: str
    at: datetime


@dataclass(slots=True)
class Use:
    """The grant for one action of a change, and what became of it; `said` is what people say of it while in doubt."""

    state: GrantState = GrantState.OPEN
    grant: str | None = None
    outcome: Outcome | None = None
    answers: dict[str, str] = field(default_factory=dict)
    said: dict[str, Said] = field(default_factory=dict)
    settled: Word | None = None


@dataclass(slots=True)
class Case:
    """A change with its votes and uses."""

    change: Change
    opener: str
    stage: Stage = Stage.PROPOSED
    votes: dict[str, Vote] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)

    def stands(self, at: datetime) -> Stage:
        """Return where the change stands at `at`, expiry included even before its entry is written."""
        return Stage.EXPIRED if self.stage in OPEN and at >= self.change.expires else self.stage

    def approvers(self) -> list[str]:
        """Return the reviewers whose verdict is approval, in the order they gave it."""
        return [vote.reviewer for vote in self.votes.values() if vote.approves]


@dataclass(slots=True)
class Attempt:
    """One mutating sending, by the marks a client puts on its retries."""

    grant: str
    change: str | None
    ordinal: int
    marks: tuple[str, ...] = ()
    state: GrantState = GrantState.SPENT
    outcome: Outcome | None = None
    settled: Word | None = None


@dataclass(slots=True)
class ClockVote:
    """One person's acceptance of the clock."""

    key_id: str
    statement: str


@dataclass(slots=True)
class Held:
    """The jump of the clock for which production is held, and who has accepted it so far."""

    hold: Hold
    votes: dict[str, ClockVote] = field(default_factory=dict)


class State:
    """Everything the gate knows, as the fold of its log."""

    def __init__(self) -> None:
        self.deployment: str | None = None
        self.bundles: dict[str, tuple[str, str]] = {}
        self.people: dict[str, Person] = {}
        self.owner_of_key: dict[str, str] = {}
        self.tasks: dict[str, Task] = {}
        self.sessions: dict[str, Session] = {}
        self.openers: dict[str, str] = {}
        self.session_of_key: dict[str, str] = {}
        self.cases: dict[str, Case] = {}
        self.open_of_task: dict[str, dict[str, Case]] = {}
        self.executing: dict[str, Case] = {}
        self.statements: set[str] = set()
        self.attempts: dict[str, Attempt] = {}
        self.by_grant: OrderedDict[str, Attempt] = OrderedDict()
        self.spent: dict[str, Attempt] = {}
        self.held: Held | None = None
        # All kinds but evidence.UNFOLDED, which change nothing.
        self._folds: Mapping[Kind, Callable[[datetime, About, Payload], None]] = {
            Kind.GATE_STARTED: self._start,
            Kind.PERSON_ADDED: self._add_person,
            Kind.PERSON_DISABLED: self._disable,
            Kind.SESSION_OPENED: self._open_session,
            Kind.SESSION_ENDED: self._end_session,
            Kind.CHANGE_OPENED: self._open_change,
            Kind.CHANGE_WITHDRAWN: self._withdraw,
            Kind.CHANGE_EXPIRED: self._expire,
            Kind.VOTE: self._vote,
            Kind.INTENT: self._spend,
            Kind.OUTCOME: self._settle,
            Kind.SETTLEMENT: self._say,
            Kind.CLOCK_HELD: self._hold,
            Kind.CLOCK_VOTE: self._accept,
            Kind.CLOCK_AGREED: self._agree,
            Kind.CLOCK_ACCEPTED: self._begin_anew,
        }

    def enabled_people(self) -> list[Person]:
        """Return the people who may still act."""
        return [person for person in self.people.values() if person.enabled]

    def find(self, prefix: str) -> list[Case]:
        """Return the changes whose id begins with `prefix`."""
        if prefix in self.cases:
            return [self.cases[prefix]]
        return [case for name, case in self.cases.items() if name.startswith(prefix)]

    def apply(self, kind: Kind, at: datetime, about: About, payload: Payload) -> None:
        """Take in one entry. Raises KeyError or Malformed for an entry this version cannot read."""
        statement = payload.get("statement")
        if statement is not None:
            self.statements.add(statement)
        fold = self._folds.get(kind)
        if fold is not None:
            fold(at, about, payload)

    def _start(self, _: datetime, about: About, payload: Payload) -> None:
        self.deployment = about["deployment"]
        self.bundles[payload["bundle"]] = (payload["policies"], payload["schema"])
        self._doubt()

    def _add_person(self, _: datetime, __: About, payload: Payload) -> None:
        person = written.read_person(payload["person"])
        self.people[person.name] = person
        # For good: a key that once was one person's never speaks for another name.
        self.owner_of_key |= {key.id: person.name for key in person.keys}

    def _disable(self, at: datetime, _: About, payload: Payload) -> None:
        person = self.people[payload["name"]]
        self.people[person.name] = Person(person.name, person.groups, person.keys, enabled=False)
        # For good, too: enrolling somebody of that name again brings none of these sessions back.
        for session in list(self.sessions.values()):
            if session.ended is None and self.tasks[session.task].sponsor == person.name:
                self._end(session, at)

    def _withdraw(self, _: datetime, about: About, __: Payload) -> None:
        self._move(self.cases[about["change"]], Event.WITHDRAWAL)

    def _expire(self, _: datetime, about: About, __: Payload) -> None:
        self._move(self.cases[about["change"]], Event.EXPIRY)

    def _doubt(self) -> None:
        """After a restart nobody knows what became of what was under way: `spent` becomes `in doubt`, never `open`."""
        for attempt in self.spent.values():
            attempt.state = GrantState.IN_DOUBT
            self._mark(attempt, None)
        self.spent.clear()

    def _open_session(self, _: datetime, __: About, payload: Payload) -> None:
        if payload.get("task") is not None:
            task = written.read_task(payload["task"])
            self.tasks[task.id] = task
        session = written.read_session(payload["session"])
        self.sessions[session.id] = session
        self.session_of_key[session.access_key_id] = session.id
        self.openers[session.id] = payload["by"]

    def _end_session(self, at: datetime, about: About, _: Payload) -> None:
        self._end(self.sessions[about["session"]], at)

    def _end(self, session: Session, at: datetime) -> None:
        self.sessions[session.id] = replace(session, ended=at)

    def _open_change(self, _: datetime, __: About, payload: Payload) -> None:
        change = written.read_change(payload["change"])
        case = Case(change, payload["opener"], uses=[Use() for _ in change.actions])
        self.cases[change.id] = case
        self.open_of_task.setdefault(change.task, {})[change.id] = case

    def _vote(self, at: datetime, about: About, payload: Payload) -> None:
        case = self.cases[about["change"]]
        approves = payload["verdict"] == "approve"
        reviewer = payload["reviewer"]
        case.votes[reviewer] = Vote(reviewer, payload["key_id"], approves, payload["comment"], at, payload["statement"])
        if not approves:
            self._move(case, Event.REJECTION)
        elif payload["met"] and case.stage is Stage.PROPOSED:
            self._move(case, Event.QUORUM_MET)

    def _move(self, case: Case, event: Event) -> None:
        case.stage = move(case.stage, event)
        self._run(case)
        if case.stage not in OPEN:
            self.open_of_task.get(case.change.task, {}).pop(case.change.id, None)

    def _run(self, case: Case) -> None:
        """Keep `executing` true: a change runs while it is executing, and as long as a call of it is under way."""
        if case.stage is Stage.EXECUTING or any(use.state is GrantState.SPENT for use in case.uses):
            self.executing[case.change.id] = case
        else:
            self.executing.pop(case.change.id, None)

    def _spend(self, _: datetime, about: About, payload: Payload) -> None:
        attempt = Attempt(about["grant"], about.get("change"), payload["ordinal"], tuple(payload["marks"]))
        self.spent[attempt.grant] = attempt
        self._keep(attempt)
        if attempt.change is not None:
            case = self.cases[attempt.change]
            if case.stage is Stage.PROPOSED:
                # Votes that fell short under one quorum may meet a smaller one that policy asks for at spending.
                self._move(case, Event.QUORUM_MET)
            self._move(case, Event.GRANT_SPENT)
            use = case.uses[attempt.ordinal]
            use.state, use.grant = GrantState.SPENT, attempt.grant

    def _keep(self, attempt: Attempt) -> None:
        """Remember an attempt for its retries, and forget the oldest: no client retries after so many others."""
        self.by_grant[attempt.grant] = attempt
        for mark in attempt.marks:
            self.attempts[mark] = attempt
        if len(self.by_grant) > REMEMBERED:
            self._forget(self.by_grant[next(iter(self.by_grant))])

    def _forget(self, attempt: Attempt) -> None:
        self.by_grant.pop(attempt.grant, None)
        for mark in attempt.marks:
            if self.attempts.get(mark) is attempt:
                del self.attempts[mark]

    def _settle(self, at: datetime, about: About, payload: Payload) -> None:
        attempt = self.spent.pop(about["grant"])
        outcome = written.read_outcome(payload["outcome"], at)
        attempt.outcome = outcome
        match outcome.ended:
            # A redirect is no success: it is passed on and never followed, so nothing was done.
            case Ended.ANSWERED if outcome.status is not None and 200 <= outcome.status < 300:
                attempt.state = GrantState.DONE
            case Ended.UNKNOWN:
                attempt.state = GrantState.IN_DOUBT
            case _:
                attempt.state = GrantState.FAILED
                if attempt.change is None and _harmless(outcome):
                    self._forget(attempt)
        self._mark(attempt, payload.get("answers"))

    def _mark(self, attempt: Attempt, answers: Mapping[str, str] | None) -> None:
        """Carry what became of an attempt over to its change."""
        if attempt.change is None:
            return
        case = self.cases[attempt.change]
        use = case.uses[attempt.ordinal]
        use.state, use.outcome = attempt.state, attempt.outcome
        use.answers.update(answers or {})
        self._run(case)
        if case.stage not in OPEN:
            return
        if any(other.state is GrantState.IN_DOUBT for other in case.uses):
            # A call beside it that failed or was done settles nothing of what nobody knows.
            self._move(case, Event.OUTCOME_UNKNOWN)
        elif attempt.state is GrantState.FAILED:
            self._move(case, Event.CALL_FAILED)
        elif all(other.state is GrantState.DONE for other in case.uses):
            self._move(case, Event.ALL_DONE)

    def _say(self, at: datetime, about: About, payload: Payload) -> None:
        """Keep what a person says of a call in doubt; once enough agree, that is what became of it."""
        case = self.cases[about["change"]]
        use = case.uses[payload["action"]]
        word = Word(payload["word"])
        use.said[payload["by"]] = Said(payload["key_id"], word, payload["comment"], at)
        if not payload["met"]:
            return
        use.settled = word
        use.state = GrantState.DONE if word is Word.HAPPENED else GrantState.FAILED
        attempt = self.by_grant.get(about["grant"])
        if attempt is not None:
            attempt.state, attempt.settled = use.state, word
        states = {other.state for other in case.uses}
        if GrantState.IN_DOUBT in states:
            self._run(case)
        elif GrantState.FAILED in states:
            self._move(case, Event.CALL_FAILED)
        elif states == {GrantState.DONE}:
            self._move(case, Event.ALL_DONE)
        else:
            self._move(case, Event.DOUBT_SETTLED)

    def _hold(self, _: datetime, __: About, payload: Payload) -> None:
        self.held = Held(written.read_hold(payload["hold"]))

    def _accept(self, _: datetime, __: About, payload: Payload) -> None:
        if self.held is not None:
            self.held.votes[payload["by"]] = ClockVote(payload["key_id"], payload["statement"])

    def _agree(self, _: datetime, __: About, ___: Payload) -> None:
        self.held = None

    def _begin_anew(self, at: datetime, _: About, payload: Payload) -> None:
        """Take `at` as the time. Where that is a step back, nothing comes back to life by it.

        What was over stays over, what began after the new time is over, and so is every session: its old signatures
        would be of this moment again.
        """
        self.held = None
        before = parse_instant(payload["before"])
        if at >= before:
            return
        for session in list(self.sessions.values()):
            if session.ended is None:
                self._end(session, at)
        for case in [case for cases in self.open_of_task.values() for case in cases.values()]:
            if case.change.opened > at or case.change.expires <= before:
                self._move(case, Event.EXPIRY)


def _harmless(outcome: Outcome) -> bool:
    """Whether a failure certainly changed nothing: where no people are asked, the attempt may be sent again."""
    return outcome.ended is Ended.NEVER_SENT or outcome.status in (429, 503)
