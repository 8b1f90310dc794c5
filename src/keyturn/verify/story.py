"""What the entries tell, one after the other, and where the story does not hold.

The log is read as a stranger would: who may speak is taken from the entries before, what people said is opened from
the statements they signed, what a change holds is computed again from its actions. Nothing is believed because the
gateway wrote it. An entry whose payload was erased is believed to have been there, and nothing more.
"""

from collections.abc import Callable, Mapping
from typing import Final

from keyturn.approve.statements import UnknownKey
from keyturn.errors import KeyturnError, quoted
from keyturn.model.evidence import Kind
from keyturn.verify import calls, changes, clock, enrolment, freezes, gates, keys, leaves, orders, people, settlements
from keyturn.verify.hours import Calendar, ReadHours
from keyturn.verify.known import Found, Known, Payload, Untold
from keyturn.verify.leaf import Leaf

_TELL: Final[Mapping[Kind, Callable[[Known, Leaf, Payload], Found]]] = {
    Kind.GATE_STARTED: people.started,
    Kind.PERSON_ADDED: people.person_added,
    Kind.PERSON_DISABLED: people.person_disabled,
    Kind.PERSON_INVITED: enrolment.invited,
    Kind.PASSKEY_REGISTERED: enrolment.registered,
    Kind.SESSION_OPENED: people.session_opened,
    Kind.SESSION_ENDED: people.session_ended,
    Kind.KEY_DERIVED: calls.derived,
    Kind.TUNNEL_OPENED: calls.tunnel,
    Kind.SEAL_SIGNED: gates.seal_signed,
    Kind.GATE_SEALED: gates.sealed,
    Kind.GATE_PROPOSED: gates.proposed,
    Kind.GATE_CHANGED: gates.changed,
    Kind.GATE_VOIDED: gates.voided,
    Kind.KEY_SUSPENDED: gates.key_suspended,
    Kind.LOG_KEY_CHANGED: keys.changed,
    Kind.CALLS_PROPOSED: orders.proposed,
    Kind.EXECUTION_ORDERED: orders.ordered,
    Kind.CHANGE_OPENED: changes.opened,
    Kind.CHANGE_DRIFTED: changes.drifted,
    Kind.CHANGE_OBSERVED: changes.observed,
    Kind.CHANGE_WITHDRAWN: people.withdrawn,
    Kind.CHANGE_EXPIRED: changes.expired,
    Kind.VOTE: changes.vote,
    Kind.READ: calls.read,
    Kind.ANSWER: calls.answer,
    Kind.INTENT: calls.intent,
    Kind.OUTCOME: calls.outcome,
    Kind.SETTLEMENT: settlements.settlement,
    Kind.CLOCK_HELD: clock.held,
    Kind.CLOCK_VOTE: clock.vote,
    Kind.CLOCK_ACCEPTED: clock.accepted,
    Kind.CLOCK_AGREED: clock.agreed,
    Kind.FREEZE_BEGUN: freezes.begun,
    Kind.LEAVE_ENDED: leaves.ended,
}
"""What each kind of entry must show. Kinds that stand in no relation to others (a refusal) are not listed."""


_NEVER_ERASED: Final = frozenset(
    {
        Kind.SEAL_SIGNED,
        Kind.GATE_SEALED,
        Kind.GATE_PROPOSED,
        Kind.GATE_CHANGED,
        Kind.KEY_SUSPENDED,
        Kind.LOG_KEY_CHANGED,
    }
)
"""What the chain of charters is made of: nothing in it is private to anybody, so there is no reason to erase it."""


class Story:
    """The fold of a log, for an auditor."""

    def __init__(self, hours: ReadHours | None = None) -> None:
        """`hours` reads windows and freezes from a charter's configuration; without it they are not judged."""
        self.known = Known(calendar=Calendar(hours))

    def take(self, leaf: Leaf, payload: Payload | None) -> Found:
        """Take in the next entry; yields what is wrong with it. `payload` is None where it was erased."""
        if payload is None:
            if leaf.kind in _NEVER_ERASED:
                yield (
                    "gate.erased",
                    f"its payload was erased, and without a `{leaf.kind}` the chain of charters is broken",
                )
            self._take_erased(leaf)
            return
        tell = _TELL.get(leaf.kind)
        if tell is None:
            return
        try:
            yield from tell(self.known, leaf, payload)
        except (Untold, UnknownKey) as error:
            if self._was_erased(error):
                self._leave_unchecked(leaf)
            else:
                yield error.code, str(error)
        except KeyturnError as error:
            yield error.code, str(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield "entry.unreadable", f"its payload cannot be read ({type(error).__name__}: {quoted(str(error))})"

    def _was_erased(self, error: Untold | UnknownKey) -> bool:
        """Whether what is missing may have stood in a payload that is no longer there."""
        erased = self.known.erased
        return error.name in erased.names if isinstance(error, Untold) else erased.people > 0

    def _leave_unchecked(self, leaf: Leaf) -> None:
        """Note that this entry leans on what was erased, and what leans on it in turn."""
        self.known.erased.unchecked += 1
        self._note_untold(leaf)

    def _take_erased(self, leaf: Leaf) -> None:
        """Note what the leaf alone tells, so that later entries are not blamed for what was erased."""
        self.known.erased.payloads += 1
        self._note_untold(leaf)

    def _note_untold(self, leaf: Leaf) -> None:
        known, about = self.known, leaf.about
        grant = about.get("grant", "")
        match leaf.kind:
            case Kind.GATE_STARTED:
                known.erased.policies = True
            case Kind.PERSON_ADDED | Kind.PERSON_INVITED | Kind.PASSKEY_REGISTERED:
                known.erased.people += 1
            case (
                Kind.SESSION_OPENED
                | Kind.CALLS_PROPOSED
                | Kind.CHANGE_OPENED
                | Kind.FREEZE_BEGUN
                | Kind.GATE_PROPOSED
                | Kind.GATE_CHANGED
            ):
                known.erased.names.update(about.values())
            case Kind.EXECUTION_ORDERED:
                known.ordered[about["change"]] = about["digest"]
            case Kind.VOTE | Kind.CLOCK_VOTE | Kind.CHANGE_DRIFTED:
                # Of a change that went back, what was voted on since is about what is no longer there.
                known.erased.votes.add(about.get("change") or about.get("clock", ""))
            case Kind.SETTLEMENT:
                known.done.add(grant)
                known.doubtful.discard(grant)
                known.erased.votes.add(grant)
            case Kind.CLOCK_HELD | Kind.CLOCK_ACCEPTED | Kind.CLOCK_AGREED:
                known.held = None
                known.erased.names.update(about.values())
            case Kind.READ:
                known.reads.add(grant)
            case Kind.INTENT:
                known.intents[grant] = about.get("change")
                known.erased.uses.add(about.get("change", ""))
            case Kind.OUTCOME:
                known.done.add(grant)
                known.settled.add(grant)
            case _:
                return
