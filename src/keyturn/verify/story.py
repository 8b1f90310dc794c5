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
from keyturn.verify import calls, changes, people
from keyturn.verify.known import Found, Known, Payload, Untold
from keyturn.verify.leaf import Leaf

_TELL: Final[Mapping[Kind, Callable[[Known, Leaf, Payload], Found]]] = {
    Kind.GATE_STARTED: people.started,
    Kind.PERSON_ADDED: people.person_added,
    Kind.PERSON_DISABLED: people.person_disabled,
    Kind.SESSION_OPENED: people.session_opened,
    Kind.SESSION_ENDED: people.session_ended,
    Kind.CHANGE_OPENED: changes.opened,
    Kind.CHANGE_WITHDRAWN: people.withdrawn,
    Kind.CHANGE_EXPIRED: changes.expired,
    Kind.VOTE: changes.vote,
    Kind.READ: calls.read,
    Kind.ANSWER: calls.answer,
    Kind.INTENT: calls.intent,
    Kind.OUTCOME: calls.outcome,
}
"""What each kind of entry must show. Kinds that stand in no relation to others (a refusal) are not listed."""


class Story:
    """The fold of a log, for an auditor. `unchecked` counts entries about which erased payloads leave a doubt."""

    def __init__(self) -> None:
        self.known = Known()
        self.erased = 0
        self.unchecked = 0

    def take(self, leaf: Leaf, payload: Payload | None) -> Found:
        """Take in the next entry; yields what is wrong with it. `payload` is None where it was erased."""
        if payload is None:
            self.erased += 1
            self._take_erased(leaf)
            return
        tell = _TELL.get(leaf.kind)
        if tell is None:
            return
        try:
            yield from tell(self.known, leaf, payload)
        except (Untold, UnknownKey) as error:
            if self.erased:
                # What this entry leans on may have stood in a payload that is no longer there.
                self.unchecked += 1
            else:
                yield error.code, str(error)
        except KeyturnError as error:
            yield error.code, str(error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield "entry.unreadable", f"its payload cannot be read ({type(error).__name__}: {quoted(str(error))})"

    def _take_erased(self, leaf: Leaf) -> None:
        """Note what the leaf alone tells, so that later entries are not blamed for what was erased."""
        grant = leaf.about.get("grant", "")
        match leaf.kind:
            case Kind.READ:
                self.known.reads.add(grant)
            case Kind.INTENT:
                self.known.intents[grant] = leaf.about.get("change")
            case Kind.OUTCOME:
                self.known.settled.add(grant)
            case _:
                return
