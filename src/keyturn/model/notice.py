"""What people and their programs are told of, without being asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import UpstreamError


class Event(StrEnum):
    """What happened, in the words of `[[webhooks]] events`; what stands before the full stop is its group."""

    CHANGE_OPENED = "change.opened"
    CHANGE_DRIFTED = "change.drifted"
    CHANGE_APPROVED = "change.approved"
    CHANGE_REJECTED = "change.rejected"
    CHANGE_WITHDRAWN = "change.withdrawn"
    CHANGE_EXPIRED = "change.expired"
    CHANGE_DONE = "change.done"
    CHANGE_FAILED = "change.failed"
    CHANGE_IN_DOUBT = "change.in_doubt"
    GATE_PROPOSED = "gate.proposed"
    GATE_REJECTED = "gate.rejected"
    GATE_WITHDRAWN = "gate.withdrawn"
    GATE_EXPIRED = "gate.expired"
    GATE_VOIDED = "gate.voided"
    GATE_CHANGED = "gate.changed"
    GATE_SEALED = "gate.sealed"
    EMERGENCY_ASKED = "emergency.asked"
    EMERGENCY_BEGUN = "emergency.begun"
    EMERGENCY_CLOSED = "emergency.closed"
    LEAVE_ENDED = "leave.ended"
    KEY_SUSPENDED = "key.suspended"
    CALL_PASSED = "call.passed"
    CLOCK_HELD = "clock.held"
    FREEZE_BEGUN = "freeze.begun"
    TEST = "keyturn.test"


TO_ALL: Final = frozenset({Event.EMERGENCY_ASKED, Event.EMERGENCY_BEGUN, Event.TEST})
"""What every receiver is told, whatever it asked for: production is about to take one approval where it took two."""

ALARMS: Final = frozenset(
    {
        Event.CLOCK_HELD,
        Event.FREEZE_BEGUN,
        Event.GATE_SEALED,
        Event.KEY_SUSPENDED,
        Event.EMERGENCY_ASKED,
        Event.EMERGENCY_BEGUN,
    }
)
"""What goes by a way of its own, so that nothing that waits holds it up."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: part number `part` of what entry `seq` of the log gives people to know.

    `id` is the same at every attempt, so that whoever is told twice can know it. `data` holds ids, names and digests;
    no parameter, no secret.
    """

    id: str
    event: Event
    at: datetime
    seq: int
    part: int
    data: Mapping[str, Json]


class NotTold(UpstreamError):
    """A receiver did not take a notice. `after`: it asked for that many seconds of peace."""

    code = "notice.not_told"

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after: Final = after


@dataclass(frozen=True, slots=True)
class Late:
    """A notice that was not taken yet, by its entry and part. `first` and `due` are seconds since 1970."""

    seq: int
    part: int
    tries: int
    first: float
    due: float


@dataclass(frozen=True, slots=True)
class Position:
    """How far a receiver has been told: every entry up to `seq`, but for what is `late` or was `given_up`."""

    seq: int
    late: tuple[Late, ...] = ()
    given_up: int = 0
