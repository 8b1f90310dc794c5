"""What the sender of a call is told that waits for people, went back to them, or was sent before. Pure."""

from keyturn.flow.answers import Drift, Hold, Refuse
from keyturn.flow.kept import Attempt
from keyturn.model.change import Change
from keyturn.model.grant import GrantState


def waiting(hold: Hold, console: str) -> Refuse:
    """What a call is told that waits for people, whose inbox is at `console`."""
    change = hold.change
    where = f"{console}/changes/{change.short}"
    if not hold.missing:
        text = f"change {change.short} is approved: start this upload again from its beginning ({where})"
        return Refuse("change.approved", text)
    more = f" ({hold.note})" if hold.note else ""
    people = _approvals(hold.missing)
    text = f"needs {people}, change {change.short}, approve at {where}; {_then(change)}{more}"
    return Refuse("change.pending", text)


def sent_back(drift: Drift, console: str) -> Refuse:
    """What a call is told whose change went back to its reviewers, because what it touches stands otherwise."""
    change = drift.change
    first = change.drift[0]
    what = f"{first.thing}{f', {first.place}' if first.place else ''}"
    more = f" and {len(change.drift) - 1} more" if len(change.drift) > 1 else ""
    text = (
        f"nothing was sent, because things stand otherwise than people approved ({what}{more}): "
        f"needs {_approvals(drift.missing)} anew, change {change.short}, "
        f"approve at {console}/changes/{change.short}; {_then(change)}"
    )
    return Refuse("change.drifted", text)


def retold(attempt: Attempt) -> Refuse:
    """What a client is told that sends again what was sent once, and whose recorded answer is no longer here."""
    outcome = attempt.outcome
    match attempt.state:
        case GrantState.DONE if attempt.settled is not None:
            why = "already done: its answer never came, and people settled that it happened; do not send it again"
            return Refuse("call.already_done", why)
        case GrantState.FAILED if attempt.settled is not None:
            why = "this call was tried, and people settled that it did not happen: ask again, and a new change opens"
            return Refuse("call.already_failed", why)
        case GrantState.DONE if outcome is not None:
            known = f"status {outcome.status}, request id {outcome.request_id}"
            why = f"already done ({known}): this call was sent once; do not send it again"
            return Refuse("call.already_done", why)
        case GrantState.FAILED if outcome is not None:
            known = outcome.why or f"status {outcome.status}, {outcome.error_code}"
            return Refuse("call.already_failed", f"this call was already tried and failed ({known})")
        case _:
            why = "outcome unknown: this call was sent once and its answer never came"
            return Refuse("call.outcome_unknown", why)


def _then(change: Change) -> str:
    """What sends its calls once it is approved."""
    return f"then `keyturn execute {change.short}`" if change.is_sent_by_gate else "then send the same call again"


def _approvals(number: int) -> str:
    return "1 approval" if number == 1 else f"{number} approvals"
