"""A change of the gate on a terminal: who wants what and why, every difference it makes, and what is missing."""

from collections.abc import Iterator
from datetime import datetime

from keyturn.cli.render import review_lines, vote_lines, words
from keyturn.cli.terminal import Printer
from keyturn.console import wording
from keyturn.console.charters import Difference
from keyturn.console.gate_review import GateReview
from keyturn.console.review import Review
from keyturn.console.text import plain

_ROOM = 4000


def shown_lines(found: Review | GateReview, printer: Printer, at: datetime, *, whole: bool) -> Iterator[str]:
    """Yield the lines that show a change, of the cloud or of the gate."""
    if isinstance(found, GateReview):
        return gate_lines(found, printer, at, whole=whole)
    return review_lines(found, printer, at, whole=whole)


def gate_lines(review: GateReview, printer: Printer, at: datetime, *, whole: bool) -> Iterator[str]:
    """Yield the lines that show `review`; `whole` leaves nothing out."""
    paint = printer.paint
    style = "good" if review.state == "done" else "bad" if wording.is_closed(review.state) else "warn"
    yield f"{paint('strong', plain(review.short))}  {paint(style, wording.gate_stands(review))}"
    yield ""
    yield f"  changes   the gate itself: {paint('strong', wording.gate_kind(review.gate))}"
    yield f"  asked by  {plain(review.by)}, who has no vote on it"
    if review.subject is not None and review.subject != review.by:
        yield f"  about     {plain(review.subject)}, who has no vote on it either"
    yield f"  needs     {wording.needs(review)}"
    yield f"  until     {review.expires:%Y-%m-%d %H:%M} UTC ({wording.until(review.expires, at)})"
    yield ""
    yield "  why, in their words:"
    yield from words(review.intent, printer)
    yield ""
    yield paint("strong", "  what changes:")
    yield from _changes(review, printer, whole=whole)
    if review.votes:
        yield ""
        for vote in review.votes:
            yield from vote_lines(vote, printer)
    yield ""
    yield paint("faint", f"  change  {plain(review.id)}")
    yield paint("faint", f"  digest  {plain(review.digest)}")
    yield paint("faint", f"  review  {plain(review.review_digest)}")
    if review.after is not None:
        yield paint("faint", f"  charter {review.after} (number {review.number}), if it is approved")


def _changes(review: GateReview, printer: Printer, *, whole: bool) -> Iterator[str]:
    if review.after is None:
        found = wording.lines(review.document, whole=whole)
        for line in found:
            label = f"{line.label}  " if line.label else ""
            yield f"    {'  ' * line.depth}{label}{line.text}".rstrip()
        if not found:
            yield printer.paint("faint", "    nothing is said besides")
        return
    shown = review.changes if whole else review.changes[:_ROOM]
    yield from (f"    {difference(one, printer)}" for one in shown)
    if len(shown) < len(review.changes):
        left = len(review.changes) - len(shown)
        yield printer.paint("warn", f"    {left:,} more lines are not shown here: see all with --all")


def difference(one: Difference, printer: Printer) -> str:
    """One difference as a line."""
    style = {"+": "good", "-": "bad"}.get(one.sign)
    text = f"{one.sign} {one.text}"
    return text if style is None else printer.paint(style, text)
