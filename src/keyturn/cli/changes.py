"""`keyturn inbox`, `show` and `wait`: looking at changes."""

import argparse
import time
from typing import Final

from keyturn.cli.gate import Answer, Gate, warn_clock, warn_notices, warn_unsealed
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import document, err, out, table
from keyturn.codec.encoding import parse_instant
from keyturn.config import parse_duration
from keyturn.console.text import plain, prose

_APPROVED: Final = frozenset({"approved", "executing", "done"})
_CLOSED_OTHERWISE: Final = frozenset({"in doubt", "failed", "rejected", "withdrawn", "expired", "void"})
_POLL_SECONDS: Final = 0.5


def inbox(arguments: argparse.Namespace) -> int:
    """List the open changes."""
    gate = Gate.of(arguments)
    status = gate.ask("status")
    answer = gate.ask("inbox", **({"as": arguments.person} if arguments.person else {}))
    warn_unsealed(status)
    warn_notices(status)
    warn_clock(status)
    if arguments.json:
        document(answer.value)
        return DONE
    changes = answer.each("changes")
    if not changes:
        out().say("nothing waits")
        return DONE
    out().say(*table(("change", "", "what", "why", "for", "until"), [_row(change) for change in changes]))
    out().say("", "look at one: keyturn show CHANGE")
    return DONE


def _row(change: Answer) -> tuple[str, ...]:
    names = change.texts("actions")
    counted = [f"{names.count(name)} x {name}" if names.count(name) > 1 else name for name in dict.fromkeys(names)]
    what = ", ".join(counted[:2]) + (f" and {len(counted) - 2} more" if len(counted) > 2 else "")
    missing = change.number("missing")
    mark = "waits for you" if change.members().get("waits_for_you") is True else f"{missing} missing" if missing else ""
    why = prose(change.text("intent"))[0]
    return (
        plain(change.text("short")),
        mark or plain(change.text("state")),
        plain(what),
        why if len(why) <= 48 else f"{why[:45]}...",
        plain(f"{change.text('sponsor')}/{change.text('agent')}"),
        f"{parse_instant(change.text('expires')):%d %b %H:%M} UTC",
    )


def show(arguments: argparse.Namespace) -> int:
    """Show one change, its digests computed here; what was shown is remembered, and compared when it is signed."""
    # What checks signatures takes longer to load than `inbox` takes to run.
    from keyturn.cli import settings
    from keyturn.cli.memory import greet, remembering
    from keyturn.cli.render import doubt_lines, review_lines
    from keyturn.cli.signing import now
    from keyturn.console import review
    from keyturn.console.doubts import doubts

    gate = Gate.of(arguments)
    status = gate.ask("status")
    shown = gate.ask("show", change=arguments.change)
    found = review.read(shown.value)
    with remembering(settings.state_home(), found.deployment) as memory:
        greet(memory, status, err().say)
        memory.advance(gate, status)
        memory.compare(found.id, found.review_digest, found.round)
    warn_unsealed(status)
    warn_notices(status)
    if arguments.json:
        document(shown.value)
        return DONE
    printer = out()
    printer.say(*review_lines(found, printer, now(), whole=arguments.all))
    short = plain(found.short)
    if found.state == "in doubt":
        printer.say("", *doubt_lines(doubts(shown.value), short, printer))
    if found.state == "proposed":
        printer.say("", f"  agree:   keyturn approve {short} --as YOU --key FILE")
        printer.say(f"  object:  keyturn reject {short} --as YOU --key FILE --comment WHY")
    return DONE


def wait(arguments: argparse.Namespace) -> int:
    """Wait until a change is approved, which is 0, or closed in another way or the time is over, which is 1."""
    gate = Gate.of(arguments)
    end = None if arguments.timeout is None else time.monotonic() + parse_duration(arguments.timeout).total_seconds()
    state = ""
    while True:
        answer = gate.ask("show", change=arguments.change)
        if answer.text("state") != state:
            state = answer.text("state")
            err().say(f"{plain(answer.text('short'))} is {plain(state)}")
        settled = state in _APPROVED | _CLOSED_OTHERWISE
        if settled or (end is not None and time.monotonic() >= end):
            break
        time.sleep(_POLL_SECONDS if end is None else max(0.0, min(_POLL_SECONDS, end - time.monotonic())))
    if not settled:
        err().say(f"keyturn: the time is over and {answer.number('missing')} approvals are still missing")
    if arguments.json:
        document({"change": answer.text("id"), "state": state, "missing": answer.number("missing")})
    return DONE if state in _APPROVED else REFUSED
