"""`keyturn person add --enrol`: a one-time link by which somebody makes a passkey in their own browser."""

import argparse

from keyturn.cli.gate import Gate
from keyturn.cli.main import DONE
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.console.text import plain


def invite(arguments: argparse.Namespace) -> int:
    """Print the link. Whoever has it makes the passkey, so it goes to that person and nobody else."""
    groups: list[Json] = list(dict.fromkeys(arguments.groups))
    answer = Gate.of(arguments).ask("invite", name=arguments.name, groups=groups)
    if arguments.json:
        document(answer.value)
        return DONE
    name = plain(answer.text("name"))
    err().say(
        f"for {name} alone, once, until {plain(answer.text('expires'))[:16].replace('T', ' ')} UTC: whoever opens it "
        f"first votes as {name}"
    )
    out().say(plain(answer.text("link")))
    return DONE
