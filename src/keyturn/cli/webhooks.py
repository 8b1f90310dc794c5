"""`keyturn webhook test`, and how receivers of notices fare."""

import argparse
from collections.abc import Iterator
from typing import Final

from keyturn.cli.gate import Answer, Gate
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import document, err, out
from keyturn.console.text import plain, visible

NONE: Final = "nobody is told of anything: add [[webhooks]] to keyturn.toml (docs/how-to/webhooks.md)"


def test(arguments: argparse.Namespace) -> int:
    """Have the gateway tell each receiver that this is a test: 1 if one of them does not take it, or there is none."""
    answer = Gate.of(arguments).ask("webhook_test")
    receivers = answer.each("receivers")
    if arguments.json:
        document(answer.value)
    elif not receivers:
        err().say(f"keyturn: {NONE}")
    else:
        printer = out()
        for one in receivers:
            good = one.members().get("told") is True
            said = printer.paint("good", "told") if good else printer.paint("bad", f"not told: {visible(_why(one))}")
            printer.say(f"{plain(one.text('to'))}  {said}")
    told = [one.members().get("told") is True for one in receivers]
    return DONE if told and all(told) else REFUSED


def troubles(status: Answer) -> Iterator[str]:
    """Yield a line for each receiver that was not told something."""
    for one in status.each("told"):
        late, given_up = one.number("late"), one.number("given_up")
        since, what = _text(one, "failing"), "alarms" if one.members().get("alarms") is True else "notices"
        if since or late or given_up:
            counted = f"{late} {what} late" + (f", {given_up} given up" if given_up else "")
            when = f" since {plain(since[:16].replace('T', ' '))} UTC" if since else ""
            why = f": {visible(_why(one))}" if _why(one) else ""
            yield f"{plain(one.text('to'))}: {counted}{when}{why}"


def _why(one: Answer) -> str:
    return _text(one, "why")


def _text(one: Answer, name: str) -> str:
    """The text under `name`, empty where it is null."""
    return "" if one.members().get(name) is None else one.text(name)
