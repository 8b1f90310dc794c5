"""Leave to perform one exact action at most once, within an interval."""

from datetime import datetime
from enum import StrEnum

from keyturn.errors import CallerError
from keyturn.model.noun import Noun


class GrantState(StrEnum):
    """The life of a grant. After a crash `spent` becomes `in doubt`, never `open`."""

    OPEN = "open"
    SPENT = "spent"
    DONE = "done"
    FAILED = "failed"
    IN_DOUBT = "in doubt"


class Grant(Noun, frozen=True):
    """Leave for the one action with this digest. Usable while not_before <= at < not_after (UTC).

    `change` is None where policy permits without people (a read, development); `ordinal` counts actions in the change.
    """

    id: str
    change: str | None
    ordinal: int
    action: str
    not_before: datetime
    not_after: datetime


class SpentGrant(Noun, frozen=True):
    """A grant that has been used; only issue.spend makes one."""

    grant: Grant
    at: datetime


class Power(Noun, frozen=True):
    """What the gateway itself may do at the cloud while it carries out one grant, and in whose name.

    `policies` are IAM policy documents, from the narrowest to the widest that STS takes; never empty.
    """

    grant: str
    sponsor: str
    policies: tuple[str, ...]


class GrantExpired(CallerError):
    """A grant was used outside its interval."""

    code = "grant.expired"

    def __init__(self, grant: Grant, at: datetime) -> None:
        super().__init__(
            f"grant `{grant.id}` is good from {grant.not_before} to {grant.not_after}, not at {at}: ask anew"
        )


class WrongRequest(CallerError):
    """A grant was shown with a request that it does not name."""

    code = "grant.wrong_request"

    def __init__(self, grant: Grant, action: str) -> None:
        super().__init__(
            f"grant `{grant.id}` is for action {grant.action:.12}, not {action:.12}: "
            "send the approved request unchanged, or ask for a new approval"
        )
