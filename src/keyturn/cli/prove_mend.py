"""`keyturn prove mend`: the smallest edit that closes the paths, proved before it is shown."""

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Final

from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.progress import Bar
from keyturn.cli.prove import asked, load
from keyturn.cli.terminal import Printer, document, err, out
from keyturn.codec.canonical import Json
from keyturn.console.text import plain
from keyturn.prover.account import read
from keyturn.prover.answer import BYPASS
from keyturn.prover.mend import Edit, Mended
from keyturn.prover.mend import mend as mended
from keyturn.prover.prove import Prover

_BUDGET: Final = 60.0
_KINDS: Final = ("trust", "scp", "boundary")


def mend(arguments: argparse.Namespace) -> int:
    """Print an edit: 0 if there is one or none is needed, 1 if none was found."""
    bundle = load(arguments.bundle)
    account = read(bundle)
    prover = Prover(account, asked(arguments, account))
    bar = Bar("proving")
    try:
        answer = prover.answer(bar)
    finally:
        bar.done()
    if answer.verdict != BYPASS:
        err().say(f"{answer.verdict}: there is no path to close")
        if arguments.json:
            document({"verdict": answer.verdict, "edits": []})
        return DONE if answer.verdict.startswith("PROVED") else REFUSED
    budget = _Budget()
    try:
        found = mended(prover, answer, arguments.kind or _KINDS, budget)
    finally:
        budget.bar.done()
    if found is None:
        err().say(
            "no edit of these kinds closes every path within AWS's limits and leaves those who are meant to pass what "
            "they have: name fewer things with `--protected`, or take the paths one by one"
        )
        if arguments.json:
            document({"verdict": answer.verdict, "edits": []})
        return REFUSED
    if arguments.json:
        document(
            {
                "verdict": found.answer.verdict,
                "edits": [edit.to_json() for edit in found.edits],
                "minimal": found.minimal,
                "keeps": list(found.keeps),
            }
        )
    else:
        printer = out()
        organised = isinstance(bundle, Mapping) and bundle.get("management_account") is not None
        printer.say(*_told(found, printer, organised=organised))
    return DONE


class _Budget:
    """Whether there is time left to make the edit smaller; shows how much of it is spent."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.bar: Final = Bar("making the edit as small as it can be")

    def __call__(self) -> bool:
        spent = time.monotonic() - self._began
        self.bar(int(spent), int(_BUDGET))
        return spent < _BUDGET


def _told(found: Mended, printer: Printer, *, organised: bool) -> Iterator[str]:
    yield f"{printer.paint('good', found.answer.verdict)} with this edit:"
    for edit in found.edits:
        yield ""
        yield f"{plain(edit.where)} ({edit.size:,} of {edit.limit:,} characters)"
        yield from (f"  attached to {plain(arn)}" for arn in edit.on)
        yield from _diff(edit, printer)
    yield ""
    if found.keeps:
        yield f"those who are meant to pass still do: {', '.join(map(plain, found.keeps))}"
    if any(edit.kind == "scp" for edit in found.edits):
        yield "the management account is bound by no SCP: its administrators can take this back"
        if not organised:
            yield printer.paint(
                "warn",
                "an SCP takes an organisation, and the bundle names none: if there is none, ask for `--kind boundary`",
            )
    if not found.minimal:
        yield printer.paint("warn", "time was up before every element had been tried: it may be larger than it must be")


def _diff(edit: Edit, printer: Printer) -> Iterator[str]:
    for line in unified_diff(_lines(edit.before), _lines(edit.after), "before", "after", lineterm="", n=2):
        style = "good" if line.startswith("+") else "bad" if line.startswith("-") else "faint"
        yield printer.paint(style, plain(line))


def _lines(value: Json) -> list[str]:
    return [] if value is None else json.dumps(value, indent=2).splitlines()
