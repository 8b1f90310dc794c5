"""What people sign to propose calls that the gateway sends, and to have those of an approved change sent."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, read_common, readable, who, write_common
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.errors import Malformed
from keyturn.model.change import RollsBack
from keyturn.model.identity import Person, TaskKind
from keyturn.model.proposal import CallsProposal, ExecutionOrder, ProposedCall

CALLS_TYPE: Final = "application/vnd.keyturn.calls-proposal.v1+json"
ORDER_TYPE: Final = "application/vnd.keyturn.execution-order.v1+json"
_PROPOSAL: Final = "proposal of calls"


def calls_payload(proposal: CallsProposal) -> bytes:
    """What a person signs to propose calls. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(proposal),
        "intent": proposal.intent,
        "kind": proposal.kind.value,
        "calls": [call.document() for call in proposal.calls],
    }
    if proposal.rolls_back is not None:
        members["rolls_back"] = proposal.rolls_back.document()
    return readable(members, parse_calls)


def parse_calls(payload: bytes) -> CallsProposal:
    """Read the payload of a proposal of calls, whose signature is another matter. Raises Malformed."""
    members = Members(_PROPOSAL, payload)
    proposal = CallsProposal(
        **read_common(members),
        intent=members.text("intent"),
        kind=members.one_of("kind", TaskKind),
        calls=tuple(_call(one) for one in members.objects("calls")),
        rolls_back=_rolls_back(members.object("rolls_back")) if "rolls_back" in members else None,
    )
    members.end()
    if not proposal.calls:
        raise Malformed(_PROPOSAL, "calls", "it proposes no call")
    if not proposal.intent.strip():
        raise Malformed(_PROPOSAL, "intent", "say why, the others read it")
    undone = proposal.rolls_back
    if undone is not None and len(undone.actions) != len(proposal.calls):
        raise Malformed(_PROPOSAL, "rolls_back", "it does not say of each call what it undoes")
    return proposal


def open_calls(envelope: Envelope, people: Mapping[str, Person]) -> CallsProposal:
    """Return the proposal of calls in `envelope`, as open_approval does."""
    return opened(envelope, CALLS_TYPE, people, parse_calls, who)


def order_payload(order: ExecutionOrder) -> bytes:
    """What a person signs to have a change's calls sent. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(order),
        "change": order.change,
        "change_digest": order.change_digest,
    }
    return readable(members, parse_order)


def parse_order(payload: bytes) -> ExecutionOrder:
    """Read the payload of an order, whose signature is another matter. Raises Malformed."""
    members = Members("order to send a change", payload)
    order = ExecutionOrder(
        **read_common(members),
        change=members.identifier("change", "C"),
        change_digest=members.digest("change_digest"),
    )
    members.end()
    return order


def open_order(envelope: Envelope, people: Mapping[str, Person]) -> ExecutionOrder:
    """Return the order in `envelope`, as open_approval does."""
    return opened(envelope, ORDER_TYPE, people, parse_order, who)


def _rolls_back(value: Mapping[str, Json]) -> RollsBack:
    """Read what a proposal says that it undoes. Raises Malformed."""
    members = Members("what is rolled back", value)
    found = RollsBack(
        change=members.identifier("change", "C"),
        digest=members.digest("digest"),
        sponsor=members.name("sponsor"),
        actions=members.numbers("actions"),
        left=tuple(_left(one) for one in members.objects("left")),
    )
    members.end()
    return found


def _left(value: Mapping[str, Json]) -> tuple[int, str]:
    members = Members("what is left", value)
    found = members.number("action"), members.text("why")
    members.end()
    return found


def _call(value: Mapping[str, Json]) -> ProposedCall:
    members = Members("proposed call", value)
    call = ProposedCall(
        service=members.string("service"),
        operation=members.string("operation"),
        region=members.string("region"),
        parameters=members.object("parameters"),
    )
    members.end()
    return call
