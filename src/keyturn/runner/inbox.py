"""What waits for people, a page at a time, so that nobody can hide a change behind many others.

The first page is shared out: one change of each sponsor in turn, and of each sponsor's tasks in turn, the oldest first;
what waits for whoever asks comes before what does not. So a session, a task or a person who opens thousands takes no
place from anybody else's. Whoever wants everything asks page by page, in the order in which changes were opened.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant, parse_instant
from keyturn.errors import Malformed
from keyturn.model.change import State as Stage
from keyturn.model.identity import Person
from keyturn.runner.gating import GateShowing
from keyturn.runner.intake import Params, only
from keyturn.runner.showing import Showing

PAGE: Final = 50
MOST: Final = 500


class Waiting(NamedTuple):
    """One open change: in what order it stands, whose it is, whether the reader may be asked, and who shows it."""

    opened: datetime
    id: str
    sponsor: str
    task: str
    asked: bool
    case: Any
    line: Callable[[Any, Person | None], Json]


class Inbox:
    """Answers what waits."""

    def __init__(self, changes: Showing, gate: GateShowing) -> None:
        """`changes` are those of agents, `gate` those of the gate itself."""
        self._changes = changes
        self._gate = gate

    def page(self, params: Params, person: Person | None) -> dict[str, Json]:
        """Return one page as `person` sees it: the first, shared out; with `after`, one in the order of opening.

        An `after` that is empty begins, `next` of the answer goes on. `total` counts all that waits, `more` what is
        behind this page, `sponsors` whose it is. Raises Malformed.
        """
        only(params, "as", "after", "limit")
        limit, after = params.get("limit", PAGE), params.get("after")
        if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MOST:
            raise Malformed("limit", limit, f"a whole number from 1 to {MOST} is wanted")
        if after is not None and not isinstance(after, str):
            raise Malformed("after", after, "what a page calls `next` is wanted, or an empty text")
        everything = list(self._waiting(person))
        if after is None:
            page, left = list(islice(_shared_out(everything), limit)), len(everything)
        else:
            behind = _behind(everything, after)
            page, left = behind[:limit], len(behind)
        more = left - len(page)
        return {
            "changes": [one.line(one.case, person) for one in page],
            "total": len(everything),
            "more": more,
            "next": _place(page[-1]) if more and after is not None else None,
            "sponsors": dict(Counter(one.sponsor for one in everything).most_common(MOST)),
        }

    def _waiting(self, person: Person | None) -> Iterator[Waiting]:
        name = None if person is None else person.name
        for asked in self._gate.open_cases():
            of = asked.change
            may = name is not None and name != of.by and name not in asked.votes
            yield Waiting(of.opened, of.id, of.by, "", may, asked, self._gate.line)
        for case in self._changes.open_cases():
            change = case.change
            # As far as that is quickly told: policy is asked about the changes of one page only.
            may = (
                name is not None
                and name not in (change.sponsor, case.opener)
                and (name not in case.votes or case.stage is Stage.IN_DOUBT)
            )
            yield Waiting(change.opened, change.id, change.sponsor, change.task, may, case, self._changes.line)


def _shared_out(everything: Iterable[Waiting]) -> Iterator[Waiting]:
    """What is asked of the reader first, and of that and the rest one of each sponsor in turn, one of each task."""
    asked: list[Waiting] = []
    rest: list[Waiting] = []
    for one in sorted(everything, key=_opened):
        (asked if one.asked else rest).append(one)
    for part in (asked, rest):
        sponsors: dict[str, dict[str, list[Waiting]]] = {}
        for one in part:
            sponsors.setdefault(one.sponsor, {}).setdefault(one.task, []).append(one)
        yield from _in_turn([_in_turn([iter(task) for task in tasks.values()]) for tasks in sponsors.values()])


def _in_turn(streams: list[Iterator[Waiting]]) -> Iterator[Waiting]:
    """One of each stream, again and again, until all are at their end."""
    while streams:
        left = []
        for stream in streams:
            found = next(stream, None)
            if found is not None:
                left.append(stream)
                yield found
        streams = left


def _behind(everything: Iterable[Waiting], after: str) -> list[Waiting]:
    """What was opened after the place that `after` names: all of it for an empty text. Raises Malformed."""
    ordered = sorted(everything, key=_opened)
    if not after:
        return ordered
    instant, _, identity = after.partition(" ")
    return ordered[bisect_right(ordered, (parse_instant(instant), identity), key=_opened) :]


def _place(one: Waiting) -> str:
    return f"{format_instant(one.opened)} {one.id}"


def _opened(one: Waiting) -> tuple[datetime, str]:
    return one.opened, one.id
