"""Entries about tasks and sessions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.evidence import Kind
from keyturn.model.identity import Isolation, Session


def _open_session(known: Known, _: datetime, __: About, payload: Payload) -> None:
    if payload.get("task") is not None:
        task = written.read_task(payload["task"])
        known.tasks[task.id] = task
    session = written.read_session(payload["session"])
    known.sessions[session.id] = session
    if session.isolation is not Isolation.GATE:
        known.session_of_key[session.access_key_id] = session.id  # nobody holds a key of one that is the gate's own
    known.openers[session.id] = payload["by"]


def _end_session(known: Known, at: datetime, about: About, _: Payload) -> None:
    end(known, known.sessions[about["session"]], at)


def end(known: Known, session: Session, at: datetime) -> None:
    """Note that `session` is over since `at`."""
    known.sessions[session.id] = replace(session, ended=at)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.SESSION_OPENED: _open_session,
    Kind.CALLS_PROPOSED: _open_session,
    Kind.SESSION_ENDED: _end_session,
}
