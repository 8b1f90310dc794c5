"""The gate's own clock: what was held for it, and whose word ended that."""

from datetime import datetime
from typing import Final

from keyturn.approve.seats import missing, seat
from keyturn.approve.statements import open_clock
from keyturn.codec.digest import same
from keyturn.codec.encoding import parse_instant
from keyturn.model import written
from keyturn.model.emergency import Override
from keyturn.verify.known import Found, Held, Known, Payload, Untold, Vote
from keyturn.verify.leaf import Leaf
from keyturn.verify.people import said_at

FEWEST: Final = 2
"""People it takes to accept a time, whatever the entry itself asks for."""


def held(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """Production is held from here on, for this jump."""
    hold = written.read_hold(payload["hold"])
    if not same(leaf.about["clock"], hold.digest):
        yield "clock.digest", "the jump of the clock is not the one its digest stands for"
    if hold.deployment != known.deployment:
        yield "clock.deployment", "the jump of the clock belongs to another gate"
    known.held = Held(hold)


def vote(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person accepted what the clock says: in their own words, with their own key, of this very jump.

    It was of that moment by the clock that was in doubt, whose reading stands beside it.
    """
    said, problems = said_at(known, parse_instant(payload["clock"]), payload, open_clock)
    yield from problems
    now = _held(known, leaf)
    if now is None or not same(said.hold, now.hold.digest):
        yield "clock.other_jump", f"`{said.by}` accepted another jump of the clock than was held for here"
        return
    if (payload["by"], payload["key_id"]) != (said.by, said.key_id):
        yield "clock.not_as_signed", f"what stands here is not what `{said.by}` signed"
        return
    if not problems:
        now.votes[payload["statement"]] = Vote(said.by, said.key_id, approves=True)


def accepted(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """Time begins anew, by the word of enough different people who counted then."""
    now = _held(known, leaf)
    known.held = None
    if now is None:
        yield "clock.nothing_held", "a new time begins, and nothing was held for that jump"
        return
    _begin_anew(known, leaf.at, parse_instant(payload["before"]))
    if now.hold.digest in known.erased.votes:
        known.erased.unchecked += 1
        return
    voters: dict[str, frozenset[str]] = {}
    for statement in payload["statements"]:
        given = now.votes.get(statement)
        person = known.people.get(given.reviewer) if given is not None else None
        if given is None or person is None or not person.enabled or all(key.id != given.key_id for key in person.keys):
            yield "clock.no_such_acceptance", "a new time rests on an acceptance that does not hold"
            continue
        voters[person.name] = person.groups
    quorum = now.hold.quorum
    if missing(quorum, seat(quorum, voters, voters)) or len(voters) < FEWEST:
        yield "clock.quorum", f"a new time begins on the word of {len(voters)} people, of {max(FEWEST, quorum.people)}"


def agreed(known: Known, leaf: Leaf, _: Payload) -> Found:
    """The clock agreed again by itself."""
    now = _held(known, leaf)
    known.held = None
    if now is None:
        yield "clock.nothing_held", "the clock agrees again, and nothing was held for that jump"


def _held(known: Known, leaf: Leaf) -> Held | None:
    """The jump that this entry speaks of, if it is the one held for here. Raises Untold where that was erased."""
    digest = leaf.about["clock"]
    if digest in known.erased.names:
        raise Untold("jump of the clock", digest)
    return known.held if known.held is not None and same(digest, known.held.hold.digest) else None


def _begin_anew(known: Known, at: datetime, before: datetime) -> None:
    """After a step back nothing comes to life again: sessions end, and what was over or had not yet begun is over."""
    if at >= before:
        return
    known.ended |= known.sessions.keys()
    known.invitations = {name: one for name, one in known.invitations.items() if one.key is not None}
    for given in known.given.values():
        given.over = given.over or not isinstance(given.what, Override)
    for case in known.cases.values():
        if case.closed is None and (case.change.opened > at or case.change.expires <= before):
            case.closed = "expired"
