"""`[approvals]`: who approves, how many, for how long a change is open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from keyturn.config.table import Table

KEYS: Final = ("group", "people", "expires", "hold_seconds")


@dataclass(frozen=True, slots=True)
class Approvals:
    """Who approves production changes, how many, how long a change stays open, how long a door may wait for people."""

    group: str = "sre"
    people: int = 2
    expires: timedelta = timedelta(hours=24)
    hold_seconds: int = 0


def read(root: Table) -> Approvals:
    """Read `[approvals]`."""
    table = root.section("approvals", KEYS)
    default = Approvals()
    group = table.text("group")
    expires = table.duration("expires", timedelta(minutes=1), timedelta(days=30), "`1m` and `30d`")
    return Approvals(
        group=default.group if group is None else table.named("group", group, "group"),
        people=table.integer("people", default.people, 2, 20),
        expires=default.expires if expires is None else expires,
        hold_seconds=table.integer("hold_seconds", default.hold_seconds, 0, 50),
    )
