"""`keyturn clock`: whether production is held for the gateway's clock, and a person's word that the clock is right."""

import argparse
from datetime import datetime, timedelta

from keyturn.cli.gate import Answer, Gate, warn_notices, warn_unsealed
from keyturn.cli.main import DONE, MISUSED, REFUSED
from keyturn.cli.signing import Signer, now
from keyturn.cli.terminal import document, err, out
from keyturn.codec.encoding import parse_instant
from keyturn.console.review import NotWhatItSays
from keyturn.console.text import plain
from keyturn.errors import Malformed
from keyturn.model import written
from keyturn.model.clock import Hold

_APART = timedelta(minutes=5)


def clock(arguments: argparse.Namespace) -> int:
    """Show both clocks; with `accept`, sign that the gateway's is right."""
    accepts = arguments.what == "accept"
    if accepts is not (arguments.person is not None and arguments.key is not None):
        err().say("keyturn: `clock accept` takes --as and --key; `clock` alone takes neither")
        return MISUSED
    signer = Signer.of(arguments) if accepts else None
    gate = Gate.of(arguments)
    status, answer = gate.ask("status"), gate.ask("clock")
    warn_unsealed(status)
    warn_notices(status)
    hold = _hold(answer, status.text("deployment"))
    printer = err() if arguments.json else out()
    if not arguments.json or accepts:
        printer.say(*_lines(answer, hold))
    if signer is not None:
        if hold is None:
            err().say("keyturn: the clock is steady: there is nothing to accept")
            return REFUSED
        _agrees_with_ours(answer)
        answer = gate.ask("clock_accept", envelope=signer.clock(hold.deployment, hold.digest))
        printer.say("", _outcome(answer))
    if arguments.json:
        document(answer.value)
    return DONE


def _hold(answer: Answer, deployment: str) -> Hold | None:
    """The jump as the gateway shows it, whose digest is computed here. Raises NotWhatItSays."""
    if answer.members().get("held") is None:
        return None
    shown = answer.inner("held").inner("hold").members()
    try:
        hold = written.read_hold(shown)
    except (KeyError, TypeError, Malformed) as error:
        raise NotWhatItSays(f"the gateway's answer cannot be shown as it is ({type(error).__name__})") from None
    if dict(hold.document()) != dict(shown) or hold.deployment != deployment:
        raise NotWhatItSays("the gateway shows more of the jump than this program knows: nothing was signed")
    return hold


def _lines(answer: Answer, hold: Hold | None) -> list[str]:
    lines = [f"the gateway's clock  {_at(_instant(answer, 'clock'))}", f"your own clock       {_at(now())}"]
    if hold is None:
        return [*lines, "the clock is steady"]
    held = answer.inner("held")
    step = hold.clock - hold.expected
    way = "back" if hold.back else "forward"
    jumped = f"the clock jumped {_length(abs(step))} {way}"
    lines += [
        f"{jumped}: it said {_at(hold.clock)} where {_at(hold.expected)} was expected",
        "production is held until it agrees again, or people accept it",
    ]
    if hold.back:
        lines.append("accepting a step back ends every session; what has expired stays expired")
    else:
        lines.append("accepting a step forward lets everything expire whose time is then over")
    accepted = ", ".join(map(plain, held.texts("accepted"))) or "nobody"
    lines.append(f"accepted by {accepted}; {held.number('missing')} more needed")
    return lines


def _agrees_with_ours(answer: Answer) -> None:
    """Refuse to sign a clock that this machine's own clock contradicts. Raises NotWhatItSays."""
    theirs = _instant(answer, "clock")
    if abs(theirs - now()) > _APART:
        raise NotWhatItSays(
            f"the gateway's clock says {_at(theirs)}, this machine's {_at(now())}: one of them is wrong; "
            "set that one right. Nothing was signed"
        )


def _outcome(answer: Answer) -> str:
    if answer.members().get("steady") is True:
        return f"your word counts: it is {_at(_instant(answer, 'now'))}, and production goes on"
    return f"your word counts: {answer.inner('held').number('missing')} more needed"


def _instant(answer: Answer, name: str) -> datetime:
    return parse_instant(answer.text(name))


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def _length(step: timedelta) -> str:
    """`3 d`, `2 h`, `41 min`, `7 s`: whole units, rounded to the nearest."""
    seconds = round(step.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {unit}"
    return f"{seconds} s"
