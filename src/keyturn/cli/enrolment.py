"""`keyturn person add --enrol`: a one-time link by which somebody makes a passkey in their own browser.

While a gate is set up, following the link enrols. Once it is sealed, the passkey that was made is proposed, signed by
whoever sent the link, and two people approve exactly that passkey.
"""

import argparse
import time
from typing import Final

from keyturn.cli.gate import Answer, Gate
from keyturn.cli.main import DONE
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.console.text import plain
from keyturn.errors import CallerError
from keyturn.model.gate import GateKind

_EVERY: Final = 1.0


class LinkOver(CallerError):
    """Nobody made a passkey with a link before its end."""

    code = "invitation.over"


def invite(arguments: argparse.Namespace) -> int:
    """Print the link. Whoever has it makes the passkey, so it goes to that person and nobody else."""
    gate = Gate.of(arguments)
    sealed = gate.ask("status").members().get("sealed") is True
    if sealed:
        _refuse_unsigned(arguments)
    if arguments.invitation:
        return _propose(arguments, gate, arguments.invitation)
    groups: list[Json] = [*sorted(set(arguments.groups))]
    answer = gate.ask("invite", name=arguments.name, groups=groups)
    if arguments.json and not sealed:
        document(answer.value)
        return DONE
    name, link, said = plain(answer.text("name")), plain(answer.text("link")), err()
    until = plain(answer.text("expires"))[:16].replace("T", " ")
    then = "makes the passkey that is proposed" if sealed else f"votes as {name}"
    said.say(f"for {name} alone, once, until {until} UTC: whoever opens it first {then}")
    if not sealed:
        out().say(link)
        return DONE
    # Standard output is for what comes of the proposal, which with --json is one document.
    said.say(link, f"waiting for {name}; if this is cut short, go on with --invitation {answer.text('invitation')}")
    return _propose(arguments, gate, answer.text("invitation"))


def _refuse_unsigned(arguments: argparse.Namespace) -> None:
    from keyturn.cli.gatekeeping import Unsigned
    from keyturn.cli.signing import Signer

    if not arguments.person or not arguments.key:
        raise Unsigned(
            "this gate is sealed, so the passkey will be proposed to the others: say who you are, `--as YOU --key FILE`"
        )
    Signer.of(arguments)  # what is wrong with the key is said before somebody follows the link for nothing


def _propose(arguments: argparse.Namespace, gate: Gate, invitation: str) -> int:
    from keyturn.cli.gatekeeping import propose

    made = _made(gate, invitation)
    key, name = made.members().get("key"), made.text("name")
    groups: list[Json] = [*sorted(made.texts("groups"))]
    err().say(
        f"{plain(name)} made passkey {plain(made.inner('key').text('id'))}: compare that with what their screen shows"
    )
    if groups:
        return propose(arguments, GateKind.PERSON_ADD, {"name": name, "groups": groups, "keys": [key]})
    return propose(arguments, GateKind.KEY_ADD, {"name": name, "key": key})


def _made(gate: Gate, invitation: str) -> Answer:
    """Wait until somebody has followed the link. Raises LinkOver."""
    while True:
        answer = gate.ask("invitation", invitation=invitation)
        match answer.text("state"):
            case "used":
                return answer
            case "open":
                time.sleep(_EVERY)
            case _:
                raise LinkOver("nobody made a passkey with that link before its end: send another one")
