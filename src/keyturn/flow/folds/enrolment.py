"""Entries about invitations and the passkeys that are made with them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model import written
from keyturn.model.evidence import Kind
from keyturn.model.identity import Person

_KEPT: Final = 500


def _invite(known: Known, _: datetime, __: About, payload: Payload) -> None:
    invitation = written.read_invitation(payload["invitation"])
    known.invitations[invitation.id] = invitation
    while len(known.invitations) > _KEPT:
        del known.invitations[next(iter(known.invitations))]


def _register(known: Known, _: datetime, __: About, payload: Payload) -> None:
    key = written.read_public_key(payload["key"])
    if payload["invitation"] in known.invitations:
        known.invitations[payload["invitation"]] = replace(known.invitations[payload["invitation"]], key=key)
    if not payload["enrolled"]:
        return
    before = known.people.get(payload["name"])
    if before is None or not before.enabled:
        known.people[payload["name"]] = Person(payload["name"], frozenset(payload["groups"]), (key,))
    else:
        known.people[before.name] = replace(before, keys=(*before.keys, key))
    known.owner_of_key[key.id] = payload["name"]


FOLDS: Final[Mapping[Kind, Fold]] = {Kind.PERSON_INVITED: _invite, Kind.PASSKEY_REGISTERED: _register}
