"""Entries about the clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.codec.encoding import parse_instant
from keyturn.flow.folds import leaves
from keyturn.flow.folds.changes import move_case
from keyturn.flow.folds.gate_cases import move_gate_case
from keyturn.flow.folds.sessions import end
from keyturn.flow.kept import ClockVote, Held
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.change import Event
from keyturn.model.change import State as Stage
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateEvent


def _hold(known: Known, _: datetime, __: About, payload: Payload) -> None:
    known.held = Held(written.read_hold(payload["hold"]))


def _accept(known: Known, _: datetime, __: About, payload: Payload) -> None:
    if known.held is not None:
        known.held.votes[payload["by"]] = ClockVote(payload["key_id"], payload["statement"])


def _agree(known: Known, _: datetime, __: About, ___: Payload) -> None:
    known.held = None


def _begin_anew(known: Known, at: datetime, _: About, payload: Payload) -> None:
    """Take `at` as the time. Where that is a step back, nothing comes back to life by it.

    What was over stays over, what began after the new time is over, and so is every session: its old signatures
    would be of this moment again.
    """
    known.held = None
    before = parse_instant(payload["before"])
    if at >= before:
        return
    for session in list(known.sessions.values()):
        if session.ended is None:
            end(known, session, at)
    leaves.begin_anew(known, before)
    # A link that was over could be followed again; who is still wanted is invited anew.
    known.invitations = {name: one for name, one in known.invitations.items() if one.key is not None}
    for case in [case for cases in known.open_of_task.values() for case in cases.values()]:
        if case.change.opened > at or case.change.expires <= before:
            move_case(known, case, Event.EXPIRY)
    for waiting in list(known.open_gate.values()):
        if waiting.stage is Stage.PROPOSED and (waiting.change.opened > at or waiting.change.expires <= before):
            move_gate_case(known, waiting, GateEvent.EXPIRY)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.CLOCK_HELD: _hold,
    Kind.CLOCK_VOTE: _accept,
    Kind.CLOCK_AGREED: _agree,
    Kind.CLOCK_ACCEPTED: _begin_anew,
}
