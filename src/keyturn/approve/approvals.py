"""What reviewers sign about a change, and what its sponsor signs to take it back."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, readable
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.codec.encoding import format_instant
from keyturn.model.approval import Approval, Verdict, Withdrawal
from keyturn.model.identity import Person

APPROVAL_TYPE: Final = "application/vnd.keyturn.approval.v1+json"
WITHDRAWAL_TYPE: Final = "application/vnd.keyturn.withdrawal.v1+json"


def approval_payload(approval: Approval) -> bytes:
    """What a reviewer signs. Raises Malformed for an approval that its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": approval.deployment,
        "change": approval.change,
        "change_digest": approval.change_digest,
        "review": approval.review,
        "reviewer": approval.reviewer,
        "key_id": approval.key_id,
        "verdict": approval.verdict.value,
        "comment": approval.comment,
        "at": format_instant(approval.at),
        "nonce": approval.nonce,
        "seen": approval.seen,
    }
    return readable(members, parse_approval)


def parse_approval(payload: bytes) -> Approval:
    """Read an approval's payload, whose signature is another matter. Raises Malformed."""
    members = Members("approval", payload)
    approval = Approval(
        deployment=members.deployment("deployment"),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        review=members.digest("review"),
        reviewer=members.name("reviewer"),
        key_id=members.key_id("key_id"),
        verdict=members.one_of("verdict", Verdict),
        comment=members.text("comment"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
        seen=members.text_or_none("seen"),
    )
    members.end()
    return approval


def open_approval(envelope: Envelope, people: Mapping[str, Person]) -> Approval:
    """Return the approval in `envelope`, once it is known that the reviewer it names signed it.

    `people` are those enrolled now, by name. Raises UnknownKey, BadSignature, Malformed, NotTheirs.
    """
    return opened(
        envelope, APPROVAL_TYPE, people, parse_approval, lambda said: (said.reviewer, said.key_id), passkeys=True
    )


def withdrawal_payload(withdrawal: Withdrawal) -> bytes:
    """What a sponsor signs to take a change back. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": withdrawal.deployment,
        "change": withdrawal.change,
        "change_digest": withdrawal.change_digest,
        "by": withdrawal.by,
        "at": format_instant(withdrawal.at),
        "nonce": withdrawal.nonce,
    }
    return readable(members, parse_withdrawal)


def parse_withdrawal(payload: bytes) -> Withdrawal:
    """Read a withdrawal's payload, whose signature is another matter. Raises Malformed."""
    members = Members("withdrawal", payload)
    withdrawal = Withdrawal(
        deployment=members.deployment("deployment"),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        by=members.name("by"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return withdrawal


def open_withdrawal(envelope: Envelope, people: Mapping[str, Person]) -> Withdrawal:
    """Return the withdrawal in `envelope`, as open_approval does; whether the change is theirs is not asked here."""
    return opened(envelope, WITHDRAWAL_TYPE, people, parse_withdrawal, lambda said: (said.by, None), passkeys=True)
