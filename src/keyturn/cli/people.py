"""`keyturn key` and `person`: who may sponsor and approve."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from keyturn.cli.gate import Answer, Gate
from keyturn.cli.main import DONE
from keyturn.cli.terminal import document, out, table
from keyturn.codec.canonical import Json
from keyturn.console.text import plain, visible
from keyturn.errors import Malformed


def key_new(arguments: argparse.Namespace) -> int:
    """Make a key; nobody but the person who runs this ever holds the private half."""
    from keyturn import wiring

    path = Path(arguments.file).expanduser()
    public = wiring.new_key(path, arguments.comment)
    if arguments.json:
        document({"key": str(path), "public": str(public), "line": _public_line(public)})
        return DONE
    private_name, public_name = visible(str(path)), visible(str(public))
    out().say(
        f"{private_name}      yours alone: never hand it to anybody, nor to an agent",
        f"{public_name}  to be enrolled: keyturn person add NAME --group GROUP --public-key {public_name}",
    )
    return DONE


def _public_line(path: Path) -> str:
    """Return the one line of a public key file, checked."""
    from keyturn import wiring
    from keyturn.codec.keys import format_public_line

    found = wiring.load_public_key(path)
    return format_public_line(found.key, found.comment).decode().removesuffix("\n")


def person_add(arguments: argparse.Namespace) -> int:
    """Enrol a person."""
    if arguments.enrol or arguments.invitation:
        from keyturn.cli.enrolment import invite

        return invite(arguments)
    if not arguments.groups:
        raise Malformed("groups of a new person", "none", "name at least one with --group")
    if _is_sealed(arguments):
        from keyturn.cli.gatekeeping import propose_person

        return propose_person(arguments)
    line = _public_line(Path(arguments.public_key).expanduser())
    groups: list[Json] = list(dict.fromkeys(arguments.groups))
    answer = Gate.of(arguments).settle("person_add", name=arguments.name, groups=groups, public_key=line)
    if arguments.json:
        document(answer.value)
        return DONE
    out().say(f"{plain(answer.text('name'))} is enrolled in {plain(', '.join(answer.texts('groups')))}")
    return DONE


def person_disable(arguments: argparse.Namespace) -> int:
    """Disable a person."""
    if _is_sealed(arguments):
        from keyturn.cli.gatekeeping import propose_disabling

        return propose_disabling(arguments)
    answer = Gate.of(arguments).settle("person_disable", name=arguments.name)
    if arguments.json:
        document(answer.value)
        return DONE
    out().say(f"{plain(answer.text('name'))} acts no more: their sessions are ended, their votes no longer count")
    return DONE


def _is_sealed(arguments: argparse.Namespace) -> bool:
    """Whether this is to be a proposal. Unsigned, it is asked for directly, which a sealed gate refuses."""
    return arguments.person is not None and Gate.of(arguments).settle("status").members().get("sealed") is True


def _keys(person: Answer) -> Iterator[str]:
    passkeys = person.texts("passkeys")
    yield from (plain(key) + (" (passkey)" if key in passkeys else "") for key in person.texts("keys"))
    yield from (f"{plain(key)} (suspended)" for key in person.texts("suspended"))


def person_list(arguments: argparse.Namespace) -> int:
    """List the people."""
    answer = Gate.of(arguments).settle("person_list")
    if arguments.json:
        document(answer.value)
        return DONE
    people = answer.each("people")
    if not people:
        out().say("nobody is enrolled yet: keyturn person add NAME --group GROUP --public-key FILE.pub")
        return DONE
    rows = [
        (
            plain(person.text("name")),
            plain(", ".join(person.texts("groups"))),
            ", ".join(_keys(person)),
            "yes" if person.members().get("enabled") is True else "no",
        )
        for person in people
    ]
    out().say(*table(("name", "groups", "key", "enabled"), rows))
    return DONE
