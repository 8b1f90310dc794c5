#!/usr/bin/env python3
"""Print the operations that are one on the wire, as the table in docs/reference/recognition.md."""

import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

from keyturn.adapters.aws.catalogue import PackagedCatalogue  # noqa: E402  # found by the line above
from keyturn.recognise.aws.same import RENAMED, SERVICES  # noqa: E402  # as above


def rows() -> Iterator[str]:
    """Yield the lines of the table."""
    catalogue = PackagedCatalogue()
    yield "| told as | also called | IAM prefix | shared | why |"
    yield "|---|---|---|---|---|"
    for row in SERVICES:
        owner, *others = row.members
        shared = {
            name
            for one, other in combinations(row.members, 2)
            for name in catalogue.service(one).operations.keys() & catalogue.service(other).operations.keys()
        }
        named = ", ".join(f"`{other}`" for other in others)
        yield f"| `{owner}` | {named} | `{row.prefix}` | {len(shared)} operations | {row.reason} |"
    for renamed in RENAMED:
        names = f"`{renamed.service}:{renamed.owner}` | `{renamed.service}:{renamed.name}`"
        yield f"| {names} | `{renamed.service}` | 1 operation | needs {renamed.reason} |"


if __name__ == "__main__":
    sys.stdout.write("".join(f"{line}\n" for line in rows()))
