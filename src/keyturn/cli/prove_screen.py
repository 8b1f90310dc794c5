"""A proof for people: verdict first, then each path drawn from who begins to what is reached."""

from collections.abc import Iterator

from keyturn.cli.terminal import Printer
from keyturn.console.text import plain
from keyturn.prover.answer import BYPASS, UNKNOWN, Answer, Finding, Reached, Step
from keyturn.prover.residual import Witness

_STYLES = {BYPASS: "bad", UNKNOWN: "warn"}
_MOST = 12
_FEW = 6


def screen(answer: Answer, printer: Printer) -> Iterator[str]:
    """Yield the lines."""
    yield printer.paint(_STYLES.get(answer.verdict, "good"), answer.verdict)
    if answer.gateway is not None or answer.accepted:
        named = ", ".join(plain(one) for one in (*((answer.gateway,) if answer.gateway else ()), *answer.accepted))
        yield f"nobody but these is meant to: {named}"
    for finding in answer.findings:
        yield ""
        yield from _finding(finding, printer)
    if answer.missing:
        yield ""
        yield from (printer.paint("warn", f"not collected: {plain(told)}") for told in answer.missing)


def _finding(finding: Finding, printer: Printer) -> Iterator[str]:
    verdict = printer.paint(_STYLES.get(finding.verdict, "good"), finding.verdict)
    yield f"{verdict}  {printer.paint('strong', plain(finding.action))} on {plain(finding.resource)}"
    if finding.also:
        few = ", ".join(plain(one.partition(":")[2]) for one in finding.also[:_FEW])
        yield printer.paint(
            "faint", f"  likewise {few}{f' and {len(finding.also) - _FEW} more' * (len(finding.also) > _FEW)}"
        )
    yield from _reached(finding.principals, "can do it without the gateway", printer)
    yield from _reached(finding.outsiders, "can from outside the account", printer)
    yield from (printer.paint("warn", f"  not known: {plain(cause)}") for cause in finding.unknown)
    yield from _reached(finding.beyond, "can let in an account of another organisation, which then can", printer)
    if finding.verdict not in {BYPASS, UNKNOWN}:
        yield printer.paint("faint", "  not bound by this proof:")
        yield from (printer.paint("faint", f"    {plain(one)}") for one in finding.unbound)
    yield from (printer.paint("faint", f"    {plain(arn)} (service-linked) can") for arn in finding.linked)


def _reached(found: tuple[Reached, ...], can: str, printer: Printer) -> Iterator[str]:
    if not found:
        return
    yield f"  {len(found)} {can}:"
    for reached in found[:_MOST]:
        yield ""
        yield from _drawn(reached, printer)
    if len(found) > _MOST:
        yield ""
        yield f"  and {len(found) - _MOST} more (all are in --json): " + ", ".join(
            plain(one.arn.rpartition(":")[2]) for one in found[_MOST : _MOST + 8]
        )


def _drawn(reached: Reached, printer: Printer) -> Iterator[str]:
    for step in reached.path:
        yield f"    {printer.paint('strong', plain(step.who))}"
        yield from _step(step, printer)
    last = reached.path[-1].calls[-1]
    yield f"    {printer.paint('grave', plain(last.resource))}"


def _step(step: Step, printer: Printer) -> Iterator[str]:
    for call in step.calls:
        yield f"     |  {printer.paint('warn', plain(call.action))} on {plain(call.resource)}"
        if call.allowed_by:
            yield printer.paint("faint", f"     |    allowed by {plain(' and '.join(call.allowed_by))}")
        if needs := _needs(call.context):
            yield printer.paint("faint", f"     |    needs {plain(needs)}")
    if step.rule != "goal":
        yield f"     |  {plain(step.brings)}"
    yield "     v"


def _needs(context: Witness) -> str:
    """The context that a call needs, shortest values first found; an empty value means any."""
    told = []
    for key, values in context:
        told.append(f"no {key}" if values is None else f"{key} = {' and '.join(value or 'any' for value in values)}")
    return ", ".join(told)
