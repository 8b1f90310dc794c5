"""Over-broad roles for people: the worst first, what was never used and why that is said, then the narrower policy."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import unified_diff
from typing import Final

from keyturn.cli.terminal import Printer
from keyturn.codec.canonical import Json
from keyturn.console.text import plain
from keyturn.prover.broad import STALE, Breadth, Broad, Group
from keyturn.prover.dangers import Danger
from keyturn.prover.narrower import LIMIT, Narrower

_FEW: Final = 6
_FEWER: Final = 3
_LINES: Final = 60
_STYLES: Final = {Danger.PERMISSION: "bad", Danger.IRREVERSIBLE: "bad", Danger.DELEGATION: "warn"}


def screen(found: Breadth, at: datetime, printer: Printer) -> Iterator[str]:
    """Yield the lines; `at` is now."""
    broad = found.found
    if found.judged:
        yield f"{len(broad)} of {found.judged} judged may do protected things that they never did"
    else:
        yield printer.paint("warn", "nobody could be judged")
    if found.unheard:
        yield printer.paint("faint", f"not judged, for nothing is known of what they used: {_some(found.unheard)}")
    if found.strangers:
        yield printer.paint("warn", f"not in this account, and left out: {_some(found.strangers)}")
    for one in broad:
        yield ""
        yield from _one(one, at, printer)
    doubted = [one.arn for one in found.broad if not one.unused]
    if doubted:
        yield ""
        yield f"of {len(doubted)} more nobody knows whether they used what they have: {_some(doubted)}"


def _one(one: Broad, at: datetime, printer: Printer) -> Iterator[str]:
    never, unknown = (len({name for one in groups for name in one.actions}) for groups in (one.unused, one.unknown))
    meant = printer.paint("faint", " (meant to pass)") if one.meant else ""
    yield f"{printer.paint('strong', plain(one.arn))}{meant}"
    yield f"  {never} never used" + (f", {unknown} not known" if unknown else "") + _known_from(one)
    made = one.history.made
    if made is not None and at - made < STALE:
        yield printer.paint("warn", f"  it is {(at - made).days} days old: what it will need it may not have used yet")
    yield from _groups(one.unused, printer, _FEW)
    yield from _groups(one.unknown, printer, _FEWER, "not known: ")
    for group, elsewhere in _joined(one.used):
        if group.last is not None and at - group.last > STALE:
            yield _line(group, elsewhere, printer, "faint", f"used {(at - group.last).days} days ago, says ")
    if one.narrower is None:
        yield printer.paint("warn", f"  no narrower policy: {plain(one.why)}")
    else:
        yield from _narrower(one.narrower, printer)
    for left in one.remains[:_FEW]:
        yield printer.paint("warn", f"  still allowed after that: {plain(left)}")
        yield printer.paint("faint", "      a resource's own policy allows it, or the action stays for other things")


def _known_from(one: Broad) -> str:
    parts = []
    if one.history.reported is not None:
        parts.append(f"IAM's report of {one.history.reported:%Y-%m-%d}")
    if one.history.since is not None:
        parts.append(f"the log since {one.history.since:%Y-%m-%d}")
    return f", by {' and '.join(parts)}" if parts else ""


def _groups(found: tuple[Group, ...], printer: Printer, most: int, before: str = "") -> Iterator[str]:
    joined = _joined(found)
    for group, elsewhere in joined[:most]:
        yield _line(group, elsewhere, printer, "faint" if before else _STYLES.get(group.danger, "strong"), before)
    if len(joined) > most:
        names = sum(len(one.names) for one, _ in joined[most:])
        services = len({one.service for one, _ in joined[most:]})
        yield printer.paint("faint", f"  {before}and {names} more of {services} services (all are in --json)")


def _joined(found: tuple[Group, ...]) -> list[tuple[Group, int]]:
    """The groups that differ in their resource alone as one, with on how many more resources."""
    by_rest: dict[tuple[object, ...], list[Group]] = {}
    for one in found:
        by_rest.setdefault((one.danger, one.service, one.names, one.why, one.last), []).append(one)
    return [(same[0], len(same) - 1) for same in by_rest.values()]


def _line(group: Group, elsewhere: int, printer: Printer, style: str, before: str = "") -> str:
    few = ", ".join(plain(name) for name in group.names[:_FEW])
    more = f" and {len(group.names) - _FEW} more" if len(group.names) > _FEW else ""
    where = plain(group.resource) + (f" and {elsewhere} more" if elsewhere else "")
    kind = printer.paint(style, f"{group.danger.word:<13}")
    why = printer.paint("faint", f"      {before}{plain(group.why)}")
    return f"  {kind}{plain(group.service)}: {few}{more} on {where}\n{why}"


def _narrower(found: Narrower, printer: Printer) -> Iterator[str]:
    sizes = ", ".join(f"{size:,}" for size in found.sizes) or "0"
    many = len(found.policies)
    count = "this policy" if many == 1 else f"these {many} policies" if many else "nothing at all"
    how = f"in place of {_some(found.replaces)}" if found.instead else "beside what it holds"
    yield f"  {printer.paint('good', 'proved')}: with {count} {plain(how)} all that was used stays and nothing is new"
    yield printer.paint("faint", f"  ({sizes} of {LIMIT:,} characters)")
    if found.unknown:
        yield printer.paint("faint", f"  left as it is, for nobody knows whether it was used: {_some(found.unknown)}")
    after: Json = found.policies[0] if many == 1 else list(found.policies) or None
    lines = list(
        unified_diff(_lines(found.before if found.instead else None), _lines(after), "now", "narrower", "", "", 2, "")
    )
    for line in lines[:_LINES]:
        style = "good" if line.startswith("+") else "bad" if line.startswith("-") else "faint"
        yield "  " + printer.paint(style, plain(line))
    if len(lines) > _LINES:
        yield printer.paint("faint", f"  and {len(lines) - _LINES} more lines (all are in --json)")


def _lines(value: Json) -> list[str]:
    return [] if value is None else json.dumps(value, indent=2).splitlines()


def _some(names: Iterable[str]) -> str:
    found = list(names)
    few = ", ".join(plain(one) for one in found[:_FEW])
    return f"{few} and {len(found) - _FEW} more" if len(found) > _FEW else few
