"""Any statement that people sign, in an envelope signed with a key file."""

from typing import assert_never

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve import gate, statements
from keyturn.approve.freezing import FREEZE_TYPE, freeze_payload
from keyturn.approve.leaves import LEAVE_END_TYPE, leave_end_payload
from keyturn.codec import dsse
from keyturn.model.approval import Approval, Settlement, Withdrawal
from keyturn.model.clock import ClockAcceptance
from keyturn.model.emergency import LeaveEnd
from keyturn.model.freeze import FreezeOrder
from keyturn.model.gate import KeySuspension, Proposal, SealStatement
from keyturn.model.identity import EndSession, OpenSession

Signable = (
    Approval
    | Withdrawal
    | Settlement
    | OpenSession
    | EndSession
    | ClockAcceptance
    | FreezeOrder
    | LeaveEnd
    | Proposal
    | SealStatement
    | KeySuspension
)


def enveloped(statement: Signable, key: Ed25519PrivateKey) -> str:
    """Return `statement` in an envelope signed with `key`."""
    match statement:
        case Approval():
            kind, payload = statements.APPROVAL_TYPE, statements.approval_payload(statement)
        case Withdrawal():
            kind, payload = statements.WITHDRAWAL_TYPE, statements.withdrawal_payload(statement)
        case Settlement():
            kind, payload = statements.SETTLEMENT_TYPE, statements.settlement_payload(statement)
        case ClockAcceptance():
            kind, payload = statements.CLOCK_TYPE, statements.clock_payload(statement)
        case OpenSession():
            kind, payload = statements.OPEN_SESSION_TYPE, statements.open_session_payload(statement)
        case LeaveEnd():
            kind, payload = LEAVE_END_TYPE, leave_end_payload(statement)
        case FreezeOrder():
            kind, payload = FREEZE_TYPE, freeze_payload(statement)
        case Proposal():
            kind, payload = gate.PROPOSAL_TYPE, gate.proposal_payload(statement)
        case SealStatement():
            kind, payload = gate.SEAL_TYPE, gate.seal_payload(statement)
        case KeySuspension():
            kind, payload = gate.SUSPENSION_TYPE, gate.suspension_payload(statement)
        case EndSession():
            kind, payload = statements.END_SESSION_TYPE, statements.end_session_payload(statement)
        case never:
            assert_never(never)
    return dsse.seal(kind, payload, key).to_json().decode()
