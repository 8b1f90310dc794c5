"""What was done of a change and what was not, as the gateway tells it: for one that stopped half-way, above all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.console.review import Review
from keyturn.console.text import plain
from keyturn.errors import Malformed

_WORDS: Final[Mapping[str, str]] = {
    "open": "not sent",
    "spent": "being carried out",
    "done": "done",
    "failed": "tried, and failed",
    "in doubt": "sent, and nobody knows",
}
_MOST: Final = 12
_GIVEN_UP: Final = frozenset({"failed", "rejected", "withdrawn", "expired"})


def progress(shown: Json) -> tuple[str, ...]:
    """Return in lines what became of each action of a change as `show` gives it; none if nothing was sent yet.

    Raises Malformed for an answer of another form.
    """
    grants = shown.get("grants") if isinstance(shown, Mapping) else None
    if not isinstance(grants, list):
        return ()
    states = [_state(grant) for grant in grants]
    if all(state == "open" for state, _ in states):
        return ()
    lines = []
    first = 0
    while first < len(states):
        last = first
        while last + 1 < len(states) and states[last + 1] == states[first]:
            last += 1
        which = f"action {first + 1}" if first == last else f"actions {first + 1}-{last + 1}"
        state, why = states[first]
        lines.append(f"{which}: {_WORDS.get(state, plain(state))}{f' ({why})' if why else ''}")
        first = last + 1
    return (*lines[:_MOST], "and more") if len(lines) > _MOST else tuple(lines)


@dataclass(frozen=True, slots=True)
class Next:
    """What may be done now: what for, and the command that does it."""

    what: str
    command: str


def next_steps(shown: Json, review: Review) -> tuple[Next, ...]:
    """Return what may be done with a change as `show` gives it, besides voting on it.

    Raises Malformed for an answer of another form.
    """
    members = shown if isinstance(shown, Mapping) else {}
    short = plain(review.short)
    found = []
    if review.is_sent_by_gate and review.state in {"approved", "executing"}:
        found.append(Next("to have the gateway send it", f"keyturn execute {short} --as YOU --key FILE"))
    undone = members.get("rolled_back_by")
    others = [one for one in undone if isinstance(one, Mapping)] if isinstance(undone, list) else []
    for one in others:
        other, state = plain(str(one.get("short"))), plain(str(one.get("state")))
        found.append(Next(f"its rollback is {state}", f"keyturn show {other}"))
    if can_be_undone(shown) and all(one.get("state") in _GIVEN_UP for one in others):
        found.append(Next("to undo what was done, as a new change", f"keyturn rollback {short}"))
    return tuple(found)


def can_be_undone(shown: Json) -> bool:
    """Whether something was done of a change that goes no further, so that it is worth asking what would undo it."""
    grants = shown.get("grants") if isinstance(shown, Mapping) else None
    closed = isinstance(shown, Mapping) and shown.get("state") in {"failed", "withdrawn", "rejected", "expired", "done"}
    return closed and isinstance(grants, list) and any(_state(grant)[0] == "done" for grant in grants)


def _state(grant: Json) -> tuple[str, str]:
    if not isinstance(grant, Mapping):
        raise Malformed("grant", grant, "an object is wanted")
    state, outcome = str(grant.get("state")), grant.get("outcome")
    if state != "failed" or not isinstance(outcome, Mapping):
        return state, ""
    told = [str(one) for one in (outcome.get("status"), outcome.get("error_code"), outcome.get("why")) if one]
    return state, plain(", ".join(told))
