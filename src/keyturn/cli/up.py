"""`keyturn up`, `demo` and `completion`."""

import argparse
import sys
from collections.abc import Mapping

from keyturn.cli import settings
from keyturn.cli.main import DONE
from keyturn.cli.terminal import out
from keyturn.codec.canonical import Json


def up(arguments: argparse.Namespace) -> int:
    """Run the gateway and the console until they are asked to stop. Never prompts."""
    from keyturn import wiring
    from keyturn.cli.screen import first_screen

    config = settings.load(arguments.config)

    def announce(status: Mapping[str, Json]) -> None:
        printer = out()
        printer.say(*first_screen(status, config, printer))
        sys.stdout.flush()

    wiring.serve(config, announce)
    return DONE


def demo(arguments: argparse.Namespace) -> int:
    """Replay the incident."""
    from keyturn.demo.main import run

    return run(arguments)


def completion(arguments: argparse.Namespace) -> int:
    """Print a completion script."""
    import shtab

    from keyturn.cli.parser import build

    sys.stdout.write(shtab.complete(build(), arguments.shell) + "\n")
    return DONE
