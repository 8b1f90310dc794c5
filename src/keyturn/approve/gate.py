"""What people sign about the gate itself: that it is sealed, how it is to change, that a key of theirs is to rest."""

from collections.abc import Mapping
from typing import Final

from keyturn.approve.members import Members
from keyturn.approve.opening import NotByPasskey, opened, read_common, readable, who, write_common
from keyturn.codec.canonical import Json
from keyturn.codec.dsse import Envelope
from keyturn.model.gate import BY_PASSKEY, GateKind, KeySuspension, Proposal, SealStatement
from keyturn.model.identity import Person

PROPOSAL_TYPE: Final = "application/vnd.keyturn.proposal.v1+json"
SEAL_TYPE: Final = "application/vnd.keyturn.seal.v1+json"
SUSPENSION_TYPE: Final = "application/vnd.keyturn.key-suspension.v1+json"


def proposal_payload(proposal: Proposal) -> bytes:
    """What a person signs to propose a change of the gate. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(proposal),
        "kind": proposal.kind.value,
        "document": dict(proposal.document),
        "charter": proposal.charter,
        "intent": proposal.intent,
    }
    return readable(members, parse_proposal)


def parse_proposal(payload: bytes) -> Proposal:
    """Read a proposal's payload, whose signature is another matter; what `document` holds is for its kind to say."""
    members = Members("proposal", payload)
    proposal = Proposal(
        **read_common(members),
        kind=members.one_of("kind", GateKind),
        document=members.object("document"),
        charter=members.digest_or_none("charter"),
        intent=members.text("intent"),
    )
    members.end()
    return proposal


def open_proposal(envelope: Envelope, people: Mapping[str, Person]) -> Proposal:
    """Return the proposal in `envelope`, as open_approval does. Raises NotByPasskey for kinds that none proposes."""
    proposal = opened(envelope, PROPOSAL_TYPE, people, parse_proposal, who, passkeys=True)
    if envelope.assertion is not None and proposal.kind not in BY_PASSKEY:
        raise NotByPasskey(envelope.key_id)
    return proposal


def seal_payload(statement: SealStatement) -> bytes:
    """What a founding reviewer signs to seal the gate. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(statement),
        "charter": statement.charter,
    }
    return readable(members, parse_seal)


def parse_seal(payload: bytes) -> SealStatement:
    """Read a sealing statement's payload, whose signature is another matter. Raises Malformed."""
    members = Members("seal", payload)
    statement = SealStatement(
        **read_common(members),
        charter=members.digest("charter"),
    )
    members.end()
    return statement


def open_seal(envelope: Envelope, people: Mapping[str, Person]) -> SealStatement:
    """Return the sealing statement in `envelope`, as open_approval does."""
    return opened(envelope, SEAL_TYPE, people, parse_seal, who, passkeys=True)


def suspension_payload(statement: KeySuspension) -> bytes:
    """What a person signs to suspend a key of theirs. Raises Malformed for what its reader would refuse."""
    members: dict[str, Json] = {
        **write_common(statement),
        "key": statement.key,
    }
    return readable(members, parse_suspension)


def parse_suspension(payload: bytes) -> KeySuspension:
    """Read a suspension's payload, whose signature is another matter. Raises Malformed."""
    members = Members("suspension of a key", payload)
    statement = KeySuspension(
        **read_common(members),
        key=members.key_id("key"),
    )
    members.end()
    return statement


def open_suspension(envelope: Envelope, people: Mapping[str, Person]) -> KeySuspension:
    """Return the suspension in `envelope`, as open_approval does."""
    return opened(envelope, SUSPENSION_TYPE, people, parse_suspension, who, passkeys=True)
