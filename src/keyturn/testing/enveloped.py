"""Any statement that people sign, in an envelope signed with a key file."""

from typing import assert_never

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve import gate, statements
from keyturn.approve.freezing import FREEZE_TYPE, freeze_payload
from keyturn.approve.leaves import LEAVE_END_TYPE, leave_end_payload
from keyturn.approve.proposing import CALLS_TYPE, ORDER_TYPE, calls_payload, order_payload
from keyturn.codec import dsse
from keyturn.model.approval import Approval, Settlement, Withdrawal
from keyturn.model.clock import ClockAcceptance
from keyturn.model.emergency import LeaveEnd
from keyturn.model.freeze import FreezeOrder
from keyturn.model.gate import KeySuspension, Proposal, SealStatement
from keyturn.model.identity import EndSession, OpenSession
from keyturn.model.proposal import CallsProposal, ExecutionOrder

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
    | CallsProposal
    | ExecutionOrder
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
        case Proposal():
            kind, payload = gate.PROPOSAL_TYPE, gate.proposal_payload(statement)
        case SealStatement():
            kind, payload = gate.SEAL_TYPE, gate.seal_payload(statement)
        case KeySuspension():
            kind, payload = gate.SUSPENSION_TYPE, gate.suspension_payload(statement)
        case CallsProposal() | ExecutionOrder() | FreezeOrder():
            kind, payload = _order(statement)
        case EndSession():
            kind, payload = statements.END_SESSION_TYPE, statements.end_session_payload(statement)
        case never:
            assert_never(never)
    return dsse.seal(kind, payload, key).to_json().decode()


def _order(statement: CallsProposal | ExecutionOrder | FreezeOrder) -> tuple[str, bytes]:
    if isinstance(statement, CallsProposal):
        return CALLS_TYPE, calls_payload(statement)
    if isinstance(statement, FreezeOrder):
        return FREEZE_TYPE, freeze_payload(statement)
    return ORDER_TYPE, order_payload(statement)
