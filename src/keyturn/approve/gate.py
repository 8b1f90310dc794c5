"""What people sign about the gate itself: that it is sealed, how it is to change, that a key of theirs is to rest."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import opened, readable
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.codec.encoding import format_instant
from keyturn.model.gate import GateKind, KeySuspension, Proposal, SealStatement
from keyturn.model.identity import Person

PROPOSAL_TYPE: Final = "application/vnd.keyturn.proposal.v1+json"
SEAL_TYPE: Final = "application/vnd.keyturn.seal.v1+json"
SUSPENSION_TYPE: Final = "application/vnd.keyturn.key-suspension.v1+json"


def proposal_payload(proposal: Proposal) -> bytes:
    """What a person signs to propose a change of the gate. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": proposal.deployment,
        "kind": proposal.kind.value,
        "document": dict(proposal.document),
        "charter": proposal.charter,
        "intent": proposal.intent,
        "by": proposal.by,
        "key_id": proposal.key_id,
        "at": format_instant(proposal.at),
        "nonce": proposal.nonce,
    }
    return readable(members, parse_proposal)


def parse_proposal(payload: bytes) -> Proposal:
    """Read a proposal's payload, whose signature is another matter; what `document` holds is for its kind to say."""
    members = Members("proposal", payload)
    proposal = Proposal(
        deployment=members.deployment("deployment"),
        kind=members.one_of("kind", GateKind),
        document=members.object("document"),
        charter=members.digest_or_none("charter"),
        intent=members.text("intent"),
        by=members.name("by"),
        key_id=members.key_id("key_id"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return proposal


def open_proposal(envelope: Envelope, people: Mapping[str, Person]) -> Proposal:
    """Return the proposal in `envelope`, as open_approval does."""
    return opened(envelope, PROPOSAL_TYPE, people, parse_proposal, lambda said: (said.by, said.key_id))


def seal_payload(statement: SealStatement) -> bytes:
    """What a founding reviewer signs to seal the gate. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": statement.deployment,
        "charter": statement.charter,
        "by": statement.by,
        "key_id": statement.key_id,
        "at": format_instant(statement.at),
        "nonce": statement.nonce,
    }
    return readable(members, parse_seal)


def parse_seal(payload: bytes) -> SealStatement:
    """Read a sealing statement's payload, whose signature is another matter. Raises Malformed."""
    members = Members("seal", payload)
    statement = SealStatement(
        deployment=members.deployment("deployment"),
        charter=members.digest("charter"),
        by=members.name("by"),
        key_id=members.key_id("key_id"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return statement


def open_seal(envelope: Envelope, people: Mapping[str, Person]) -> SealStatement:
    """Return the sealing statement in `envelope`, as open_approval does."""
    return opened(envelope, SEAL_TYPE, people, parse_seal, lambda said: (said.by, said.key_id))


def suspension_payload(statement: KeySuspension) -> bytes:
    """What a person signs to suspend a key of theirs. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        "deployment": statement.deployment,
        "key": statement.key,
        "by": statement.by,
        "key_id": statement.key_id,
        "at": format_instant(statement.at),
        "nonce": statement.nonce,
    }
    return readable(members, parse_suspension)


def parse_suspension(payload: bytes) -> KeySuspension:
    """Read a suspension's payload, whose signature is another matter. Raises Malformed."""
    members = Members("suspension of a key", payload)
    statement = KeySuspension(
        deployment=members.deployment("deployment"),
        key=members.key_id("key"),
        by=members.name("by"),
        key_id=members.key_id("key_id"),
        at=members.instant("at"),
        nonce=members.nonce("nonce"),
    )
    members.end()
    return statement


def open_suspension(envelope: Envelope, people: Mapping[str, Person]) -> KeySuspension:
    """Return the suspension in `envelope`, as open_approval does."""
    return opened(envelope, SUSPENSION_TYPE, people, parse_suspension, lambda said: (said.by, said.key_id))
