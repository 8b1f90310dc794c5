"""What people's word about the gate's own clock does: an acceptance counts, and enough of them end the hold."""

from datetime import datetime

from keyturn.approve.seats import missing, seat
from keyturn.approve.statements import open_clock
from keyturn.codec.canonical import Json
from keyturn.codec.digest import same
from keyturn.codec.encoding import format_instant
from keyturn.errors import quoted
from keyturn.flow.kept import Held
from keyturn.flow.state import State
from keyturn.flow.statements import StatementRefused, open_fresh
from keyturn.model.clock import Hold
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import Person


class ClockSteady(StatementRefused):
    """Nothing is held for the clock."""

    code = "clock.steady"

    def __init__(self) -> None:
        super().__init__("the clock is steady and nothing is held for it: there is nothing to accept")


class OtherJump(StatementRefused):
    """The statement names another jump than the one for which production is held now."""

    code = "clock.other_jump"

    def __init__(self) -> None:
        super().__init__("it names another jump of the clock than this one: look at `keyturn clock` and sign again")


class NotOfTheApprovers(StatementRefused):
    """Somebody who is not of the approvers' group says something about the clock."""

    code = "clock.not_eligible"

    def __init__(self, name: str, hold: Hold) -> None:
        groups = " or ".join(f"`{place.group}`" for place in hold.quorum.seats)
        super().__init__(f"`{quoted(name)}` is not of {groups}: ask people who are")


class AcceptedTwice(StatementRefused):
    """One person accepts one jump once."""

    code = "clock.twice"

    def __init__(self, name: str) -> None:
        super().__init__(f"`{quoted(name)}` has accepted this clock already: another person must")


def held_draft(hold: Hold, at: datetime) -> Draft:
    """Production is held from here on."""
    return Draft(Kind.CLOCK_HELD, at, {"clock": hold.digest}, {"hold": dict(hold.document())})


def agreed_draft(held: Held, at: datetime) -> Draft:
    """The clock agrees again by itself; what people said of the jump counts no more."""
    return Draft(Kind.CLOCK_AGREED, at, {"clock": held.hold.digest}, {})


def count_acceptance(state: State, text: str, held: Held, at: datetime, clock: datetime) -> Draft:
    """Return the draft of one person's acceptance of `held`. Raises CallerError for one that does not count.

    `at` is the gate's time, `clock` the one in doubt. A statement is of this moment if `clock` says so: whoever
    accepts a wrong clock from a machine whose own clock is right is refused.
    """
    statement, opened = open_fresh(text, state, clock, lambda envelope: open_clock(envelope, state.people))
    if not same(statement.hold, held.hold.digest):
        raise OtherJump
    if statement.by in held.votes and statement.by in {person.name for person in voters(state, held)}:
        raise AcceptedTwice(statement.by)
    if not _of_seats(state.people[statement.by], held.hold):
        raise NotOfTheApprovers(statement.by, held.hold)
    payload: dict[str, Json] = {
        "statement": opened.digest,
        "envelope": opened.text,
        "by": statement.by,
        "key_id": statement.key_id,
        "clock": format_instant(clock),
    }
    return Draft(Kind.CLOCK_VOTE, at, {"clock": held.hold.digest}, payload)


def lacking(state: State, held: Held) -> int:
    """How many more people must accept."""
    quorum = held.hold.quorum
    groups = {person.name: person.groups for person in voters(state, held)}
    # No passkey signs that a time is right, so that each signature was made on a machine of its signer's own.
    return missing(quorum, seat(quorum, groups, groups))


def voters(state: State, held: Held) -> list[Person]:
    """The people whose acceptance counts now: still enrolled and enabled, with the same key, of the group."""
    found = []
    for name, vote in held.votes.items():
        person = state.people.get(name)
        if person is None or not person.enabled or not _of_seats(person, held.hold):
            continue
        if any(key.id == vote.key_id for key in person.keys):
            found.append(person)
    return found


def accepted_draft(state: State, held: Held, before: datetime, clock: datetime) -> Draft:
    """The new time: from this entry on it is `clock`, where it was `before`."""
    payload: dict[str, Json] = {
        "before": format_instant(before),
        "statements": [held.votes[person.name].statement for person in voters(state, held)],
    }
    return Draft(Kind.CLOCK_ACCEPTED, clock, {"clock": held.hold.digest}, payload)


def _of_seats(person: Person, hold: Hold) -> bool:
    return any(place.group in person.groups for place in hold.quorum.seats)
