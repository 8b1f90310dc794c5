"""`keyturn inbox`, `show` and `wait`: looking at changes."""

import argparse
import time
from collections.abc import Mapping
from typing import Final

from keyturn.cli.gate import Answer, Gate, warn_clock, warn_notices, warn_unsealed
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import document, err, out, table
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import parse_instant
from keyturn.config import parse_duration
from keyturn.console.text import plain, prose

_APPROVED: Final = frozenset({"approved", "executing", "done"})
_CLOSED_OTHERWISE: Final = frozenset({"in doubt", "failed", "rejected", "withdrawn", "expired", "void"})
_POLL_SECONDS: Final = 0.5
_SHOWN: Final = 50
"""How many changes one screen lists; who wants more says so."""

_PAGE: Final = 500
_NAMED: Final = 5


def inbox(arguments: argparse.Namespace) -> int:
    """List the open changes."""
    gate = Gate.of(arguments)
    status = gate.ask("status")
    who: dict[str, Json] = {"as": arguments.person} if arguments.person else {}
    answer = _whole(gate, who) if arguments.json or arguments.all else gate.ask("inbox", **who, limit=_SHOWN)
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
    more = _count(answer, "more")
    if more:
        said = out()
        said.say("", said.paint("warn", f"and {more:,} more, of {_whose(answer)}: see all with keyturn inbox --all"))
    out().say("", "look at one: keyturn show CHANGE")
    return DONE


def _whole(gate: Gate, who: Mapping[str, Json]) -> Answer:
    """Everything that waits, in the order in which it was opened, however many pages that takes."""
    page = gate.ask("inbox", **who, after="", limit=_PAGE)
    whole = dict(page.members())
    changes = list(page.each("changes"))
    while page.members().get("next") is not None:
        page = gate.ask("inbox", **who, after=page.text("next"), limit=_PAGE)
        changes += page.each("changes")
    return Answer(page.method, {**whole, "changes": [one.value for one in changes], "more": 0, "next": None})


def _whose(answer: Answer) -> str:
    """Who sponsors what waits, whoever has most of it first."""
    counts = answer.inner("sponsors").members() if "sponsors" in answer.members() else {}
    most_first = sorted(((count, name) for name, count in counts.items() if isinstance(count, int)), reverse=True)
    names = [f"{plain(name)} ({count:,})" for count, name in most_first]
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} others" if len(names) > _NAMED else "")


def _count(answer: Answer, name: str) -> int:
    return answer.number(name) if name in answer.members() else 0


def _row(change: Answer) -> tuple[str, ...]:
    names = [f"the gate: {name}" if change.members().get("gate") is True else name for name in change.texts("actions")]
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
        plain(f"{change.text('sponsor')}/{change.text('agent')}" if change.text("agent") else change.text("sponsor")),
        f"{parse_instant(change.text('expires')):%d %b %H:%M} UTC",
    )


def show(arguments: argparse.Namespace) -> int:
    """Show one change, its digests computed here; what was shown is remembered, and compared when it is signed."""
    # What checks signatures takes longer to load than `inbox` takes to run.
    from keyturn.cli import settings
    from keyturn.cli.memory import greet, remembering
    from keyturn.cli.render import doubt_lines
    from keyturn.cli.render_gate import shown_lines
    from keyturn.cli.signing import now
    from keyturn.console.doubts import doubts
    from keyturn.console.gate_review import read_either
    from keyturn.console.progress import next_steps, progress
    from keyturn.console.review import Review

    gate = Gate.of(arguments)
    status = gate.ask("status")
    shown = gate.ask("show", change=arguments.change)
    found = read_either(shown.value)
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
    printer.say(*shown_lines(found, printer, now(), whole=arguments.all))
    short = plain(found.short)
    stands = progress(shown.value)
    if stands:
        printer.say("", "  what became of it:", *(f"    {line}" for line in stands))
    for one in next_steps(shown.value, found) if isinstance(found, Review) else ():
        printer.say(f"  {one.what}:", f"    {one.command}")
    if found.state == "in doubt":
        printer.say("", *doubt_lines(doubts(shown.value), short, printer))
    if found.state == "proposed":
        printer.say("", f"  agree:   keyturn approve {short} --as YOU --key FILE")
        printer.say(f"  object:  keyturn reject {short} --as YOU --key FILE --comment WHY")
    return DONE


def wait(arguments: argparse.Namespace) -> int:
    """Wait until a change is approved, which is 0, or closed in another way or the time is over, which is 1."""
    limit = None if arguments.timeout is None else parse_duration(arguments.timeout).total_seconds()
    answer, settled = _wait(Gate.of(arguments), arguments.change, limit)
    state = answer.text("state")
    if not settled:
        count = answer.number("missing")
        missing = "1 approval is" if count == 1 else f"{count} approvals are"
        err().say(f"keyturn: the time is over and {missing} still missing")
    if arguments.json:
        document({"change": answer.text("id"), "state": state, "missing": answer.number("missing")})
    return DONE if state in _APPROVED else REFUSED


def wait_until_decided(gate: Gate, change: str) -> bool:
    """Wait until people have decided about `change`; whether they approved it."""
    return _wait(gate, change, None)[0].text("state") in _APPROVED


def _wait(gate: Gate, change: str, seconds: float | None) -> tuple[Answer, bool]:
    """Ask until `change` is decided or the time is over; return the last answer, and whether it is decided."""
    end = None if seconds is None else time.monotonic() + seconds
    state = ""
    while True:
        answer = gate.ask("stands", change=change)
        if answer.text("state") != state:
            state = answer.text("state")
            err().say(f"{plain(answer.text('short'))} is {plain(state)}")
        settled = state in _APPROVED | _CLOSED_OTHERWISE
        if settled or (end is not None and time.monotonic() >= end):
            return answer, settled
        time.sleep(_POLL_SECONDS if end is None else max(0.0, min(_POLL_SECONDS, end - time.monotonic())))
