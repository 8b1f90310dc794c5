"""`keyturn run`: an agent's command in a session of its own, with the cloud credentials around it out of its reach."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from keyturn.cli.control import Unanswered
from keyturn.cli.gate import Answer, Gate, warn_notices, warn_unsealed
from keyturn.cli.sessions import open_session
from keyturn.cli.signing import Signer
from keyturn.cli.terminal import err
from keyturn.console.text import plain
from keyturn.errors import CallerError, KeyturnError, quoted

# What an agent would find credentials by: every SDK's own variables, and the ones of botocore's older relatives.
_TAKEN_AWAY: Final = ("AWS_", "AMAZON_", "EC2_", "BOTO_", "KEYTURN_")

_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
"""Where the door is the proxy, another one would be asked beside it."""

_ISOLATION: Final[Mapping[str, str]] = {
    "none": (
        "isolation none: the command runs as you, so it can read what you can read: ~/.aws, your key, and the "
        "gateway's store if that is yours; only its environment was cleaned (docs/trust.md has better ways)"
    ),
    "user": "isolation user: recorded as you say it; keyturn does not check that the command runs as another user",
    "sandbox": "isolation sandbox: recorded as you say it; keyturn does not check the sandbox",
}

_FORWARDED: Final = frozenset(
    {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2}
)
_IGNORED_BY_PYTHON: Final = (signal.SIGPIPE, signal.SIGXFSZ)
_FROM_KERNEL: Final = 0x80
"""si_code SI_KERNEL (sigaction(2)): the terminal sent it, and so to the command too, which is of the same group."""


class NoCommand(CallerError):
    """There is nothing to run."""

    code = "run.no_command"


class CommandNotFound(CallerError):
    """The command cannot be started; 126 and 127 are what a shell answers."""

    code = "run.not_found"

    def __init__(self, name: str, *, found: bool) -> None:
        why = "cannot be run: is it executable?" if found else "is not to be found: is it on your PATH?"
        super().__init__(f"`{quoted(name)}` {why}")
        self.exit_code = 126 if found else 127


def run(arguments: argparse.Namespace) -> int:
    """Open a session, run the command in it, end it whatever happens; the exit code is the command's own."""
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        raise NoCommand("what is to run? Put the command behind `--`: keyturn run ... -- COMMAND")
    program = shutil.which(command[0])
    if program is None:
        raise CommandNotFound(command[0], found=Path(command[0]).exists())
    signer = Signer.of(arguments)
    gate = Gate.of(arguments)
    status = gate.ask("status")
    said = err()
    warn_unsealed(status)
    warn_notices(status)
    said.say(said.paint("warn" if arguments.isolation == "none" else "faint", _ISOLATION[arguments.isolation]))
    with _nowhere() as empty, _signals_held() as before:
        # Held first: a Ctrl-C from here on finds us able to end what we open.
        opened = open_session(arguments, gate, signer, status, empty)
        said.say(f"session {plain(str(opened['session']))} is open until {plain(str(opened['expires']))}")
        try:
            environment = clean_environment(os.environ, opened["env"], empty)
            child = os.posix_spawn(program, command, environment, setsigmask=before, setsigdef=_IGNORED_BY_PYTHON)
            return _wait(child)
        except OSError:
            raise CommandNotFound(command[0], found=True) from None
        finally:
            _end(gate, signer, status, str(opened["session"]))


def clean_environment(around: Mapping[str, str], session: object, empty: Path) -> dict[str, str]:
    """Return the environment of the command: what is around, less every way to the cloud, plus the session's own.

    `empty` is a folder with nothing in it but an empty file `none`, which stands where SDKs look for files.
    """
    if not isinstance(session, Mapping):
        raise Unanswered("the gateway's answer names no environment: are both of the same version?")
    taken = (*_TAKEN_AWAY, *_PROXIES) if "HTTPS_PROXY" in session else _TAKEN_AWAY
    kept = {name: value for name, value in around.items() if not name.upper().startswith(taken)}
    nothing = str(empty / "none")
    return {
        **kept,
        "AWS_CONFIG_FILE": nothing,
        "AWS_SHARED_CREDENTIALS_FILE": nothing,
        "BOTO_CONFIG": nothing,
        **_past_proxies(kept, str(session.get("AWS_ENDPOINT_URL", ""))),
        **session,
    }


def _past_proxies(around: Mapping[str, str], door: str) -> dict[str, str]:
    """A proxy for the world outside must not be asked for the gateway."""
    if not any(name.lower() in {"http_proxy", "https_proxy", "all_proxy"} for name in around):
        return {}
    listed = around.get("no_proxy") or around.get("NO_PROXY") or ""
    past = ",".join(filter(None, (listed, "127.0.0.1,localhost,::1", urlsplit(door).hostname)))
    return {"no_proxy": past, "NO_PROXY": past}


@contextmanager
def _nowhere() -> Iterator[Path]:
    """A folder of our own with one empty file, for as long as the command runs."""
    with tempfile.TemporaryDirectory(prefix="keyturn-run-") as name:
        folder = Path(name)
        (folder / "none").touch(0o400)
        yield folder


@contextmanager
def _signals_held() -> Iterator[set[int]]:
    """Hold the signals that `_wait` takes one by one; yields the mask as it was, which the command gets back."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_FORWARDED, signal.SIGCHLD})
    try:
        yield {int(number) for number in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(child: int) -> int:
    """Hand on what signals come until the command has ended; return its exit code, 128 and more for a signal."""
    while True:
        came = signal.sigwaitinfo({*_FORWARDED, signal.SIGCHLD})
        if came.si_signo == signal.SIGCHLD:
            ended, state = os.waitpid(child, os.WNOHANG)
            if ended == child:
                code = os.waitstatus_to_exitcode(state)
                return code if code >= 0 else 128 - code
        elif came.si_code != _FROM_KERNEL:
            os.kill(child, came.si_signo)


def _end(gate: Gate, signer: Signer, status: Answer, session: str) -> None:
    """End the session; if that fails the person is told, for it then lasts until it expires."""
    sys.stdout.flush()
    try:
        gate.ask("session_end", envelope=signer.end_session(status.text("deployment"), session))
    except KeyturnError as error:
        err().say(f"keyturn: session {plain(session)} could not be ended and lasts until it expires: {error}")
    else:
        err().say(f"session {plain(session)} is ended")
