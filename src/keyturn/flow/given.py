"""What people gave leave for by a change of the gate: an envelope, an emergency, one change in spite of a freeze."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from keyturn.flow.kept import Attempt, GateCase
from keyturn.model.emergency import Emergency, Override
from keyturn.model.envelope import Envelope
from keyturn.model.grant import GrantState

_MINUTE = timedelta(minutes=1)
_UNSETTLED = frozenset({GrantState.SPENT, GrantState.IN_DOUBT})


@dataclass(frozen=True, slots=True)
class Used:
    """One call that was sent under it; `attempt` says what became of that, `action` is its digest, `name` its name."""

    attempt: Attempt
    action: str
    name: str
    at: datetime


@dataclass(slots=True)
class Given:
    """One leave, from the entry that put it in force until it is over.

    `over` says who or what ended it before its time. An emergency is `reviewed` once people closed it.
    """

    case: GateCase
    what: Envelope | Emergency | Override
    begun: datetime
    over: str | None = None
    reviewed: bool = False
    uses: list[Used] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the change of the gate by which people gave it."""
        return self.case.change.id

    @property
    def short(self) -> str:
        """That id as people read and type it."""
        return self.case.change.short

    def stands(self, at: datetime) -> bool:
        """Whether it is in force at `at`, as far as it goes by itself; that its people still count is for others."""
        if self.over is not None:
            return False
        return isinstance(self.what, Override) or at < self.what.until

    def within_a_minute(self, at: datetime) -> int:
        """How many calls were sent under it in the minute before `at`."""
        return sum(used.at > at - _MINUTE for used in reversed(self.uses))

    def unsettled(self, action: str) -> Iterator[Used]:
        """Yield the uses for the very same action of which nobody knows yet what became."""
        for used in self.uses:
            if used.action == action and used.attempt.state in _UNSETTLED:
                yield used
