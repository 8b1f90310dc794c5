"""Invitations to make a passkey: who is invited, what a link is good for, and what comes of the key that is made."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from keyturn.approve.enrolled import check_key
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.errors import CallerError
from keyturn.flow.state import State
from keyturn.model import written
from keyturn.model.evidence import Draft, Kind
from keyturn.model.identity import PublicKey
from keyturn.model.invitation import Invitation

LASTS: Final = timedelta(hours=1)
MOST_OPEN: Final = 50

_CHALLENGE_DOMAIN: Final = b"keyturn enrolment v1\x00"


class Invited(CallerError):
    """An invitation that cannot be made."""

    code = "invitation.refused"


class NoInvitation(CallerError):
    """No invitation has this link: it was used, is over, or never was."""

    code = "invitation.unknown"

    def __init__(self) -> None:
        # One answer for all three: whoever tries links learns nothing from it.
        super().__init__(
            "this link is used, over, or was never made: ask whoever sent it for a new one "
            "(`keyturn person add NAME --enrol`)"
        )


def invite(state: State, name: str, groups: frozenset[str], token: str, at: datetime) -> tuple[Draft, Invitation]:
    """Return the draft of an invitation, of whose `token` only the digest is kept. Raises Invited.

    `groups` is empty for a further key of somebody enrolled.
    """
    person = state.people.get(name)
    if groups and person is not None and person.enabled:
        raise Invited(f"`{name}` is enrolled already: leave the groups out to invite them to make a passkey")
    if not groups and (person is None or not person.enabled):
        raise Invited(f"nobody enabled is called `{name}`: name the groups of a new person with --group")
    if any(session.agent == name for session in state.sessions.values()):
        raise Invited(f"`{name}` is an agent here: a person needs a name of their own")
    if sum(is_open(one, at) for one in state.invitations.values()) >= MOST_OPEN:
        raise Invited(f"{MOST_OPEN} invitations are open: wait until some are used or over")
    invitation = Invitation(digest(token), name, groups, at, at + LASTS)
    return Draft(Kind.PERSON_INVITED, at, {}, {"invitation": dict(written.invitation(invitation))}), invitation


def digest(token: str) -> str:
    """What is kept of a link's token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Whether an invitation may still be followed at the instant `at`."""
    return invitation.key is None and invitation.opened <= at < invitation.expires


def find(state: State, token: str, at: datetime) -> Invitation:
    """Return the open invitation whose link has this `token`. Raises NoInvitation."""
    found = state.invitations.get(digest(token))
    if found is None or not is_open(found, at):
        raise NoInvitation
    return found


def challenge(state: State, token: str) -> bytes:
    """The question a browser is asked with when it makes a passkey: only who has the link can know it."""
    return sha256(_CHALLENGE_DOMAIN + (state.deployment or "").encode() + b"\x00" + token.encode()).digest()


def register(state: State, token: str, key: PublicKey, at: datetime, *, sealed: bool) -> Draft:
    """Return the draft that takes in the passkey made with a link.

    Before the gate is sealed that enrols it; afterwards it only waits for the change that two people approve.
    Raises NoInvitation, Malformed, Invited.
    """
    invitation = find(state, token, at)
    check_key(key)
    owner = state.owner_of_key.get(key.id)
    if owner is not None:
        raise Invited(f"this passkey is one of `{owner}` already: each person makes one of their own")
    if key.passkey is None or any(
        other.passkey is not None and other.passkey.credential == key.passkey.credential
        for person in state.people.values()
        for other in person.keys
    ):
        raise Invited("a passkey of this name is enrolled already: make another one")
    person = state.people.get(invitation.name)
    if (person is not None and person.enabled) == bool(invitation.groups):
        raise NoInvitation
    payload: dict[str, Json] = {
        "invitation": invitation.id,
        "name": invitation.name,
        "groups": sorted(invitation.groups),
        "key": written.public_key(key),
        "enrolled": not sealed,
    }
    return Draft(Kind.PASSKEY_REGISTERED, at, {}, payload)


def told(invitation: Invitation, at: datetime) -> Json:
    """Return what whoever invited is told of an invitation."""
    stands = "used" if invitation.key is not None else "open" if is_open(invitation, at) else "over"
    return {
        "invitation": invitation.id,
        "name": invitation.name,
        "groups": sorted(invitation.groups),
        "expires": format_instant(invitation.expires),
        "state": stands,
        "key": None if invitation.key is None else written.public_key(invitation.key),
    }
