"""`keyturn emergency` and `envelope`: what people give leave for beforehand, and how it ends."""

import argparse
import re
from collections.abc import Mapping, Sequence
from typing import Final

from keyturn.approve.leaves import read_envelope
from keyturn.cli.freeze import parse_until
from keyturn.cli.gate import Answer, Gate, warn_unsealed
from keyturn.cli.gatekeeping import propose
from keyturn.cli.main import DONE
from keyturn.cli.signing import Signer, nonce, now
from keyturn.cli.terminal import document, out
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant, parse_instant
from keyturn.codec.strict import loads
from keyturn.console.text import plain, visible
from keyturn.errors import CallerError, Malformed
from keyturn.model.emergency import LeaveEnd
from keyturn.model.gate import GateKind

_NAME: Final = r"([A-Za-z][A-Za-z0-9_-]{0,127})"
_NUMBER: Final = r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?"
_SIZE: Final = re.compile(rf"{_NAME} size<=([0-9]{{1,12}})")
_RANGE: Final = re.compile(rf"{_NAME} in ({_NUMBER})\.\.({_NUMBER})")
_LIST: Final = re.compile(rf"{_NAME} in (\[.*\])", re.DOTALL)
_VALUE: Final = re.compile(rf"{_NAME}:=(.*)", re.DOTALL)
_TEXT: Final = re.compile(rf"{_NAME}=(.*)", re.DOTALL)


class NotThere(CallerError):
    """What was named is not there, or is not one."""

    code = "leave.unknown"
    exit_code = 1


def emergency_open(arguments: argparse.Namespace) -> int:
    """Propose an emergency."""
    gate = Gate.of(arguments)
    known = {one.text("task") for one in gate.ask("session_list").each("sessions")}
    asked: dict[str, Json] = {
        "environment": arguments.environment,
        "tasks": [_one(known, task, "task") for task in arguments.tasks],
        "until": format_instant(parse_until(arguments.expires, now())),
    }
    return propose(arguments, GateKind.EMERGENCY, asked)


def emergency_close(arguments: argparse.Namespace) -> int:
    """Propose that an emergency's review is done."""
    status = Gate.of(arguments).ask("status")
    known = {one.text("id") for one in status.each("emergencies")}
    asked: dict[str, Json] = {
        "emergency": _one(known, arguments.change, "emergency that waits for its review"),
        "findings": arguments.findings,
    }
    return propose(arguments, GateKind.EMERGENCY_CLOSE, asked)


def emergency_list(arguments: argparse.Namespace) -> int:
    """List the emergencies whose review is open."""
    return _list(arguments, "emergencies", "no emergency stands, and none waits for its review")


def envelope_list(arguments: argparse.Namespace) -> int:
    """List the envelopes that stand."""
    return _list(arguments, "envelopes", "no envelope stands")


def _list(arguments: argparse.Namespace, which: str, none: str) -> int:
    status = Gate.of(arguments).ask("status")
    if arguments.json:
        document({which: status.members().get(which, [])})
        return DONE
    warn_unsealed(status)
    found = status.each(which)
    if not found:
        out().say(none)
    for one in found:
        out().say(*_lines(one))
    return DONE


def _lines(one: Answer) -> list[str]:
    asked, calls = one.inner("document"), one.each("calls")
    until = parse_instant(asked.text("until"))
    stands = one.members().get("stands") is True
    over = one.members().get("over")
    state = f"until {until:%Y-%m-%d %H:%M} UTC" if stands else f"over ({plain(str(over or 'its time'))})"
    count = asked.members().get("count")
    used = f"{len(calls)} of {count} calls" if isinstance(count, int) else f"{len(calls)} calls"
    people = ", ".join(map(plain, one.texts("approved_by"))) or "nobody who counts now"
    head = f"{plain(one.text('short'))}  {state}, {used}: {visible(one.text('intent'))}"
    what = [*asked.texts("operations"), *asked.texts("resources"), *asked.texts("tasks")]
    lines = [head, f"  by {plain(one.text('by'))}, approved by {people}; {plain(', '.join(what))}"]
    return lines + [
        f"  {parse_instant(call.text('at')):%H:%M:%S}  {plain(call.text('name'))}  {plain(call.text('state'))}"
        for call in calls[-20:]
    ]


def leave_end(arguments: argparse.Namespace) -> int:
    """End an envelope, an emergency or an override at once."""
    signer, gate = Signer.of(arguments), Gate.of(arguments)
    deployment = gate.ask("status").text("deployment")
    statement = LeaveEnd(deployment, arguments.change, signer.name, signer.key_id, now(), nonce())
    answer = gate.ask("leave_end", envelope=signer.leave_end(statement))
    if arguments.json:
        document(answer.value)
    else:
        out().say(f"{plain(answer.text('short'))} is over: nothing more goes under it")
    return DONE


def envelope_propose(arguments: argparse.Namespace) -> int:
    """Propose an envelope for the task and the agent of one session."""
    gate = Gate.of(arguments)
    sessions = {one.text("session"): one for one in gate.ask("session_list").each("sessions")}
    session = sessions[_one(sessions, arguments.session, "session")]
    asked: dict[str, Json] = {
        "task": session.text("task"),
        "agent": session.text("agent"),
        "environments": list(arguments.environments or ["production"]),
        "operations": list(arguments.operations),
        "resources": list(arguments.resources),
        "parameters": parse_bounds(arguments.parameters),
        "count": arguments.count,
        "per_minute": arguments.per_minute,
        "until": format_instant(parse_until(arguments.expires, now())),
        "quorum": arguments.quorum,
    }
    read_envelope(asked)  # what the gate would refuse is not even signed
    return propose(arguments, GateKind.ENVELOPE, asked)


def parse_bounds(texts: Sequence[str]) -> dict[str, Json]:
    """Read the bounds of parameters as people write them. Raises Malformed."""
    found: dict[str, Json] = {}
    for text in texts:
        name, bound = _bound(text)
        if name in found:
            raise Malformed("bound", text, f"`{name}` has one already")
        found[name] = bound
    return found


def _bound(text: str) -> tuple[str, Mapping[str, Json]]:
    if match := _SIZE.fullmatch(text):
        return match[1], {"most_bytes": int(match[2])}
    if match := _RANGE.fullmatch(text):
        return match[1], {"least": _number(match[2]), "most": _number(match[3])}
    if match := _LIST.fullmatch(text):
        return match[1], {"one_of": loads(match[2].encode())}
    if match := _VALUE.fullmatch(text):
        return match[1], {"one_of": [loads(match[2].encode())]}
    if match := _TEXT.fullmatch(text):
        return match[1], {"one_of": [match[2]]}
    raise Malformed("bound", text, "write NAME=TEXT, NAME:=JSON, `NAME in [...]`, `NAME in 1..9` or `NAME size<=4096`")


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _one(known: Sequence[str] | Mapping[str, object] | set[str], text: str, what: str) -> str:
    found = [name for name in known if name.startswith(text)]
    if len(found) != 1:
        raise NotThere(f"no one {what} begins with `{plain(text)[:40]}`")
    return found[0]
