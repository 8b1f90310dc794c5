"""`keyturn demo`: its arguments, and a run from the first process to the last one stopped."""

import argparse
import importlib.util
import json
import signal
import sys
from pathlib import Path
from types import FrameType

# This module is read by every `keyturn demo --help` and even without the extra, so what the extra brings comes later.
_NEEDS = ("boto3", "flask", "moto", "rich")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `keyturn demo`."""
    parser.add_argument("--headless", action="store_true", help="plain lines: no colours, no live view")
    parser.add_argument("--json", action="store_true", help="print nothing but the outcome, as one JSON document")
    parser.add_argument("--keep", action="store_true", help="keep the folder with configuration, keys, store and logs")
    parser.add_argument("--record", metavar="FILE.svg", type=Path, help="save a picture of the final board")


def run(arguments: argparse.Namespace) -> int:
    """Replay the incident. 0: it went as promised; 1: something differed; 3: the world failed."""
    missing = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        print(
            f"keyturn demo needs {', '.join(f'`{name}`' for name in missing)}: install `keyturn[demo]`", file=sys.stderr
        )
        return 3
    from keyturn.demo import play  # noqa: PLC0415 - imports what the `demo` extra brings, half a second of it

    previous = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        outcome = play.play(
            plain=arguments.headless, quiet=arguments.json, keep=arguments.keep, picture=arguments.record
        )
    except play.WorldFailed as failure:
        print(f"keyturn demo: {failure}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("keyturn demo: stopped; everything it started is stopped too", file=sys.stderr)
        return 130
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    if arguments.json:
        print(json.dumps(outcome.as_data(), indent=2))
    return 1 if outcome.broken_promises() else 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt  # the one way out that every `with` block on the way already knows
