#!/usr/bin/env python3
"""Write docs/reference/aws-classes.md: the operations that are one on the wire, with the IAM actions they share.

With `--check` it writes nothing and exits 1 if the page is stale.
"""

import argparse
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from keyturn.adapters.aws.catalogue import PackagedCatalogue  # noqa: E402  # found by the line above
from keyturn.model.action import Action, Call  # noqa: E402
from keyturn.recognise.aws.same import RENAMED, SERVICES  # noqa: E402
from keyturn.recognise.aws.touches import touch  # noqa: E402

PAGE: Final = ROOT / "docs" / "reference" / "aws-classes.md"
HEAD: Final = """# Operations that are one on the wire

Some operations of different services are the same bytes: one API under two names, or tagging at an address that
several services share. Keyturn names such a call by the first of the services below, and only because all of them need
the same IAM actions. What else is tied between two operations is refused, never guessed. `tools/write_classes.py`
writes this page, and a test fails where two members of a class need different actions.
"""


def classes() -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Each operation of a class: its name, the reason of the class, and its services as (service, operation)."""
    catalogue = PackagedCatalogue()
    for row in SERVICES:
        shared: dict[str, set[str]] = {}
        for one, other in combinations(row.members, 2):
            for name in catalogue.service(one).operations.keys() & catalogue.service(other).operations.keys():
                shared.setdefault(name, set()).update((one, other))
        for name in sorted(shared):
            yield name, row.reason, tuple((one, name) for one in row.members if one in shared[name])
    for renamed in RENAMED:
        yield renamed.owner, renamed.reason, ((renamed.service, renamed.owner), (renamed.service, renamed.name))


def actions(service: str, operation: str, catalogue: PackagedCatalogue) -> tuple[str, ...]:
    """The IAM actions that one operation needs."""
    action = touch(Call(service, operation, "us-east-1", {}), "123456789012", catalogue)
    return action.iam if isinstance(action, Action) else ()


def page() -> str:
    """The whole page."""
    catalogue = PackagedCatalogue()
    lines = [HEAD, "| told as | the same as | IAM actions | because |", "|---|---|---|---|"]
    for _, reason, members in classes():
        (service, name), *others = members
        said = ", ".join(f"`{one}:{other}`" for one, other in others)
        lines.append(f"| `{service}:{name}` | {said} | {', '.join(actions(service, name, catalogue))} | {reason} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is stale")
    if parser.parse_args(arguments).check:
        return 0 if PAGE.is_file() and PAGE.read_text("utf-8") == page() else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
