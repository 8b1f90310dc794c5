"""The charter on its page: before the seal what every founder signs, afterwards what two people change.

Every part of it stands there, so that a person can judge it on a phone; nothing of it is believed but its digest.
"""

from collections.abc import Collection, Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.console.charters import charter_of, groups_of, key_line, leaves, policies_of
from keyturn.console.pages import Values, holders
from keyturn.console.text import json_text, plain, prose, visible
from keyturn.errors import Malformed
from keyturn.model.gate import Charter

_GROUP: Final = 8
"""Characters of a digest that are shown together: people read and compare them so."""


def charter_page(told: Json, passkeys: Json, origin: str) -> Values:
    """What the page shows of the charter that `told` (the desk's answer) holds. Raises NotWhatItSays."""
    members = told if isinstance(told, Mapping) else {}
    charter = charter_of(members.get("charter"), str(members.get("digest")))
    policies, schema = policies_of({charter.bundle: members.get("bundle")}, charter.bundle)
    missing, void = _texts(members, "missing"), _texts(members, "void")
    sealed = members.get("sealed") is True
    found = list(leaves(charter.configuration))
    return {
        "sealed": sealed,
        "number": charter.number,
        "deployment": plain(charter.deployment),
        "digest": charter.digest,
        "groups": in_groups(charter.digest),
        "root": plain(str(members.get("root") or "")),
        "founders": [_founder(charter, name, missing, void) for name in charter.founders],
        "signed": len(charter.founders) - len(missing),
        "void": [plain(name) for name in void],
        "warnings": [visible(text) for text in _texts(members, "warnings")],
        "people": [
            {
                "name": plain(person.name),
                "groups": groups_of(person),
                "founder": person.name in charter.founders,
                "enabled": person.enabled,
                "key_lines": [key_line(key) for key in person.keys],
            }
            for person in charter.people
        ],
        "configuration": [{"path": path, "value": value} for path, value in found],
        "log_keys": [plain(key) for key in charter.log_keys],
        "bundle": charter.bundle,
        "composed": charter.composed,
        "policies": prose(policies),
        "schema": prose(schema),
        # Passkeys of founders who have not signed this very charter.
        "signers": holders(passkeys, lambda name: name in missing),
        "origin": plain(origin),
        "whole": json_text(charter.document()),
    }


def in_groups(digest: str) -> list[str]:
    """A digest in pieces that people can compare."""
    return [digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)]


def _founder(charter: Charter, name: str, missing: Collection[str], void: Collection[str]) -> Values:
    person = charter.person(name)
    return {
        "name": plain(name),
        "signed": name not in missing,
        "void": name in void,
        "passkey": person is not None and any(key.passkey is not None for key in person.keys),
        "key_file": person is not None and person.has_key_file,
    }


def _texts(members: Mapping[str, Json], name: str) -> list[str]:
    value = members.get(name, [])
    if not isinstance(value, list):
        raise Malformed(f"`{name}` of the desk", value, "a list is wanted")
    return [str(one) for one in value]
