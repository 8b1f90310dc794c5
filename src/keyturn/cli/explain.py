"""`keyturn explain`: what a call or a command would do, and what would be decided about it. It touches nothing."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from keyturn.cli import settings
from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.terminal import Printer, document, out
from keyturn.codec.canonical import Json
from keyturn.console import wording
from keyturn.console.text import plain, visible
from keyturn.errors import CallerError, KeyturnError, quoted
from keyturn.flow.explain import NO_CALL, REGION, Explained, Explaining, Verdict, together
from keyturn.model.action import Action, Effect
from keyturn.model.action import plain as canonical_form
from keyturn.wiring import explaining

if TYPE_CHECKING:
    from keyturn.cli.explain_aws import Driven

LINE_BYTES: Final = 32 * 1024 * 1024
"""The longest line that is read: a body of 16 MiB as base64, and room around it."""

_SHOWN: Final = 20
_STYLES: Final = {Verdict.ALLOW: "good", Verdict.ASK: "warn", Verdict.DENY: "bad"}
_ANSWERS: Final = {
    Verdict.ALLOW: "it would pass",
    Verdict.ASK: "it would wait for people",
    Verdict.DENY: "it would be refused",
}
_FOLLOWS: Final = "what follows depends on AWS's answers, and could not be foreseen here"
_STANDS_IN: Final = "every listing holds one object, written `*`"


class NothingToExplain(CallerError):
    """Neither a command nor `--jsonl` is given."""

    code = "explain.nothing"


def explain(arguments: argparse.Namespace) -> int:
    """Explain the command behind `--`, or the lines of standard input: 1 if a command is not understood."""
    words = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if bool(words) == arguments.jsonl:
        raise NothingToExplain("what is to be explained? `keyturn explain -- aws ...`, or lines with `--jsonl`")
    ready = explaining(settings.load(arguments.config))
    if arguments.jsonl:
        return _lines(ready)
    return _command(words, arguments, ready)


def _lines(ready: Explaining) -> int:
    """Answer standard input line by line, each as soon as it is read."""
    from keyturn.cli.explained import answer_line, too_long

    source, sink = sys.stdin.buffer, sys.stdout
    while line := source.readline(LINE_BYTES + 1):
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = source.readline(LINE_BYTES)
            answer = too_long(LINE_BYTES)
        elif not line.strip():
            continue
        else:
            answer = answer_line(line, ready)
        sink.write(answer + "\n")
        sink.flush()
    return DONE


def _command(words: Sequence[str], arguments: argparse.Namespace, ready: Explaining) -> int:
    from keyturn.cli.explain_aws import NotAnAwsProgram, drive
    from keyturn.cli.explained import not_understood, unsupported, written

    if PurePath(words[0]).name != "aws":
        return _not_explained(unsupported(f"the program `{quoted(words[0])}`"), arguments)
    try:
        driven = drive(words)
    except NotAnAwsProgram as error:
        return _not_explained({**unsupported("it"), "reason": str(error)}, arguments)
    except KeyturnError as error:
        return _not_explained(not_understood(error.code, str(error), Verdict.ASK), arguments)
    explained = judge(driven, ready, arguments.environment)
    if arguments.json:
        local: list[Json] = [{"does": verb, "what": name} for verb, name in driven.local]
        document({**written(explained), "whole": driven.whole, "local": local})
    else:
        out().say(*_shown(explained, driven, out()))
    return DONE if explained.actions or explained.code == NO_CALL else REFUSED


def judge(driven: "Driven", ready: Explaining, environment: str | None) -> Explained:
    """Say what the requests of one command come to. What could not be foreseen is unknown, and people have to look."""
    if not driven.requests:
        if driven.only_local:
            return Explained((), (), Verdict.ALLOW, NO_CALL, "no call is made to AWS")
        lines = [line.strip() for line in driven.said.splitlines() if line.strip()]
        said = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "it gives no reason")
        return Explained((), (), Verdict.DENY, "explain.no_call", f"the `aws` program sends nothing: {visible(said)}")
    explained = together([ready.wire(request, environment) for request in driven.requests])
    assumed = explained.assumed
    if driven.region_assumed:
        assumed = (*assumed, f"region {REGION}")
    if any(action.name in {"s3:ListObjectsV2", "s3:ListObjects"} for action in explained.actions):
        assumed = (*assumed, _STANDS_IN)
    explained = replace(explained, assumed=assumed)
    return explained if driven.whole else explained.open_ended(_FOLLOWS)


def _not_explained(told: dict[str, Json], arguments: argparse.Namespace) -> int:
    if arguments.json:
        document(told)
    else:
        printer = out()
        printer.say(f"{printer.paint('warn', 'not explained')}  {visible(str(told['reason']))}")
    return REFUSED


# ------------------------------------------------------------------------------------------------------- for people


def _shown(explained: Explained, driven: "Driven", printer: Printer) -> Iterator[str]:
    for action in explained.actions[:_SHOWN]:
        yield from _action(action, printer)
        yield ""
    if len(explained.actions) > _SHOWN:
        yield printer.paint("strong", f"  and {len(explained.actions) - _SHOWN:,} more calls: see all with --json")
        yield ""
    for verb, name in driven.local[:_SHOWN]:
        yield f"  on this machine it would {verb} {visible(name)}"
    answer = printer.paint(_STYLES[explained.verdict], _ANSWERS[explained.verdict])
    where = f" ({plain(', '.join(explained.environments))})" if explained.environments else ""
    yield f"  {answer}{where}: {visible(explained.reason)}"
    if explained.assumed:
        yield printer.paint("faint", f"  taken for granted: {visible('; '.join(explained.assumed))}")
    yield printer.paint("faint", "  nothing was sent")


def _action(action: Action, printer: Printer) -> Iterator[str]:
    yield f"  {printer.paint('strong', plain(action.name))}  {printer.paint('faint', plain(action.call.region))}"
    style = "grave" if wording.is_grave(action) else "faint" if action.effect is Effect.READ else "warn"
    yield f"    {printer.paint(style, wording.does(action))}"
    for resource in action.resources[:_SHOWN]:
        yield f"    {plain(resource.arn)}"
    written = canonical_form(action.call.parameters, b"")
    for line in wording.lines(written if isinstance(written, dict) else {}):
        text = printer.paint("faint", line.text) if line.note else line.text
        yield f"      {'  ' * line.depth}{line.label}{'  ' if line.label else ''}{text}".rstrip()
