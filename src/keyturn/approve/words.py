"""What people sign about facts: what became of a call in doubt, and that the gate's clock is right."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, read_common, readable, who, write_common
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.model.approval import Settlement, Word
from keyturn.model.clock import ClockAcceptance
from keyturn.model.identity import Person

SETTLEMENT_TYPE: Final = "application/vnd.keyturn.settlement.v1+json"
CLOCK_TYPE: Final = "application/vnd.keyturn.clock-acceptance.v1+json"


def settlement_payload(settlement: Settlement) -> bytes:
    """What a person signs to say what became of a call. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(settlement),
        "change": settlement.change,
        "change_digest": settlement.change_digest,
        "action": settlement.action,
        "grant": settlement.grant,
        "word": settlement.word.value,
        "comment": settlement.comment,
    }
    return readable(members, parse_settlement)


def parse_settlement(payload: bytes) -> Settlement:
    """Read a settlement's payload, whose signature is another matter. Raises Malformed."""
    members = Members("word about a call in doubt", payload)
    settlement = Settlement(
        **read_common(members),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
        action=members.number("action"),
        grant=members.identifier("grant", "G"),
        word=members.one_of("word", Word),
        comment=members.text("comment"),
    )
    members.end()
    return settlement


def open_settlement(envelope: Envelope, people: Mapping[str, Person]) -> Settlement:
    """Return the word in `envelope` about a call in doubt, as open_approval does."""
    return opened(envelope, SETTLEMENT_TYPE, people, parse_settlement, who)


def clock_payload(statement: ClockAcceptance) -> bytes:
    """What a person signs to accept what the gate's clock says. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(statement),
        "hold": statement.hold,
    }
    return readable(members, parse_clock)


def parse_clock(payload: bytes) -> ClockAcceptance:
    """Read the payload of an acceptance of the clock, whose signature is another matter. Raises Malformed."""
    members = Members("acceptance of the clock", payload)
    statement = ClockAcceptance(
        **read_common(members),
        hold=members.digest("hold"),
    )
    members.end()
    return statement


def open_clock(envelope: Envelope, people: Mapping[str, Person]) -> ClockAcceptance:
    """Return the statement in `envelope` by which its signer accepts the clock, as open_approval does."""
    return opened(envelope, CLOCK_TYPE, people, parse_clock, who)
