"""`[approvals]`: who approves, how many, for how long a change is open."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from keyturn.config.table import Table
from keyturn.errors import Malformed
from keyturn.model.decision import Quorum, Seats, parse_quorum

KEYS: Final = ("group", "people", "quorum", "expires", "hold_seconds", "mutable_references")
_FEWEST: Final = 2
_PATTERN: Final = re.compile(r"[!-~ ]{1,512}")


TWO_OF_SRE: Final = Quorum((Seats(2, "sre"),), 2)


@dataclass(frozen=True, slots=True)
class Approvals:
    """Who approves production changes, how many, how long a change stays open, how long a door may wait for people.

    `mutable_references` are patterns (`s3://releases/*`) of what a call may point at although it can come to mean
    something else.
    """

    quorum: Quorum = TWO_OF_SRE
    expires: timedelta = timedelta(hours=24)
    hold_seconds: int = 0
    mutable_references: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many different people it takes."""
        return self.quorum.people

    @property
    def group(self) -> str:
        """The group that has the most seats, the first by name of several."""
        return max(self.quorum.seats, key=lambda seats: seats.count).group


def read(root: Table) -> Approvals:
    """Read `[approvals]`."""
    table = root.section("approvals", KEYS)
    default = Approvals()
    expires = table.duration("expires", timedelta(minutes=1), timedelta(days=30), "`1m` and `30d`")
    return Approvals(
        quorum=_quorum(table, default),
        expires=default.expires if expires is None else expires,
        hold_seconds=table.integer("hold_seconds", default.hold_seconds, 0, 50),
        mutable_references=table.texts(
            "mutable_references", _PATTERN, "a pattern of what calls name, such as `s3://releases/*`, is wanted"
        ),
    )


def _quorum(table: Table, default: Approvals) -> Quorum:
    """Read `quorum`, or `group` and `people`, which say the same of one group."""
    text = table.text("quorum")
    if text is None:
        given = table.text("group")
        group = default.group if given is None else table.named("group", given, "group")
        people = table.integer("people", default.people, _FEWEST, 20)
        return Quorum((Seats(people, group),), people)
    for other in ("group", "people"):
        if other in table.values:
            raise table.bad(other, "stands beside `quorum`, which says both: leave it out", show=False)
    try:
        quorum = parse_quorum(text)
    except Malformed as error:
        raise table.bad("quorum", f"cannot be used: {error.why}") from None
    if quorum.people < _FEWEST:
        raise table.bad("quorum", "is one person: a production change waits for two")
    return quorum
