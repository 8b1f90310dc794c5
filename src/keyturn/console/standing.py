"""How things stand and what is pointed at, in words: the same parts in the terminal and in the browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.console import wording
from keyturn.console.review import Added, Moved, Pointer, Review, Thing
from keyturn.console.text import plain, quoted
from keyturn.console.wording import Line

_STANDS: Final[Mapping[str, str]] = {
    "there": "is there, like this:",
    "absent": "is not there",
    "not bound": "state not bound:",
}
_DIFF: Final = "diff"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing, difference or reference: what it is, and lines about it. `grave` ones deserve a second look."""

    head: str
    grave: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under a title."""

    title: str
    parts: tuple[Part, ...]


def sections(review: Review, *, whole: bool = False) -> tuple[Section, ...]:
    """Everything the review document says beside its actions. `whole` leaves nothing out, however long."""
    found = []
    if review.drift:
        title = f"Came back (observation {review.round}): since people approved it, this changed"
        found.append(Section(title, tuple(_moved(one) for one in review.drift)))
    if review.things:
        title = "What it touches, as the gateway read it"
        found.append(Section(title, tuple(_thing(one, review, whole=whole) for one in review.things)))
    elif review.round:
        found.append(Section("What it touches", (Part("nothing that is there already", grave=False, lines=()),)))
    if review.pointers:
        title = "What it points at elsewhere"
        found.append(Section(title, tuple(_pointer(one, review, whole=whole) for one in review.pointers)))
    if review.added:
        title = "What Keyturn adds when it sends it"
        found.append(Section(title, tuple(_added(one, review) for one in review.added)))
    return tuple(found)


def _added(one: Added, review: Review) -> Part:
    said = plain(one.value) if one.value else "(what AWS calls this state at that moment)"
    head = f"{plain(one.member)}: {said}{_of((one.step,), review)}"
    why = f"AWS refuses the call, and nothing changes, unless {plain(one.thing)} is as it is here"
    return Part(head, grave=False, lines=(Line(0, "so that", why, note=True),))


def undoing(review: Review) -> Section | None:
    """What a change undoes of another, and what it leaves; None for one that is no rollback."""
    undoes = review.undoes
    if undoes is None:
        return None
    pairs = (Line(0, f"action {step}", f"undoes its action {number}") for step, number in enumerate(undoes.steps, 1))
    parts = [Part("what it puts back", grave=False, lines=tuple(pairs))]
    for number, why in undoes.left:
        parts.append(Part(f"its action {number} stays, or part of it: {plain(why)}", grave=True, lines=()))
    return Section(f"Rolls back change {plain(undoes.change[:10])} of {plain(undoes.sponsor)}", tuple(parts))


def _moved(one: Moved) -> Part:
    if not one.place:
        # The gateway's own word (there, absent), not a value that was read.
        whole = (Line(0, "was", plain(one.before), note=True), Line(0, "now", plain(one.now), note=True))
        return Part(plain(one.thing), grave=True, lines=whole)
    head = f"{plain(one.thing)}: {plain(one.place)}"
    was = Line(0, "was", quoted(one.before) if one.before else "nothing", note=not one.before)
    now = Line(0, "now", quoted(one.now) if one.now else "nothing", note=not one.now)
    return Part(head, grave=True, lines=(was, now))


def _thing(one: Thing, review: Review, *, whole: bool) -> Part:
    stands = _STANDS.get(one.stands, plain(one.stands))
    why = f" {plain(one.why)}" if one.why else ""
    head = f"{plain(one.thing)} {stands}{why}{_of(one.steps, review)}"
    lines = wording.lines(one.state, whole=whole) if one.stands == "there" else ()
    return Part(head, one.stands == "not bound", lines)


def _pointer(one: Pointer, review: Review, *, whole: bool) -> Part:
    said = "one content for ever" if one.fixed else "can come to mean something else"
    if one.accepted:
        said += f", accepted by {plain(one.accepted)}"
    head = f"{plain(one.member)} names {plain(one.points)}: {said}{_of((one.step,), review)}"
    lines = [Line(0, "now", plain(one.now), note=True)] if one.now else []
    if one.digest:
        lines.append(Line(0, "SHA-256", plain(one.digest)))
    lines += _content(one.content, whole=whole)
    return Part(head, not one.fixed, tuple(lines))


def _content(content: Mapping[str, Json], *, whole: bool) -> Iterator[Line]:
    rest = {name: value for name, value in content.items() if name != _DIFF}
    yield from wording.lines(rest, whole=whole)
    found = content.get(_DIFF)
    if isinstance(found, list | tuple) and all(isinstance(line, str) for line in found):
        yield Line(0, "against what runs now", "", note=True)
        yield from (Line(1, "", plain(str(line))) for line in found)
    elif found is not None:
        yield from wording.lines({_DIFF: found}, whole=whole)


def _of(steps: tuple[int, ...], review: Review) -> str:
    if len(review.steps) == 1:
        return ""
    named = ", ".join(str(number) for number in steps[:8])
    more = f" and {len(steps) - 8} more" if len(steps) > 8 else ""
    return f" (action {named}{more})"
