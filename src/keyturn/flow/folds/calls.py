"""Entries about calls that were sent, what became of them, and what people say of those in doubt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.folds.changes import keep_running, move_case
from keyturn.flow.folds.leaves import count_use
from keyturn.flow.kept import Attempt, Said
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.approval import Word
from keyturn.model.change import OPEN, Event
from keyturn.model.change import State as Stage
from keyturn.model.evidence import Kind
from keyturn.model.execution import Ended, Outcome
from keyturn.model.grant import GrantState

REMEMBERED: Final = 50_000


def doubt(known: Known) -> None:
    """After a restart nobody knows what became of what was under way: `spent` becomes `in doubt`, never `open`."""
    for attempt in known.spent.values():
        attempt.state = GrantState.IN_DOUBT
        _mark(known, attempt, None)
    known.spent.clear()


def _spend(known: Known, at: datetime, about: About, payload: Payload) -> None:
    attempt = Attempt(about["grant"], about.get("change"), payload["ordinal"], tuple(payload["marks"]))
    known.spent[attempt.grant] = attempt
    _keep(known, attempt)
    count_use(known, attempt, at, about, payload)
    if attempt.change is not None:
        case = known.cases[attempt.change]
        if case.stage is Stage.PROPOSED:
            # Votes that fell short under one quorum may meet a smaller one that policy asks for at spending.
            move_case(known, case, Event.QUORUM_MET)
        move_case(known, case, Event.GRANT_SPENT)
        use = case.uses[attempt.ordinal]
        use.state, use.grant = GrantState.SPENT, attempt.grant


def _keep(known: Known, attempt: Attempt) -> None:
    """Remember an attempt for its retries, and forget the oldest: no client retries after so many others."""
    known.by_grant[attempt.grant] = attempt
    for mark in attempt.marks:
        known.attempts[mark] = attempt
    if len(known.by_grant) > REMEMBERED:
        _forget(known, known.by_grant[next(iter(known.by_grant))])


def _forget(known: Known, attempt: Attempt) -> None:
    known.by_grant.pop(attempt.grant, None)
    for mark in attempt.marks:
        if known.attempts.get(mark) is attempt:
            del known.attempts[mark]


def _settle(known: Known, at: datetime, about: About, payload: Payload) -> None:
    attempt = known.spent.pop(about["grant"])
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
                _forget(known, attempt)
    _mark(known, attempt, payload.get("answers"))


def _mark(known: Known, attempt: Attempt, answers: Mapping[str, str] | None) -> None:
    """Carry what became of an attempt over to its change."""
    if attempt.change is None:
        return
    case = known.cases[attempt.change]
    use = case.uses[attempt.ordinal]
    use.state, use.outcome = attempt.state, attempt.outcome
    use.answers.update(answers or {})
    keep_running(known, case)
    if case.stage not in OPEN:
        return
    if any(other.state is GrantState.IN_DOUBT for other in case.uses):
        # A call beside it that failed or was done settles nothing of what nobody knows.
        move_case(known, case, Event.OUTCOME_UNKNOWN)
    elif attempt.state is GrantState.FAILED:
        move_case(known, case, Event.CALL_FAILED)
    elif all(other.state is GrantState.DONE for other in case.uses):
        move_case(known, case, Event.ALL_DONE)


def _say(known: Known, at: datetime, about: About, payload: Payload) -> None:
    """Keep what a person says of a call in doubt; once enough agree, that is what became of it."""
    case = known.cases[about["change"]]
    use = case.uses[payload["action"]]
    word = Word(payload["word"])
    use.said[payload["by"]] = Said(payload["key_id"], word, payload["comment"], at)
    if not payload["met"]:
        return
    use.settled = word
    use.state = GrantState.DONE if word is Word.HAPPENED else GrantState.FAILED
    attempt = known.by_grant.get(about["grant"])
    if attempt is not None:
        attempt.state, attempt.settled = use.state, word
    states = {other.state for other in case.uses}
    if GrantState.IN_DOUBT in states:
        keep_running(known, case)
    elif GrantState.FAILED in states:
        move_case(known, case, Event.CALL_FAILED)
    elif states == {GrantState.DONE}:
        move_case(known, case, Event.ALL_DONE)
    else:
        move_case(known, case, Event.DOUBT_SETTLED)


def _harmless(outcome: Outcome) -> bool:
    """Whether a failure certainly changed nothing: where no people are asked, the attempt may be sent again."""
    return outcome.ended is Ended.NEVER_SENT or outcome.status in (429, 503)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.INTENT: _spend,
    Kind.OUTCOME: _settle,
    Kind.SETTLEMENT: _say,
}
