"""A proof for people: verdict first, then each path drawn from who begins to what is reached."""

from collections import Counter
from collections.abc import Iterator, Sequence

from keyturn.cli.terminal import Printer
from keyturn.console.text import plain
from keyturn.prover.answer import BYPASS, CATALOGUE, GUARDRAIL, UNKNOWN, Answer, Finding, Reached, Step
from keyturn.prover.dangers import danger
from keyturn.prover.residual import Witness

_STYLES = {BYPASS: "bad", UNKNOWN: "warn"}
_ORDER = (BYPASS, UNKNOWN, CATALOGUE, GUARDRAIL)
_MOST = 12
_MOST_OPEN = 5
_LINES = 20
_FEW = 6


def screen(answer: Answer, printer: Printer) -> Iterator[str]:
    """Yield the lines: what somebody can do, what is not known, what is proved, and whom no proof binds."""
    yield printer.paint(_STYLES.get(answer.verdict, "good"), answer.verdict)
    if answer.gateway is not None or answer.accepted:
        named = ", ".join(plain(one) for one in (*((answer.gateway,) if answer.gateway else ()), *answer.accepted))
        yield f"nobody but these is meant to: {named}"
    if len(answer.findings) > 1:
        counts = Counter(finding.verdict for finding in answer.findings)
        yield ", ".join(f"{counts[verdict]} {verdict}" for verdict in _ORDER if counts[verdict])
    for verdict in _ORDER:
        found = [finding for finding in answer.findings if finding.verdict == verdict]
        most = _MOST_OPEN if verdict in _STYLES else _MOST
        if len(found) > most:
            found.sort(key=lambda one: danger(one.action))
        for finding in found[:most]:
            yield ""
            yield from _finding(finding, printer)
        yield from _others(found[most:], printer)
    yield from _unbound(answer, printer)
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
    yield from (printer.paint("faint", f"    {plain(arn)} (service-linked) can") for arn in finding.linked)


def _others(found: Sequence[Finding], printer: Printer) -> Iterator[str]:
    """The findings for which there is no room: one line each, then how many."""
    if not found:
        return
    yield ""
    for finding in found[:_LINES]:
        who = len({*finding.principals, *finding.outsiders})
        can = f"  {who} can" if who else ""
        verdict = printer.paint(_STYLES.get(finding.verdict, "good"), finding.verdict)
        yield f"{verdict}  {plain(finding.action)} on {plain(finding.resource)}{can}"
    if len(found) > _LINES:
        verdict = found[0].verdict
        yield f"and {len(found) - _LINES} more {verdict} (all are in --json, and `--protected` asks for one)"


def _unbound(answer: Answer, printer: Printer) -> Iterator[str]:
    """Whom the proofs do not bind: each once, whichever proof says so."""
    proofs = [one for one in answer.findings if one.verdict not in _STYLES]
    if not proofs:
        return
    yield ""
    yield printer.paint("faint", f"not bound by {'this proof' if len(proofs) == 1 else 'these proofs'}:")
    named = dict.fromkeys(one for finding in proofs for one in finding.unbound)
    yield from (printer.paint("faint", f"  {plain(one)}") for one in named)


def _reached(found: tuple[Reached, ...], can: str, printer: Printer) -> Iterator[str]:
    if not found:
        return
    yield f"  {len(found)} {can}:"
    alike = _alike(found)
    for same in alike[:_MOST]:
        yield ""
        yield from _drawn(same, printer)
    if len(alike) > _MOST:
        left = [one for same in alike[_MOST:] for one in same]
        yield ""
        yield f"  and {len(left)} more (all are in --json): " + ", ".join(
            plain(one.arn.rpartition(":")[2]) for one in left[:8]
        )


def _alike(found: Sequence[Reached]) -> list[list[Reached]]:
    """Those who have the same path but for who begins."""
    same: dict[tuple[object, ...], list[Reached]] = {}
    for one in found:
        first, *rest = one.path
        same.setdefault((first.calls, first.brings, first.rule, *rest), []).append(one)
    return list(same.values())


def _drawn(same: Sequence[Reached], printer: Printer) -> Iterator[str]:
    reached = same[0]
    for one in same[:_FEW]:
        yield f"    {printer.paint('strong', plain(one.path[0].who))}"
    if len(same) > _FEW:
        yield f"    and {len(same) - _FEW} more"
    yield from _step(reached.path[0], printer)
    for step in reached.path[1:]:
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
