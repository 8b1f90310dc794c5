"""`keyturn rollback`, `propose calls` and `execute`: what people propose, and order, for the gateway itself to send."""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from keyturn.cli import settings
from keyturn.cli.changes import wait_until_decided
from keyturn.cli.gate import Answer, Gate, warn_notices, warn_unsealed
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.memory import greet, remembering
from keyturn.cli.signing import Signer
from keyturn.cli.terminal import Printer, document, err, out
from keyturn.cli.votes import read_asked
from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.console.gate_review import GateReview
from keyturn.console.text import plain, visible
from keyturn.errors import CallerError, Malformed
from keyturn.gather.undoing import aws_command
from keyturn.model.change import RollsBack
from keyturn.model.identity import TaskKind
from keyturn.model.proposal import ProposedCall
from keyturn.model.written import read_rolls_back

_STATES: Final = {
    "open": "not sent",
    "spent": "being carried out",
    "done": "done",
    "failed": "tried, and failed",
    "in doubt": "in doubt",
}
_LARGEST: Final = 1024 * 1024


class NotProposed(CallerError):
    """There is nothing here that could be proposed, or sent."""

    code = "rollback.not_proposed"
    exit_code = 1


class Unsigned(CallerError):
    """A proposal that nobody signs."""

    code = "rollback.unsigned"


def rollback(arguments: argparse.Namespace) -> int:
    """Say what would undo a change; with `--as`, propose it as one new change."""
    if bool(arguments.person) != bool(arguments.key) or (arguments.execute and not arguments.person):
        raise Unsigned("to propose the rollback say who you are and with which key: `--as YOU --key FILE`")
    gate = Gate.of(arguments)
    offered = gate.ask("rollback", change=arguments.change)
    if arguments.json and not arguments.person:
        document(offered.value)
        return DONE
    printer = err() if arguments.json else out()
    printer.say(*_lines(offered))
    if not arguments.person:
        printer.say(*_how(offered))
        return DONE
    if offered.text("why"):
        raise NotProposed(f"nothing is proposed: {plain(offered.text('why'))}")
    # What is signed is what was shown above, read from the same members.
    calls = [_call(step.inner("undo")) for step in offered.each("steps") if step.members().get("proposed") is True]
    intent = arguments.intent or f"roll back {offered.text('short')}"
    return _propose(arguments, gate, intent, calls, _rolls_back(offered))


def _rolls_back(offered: Answer) -> RollsBack:
    try:
        return read_rolls_back(offered.inner("rolls_back").members())
    except (KeyError, TypeError) as error:
        raise Malformed(
            "rollback", str(error), "the gateway's answer has another form than this program knows"
        ) from None


def _call(said: Answer) -> ProposedCall:
    return ProposedCall(
        said.text("service"), said.text("operation"), said.text("region"), said.inner("parameters").members()
    )


def propose_calls(arguments: argparse.Namespace) -> int:
    """Propose the calls in a file, in their order, as one change that the gateway itself sends once it is approved."""
    found = _read(Path(arguments.file).expanduser())
    calls = [_written(one, number) for number, one in enumerate(found if isinstance(found, list) else [found], 1)]
    return _propose(arguments, Gate.of(arguments), arguments.intent, calls, None)


def _written(value: Json, number: int) -> ProposedCall:
    match value:
        case {
            "service": str(service),
            "operation": str(operation),
            "region": str(region),
            "parameters": Mapping() as given,
        } if isinstance(value, Mapping) and len(value) == 4:
            return ProposedCall(service, operation, region, given)
        case _:
            raise Malformed("call", f"number {number}", "it is an object of service, operation, region and parameters")


def _read(path: Path) -> Json:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise Malformed("file of calls", str(path), "it has more than 1 MiB")
    return loads(data)


