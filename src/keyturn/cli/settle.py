"""`keyturn settle`: a person's word about a call whose answer never came."""

import argparse
from collections.abc import Sequence

from keyturn.cli import settings
from keyturn.cli.gate import Answer, Gate, warn_notices, warn_unsealed
from keyturn.cli.main import DONE
from keyturn.cli.memory import greet, remembering
from keyturn.cli.render import doubt_lines, review_lines
from keyturn.cli.signing import Signer, now
from keyturn.cli.terminal import document, err, out
from keyturn.cli.votes import read_asked
from keyturn.console.doubts import Doubt, doubts
from keyturn.console.gate_review import GateReview
from keyturn.console.review import Review
from keyturn.console.text import plain
from keyturn.errors import CallerError
from keyturn.model.approval import Word


class NotSettled(CallerError):
    """There is no call in doubt where one was named."""

    code = "settlement.not_in_doubt"
    exit_code = 1


def settle(arguments: argparse.Namespace) -> int:
    """Say that it happened, or that it did not. 0 if the word counted, even if another is needed."""
    word = Word.HAPPENED if arguments.happened else Word.DID_NOT_HAPPEN
    signer = Signer.of(arguments)
    gate = Gate.of(arguments)
    status = gate.ask("status")
    shown = gate.ask("show", change=arguments.change)
    found = read_asked(shown, status, arguments.change)
    if isinstance(found, GateReview):
        raise NotSettled("this changes the gate itself, of which nothing is ever in doubt: look at `keyturn show`")
    open_doubts = doubts(shown.value)
    doubt = _chosen(open_doubts, found, arguments.action)
    with remembering(settings.state_home(), found.deployment) as memory:
        greet(memory, status, err().say)
        memory.advance(gate, status)
        memory.compare(found.id, found.review_digest, found.round)
    printer = err() if arguments.json else out()
    printer.say(*review_lines(found, printer, now(), whole=arguments.all), "")
    printer.say(*doubt_lines(open_doubts, plain(found.short), printer), "")
    warn_unsealed(status)
    warn_notices(status)
    answer = gate.ask("settle", envelope=signer.settlement(found, doubt, word, arguments.comment))
    if arguments.json:
        document(answer.value)
    else:
        printer.say(_outcome(found, doubt, answer))
    return DONE


def _chosen(found: Sequence[Doubt], review: Review, number: int | None) -> Doubt:
    """The call that is spoken of. Raises NotSettled."""
    short = plain(review.short)
    named = [doubt for doubt in found if number in (None, doubt.number)]
    if not named:
        what = f"no call of {short}" if number is None else f"action {number} of {short}"
        raise NotSettled(f"{what} is in doubt: look at it with `keyturn show {short}`")
    if len(named) > 1:
        listed = ", ".join(str(doubt.number) for doubt in named)
        raise NotSettled(f"actions {listed} of {short} are in doubt: say which with --action")
    return named[0]


def _outcome(found: Review, doubt: Doubt, answer: Answer) -> str:
    short, state = plain(found.short), plain(answer.text("state"))
    if answer.members().get("settled") is not True:
        return f"your word counts: action {doubt.number} of {short} stays in doubt until enough people say the same"
    return f"your word counts: action {doubt.number} of {short} is settled, and the change is {state}"
