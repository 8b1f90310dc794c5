"""The statement by which a person freezes (DSSE, versioned, like every other in approve.statements)."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, read_common, readable, who, write_common
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.codec.encoding import format_instant
from keyturn.errors import Malformed
from keyturn.model.freeze import FreezeOrder
from keyturn.model.identity import Person

FREEZE_TYPE: Final = "application/vnd.keyturn.freeze.v1+json"
LONGEST_REASON: Final = 1000
"""Characters of a reason: everybody who is refused reads it."""

_WHAT: Final = "statement that freezes"


def freeze_payload(order: FreezeOrder) -> bytes:
    """What a person signs to freeze. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(order),
        "environment": order.environment,
        "until": None if order.until is None else format_instant(order.until),
        "reason": order.reason,
    }
    return readable(members, parse_freeze)


def parse_freeze(payload: bytes) -> FreezeOrder:
    """Read the payload of a statement that freezes, whose signature is another matter. Raises Malformed."""
    members = Members(_WHAT, payload)
    order = FreezeOrder(
        **read_common(members),
        environment=members.name_or_none("environment"),
        until=members.instant_or_none("until"),
        reason=members.text("reason"),
    )
    members.end()
    if not order.reason.strip() or len(order.reason) > LONGEST_REASON:
        raise Malformed(_WHAT, order.reason, f"say why, in at most {LONGEST_REASON} characters")
    if order.until is not None and order.until <= order.at:
        raise Malformed(_WHAT, format_instant(order.until), "it ends before it begins")
    return order


def open_freeze(envelope: Envelope, people: Mapping[str, Person]) -> FreezeOrder:
    """Return the statement in `envelope` by which its signer freezes, as open_approval does."""
    return opened(envelope, FREEZE_TYPE, people, parse_freeze, who, passkeys=True)
