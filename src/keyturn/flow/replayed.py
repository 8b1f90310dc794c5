"""What a log says was asked, asked again under other policies: which past decisions would change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyturn.decide.combine import combine
from keyturn.decide.engine import Policies, decide
from keyturn.errors import CallerError
from keyturn.flow.expected import told
from keyturn.flow.state import State
from keyturn.gather.scope import in_scope
from keyturn.model.action import Action, Call
from keyturn.model.decision import Question
from keyturn.model.evidence import Kind
from keyturn.model.identity import Session, Task
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.touches import touch


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry as it is read back; `payload` None where it was erased."""

    seq: int
    at: datetime
    kind: Kind
    about: Mapping[str, str]
    payload: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Past:
    """One call that was asked about: what, where, by whom, and the questions it came to, one an environment."""

    seq: int
    at: datetime
    name: str
    environments: tuple[str, ...]
    sponsor: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """Calls of one operation in the same place that would be answered otherwise."""

    name: str
    environments: tuple[str, ...]
    before: str
    after: str
    times: int
    last: Past


@dataclass(slots=True)
class Replay:
    """Reads a log, entry by entry, and keeps the calls in it. `unread` counts entries that cannot be judged again.

    Every call stands there that was sent or that opened a change. Of one that was refused only the name does.
    """

    tables: AwsTables
    unread: int = 0

    def past(self, entries: Iterable[Logged]) -> Iterator[Past]:
        """Yield what was asked, in the order of the log."""
        state = State()
        for entry in entries:
            if entry.payload is None:
                self.unread += 1
                continue
            try:
                yield from self._of(entry, entry.payload, state)
                state.apply(entry.kind, entry.at, entry.about, entry.payload)
            except (KeyError, IndexError, TypeError, ValueError, CallerError):
                # An entry before it was erased, so that nobody knows any more for whom it was asked.
                self.unread += 1

    def _of(self, entry: Logged, payload: Mapping[str, Any], state: State) -> Iterator[Past]:
        if entry.kind in (Kind.READ, Kind.INTENT) and "change" not in entry.about:
            yield from self._asked(entry, payload["action"], payload["environments"], state)
        elif entry.kind is Kind.CHANGE_OPENED:
            for action in payload["change"]["actions"]:
                yield from self._asked(entry, action["document"], action["environments"], state)

    def _asked(self, entry: Logged, document: Mapping[str, Any], where: Iterable[str], state: State) -> Iterator[Past]:
        session = state.sessions[entry.about["session"]]
        task = state.tasks[session.task]
        call = Call(document["service"], document["operation"], document["region"], document["parameters"])
        action = touch(call, document["account"], self.tables)
        if not isinstance(action, Action):
            self.unread += 1
            return
        places = tuple(sorted(where))
        groups = state.people[task.sponsor].groups
        questions = tuple(_question(action, place, session, task, groups) for place in places)
        yield Past(entry.seq, entry.at, action.name, places, task.sponsor, questions)


def changed(past: Iterable[Past], before: Policies, after: Policies) -> tuple[int, tuple[Changed, ...]]:
    """Ask both about each call, with nobody's approval; return how many calls there were, and what would change."""
    found: dict[tuple[str, tuple[str, ...], str, str], Changed] = {}
    asked = 0
    for one in past:
        asked += 1
        old = told(combine(decide(question, before) for question in one.questions))
        new = told(combine(decide(question, after) for question in one.questions))
        if old != new:
            key = one.name, one.environments, old, new
            times = found[key].times + 1 if key in found else 1
            found[key] = Changed(one.name, one.environments, old, new, times, one)
    return asked, tuple(found[key] for key in sorted(found))


def _question(action: Action, place: str, session: Session, task: Task, groups: frozenset[str]) -> Question:
    return Question(
        sponsor=task.sponsor,
        groups=groups,
        session=session.id,
        agent=session.agent,
        service=action.call.service,
        operation=action.call.operation,
        effect=action.effect,
        reading=action.reading,
        delegates=action.delegates,
        stateful_loss=action.stateful_loss,
        environment=place,
        in_scope=in_scope(action, task.scope),
        in_environment=task.environment in (None, place),
    )
