#!/usr/bin/env python3
"""Print the tables of docs/reference/state.md: readers of state, conditions, what points elsewhere, and opposites."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

from keyturn.gather.conditions import LEFT, ROWS  # noqa: E402  # found by the line above
from keyturn.gather.pointing import rows as pointing  # noqa: E402  # as above
from keyturn.gather.readers import sets, table  # noqa: E402  # as above
from keyturn.gather.undoing import rows as undoing  # noqa: E402  # as above


def readers() -> Iterator[str]:
    """Yield the lines of the table of readers."""
    yield "| service | thing: what is its state | read with | left out, because | kept hidden | for |"
    yield "|---|---|---|---|---|---|"
    for one in table():
        reads = ", ".join(f"`{ask.operation}`" for ask in one.asks)
        less = "; ".join(f"{', '.join(f'`{place}`' for place in places)}: {why}" for places, why in one.less)
        hide = ", ".join(f"`{place}`" for place in one.hide)
        operations = ", ".join(f"`{name}`" for name in one.operations)
        yield f"| `{one.service}` | {one.noun}: {one.what} | {reads} | {less} | {hide} | {operations} |"


def unordered() -> Iterator[str]:
    """Yield the lines of the table of lists whose order means nothing."""
    yield "| list | because |"
    yield "|---|---|"
    for places, why in sets.places():
        yield f"| {', '.join(f'`{place}`' for place in places)} | {why} |"


def conditions() -> Iterator[str]:
    """Yield the lines of the table of conditions."""
    yield "| call | parameter | its value, from | where there is none | says |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        absent = f"`{row.absent[0]}: {row.absent[1]}`" if row.absent else "not added"
        source = f"`{row.place}` of `{row.read}`"
        member = row.member if row.each is None else f"{row.each}.*.{row.member}"
        unless = f"; not added with `{row.unless}`" if row.unless else ""
        yield f"| `{row.operation}` | `{member}` | {source} | {absent} | {row.why}{unless} |"


def left() -> Iterator[str]:
    """Yield the lines of the table of conditions that are left to the client."""
    yield "| call | parameter | why Keyturn does not add it |"
    yield "|---|---|---|"
    for name, (member, why) in LEFT.items():
        yield f"| `{name}` | `{member}` | {why} |"


def pointers() -> Iterator[str]:
    """Yield the lines of the table of references."""
    yield "| service | member | kind | its version |"
    yield "|---|---|---|---|"
    for where, found in sorted(pointing().items()):
        for member, row in found.items():
            version = " or ".join(f"`{name}`" for name in row.version)
            yield f"| `{where}` | `{member}` | {row.kind} | {version} |"


def opposites() -> Iterator[str]:
    """Yield the lines of the table of opposites."""
    yield "| call | undone by |"
    yield "|---|---|"
    for name, found in sorted(undoing().items()):
        yield f"| `{name}` | {' or '.join(f'`{one}`' for one in dict.fromkeys(found))} |"


if __name__ == "__main__":
    for part in (readers(), unordered(), conditions(), left(), pointers(), opposites()):
        sys.stdout.write("".join(f"{line}\n" for line in part) + "\n")
