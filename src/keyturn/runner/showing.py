"""Changes as people are told of them: one line each, or all there is to know of one."""

from collections.abc import Mapping

from keyturn.approve.seats import missing
from keyturn.approve.votes import VOTABLE
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.flow.consider import Considering
from keyturn.flow.kept import Case
from keyturn.model import written
from keyturn.model.change import OPEN, Event, move
from keyturn.model.change import State as Stage
from keyturn.model.grant import GrantState
from keyturn.model.identity import Person
from keyturn.ports import Log
from keyturn.runner.timekeeper import Timekeeper


class Showing:
    """Says how changes stand now."""

    def __init__(self, considering: Considering, log: Log, time: Timekeeper, console: str) -> None:
        """`console` is the address at which people look at changes."""
        self._considering = considering
        self._state = considering.state
        self._log = log
        self._time = time
        self._console = console

    def open_cases(self) -> list[Case]:
        """Return the changes that are open now, the oldest first."""
        at, _ = self._time.now()
        cases = [case for cases in self._state.open_of_task.values() for case in cases.values()]
        return sorted((case for case in cases if case.stands(at) in OPEN), key=lambda case: case.change.opened)

    def missing(self, case: Case) -> int:
        """How many people are missing now: votes of people who were disabled since count no more."""
        quorum = case.change.quorum
        at, _ = self._time.now()
        return missing(quorum, self._considering.standing(case, quorum, at)) if case.stage in VOTABLE else 0

    def stands(self, case: Case) -> Stage:
        """Where a change stands now: approved only as long as its votes count, open only until it expires."""
        at, _ = self._time.now()
        stage = case.stands(at)
        return move(stage, Event.QUORUM_LOST) if stage is Stage.APPROVED and self.missing(case) else stage

    def line(self, case: Case, person: Person | None) -> Json:
        """One change in the inbox, and whether it waits for `person`."""
        change = case.change
        line: dict[str, Json] = {
            "id": change.id,
            "short": change.short,
            "state": self.stands(case).value,
            "sponsor": change.sponsor,
            "agent": change.agent,
            "intent": change.intent,
            "kind": change.kind,
            "actions": [action.name for action in change.actions],
            "effects": sorted({action.effect for action in change.actions}),
            "environments": sorted({name for action in change.actions for name in action.environments}),
            "missing": self.missing(case),
            "opened": format_instant(change.opened),
            "expires": format_instant(change.expires),
        }
        if person is not None:
            keys = [key.id for key in person.keys]
            may = any(self._considering.eligible(person, key, case) for key in keys)
            silent = any(use.state is GrantState.IN_DOUBT and person.name not in use.said for use in case.uses)
            asked = silent if case.stage is Stage.IN_DOUBT else person.name not in case.votes and self.missing(case) > 0
            line["waits_for_you"] = may and asked
        return line

    def document(self, case: Case, looks: Mapping[int, str]) -> Json:
        """All there is to know of a change; `looks` says what was read of its actions in doubt, by their number."""
        change = case.change
        return {
            "id": change.id,
            "short": change.short,
            "digest": change.digest,
            "review": dict(change.review()),
            "review_digest": change.review_digest,
            "state": self.stands(case).value,
            "opener": case.opener,
            "missing": self.missing(case),
            "votes": [
                {
                    "reviewer": vote.reviewer,
                    "verdict": "approve" if vote.approves else "reject",
                    "comment": vote.comment,
                    "at": format_instant(vote.at),
                    "local": vote.local,
                }
                for vote in case.votes.values()
            ],
            "grants": [
                {
                    "state": use.state.value,
                    "grant": use.grant,
                    "outcome": None if use.outcome is None else written.outcome(use.outcome),
                    "now": looks.get(number),
                    "settled": None if use.settled is None else use.settled.value,
                    "said": [
                        {"by": name, "word": one.word.value, "comment": one.comment, "at": format_instant(one.at)}
                        for name, one in use.said.items()
                    ],
                }
                for number, use in enumerate(case.uses)
            ],
            "rolled_back_by": [
                {"short": other.change.short, "state": self.stands(other).value}
                for other in self._state.rollbacks.get(change.id, ())
            ],
            "url": f"{self._console}/changes/{change.short}",
            "checkpoint": self._log.checkpoint(),
            "sealed": self._considering.sealed,
        }
