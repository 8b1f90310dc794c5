"""`keyturn freeze`: what is frozen now, and one person's word that freezes."""

import argparse
from datetime import UTC, datetime

from keyturn.cli.gate import Answer, Gate, warn_unsealed
from keyturn.cli.main import DONE, MISUSED
from keyturn.cli.signing import Signer, now
from keyturn.cli.terminal import document, err, out
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import parse_instant
from keyturn.config import parse_duration
from keyturn.console.review import read
from keyturn.console.text import visible
from keyturn.errors import CallerError, Malformed
from keyturn.model.freeze import FreezeOrder
from keyturn.model.gate import GateKind
from keyturn.model.identity import parse_name


class NoSuchFreeze(CallerError):
    """No freeze, or more than one, has this id."""

    code = "freeze.unknown"
    exit_code = 1


def freeze(arguments: argparse.Namespace) -> int:
    """Freeze at once, or without `--as` say what is frozen."""
    if arguments.what is not None:
        return _ending(arguments)
    if arguments.person is None and arguments.key is None and arguments.reason is None:
        return _show(arguments)
    if arguments.person is None or arguments.key is None or arguments.reason is None:
        err().say("keyturn: freezing takes --as, --key and --reason; `freeze` alone shows what is frozen")
        return MISUSED
    signer = Signer.of(arguments)
    at = now()
    until = None if arguments.until is None else parse_until(arguments.until, at)
    environment = None if arguments.environment is None else parse_name("environment", arguments.environment)
    gate = Gate.of(arguments)
    status = gate.ask("status")
    order = FreezeOrder(
        deployment=status.text("deployment"),
        by=signer.name,
        key_id=signer.key_id,
        environment=environment,
        until=until,
        reason=arguments.reason,
        at=at,
        nonce=signer.nonce(),
    )
    answer = gate.ask("freeze", envelope=signer.freeze(order))
    if arguments.json:
        document(answer.value)
        return DONE
    short = visible(answer.text("id"))[:10]
    ends = f"until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if until is not None else "until people lift it"
    out().say(
        f"frozen {ends}: {environment or 'production'} does not change ({short})",
        f"lifting it takes several people: keyturn freeze lift {short}",
    )
    return DONE


def _ending(arguments: argparse.Namespace) -> int:
    """Propose to lift a freeze, or to override those that stand for one change; or take that back."""
    from keyturn.cli.gatekeeping import propose
    from keyturn.cli.leaves import leave_end

    if arguments.which is None or arguments.person is None or arguments.key is None:
        err().say(f"keyturn: `freeze {arguments.what}` takes the id of what it is about, --as and --key")
        return MISUSED
    if arguments.what == "end":
        arguments.change = arguments.which
        return leave_end(arguments)
    gate = Gate.of(arguments)
    arguments.intent = arguments.reason or ""
    frozen = gate.ask("status").each("freezes")
    freezes = [one.text("id") for one in frozen]
    if arguments.what == "lift":
        named = [one for one in frozen if one.text("id").startswith(arguments.which)]
        if len(named) != 1:
            raise NoSuchFreeze(f"no one freeze begins with `{visible(arguments.which)[:40]}`: see `keyturn freeze`")
        (err() if arguments.json else out()).say(f"you propose to lift {_line(named[0])}")
        told = dict(named[0].inner("told").members())
        return propose(arguments, GateKind.FREEZE_LIFT, {"freeze": named[0].text("id"), "frozen": told})
    shown = read(gate.ask("show", change=arguments.which).value)
    asked: dict[str, Json] = {
        "change": shown.id,
        "change_digest": shown.digest,
        "freezes": list(freezes),
        "frozen": [dict(one.inner("told").members()) for one in frozen],
    }
    return propose(arguments, GateKind.FREEZE_OVERRIDE, asked)


def _show(arguments: argparse.Namespace) -> int:
    status = Gate.of(arguments).ask("status")
    if arguments.json:
        document({"freezes": status.members().get("freezes", []), "windows": status.members().get("windows", [])})
        return DONE
    warn_unsealed(status)
    frozen = status.each("freezes")
    printer = out()
    printer.say(*[_line(one) for one in frozen] or ["nothing is frozen"])
    printer.say(*[_window(one) for one in status.each("windows")])
    return DONE


def _line(one: Answer) -> str:
    named, by, until = one.texts("environments"), one.members().get("by"), one.members().get("until")
    where = ", ".join(map(visible, named)) or "production"
    whose = f"by {visible(by)}" if isinstance(by, str) else "by keyturn.toml"
    ends = f"until {parse_instant(until):%Y-%m-%d %H:%M} UTC" if isinstance(until, str) else "until it is lifted"
    noted = one.inner("told").members().get("since")
    since = f" since {parse_instant(noted):%Y-%m-%d %H:%M} UTC" if isinstance(noted, str) else ""
    return f"{visible(one.text('id'))[:10]}  {where} frozen {whose}{since} {ends}: {visible(one.text('reason'))}"


def _window(one: Answer) -> str:
    where = ", ".join(map(visible, one.texts("environments")))
    is_open = one.members().get("open") is True
    edge = one.members().get("closes" if is_open else "opens")
    when = f"{parse_instant(edge):%Y-%m-%d %H:%M} UTC" if isinstance(edge, str) else "nobody knows when"
    says = f"open, closes {when}" if is_open else f"closed, opens {when}"
    return f"window {visible(one.text('name'))} of {where}: {says}"


def parse_until(text: str, at: datetime) -> datetime:
    """Read `4h` (from `at` on) or an instant with its offset, such as `2026-12-24T12:00+01:00`. Raises Malformed."""
    try:
        return at + parse_duration(text)
    except Malformed:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            instant = None
    if instant is None or instant.utcoffset() is None:
        raise Malformed("end", text, "write how long, `4h`, or an instant, `2026-12-24T12:00+01:00`")
    return instant.astimezone(UTC)
