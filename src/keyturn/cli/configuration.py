"""`keyturn configuration`: what people approved of keyturn.toml, to be compared and put back."""

import argparse
from collections.abc import Mapping

from keyturn.cli.gate import Gate
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import document, err, out
from keyturn.config.toml import differences, to_toml
from keyturn.console.text import plain

_HEAD = """\
# What people approved of this gate's configuration. Beside it stands what is each machine's own and not guarded:
# listen, console, data, names and tls* under [gateway], secret_access_key and session_token under [aws], [[webhooks]].
"""


def configuration(arguments: argparse.Namespace) -> int:
    """Print the guarded configuration in force; `--check` says instead what differs here, 1 if anything does."""
    gate = Gate.of(arguments)
    charter = gate.settle("charter").inner("charter").members()
    found = charter["configuration"]
    guarded = found if isinstance(found, Mapping) else {}
    if arguments.check:
        odd = differences(guarded, gate.config.guarded)
        for one in odd:
            out().say(plain(one))
        if not odd:
            err().say(f"`{gate.config.file}` is what is in force")
        return REFUSED if odd else DONE
    if arguments.json:
        document({"configuration": guarded})
        return DONE
    out().say(_HEAD + to_toml(guarded).rstrip("\n"))
    return DONE
