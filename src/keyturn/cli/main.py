"""`keyturn`: parse the arguments, run the one command, say what went wrong and whose turn it is."""

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from keyturn.errors import CallerError, KeyturnError, PolicyError

DONE: Final = 0
REFUSED: Final = 1
MISUSED: Final = 2
FAILED: Final = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or found, 2 used wrongly, 3 the world failed."""
    from keyturn.cli.parser import build
    from keyturn.cli.prove_parser import words

    arguments = build().parse_args(words(sys.argv[1:] if argv is None else argv))
    module, _, function = arguments.run.partition(":")
    command: Callable[..., int] = getattr(import_module(f"keyturn.cli.{module}"), function)
    try:
        code = command(arguments)
        sys.stdout.flush()
        return code
    except KeyturnError as error:
        _tell(error)
        return exit_code(error)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output had enough. Python would complain once more while it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        _tell(error)
        return FAILED


def exit_code(error: KeyturnError) -> int:
    """Return the exit code for `error`: refused (1), used wrongly (2), or the world failed (3)."""
    from keyturn.cli.control import Answered
    from keyturn.config import BadConfig
    from keyturn.console.review import NotWhatItSays

    own = getattr(error, "exit_code", None)
    if isinstance(own, int):
        return own
    match error:
        case Answered():
            return REFUSED if error.whose in {"caller", "policy"} else FAILED
        case BadConfig():
            return MISUSED
        case NotWhatItSays() | PolicyError():
            return REFUSED
        case CallerError():
            return MISUSED
        case _:
            return FAILED


def _tell(error: Exception) -> None:
    from keyturn.cli.terminal import err
    from keyturn.console.text import visible

    said = err()
    # Our own texts quote what came from outside, and a gateway's words are from outside too.
    told = str(error)
    if isinstance(error, OSError) and error.filename is not None:
        told = f"`{error.filename}`: {(error.strerror or told).lower()}"
    text = visible("; ".join(told.splitlines())) or type(error).__name__
    said.say(f"{said.paint('bad', 'keyturn:')} {text}")
