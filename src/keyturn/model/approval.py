"""A person's signed statement about one change."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a reviewer says of a change."""

    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Approval:
    """One reviewer's verdict on exactly one change digest.

    `review` is the digest of the review document that was shown, `seen` the newest log checkpoint the reviewer's
    client had seen (its note text, or None for a first contact), `nonce` makes each statement single-use.
    """

    deployment: str
    change: str
    change_digest: str
    review: str
    reviewer: str
    key_id: str
    verdict: Verdict
    comment: str
    at: datetime
    nonce: str
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The statement by which a change's sponsor takes it back."""

    deployment: str
    change: str
    change_digest: str
    by: str
    at: datetime
    nonce: str


class Word(StrEnum):
    """What a person says became of a call whose answer never came."""

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did not happen"


@dataclass(frozen=True, slots=True)
class Settlement:
    """One person's word about one sending: action number `action` (from 0) of one change, sent under `grant`."""

    deployment: str
    change: str
    change_digest: str
    action: int
    grant: str
    by: str
    key_id: str
    word: Word
    comment: str
    at: datetime
    nonce: str
