"""Holding production for the gate's own clock: a jump is noted, people accept it, and then it is the time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id, format_instant
from keyturn.flow.clock import (
    ClockSteady,
    OtherJump,
    accepted_draft,
    agreed_draft,
    count_acceptance,
    held_draft,
    lacking,
    voters,
)
from keyturn.flow.kept import Held
from keyturn.model.clock import Hold
from keyturn.model.decision import Quorum
from keyturn.model.evidence import Draft, Durable
from keyturn.ports import Chance
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import DRIFT, TOLERANCE, Look, Timekeeper

EVERY = 5.0
"""Seconds between two jumps of one clock that are noted as two."""

Noted = Awaitable[Durable[Draft]]


class ClockWatch:
    """Notes when production is held for the clock and when no more. Nothing here is on the path of a call."""

    def __init__(
        self,
        journal: Journal,
        time: Timekeeper,
        chance: Chance,
        approvers: Callable[[], Quorum],
        end_session: Callable[[str], None],
    ) -> None:
        """`approvers` are the people whose word ends a hold, `end_session` cuts what a session has under way."""
        self._journal = journal
        self._time = time
        self._chance = chance
        self._approvers = approvers
        self._end_session = end_session
        self._since: Look | None = None

    async def told(self) -> Json:
        """Note what has changed about the clock, wait until that is durable, and say how it stands."""
        noted = self.note()
        if noted is not None:
            await noted
        look, held = self._time.look(), self._journal.state.held
        answer: dict[str, Json] = {
            "steady": look.steady,
            "now": format_instant(look.at),
            "clock": format_instant(look.clock),
            "held": None,
        }
        if held is not None:
            answer["held"] = {
                "hold": dict(held.hold.document()),
                "digest": held.hold.digest,
                "accepted": [person.name for person in voters(self._journal.state, held)],
                "missing": lacking(self._journal.state, held),
            }
        return answer

    def note(self) -> Noted | None:
        """Note a jump, or that the clock agrees again; None where nothing is new."""
        look = self._time.look()
        held = self._journal.state.held
        if look.steady:
            self._since = None
            return None if held is None else self._journal.write(agreed_draft(held, look.at))
        if held is not None and self._is_the_same(held, look):
            return self._accept(held, look)
        if self._since is not None and look.mono - self._since.mono < EVERY:
            return None  # a clock that jumps without end fills no log
        self._since = look
        hold = Hold(
            deployment=self._journal.state.deployment or "",
            fresh=b32encode_id(self._chance.token(16)),
            agreed=look.agreed,
            expected=look.at,
            clock=look.clock,
            quorum=self._approvers(),
        )
        return self._journal.write(held_draft(hold, look.at))

    def count(self, text: str, at: datetime) -> Draft:
        """Return the draft of one person's acceptance, judged now. Raises CallerError for one that does not count."""
        look = self._time.look()
        held = self._journal.state.held
        if look.steady or held is None:
            raise ClockSteady
        if not self._is_the_same(held, look):
            raise OtherJump
        return count_acceptance(self._journal.state, text, held, at, look.clock)

    def _is_the_same(self, held: Held, look: Look) -> bool:
        """Whether the clock is still off by the jump that was noted.

        In one run the clocks tell: since it was noted both have gone on alike. After a restart a clock that is no
        further back than it was may be the one that people looked at; they look again before they sign.
        """
        if self._since is not None:
            passed = look.mono - self._since.mono
            off = look.clock - self._since.clock - timedelta(seconds=passed)
            return abs(off) <= TOLERANCE + timedelta(seconds=DRIFT * passed)
        hold, back = held.hold, look.clock < look.at
        further = look.clock - look.at < hold.clock - hold.expected - TOLERANCE
        if hold.back is not back or (back and further):
            return False
        self._since = look
        return True

    def _accept(self, held: Held, look: Look) -> Noted | None:
        """Take the clock's time as the time, once enough people accept it."""
        if lacking(self._journal.state, held):
            return None
        before = look.at
        clock = self._time.accept()
        open_before = [one.id for one in self._journal.state.sessions.values() if one.ended is None]
        noted = self._journal.write(accepted_draft(self._journal.state, held, before, clock))
        self._since = None
        if clock < before:
            for session in open_before:
                self._end_session(session)
        return noted
