"""`keyturn approve`, `reject` and `withdraw`: fetch, check every digest here, show it here, and only then sign."""

import argparse

from keyturn.cli import settings
from keyturn.cli.gate import Answer, Gate, warn_notices, warn_unsealed
from keyturn.cli.main import DONE
from keyturn.cli.memory import greet, remembering
from keyturn.cli.render_gate import shown_lines
from keyturn.cli.signing import Signer, now
from keyturn.cli.terminal import document, err, out
from keyturn.console.gate_review import GateReview, read_either
from keyturn.console.review import NotWhatItSays, Review
from keyturn.console.text import plain, visible
from keyturn.model.approval import Verdict


def approve(arguments: argparse.Namespace) -> int:
    """Agree to exactly what is shown. 0 if the vote counted, even if more are missing."""
    return _vote(arguments, Verdict.APPROVE)


def reject(arguments: argparse.Namespace) -> int:
    """Object to what is shown."""
    return _vote(arguments, Verdict.REJECT)


def withdraw(arguments: argparse.Namespace) -> int:
    """Take a change back."""
    signer = Signer.of(arguments)
    gate = Gate.of(arguments)
    status = gate.ask("status")
    found = read_asked(gate.ask("show", change=arguments.change), status, arguments.change)
    warn_unsealed(status)
    warn_notices(status)
    answer = gate.ask("withdraw", envelope=signer.withdrawal(found))
    if arguments.json:
        document(answer.value)
        return DONE
    out().say(f"{plain(found.short)} is {plain(answer.text('state'))}: nothing of it runs any more")
    return DONE


def _vote(arguments: argparse.Namespace, verdict: Verdict) -> int:
    signer = Signer.of(arguments)
    gate = Gate.of(arguments)
    status = gate.there("status")
    found = read_asked(gate.there("show", change=arguments.change), status, arguments.change)
    with remembering(settings.state_home(), found.deployment) as memory:
        greet(memory, status, err().say)
        seen = memory.advance(gate, status)
        memory.compare(found.id, found.review_digest, found.round)
    # With --json standard output is for the program that reads it; the person still sees what they sign.
    printer = err() if arguments.json else out()
    printer.say(*shown_lines(found, printer, now(), whole=arguments.all), "")
    warn_unsealed(status)
    warn_notices(status)
    answer = gate.there("vote", envelope=signer.vote(found, verdict, arguments.comment, seen))
    if arguments.json:
        document(answer.value)
        return DONE
    printer.say(_outcome(found, verdict, answer))
    return DONE


def read_asked(shown: Answer, status: Answer, change: str) -> Review | GateReview:
    """Return the change that was asked for, its digests computed here. Raises NotWhatItSays."""
    found = read_either(shown.value)
    if not found.id.startswith(change):
        raise NotWhatItSays(
            f"the gateway shows `{plain(found.id)}` where `{plain(change)}` was asked for: do not sign it"
        )
    if found.deployment != status.text("deployment"):
        raise NotWhatItSays("the change is of another gate than the one that answers: do not sign it")
    return found


def _outcome(found: Review | GateReview, verdict: Verdict, answer: Answer) -> str:
    short, state, missing = plain(found.short), answer.text("state"), answer.number("missing")
    if verdict is Verdict.REJECT:
        return f"your objection counts: {short} is {plain(state)}"
    if state == "proposed":
        return f"your approval counts: {short} needs {missing} more"
    if isinstance(found, GateReview):
        return _in_force(found, answer)
    return f"your approval counts: {short} is {plain(state)}, the same call passes once"


def _in_force(found: GateReview, answer: Answer) -> str:
    short, state = plain(found.short), answer.text("state")
    if state != "done":
        return f"your approval counts, and {short} is {plain(state)}: {visible(answer.text('why'))}"
    charter = f"; the charter is {plain(answer.text('charter'))} now, note it" if found.after is not None else ""
    return f"your approval counts: {short} is in force{charter}"
