"""Gate changes about people and their keys."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from keyturn.approve.enrolled import check_key
from keyturn.approve.members import Members
from keyturn.codec.canonical import Json
from keyturn.errors import Malformed, quoted
from keyturn.flow.folds.people import enrol_all
from keyturn.flow.gate.asking import Asking, GateRefused, Judged, Rule, amended
from keyturn.flow.known import Known
from keyturn.model import written
from keyturn.model.gate import GateChange, GateKind
from keyturn.model.identity import Person, PublicKey, parse_name

MOST_KEYS: Final = 8
MOST_GROUPS: Final = 32


def parse_key(value: Mapping[str, Json]) -> PublicKey:
    """Read a key to be enrolled, in the form of `written.public_key`, strictly. Raises Malformed."""
    try:
        key = written.read_public_key(value)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Malformed("public key", value, "it has not the form of a key") from None
    check_key(key)
    if written.public_key(key) != value:
        raise Malformed("public key", value, "it holds more than a key, or writes it in another way")
    return key


def _groups(members: Members) -> frozenset[str]:
    groups = [parse_name("group", group) for group in members.texts("groups")]
    if len(set(groups)) != len(groups) or not 1 <= len(groups) <= MOST_GROUPS or groups != sorted(groups):
        raise Malformed("groups", ", ".join(groups), f"1 to {MOST_GROUPS} different groups are wanted, in order")
    return frozenset(groups)


def _somebody(asking: Asking, name: str) -> Person:
    """Return the enabled person of this name. Raises GateRefused."""
    person = asking.charter.person(name)
    if person is None or not person.enabled:
        raise GateRefused(f"nobody enabled is called `{quoted(name)}`: see `keyturn person list`")
    return person


def _free(asking: Asking, key: PublicKey) -> None:
    """Raise GateRefused if this key is anybody's, or ever was: it would let one person speak for two."""
    owner = asking.known.owner_of_key.get(key.id)
    if owner is not None:
        raise GateRefused(
            f"this key is `{owner}`'s, or was: each person makes a key of their own for each enrolment "
            "(`keyturn key new`)"
        )


def _with(asking: Asking, person: Person) -> tuple[Person, ...]:
    others = tuple(one for one in asking.charter.people if one.name != person.name)
    return tuple(sorted((*others, person), key=lambda one: one.name))


def _add(asking: Asking) -> Judged:
    members = Members("proposal to enrol a person", asking.document)
    name, groups = members.name("name"), _groups(members)
    keys = tuple(parse_key(key) for key in members.objects("keys"))
    members.end()
    if not 1 <= len(keys) <= MOST_KEYS or len({key.id for key in keys}) != len(keys):
        raise Malformed("keys", len(keys), f"1 to {MOST_KEYS} different keys are wanted")
    known = asking.charter.person(name)
    if known is not None and known.enabled:
        raise GateRefused(f"`{name}` is enrolled already: choose another name, or have them disabled first")
    if any(session.agent == name for session in asking.known.sessions.values()):
        raise GateRefused(f"`{name}` is an agent here: a person needs a name of their own")
    for key in keys:
        _free(asking, key)
    return amended(asking, subject=name, people=_with(asking, Person(name, groups, keys)))


def _regroup(asking: Asking) -> Judged:
    members = Members("proposal of other groups", asking.document)
    person, groups = _somebody(asking, members.name("name")), _groups(members)
    members.end()
    return amended(asking, subject=person.name, people=_with(asking, replace(person, groups=groups)))


def _disable(asking: Asking) -> Judged:
    members = Members("proposal to disable a person", asking.document)
    person = _somebody(asking, members.name("name"))
    members.end()
    return amended(asking, subject=person.name, people=_with(asking, replace(person, enabled=False)))


def _add_key(asking: Asking) -> Judged:
    members = Members("proposal to enrol a key", asking.document)
    person, key = _somebody(asking, members.name("name")), parse_key(members.object("key"))
    members.end()
    _free(asking, key)
    if len(person.keys) >= MOST_KEYS:
        raise GateRefused(f"`{person.name}` has {MOST_KEYS} keys: have one revoked first")
    return amended(asking, subject=person.name, people=_with(asking, replace(person, keys=(*person.keys, key))))


def _revoke_key(asking: Asking) -> Judged:
    members = Members("proposal to revoke a key", asking.document)
    person, key = _somebody(asking, members.name("name")), members.key_id("key")
    members.end()
    if all(one.id != key for one in person.keys):
        raise GateRefused(f"`{person.name}` has no key `{key}`: see `keyturn person list`")
    left = tuple(one for one in person.keys if one.id != key)
    return amended(asking, subject=person.name, people=_with(asking, replace(person, keys=left)))


def _restore_key(asking: Asking) -> Judged:
    members = Members("proposal to restore a key", asking.document)
    person, key = _somebody(asking, members.name("name")), members.key_id("key")
    members.end()
    if key not in asking.known.suspended or all(one.id != key for one in person.keys):
        raise GateRefused(f"`{person.name}` has no suspended key `{key}`: see `keyturn person list`")
    return Judged(asking.quorum, subject=person.name)


def _restored(known: Known, at: datetime, change: GateChange) -> None:
    known.suspended.pop(str(change.document["key"]), None)
    if known.charter is not None:
        enrol_all(known, known.charter.people, at)


KINDS: Final[Mapping[GateKind, Rule]] = {
    GateKind.PERSON_ADD: Rule(_add),
    GateKind.PERSON_GROUPS: Rule(_regroup),
    GateKind.PERSON_DISABLE: Rule(_disable),
    GateKind.KEY_ADD: Rule(_add_key),
    GateKind.KEY_REVOKE: Rule(_revoke_key),
    GateKind.KEY_RESTORE: Rule(_restore_key, _restored),
}
