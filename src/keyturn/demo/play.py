"""The play: sets the stage, runs the acts in order, and takes everything down again."""

import contextlib
import io
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from keyturn.demo import estate
from keyturn.demo.board import board, closing_words, plain_board
from keyturn.demo.board import picture as draw
from keyturn.demo.evidence import last_act
from keyturn.demo.guarded import act_two
from keyturn.demo.outcome import Outcome
from keyturn.demo.processes import Children, WorldFailed, undisturbed
from keyturn.demo.proving import act_three
from keyturn.demo.stage import Stage
from keyturn.demo.unguarded import act_one

__all__ = ["WorldFailed", "play"]


def play(*, plain: bool, quiet: bool, keep: bool, picture: Path | None) -> Outcome:
    """Replay the incident. Raises WorldFailed when something needed does not start or answer."""
    began = time.monotonic()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    console = _console(plain=plain, quiet=quiet)
    live = console.is_terminal and not console.is_dumb_terminal and not quiet
    try:
        with (
            _folder(keep=keep) as folder,
            Stage(console, live=live) as stage,
            Children(folder) as children,
        ):
            stage.prologue()
            cloud = estate.start(children)
            first = act_one(stage, children, cloud, estate.build(cloud, yesterday), yesterday)
            access = estate.build(cloud, yesterday)
            second = act_two(stage, children, cloud, access, yesterday)
            third = act_three(stage, children, cloud, access)
            last = last_act(stage, children, second.log_key, second.root, second.change)
    except (BotoCoreError, ClientError) as error:
        raise WorldFailed(f"the simulated AWS did not answer as it should: {error}") from error
    outcome = Outcome(first, second, third, last, seconds=round(time.monotonic() - began, 1))
    if console.is_terminal:
        console.print(board(outcome, console.width))
    for line in (*(() if console.is_terminal else ("", *plain_board(outcome), "")), *closing_words(outcome)):
        console.print(line, soft_wrap=True, highlight=False, markup=False)
    if picture is not None:
        draw(outcome, picture)
    return outcome


def _console(*, plain: bool, quiet: bool) -> Console:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without `●` shows `?` and the story goes on
    if plain or quiet:
        return Console(quiet=quiet, force_terminal=False, color_system=None)
    return Console()


@contextlib.contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="keyturn-demo-"))
    try:
        yield folder
    finally:
        if keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            with undisturbed():  # there are keys in it, and a log
                shutil.rmtree(folder)
