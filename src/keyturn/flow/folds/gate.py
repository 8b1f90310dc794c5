"""Entries about the gate itself: how it started, how it was sealed, how people change it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.folds.calls import doubt
from keyturn.flow.folds.gate_cases import move_gate_case
from keyturn.flow.folds.people import enrol_all
from keyturn.flow.gate.kinds import KINDS
from keyturn.flow.kept import GateCase, SealVote
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.gate import Charter, GateEvent, read_charter, read_gate_change

OTHER_CHARTER: Final = "the gate has changed since it was proposed: propose it again"

NOT_SEALED_THEN: Final = "it was proposed while the gate was not sealed: propose it again"


def _start(known: Known, _: datetime, about: About, payload: Payload) -> None:
    known.deployment = about["deployment"]
    known.bundles[payload["bundle"]] = (payload["policies"], payload["schema"])
    doubt(known)


def _sign_seal(known: Known, _: datetime, about: About, payload: Payload) -> None:
    known.seal_votes[payload["by"]] = SealVote(about["charter"], payload["key_id"], payload["statement"])


def _seal(known: Known, at: datetime, _: About, payload: Payload) -> None:
    known.seal_votes.clear()
    # Until here one person could say who decides. What was asked and given then is asked anew of those who sealed.
    for case in list(known.open_gate.values()):
        case.why = NOT_SEALED_THEN
        move_gate_case(known, case, GateEvent.VOIDED)
    for given in known.given.values():
        given.over = given.over or "the seal"
    _come_into_force(known, read_charter(payload["charter"]), at)


def _come_into_force(known: Known, charter: Charter, at: datetime) -> None:
    known.charter = charter
    known.charters[charter.digest] = charter
    enrol_all(known, charter.people, at)
    for case in list(known.open_gate.values()):
        if case.after is not None and case.change.before != charter.digest:
            case.why = OTHER_CHARTER
            move_gate_case(known, case, GateEvent.VOIDED)


def _propose(known: Known, _: datetime, __: About, payload: Payload) -> None:
    change = read_gate_change(payload["change"])
    after, texts = payload["charter"], payload["bundle"]
    bundle = None if texts is None else Bundle(texts["policies"], texts["schema"], texts["version"])
    case = GateCase(change, None if after is None else read_charter(after), bundle)
    known.gate_cases[change.id] = known.open_gate[change.id] = case


def _change(known: Known, at: datetime, about: About, _: Payload) -> None:
    case = known.gate_cases[about["change"]]
    move_gate_case(known, case, GateEvent.APPLIED)
    if case.bundle is not None:
        known.bundles[case.bundle.version] = (case.bundle.policies, case.bundle.schema)
    if case.after is not None:
        _come_into_force(known, case.after, at)
    enact = KINDS[case.change.kind].enact
    if enact is not None:
        enact(known, at, case.change)


def _void(known: Known, _: datetime, about: About, payload: Payload) -> None:
    case = known.gate_cases[about["change"]]
    case.why = payload["why"]
    move_gate_case(known, case, GateEvent.VOIDED)


def _change_log_key(known: Known, _: datetime, __: About, payload: Payload) -> None:
    known.log_key = payload["new"]


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.GATE_STARTED: _start,
    Kind.SEAL_SIGNED: _sign_seal,
    Kind.GATE_SEALED: _seal,
    Kind.GATE_PROPOSED: _propose,
    Kind.GATE_CHANGED: _change,
    Kind.GATE_VOIDED: _void,
    Kind.LOG_KEY_CHANGED: _change_log_key,
}
