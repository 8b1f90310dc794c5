"""`keyturn prove check`: a certificate checked by the auditor's own code: 0 if every claim holds, 1 if one does not."""

import argparse
from datetime import UTC, datetime
from typing import Final

from keyturn.cli.main import DONE, REFUSED
from keyturn.cli.progress import Bar
from keyturn.cli.prove import load
from keyturn.cli.terminal import document, out
from keyturn.console.text import plain
from keyturn.verify.bypass import Report
from keyturn.verify.bypass import check as audit

_LARGEST: Final = 64 << 20


def check(arguments: argparse.Namespace) -> int:
    """Check a certificate against its bundle."""
    written = load(arguments.certificate, "certificate", _LARGEST)
    bar = Bar("checking")
    try:
        report = audit(written, load(arguments.bundle), datetime.now(UTC), bar)
    finally:
        bar.done()
    if arguments.json:
        document({
            "verified": report.verified,
            "nobody_but": list(report.exempt),
            "at": report.at.isoformat(),
            "catalogue": report.catalogue,
            "claims": [
                {
                    "action": one.action,
                    "also": list(one.also),
                    "resource": one.resource,
                    "verdict": one.verdict,
                    "problems": list(one.problems),
                }
                for one in report.claims
            ],
        })  # fmt: skip
    else:
        _tell(report)
    return DONE if report.verified else REFUSED


def _tell(report: Report) -> None:
    printer = out()
    for one in report.claims:
        said = printer.paint("bad", "not verified") if one.problems else printer.paint("good", "verified")
        also = f" (and {len(one.also)} more)" if one.also else ""
        printer.say(f"{said}  {plain(one.verdict)}: {plain(one.action)}{also} on {plain(one.resource)}")
        printer.say(*(f"  {plain(problem)}" for problem in one.problems))
    if not report.claims:
        printer.say("there is no claim in this certificate")
    but = ", ".join(plain(one) for one in report.exempt)
    printer.say(f"nobody but: {but or 'nobody'}; as of {report.at.isoformat()}; catalogue {report.catalogue}")
