"""Freezing: any one person of those who approve says so, and it is so at once. What ends it needs more people."""

from datetime import datetime, timedelta
from typing import Final

from keyturn.approve.freezing import open_freeze
from keyturn.errors import quoted
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.flow.statements import StatementRefused, open_fresh, statement_payload
from keyturn.model.evidence import Draft, Kind
from keyturn.model.freeze import DEVELOPMENT, Freeze
from keyturn.model.identity import Person

MOST: Final = 10
"""Freezes of one person that may stand at once: each is read on every refusal, and nobody uses up another's."""

LONGEST: Final = timedelta(days=366)


class NotOfThoseWhoFreeze(StatementRefused):
    """Somebody freezes who is not of the approvers."""

    code = "freeze.not_eligible"

    def __init__(self, name: str, groups: str) -> None:
        super().__init__(f"`{quoted(name)}` is not of {groups}: ask somebody who is, any one of them can freeze")


def begin_freeze(state: State, settings: Settings, text: str, at: datetime, fresh: str) -> Draft:
    """Return the draft of a freeze. Raises CallerError for a statement that does nothing. `fresh` is random."""
    order, opened = open_fresh(text, state, at, lambda envelope: open_freeze(envelope, state.people))
    if not may_freeze(state.people[order.by], settings):
        groups = " or ".join(f"`{seat.group}`" for seat in settings.approvers.seats)
        raise NotOfThoseWhoFreeze(order.by, groups)
    known = {rule.name for rule in settings.estate.environments} | {"production", DEVELOPMENT}
    if order.environment is not None and order.environment not in known:
        raise StatementRefused(f"`{order.environment}` is no environment here; there are {', '.join(sorted(known))}")
    if order.until is not None and not at < order.until <= at + LONGEST:
        raise StatementRefused(f"a freeze ends between now and {LONGEST.days} days from now, or is lifted")
    if sum(freeze.by == order.by and freeze.stands(at) for freeze in state.freezes.values()) >= MOST:
        raise StatementRefused(f"{MOST} freezes of yours stand already: have one lifted first")
    freeze = Freeze(
        id=f"F-{fresh}",
        by=order.by,
        reason=order.reason,
        environments=() if order.environment is None else (order.environment,),
        # From this entry on, whatever the clock is set to later.
        begins=None,
        until=order.until,
    )
    payload = statement_payload(state, opened) | {"by": order.by, "freeze": dict(freeze.document())}
    return Draft(Kind.FREEZE_BEGUN, at, {"freeze": freeze.id}, payload)


def may_freeze(person: Person, settings: Settings) -> bool:
    """Whether `person` is of the approvers: any group that has a seat in their quorum."""
    return person.enabled and any(seat.group in person.groups for seat in settings.approvers.seats)
