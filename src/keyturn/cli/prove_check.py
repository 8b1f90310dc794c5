"""`keyturn prove check`: a certificate checked by the auditor's own code: 0 if every claim holds, 1 if one does not."""

import argparse

from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.prove import load
from keyturn.cli.terminal import document, out
from keyturn.console.text import plain
from keyturn.verify.bypass import check as audit


def check(arguments: argparse.Namespace) -> int:
    """Check a certificate against its bundle."""
    checked = audit(load(arguments.certificate), load(arguments.bundle))
    bad = any(one.problems for one in checked)
    if arguments.json:
        document({
            "verified": bool(checked) and not bad,
            "claims": [
                {"action": one.action, "resource": one.resource, "verdict": one.verdict, "problems": list(one.problems)}
                for one in checked
            ],
        })  # fmt: skip
    else:
        printer = out()
        for one in checked:
            said = printer.paint("bad", "not verified") if one.problems else printer.paint("good", "verified")
            printer.say(f"{said}  {plain(one.verdict)}: {plain(one.action)} on {plain(one.resource)}")
            printer.say(*(f"  {plain(problem)}" for problem in one.problems))
        if not checked:
            printer.say("there is no claim in this certificate")
    return DONE if checked and not bad else REFUSED
