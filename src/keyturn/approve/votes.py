"""Whether a vote counts when it is given. Who may vote at all is policy, asked by whoever calls (`ballot`)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Protocol

from keyturn.approve.statements import check_fresh
from keyturn.codec.digest import same
from keyturn.codec.encoding import format_instant
from keyturn.errors import CallerError
from keyturn.model.approval import Approval, Verdict
from keyturn.model.change import State
from keyturn.model.decision import Decision, Deny, Permit, Quorum

VOTABLE: Final = frozenset({State.PROPOSED, State.APPROVED, State.EXECUTING})


class Votable(Protocol):
    """What people vote on: a change of the cloud, or one of the gate itself."""

    @property
    def id(self) -> str:
        """Its whole id."""

    @property
    def short(self) -> str:
        """The form people read and type."""

    @property
    def deployment(self) -> str:
        """The gate it waits at."""

    @property
    def digest(self) -> str:
        """What an approval is bound to."""

    @property
    def review_digest(self) -> str:
        """The digest of what was shown."""

    @property
    def sponsor(self) -> str:
        """Who answers for it and never votes."""

    @property
    def opened(self) -> datetime:
        """From when it takes votes."""

    @property
    def expires(self) -> datetime:
        """From when it takes none (excluded)."""

    @property
    def quorum(self) -> Quorum:
        """Who must agree."""


class VoteRefused(CallerError):
    """A vote that does not count."""

    code = "approval.refused"


class OtherChange(VoteRefused):
    """The statement names another change, or this one as it never was."""

    code = "approval.other_change"

    def __init__(self, change: Votable, what: str) -> None:
        super().__init__(
            f"the statement does not name {what} of change {change.short}: look at it again with "
            f"`keyturn show {change.short}` and sign what is shown"
        )


class NotOpen(VoteRefused):
    """The change is decided, running into the unknown, or over."""

    code = "approval.not_open"

    def __init__(self, change: Votable, stage: State) -> None:
        super().__init__(f"change {change.short} is {stage} and takes no votes: look at it with `keyturn show`")


class Expired(VoteRefused):
    """The change is not open for votes at this instant."""

    code = "approval.expired"

    def __init__(self, change: Votable, at: datetime) -> None:
        super().__init__(
            f"change {change.short} is open from {format_instant(change.opened)} until "
            f"{format_instant(change.expires)}, not at {format_instant(at)}: when the agent asks again, a new one opens"
        )


class OwnChange(VoteRefused):
    """Whoever sponsored or opened a change, or the one that it rolls back, votes on it never."""

    code = "approval.own_change"

    def __init__(self, change: Votable, reviewer: str) -> None:
        super().__init__(
            f"`{reviewer}` sponsored or opened change {change.short}, or what it rolls back, and cannot vote on it: "
            f"other people must; `keyturn withdraw {change.short}` takes it back"
        )


class NotEligible(VoteRefused):
    """Policy gives this person no vote on this change."""

    code = "approval.not_eligible"

    def __init__(self, change: Votable, reviewer: str, ballot: Decision) -> None:
        groups = " and ".join(f"`{seats.group}`" for seats in change.quorum.seats) or "the group that policy names"
        rules = ", ".join(f"`{policy}`" for policy in ballot.policies) if isinstance(ballot, Deny) else ""
        why = f" (policy {rules})" if rules else ""
        super().__init__(f"`{reviewer}` has no vote on change {change.short}{why}: ask people of {groups}")


class Twice(VoteRefused):
    """One person votes once on one change."""

    code = "approval.twice"

    def __init__(self, change: Votable, reviewer: str) -> None:
        super().__init__(f"`{reviewer}` has voted on change {change.short} already: another person must")


def check_vote(
    approval: Approval,
    change: Votable,
    stage: State,
    aside: Collection[str],
    ballot: Decision,
    voted: Verdict | None,
    at: datetime,
) -> None:
    """Return if `approval`, opened from its envelope, counts as a vote on `change` at the instant `at`.

    `stage` is where the change stands, `aside` whose word never counts on it besides its sponsor's (that of whoever
    opened the session that proposed it), `ballot` what policy says of this reviewer's voting, `voted` what the same
    person said of this change before. Whoever approved may still reject: taking a key out of the lock is always safe.

    Raises OtherDeployment, Stale, OtherChange, NotOpen, Expired, OwnChange, NotEligible, Twice.
    """
    check_fresh(approval, change.deployment, at)
    if not same(approval.change, change.id):
        raise OtherChange(change, "the id")
    if not same(approval.change_digest, change.digest):
        raise OtherChange(change, "the digest")
    if not same(approval.review, change.review_digest):
        raise OtherChange(change, "the review document")
    if stage not in VOTABLE and stage is not State.EXPIRED:
        raise NotOpen(change, stage)
    if stage is State.EXPIRED or not change.opened <= at < change.expires:
        raise Expired(change, at)
    if approval.reviewer == change.sponsor or approval.reviewer in aside:
        raise OwnChange(change, approval.reviewer)
    if not isinstance(ballot, Permit):
        raise NotEligible(change, approval.reviewer, ballot)
    if voted is not None and not (voted is Verdict.APPROVE and approval.verdict is Verdict.REJECT):
        raise Twice(change, approval.reviewer)
