"""Passkeys as they were made: by an invitation, once, before its end, and as keys of one person alone."""

from dataclasses import replace

from keyturn.approve.enrolled import check_key
from keyturn.errors import Malformed
from keyturn.model import written
from keyturn.model.identity import Person, PublicKey
from keyturn.verify.known import Found, Known, Payload
from keyturn.verify.leaf import Leaf


def invited(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """Somebody was invited to make a passkey: the link has an end."""
    invitation = written.read_invitation(payload["invitation"])
    if invitation.expires <= leaf.at:
        yield "invitation.interval", f"the invitation of `{invitation.name}` ends before it begins"
    known.invitations[invitation.id] = invitation


def registered(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A passkey was made; before the gate is sealed its owner is enrolled with it at once, afterwards by two people."""
    key, name = written.read_public_key(payload["key"]), payload["name"]
    yield from own_key(known, name, key)
    invitation = known.invitations.get(payload["invitation"])
    if invitation is None:
        yield "passkey.uninvited", f"a passkey of `{name}` was made by no invitation"
    elif invitation.key is not None or leaf.at >= invitation.expires:
        yield "passkey.link", f"the invitation of `{name}` was used twice, or after its end"
    elif (invitation.name, sorted(invitation.groups)) != (name, payload["groups"]):
        yield "passkey.other_person", f"the invitation of `{invitation.name}` was used for `{name}`"
    if invitation is not None:
        known.invitations[invitation.id] = replace(invitation, key=key)
    if not payload["enrolled"]:
        return
    if known.charter is not None:
        yield "person.after_seal", f"`{name}` is enrolled past the people who decide about a sealed gate"
    before = known.people.get(name)
    if before is None or not before.enabled:
        known.people[name] = Person(name, frozenset(payload["groups"]), (key,))
    elif payload["groups"]:
        yield "person.twice", f"`{name}` is enrolled although they already were"
    else:
        known.people[name] = replace(before, keys=(*before.keys, key))
    known.unsigned_people += 1


def own_key(known: Known, name: str, key: PublicKey) -> Found:
    """A key is what it says, and no other person's."""
    try:
        check_key(key)
    except Malformed as error:
        yield "person.key", f"a key of `{name}` is not what it says: {error}"
    owners = [one.name for one in known.people.values() if any(other.raw == key.raw for other in one.keys)]
    if any(owner != name for owner in owners):
        yield "person.key_shared", f"`{name}` is enrolled with a key of `{owners[0]}`"
