"""`keyturn rollback`: what was done of a change, and the commands that would undo it as new changes."""

import argparse
from collections.abc import Iterator
from typing import Final

from keyturn.cli.gate import Answer, Gate
from keyturn.cli.main import DONE
from keyturn.cli.terminal import document, out
from keyturn.console.text import plain

_STATES: Final = {
    "open": "not sent",
    "spent": "being carried out",
    "done": "done",
    "failed": "tried, and failed",
    "in doubt": "in doubt",
}


def rollback(arguments: argparse.Namespace) -> int:
    """Say what would undo a change."""
    answer = Gate.of(arguments).ask("rollback", change=arguments.change)
    if arguments.json:
        document(answer.value)
        return DONE
    out().say(*_lines(answer))
    return DONE


def _lines(answer: Answer) -> Iterator[str]:
    steps = answer.each("steps")
    yield f"{plain(answer.text('short'))} is {plain(answer.text('state'))}; its actions, the last one first:"
    calls = 0
    for step in steps:
        yield ""
        state = _STATES.get(step.text("state"), plain(step.text("state")))
        yield f"  {step.number('action') + 1}  {plain(step.text('name'))}: {state}"
        if step.text("why"):
            yield f"     {plain(step.text('why'))}"
        if step.members().get("undo") is not None:
            calls += 1
            yield "     to undo it:"
            yield f"     {plain(step.inner('undo').text('command'))}"
    yield ""
    if calls:
        yield "nothing is sent from here: run these in a session (keyturn run ...), in this order."
        yield "each opens a new change, which waits for people like any other"
    else:
        yield "nothing was done that a known call would undo"