def _propose(
    arguments: argparse.Namespace, gate: Gate, intent: str, calls: Sequence[ProposedCall], undone: RollsBack | None
) -> int:
    signer = Signer.of(arguments)
    status = gate.ask("status")
    warn_unsealed(status)
    warn_notices(status)
    envelope = signer.calls(status.text("deployment"), intent, TaskKind(arguments.kind), calls, undone)
    answer = gate.ask("propose_calls", envelope=envelope)
    short = plain(answer.text("short"))
    printer = err() if arguments.json else out()
    printer.say(
        f"proposed as change {short}: it needs {plain(answer.text('quorum'))}, and you have no vote on it",
        f"  the others look:  keyturn show {short}",
        f"  and agree:        keyturn approve {short} --as THEM --key FILE",
    )
    if arguments.execute:
        return _execute(arguments, gate, signer, answer.text("change"), wait=True)
    printer.say(f"  then it is sent:  keyturn execute {short} --as YOU --key FILE --wait")
    if arguments.json:
        document(answer.value)
    return DONE


def execute(arguments: argparse.Namespace) -> int:
    """Have the gateway send the calls of an approved change. 0 if all of them are done."""
    return _execute(arguments, Gate.of(arguments), Signer.of(arguments), arguments.change, wait=arguments.wait)


def _execute(arguments: argparse.Namespace, gate: Gate, signer: Signer, change: str, *, wait: bool) -> int:
    printer = err() if arguments.json else out()
    if wait and not wait_until_decided(gate, change):
        raise NotProposed(f"change {plain(change)[:10]} was not approved, so nothing was sent")
    status = gate.ask("status")
    found = read_asked(gate.ask("show", change=change), status, change)
    if isinstance(found, GateReview):
        raise NotProposed("this changes the gate itself: it is in force with its last approval")
    with remembering(settings.state_home(), found.deployment) as memory:
        greet(memory, status, err().say)
        memory.advance(gate, status)
        memory.compare(found.id, found.review_digest, found.round)
    answer = gate.ask_long("execute", envelope=signer.order(found))
    if arguments.json:
        document(answer.value)
    else:
        printer.say(*_went(answer, printer))
    return DONE if answer.text("state") == "done" else REFUSED


def _went(answer: Answer, printer: Printer) -> Iterator[str]:
    short, state = plain(answer.text("short")), answer.text("state")
    for step in answer.each("steps"):
        yield f"  {step.number('action') + 1}  {plain(step.text('name'))}: {_state(step)}"
    if state == "done":
        yield printer.paint("good", f"{short} is done")
        return
    yield printer.paint("bad", f"{short} is {plain(state)}: {visible(answer.text('why'))}")
    if state == "in doubt":
        yield f"  look at what stands there, then two people settle it:  keyturn settle {short}"
    elif state == "proposed":
        yield f"  its reviewers look at it anew:  keyturn show {short}"
    elif any(step.text("state") == "done" for step in answer.each("steps")):
        yield f"  what was done can be rolled back in turn:  keyturn rollback {short}"


def _state(step: Answer) -> str:
    return _STATES.get(step.text("state"), plain(step.text("state")))


def _lines(offered: Answer) -> Iterator[str]:
    yield f"{plain(offered.text('short'))} is {plain(offered.text('state'))}; its actions, the last one first:"
    for step in offered.each("steps"):
        yield ""
        yield f"  {step.number('action') + 1}  {plain(step.text('name'))}: {_state(step)}"
        if step.text("why"):
            yield f"     {visible(step.text('why'))}"
        if step.members().get("undo") is not None:
            call = _call(step.inner("undo"))
            proposed = step.members().get("proposed") is True
            yield "     to undo it:" if proposed else "     by hand, in a session (keyturn run):"
            yield f"     {visible(aws_command(call.service, call.operation, call.region, call.parameters))}"
        for left in step.texts("left"):
            yield f"     stays as it is: {visible(left)}"
    yield ""


def _how(offered: Answer) -> Iterator[str]:
    if offered.text("why"):
        yield f"nothing can be proposed: {visible(offered.text('why'))}"
        return
    yield "nothing is sent from here. To propose all of it as one new change, in this order:"
    yield f"  keyturn rollback {plain(offered.text('short'))} --as YOU --key FILE"
