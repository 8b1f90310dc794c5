"""Entries about changes and the votes on them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.folds.gate_cases import move_gate_case, vote_on_gate
from keyturn.flow.kept import Case, Use, Vote, undone
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.change import OPEN, Event, move
from keyturn.model.change import State as Stage
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateEvent
from keyturn.model.grant import GrantState


def _open_change(known: Known, _: datetime, __: About, payload: Payload) -> None:
    change = written.read_change(payload["change"])
    case = Case(change, payload["opener"], uses=[Use() for _ in change.actions])
    case.expected = {one.thing: one for one in change.observed}
    case.before = dict(case.expected)
    case.undone = undone(known.cases, change.rolls_back)
    known.cases[change.id] = case
    known.open_of_task.setdefault(change.task, {})[change.id] = case
    if change.rolls_back is not None:
        known.rollbacks.setdefault(change.rolls_back.change, []).append(case)


def _order(known: Known, _: datetime, about: About, payload: Payload) -> None:
    """Take in that somebody had the calls of a change sent."""
    known.cases[about["change"]].ordered_by = payload["by"]


def _drift(known: Known, _: datetime, about: About, payload: Payload) -> None:
    """Take in that things stand otherwise than people approved: what they said is about another change than this."""
    case = known.cases[about["change"]]
    case.change = written.read_change(payload["change"])
    case.expected = {one.thing: one for one in case.change.observed}
    for one in case.change.observed:
        if all(case.uses[number].state is GrantState.OPEN for number in one.actions):
            case.before[one.thing] = one
    case.votes.clear()
    move_case(known, case, Event.DRIFT)


def _observe(known: Known, _: datetime, about: About, payload: Payload) -> None:
    """Take in how things stand after one of the change's own calls."""
    case = known.cases[about["change"]]
    case.expected |= {one.thing: one for one in map(written.read_observed, payload["observed"])}


def _vote(known: Known, at: datetime, about: About, payload: Payload) -> None:
    approves = payload["verdict"] == "approve"
    reviewer = payload["reviewer"]
    local = "count" not in payload
    vote = Vote(reviewer, payload["key_id"], approves, payload["comment"], at, payload["statement"], local=local)
    gate = known.gate_cases.get(about["change"])
    if gate is not None:
        vote_on_gate(known, gate, vote, met=payload["met"])
        return
    case = known.cases[about["change"]]
    case.votes[reviewer] = vote
    if not approves:
        move_case(known, case, Event.REJECTION)
    elif payload["met"] and case.stage is Stage.PROPOSED:
        move_case(known, case, Event.QUORUM_MET)


def _withdraw(known: Known, _: datetime, about: About, __: Payload) -> None:
    gate = known.gate_cases.get(about["change"])
    if gate is not None:
        move_gate_case(known, gate, GateEvent.WITHDRAWAL)
    else:
        move_case(known, known.cases[about["change"]], Event.WITHDRAWAL)


def _expire(known: Known, _: datetime, about: About, __: Payload) -> None:
    gate = known.gate_cases.get(about["change"])
    if gate is not None:
        move_gate_case(known, gate, GateEvent.EXPIRY)
    else:
        move_case(known, known.cases[about["change"]], Event.EXPIRY)


def move_case(known: Known, case: Case, event: Event) -> None:
    """Move a change, and keep what is open and what is running true."""
    case.stage = move(case.stage, event)
    keep_running(known, case)
    if case.stage not in OPEN:
        known.open_of_task.get(case.change.task, {}).pop(case.change.id, None)


def keep_running(known: Known, case: Case) -> None:
    """Keep `executing` true: a change runs while it is executing, and as long as a call of it is under way."""
    if case.stage is Stage.EXECUTING or any(use.state is GrantState.SPENT for use in case.uses):
        known.executing[case.change.id] = case
    else:
        known.executing.pop(case.change.id, None)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.CHANGE_OPENED: _open_change,
    Kind.EXECUTION_ORDERED: _order,
    Kind.CHANGE_DRIFTED: _drift,
    Kind.CHANGE_OBSERVED: _observe,
    Kind.CHANGE_WITHDRAWN: _withdraw,
    Kind.CHANGE_EXPIRED: _expire,
    Kind.VOTE: _vote,
}
