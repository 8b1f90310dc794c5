"""What people sign (DSSE, one payload type a kind, versioned), and the one way to read it back.

A payload is canonical JSON (RFC 8785) with exactly the members named here, so that a statement has one text and a
signature has one meaning. Opening returns what was verified: what no enrolled person signed is never opened. Each
subject has a file of its own; this is where all of them are found.
"""

from keyturn.approve.approvals import (
    APPROVAL_TYPE,
    WITHDRAWAL_TYPE,
    approval_payload,
    open_approval,
    open_withdrawal,
    parse_approval,
    parse_withdrawal,
    withdrawal_payload,
)
from keyturn.approve.opening import (
    FRESH,
    Dated,
    NotByPasskey,
    NotTheirs,
    OtherDeployment,
    Stale,
    UnknownKey,
    check_fresh,
)
from keyturn.approve.sessions import (
    END_SESSION_TYPE,
    OPEN_SESSION_TYPE,
    end_session_payload,
    open_end_session,
    open_session_payload,
    open_session_statement,
    parse_end_session,
    parse_open_session,
)
from keyturn.approve.words import (
    CLOCK_TYPE,
    SETTLEMENT_TYPE,
    clock_payload,
    open_clock,
    open_settlement,
    parse_clock,
    parse_settlement,
    settlement_payload,
)

__all__ = [
    "APPROVAL_TYPE",
    "CLOCK_TYPE",
    "END_SESSION_TYPE",
    "FRESH",
    "OPEN_SESSION_TYPE",
    "SETTLEMENT_TYPE",
    "WITHDRAWAL_TYPE",
    "Dated",
    "NotByPasskey",
    "NotTheirs",
    "OtherDeployment",
    "Stale",
    "UnknownKey",
    "approval_payload",
    "check_fresh",
    "clock_payload",
    "end_session_payload",
    "open_approval",
    "open_clock",
    "open_end_session",
    "open_session_payload",
    "open_session_statement",
    "open_settlement",
    "open_withdrawal",
    "parse_approval",
    "parse_clock",
    "parse_end_session",
    "parse_open_session",
    "parse_settlement",
    "parse_withdrawal",
    "settlement_payload",
    "withdrawal_payload",
]
