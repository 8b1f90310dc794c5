"""Ending what people gave leave for, before its time."""

from datetime import datetime

from keyturn.approve.leaves import open_leave_end
from keyturn.flow.freezes import may_freeze
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.flow.statements import StatementRefused, open_fresh, statement_payload
from keyturn.model.evidence import Draft, Kind


def end_leave(state: State, settings: Settings, text: str, at: datetime) -> Draft:
    """Return the draft that ends a leave at once. Raises CallerError for a statement that does nothing.

    Whoever proposed it may, and any one of the approvers: it only takes power away.
    """
    said, opened = open_fresh(text, state, at, lambda envelope: open_leave_end(envelope, state.people))
    found = [given for name, given in state.given.items() if name.startswith(said.change)]
    if len(found) != 1:
        raise StatementRefused(f"no one envelope, emergency or override begins with `{said.change:.40}`")
    given, person = found[0], state.people[said.by]
    if said.by != given.case.change.by and not may_freeze(person, settings):
        raise StatementRefused(f"only `{given.case.change.by}`, who proposed it, or one of the approvers ends it")
    if not given.stands(at):
        raise StatementRefused(f"{given.short} is over already")
    payload = statement_payload(state, opened) | {"by": said.by}
    return Draft(Kind.LEAVE_ENDED, at, {"change": given.id}, payload)
