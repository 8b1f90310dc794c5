"""A change on a terminal: who, why, what exactly, where, whether it can be undone, what is missing, until when."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from keyturn.cli.terminal import Printer
from keyturn.console import standing, wording
from keyturn.console.doubts import Doubt
from keyturn.console.review import Ballot, Review, Step
from keyturn.console.standing import Section
from keyturn.console.text import plain, prose
from keyturn.console.wording import Group, Line

_MANY = 6


def review_lines(review: Review, printer: Printer, at: datetime, *, whole: bool) -> Iterator[str]:
    """Yield the lines that show `review`; `whole` leaves nothing out."""
    paint = printer.paint
    yield f"{paint('strong', plain(review.short))}  {_state(review, printer)}"
    yield ""
    yield f"  asked by  {wording.asked_by(review)}"
    yield f"  task      {plain(review.kind)}, {plain(review.task)}"
    yield f"  account   {plain(review.account)}"
    yield f"  needs     {wording.needs(review)}"
    yield f"  until     {review.expires:%Y-%m-%d %H:%M} UTC ({wording.until(review.expires, at)})"
    yield ""
    yield "  the task, in its sponsor's words:"
    yield from words(review.intent, printer)
    yield ""
    undoing = standing.undoing(review)
    if undoing is not None:
        yield from _section(undoing, printer)
        yield ""
    yield from _summary(review, printer)
    for group in wording.groups(review.steps):
        yield ""
        yield from _group(group, review, printer, whole=whole)
    for section in standing.sections(review, whole=whole):
        yield ""
        yield from _section(section, printer)
    if review.votes:
        yield ""
        for vote in review.votes:
            yield from vote_lines(vote, printer)
    yield ""
    yield paint("faint", f"  change {plain(review.id)}")
    yield paint("faint", f"  digest {plain(review.digest)}")
    yield paint("faint", f"  review {plain(review.review_digest)}")


def doubt_lines(found: Sequence[Doubt], short: str, printer: Printer) -> Iterator[str]:
    """Yield the lines that say which calls are in doubt, what people say of them, and what to do."""
    for doubt in found:
        yield printer.paint("warn", f"  action {doubt.number} was sent once, and nobody knows whether it took effect:")
        yield from words(doubt.why, printer, "    ")
        if doubt.now:
            yield "    as the gateway reads it now:"
            yield from words(doubt.now, printer, "    ")
        for one in doubt.said:
            yield f"    {one.by} says {one.word}  {printer.paint('faint', one.at)} UTC"
            yield from words("\n".join(one.comment), printer, "      ") if one.comment else ()
    if found:
        which = f" --action {found[0].number}" if len(found) > 1 else ""
        yield "  look at what stands there, then two people say the same:"
        yield f"    keyturn settle {short}{which} --happened --as YOU --key FILE"
        yield f"    keyturn settle {short}{which} --did-not-happen --as YOU --key FILE"


def _state(review: Review, printer: Printer) -> str:
    style = "good" if review.state in {"approved", "done"} else "warn" if not wording.is_closed(review.state) else "bad"
    return printer.paint(style, wording.stands(review, by_gate=review.is_sent_by_gate))


def words(text: str, printer: Printer, indent: str = "  ") -> Iterator[str]:
    """Somebody else's words, each line behind a bar, so that none of them passes for a line of ours."""
    room = max(20, printer.width - len(indent) - 2)
    for line in prose(text):
        for part in textwrap.wrap(line, room, break_on_hyphens=False) or [""]:
            yield f"{indent}| {part}"


def _summary(review: Review, printer: Printer) -> Iterator[str]:
    steps = review.steps
    where = sorted({plain(name) for step in steps for name in step.environments})
    place = " and ".join(where) or "an unknown environment"
    count = "one action" if len(steps) == 1 else f"{len(steps):,} actions"
    yield printer.paint("strong", f"  would do {count} in {place}:")
    if len(wording.groups(steps)) < _MANY:
        return
    # Of many actions the grave ones are named first, wherever they stand.
    counted = Counter((not wording.is_grave(step), plain(step.name), wording.does(step)) for step in steps)
    for (harmless, name, does), times in sorted(counted.items()):
        line = f"  {times:>6,} x {name}: {does}"
        yield line if harmless else printer.paint("grave", line)


def _group(group: Group, review: Review, printer: Printer, *, whole: bool) -> Iterator[str]:
    if whole or len(group.steps) == 1:
        for number, step in enumerate(group.steps, group.first):
            yield from _step(f"{number}", step, review, printer, whole=whole)
        return
    first = group.steps[0]
    yield from _step(f"{group.first}-{group.last}", first, review, printer, whole=whole)
    names = ", ".join(wording.differing(group)) or "nothing that is shown"
    yield printer.paint(
        "faint", f"     {len(group.steps)} times, this is the first; the others differ in {names}: see all with --all"
    )


def _step(number: str, step: Step, review: Review, printer: Printer, *, whole: bool) -> Iterator[str]:
    margin = " " * (len(number) + 4)
    where = ", ".join(map(plain, (*step.environments, step.region)))
    yield f"  {number}  {printer.paint('strong', plain(step.name))}  {printer.paint('faint', where)}"
    yield margin + printer.paint("grave" if wording.is_grave(step) else "warn", wording.does(step))
    if step.account != review.account:
        yield margin + printer.paint("grave", f"in another account: {plain(step.account)}")
    for arn in step.resources:
        yield margin + plain(arn)
    found = wording.lines(step.parameters, whole=whole)
    if not found:
        yield margin + printer.paint("faint", "no parameters")
    yield from _lines(found, margin, printer)


def _section(section: Section, printer: Printer) -> Iterator[str]:
    yield printer.paint("strong", f"  {section.title}:")
    for part in section.parts:
        yield f"  - {printer.paint('grave', part.head) if part.grave else part.head}"
        yield from _lines(part.lines, "    ", printer)


def _lines(found: Sequence[Line], margin: str, printer: Printer) -> Iterator[str]:
    room = max((len(line.label) for line in found if line.depth == 0), default=0)
    for line in found:
        text = printer.paint("faint", line.text) if line.note else line.text
        label = line.label.ljust(min(room, 28)) if line.depth == 0 else line.label
        yield f"{margin}  {'  ' * line.depth}{label}{'  ' if line.label else ''}{text}".rstrip()


def vote_lines(vote: Ballot, printer: Printer) -> Iterator[str]:
    """Yield the lines that show one vote."""
    verdict = printer.paint("good", "approves") if vote.verdict == "approve" else printer.paint("bad", "rejects")
    where = "" if vote.local else "in a browser, "
    at = printer.paint("faint", where + plain(vote.at[:16].replace("T", " ")))
    yield f"  {plain(vote.reviewer)} {verdict}  {at} UTC"
    if vote.comment:
        yield from words(vote.comment, printer, "    ")
