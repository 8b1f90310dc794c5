"""`keyturn prove roles`: who may do more on protected things than they ever did, and the narrower policy."""

import argparse
import json

from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.prove import asked, load
from keyturn.cli.terminal import document, out
from keyturn.console.text import plain
from keyturn.prover.account import read
from keyturn.prover.broad import broad, history
from keyturn.prover.prove import Prover

_FEW = 8


def roles(arguments: argparse.Namespace) -> int:
    """List the over-broad roles: 1 if there are any."""
    account = read(load(arguments.bundle))
    used = history(load(arguments.used))
    found = broad(Prover(account, asked(arguments, account)), used)
    if arguments.json:
        document({"roles": [one.to_json() for one in found]})
        return REFUSED if found else DONE
    printer = out()
    if not found:
        printer.say("nobody in the history may do more on the protected things than they did")
    for one in found:
        printer.say(
            f"{printer.paint('warn', f'{len(one.unused):>5}')} never used  {printer.paint('strong', plain(one.arn))}"
        )
        named = ", ".join(dict.fromkeys(action for action, _ in one.unused[:_FEW]))
        printer.say(printer.paint("faint", f"      {plain(named)}{' ...' if len(one.unused) > _FEW else ''}"))
        printer.say("      the same without what it never used:")
        printer.say(*(f"      {plain(line)}" for line in json.dumps(one.narrower, indent=2).splitlines()))
    return REFUSED if found else DONE
