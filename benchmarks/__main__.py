"""`make bench`: a governed read, whole and in parts, beside plain reverse proxies in the same run."""

import argparse
import asyncio
import json
import sys
from typing import Any

from benchmarks.approvals import approvals
from benchmarks.governed import COUNT, REPEATS, compare
from benchmarks.many import with_policies
from benchmarks.naming import naming
from benchmarks.parts import measure


def main() -> int:
    """Measure, print a table or JSON, and return 0; the figures are for reading, not for passing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="distinct requests a repeat")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="repeats, of which the median is told")
    parser.add_argument("--quick", action="store_true", help="2,000 requests, two repeats, a small sample")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    count, repeats = (2_000, 2) if arguments.quick else (arguments.count, arguments.repeats)
    found: dict[str, Any] = {
        "whole": [asyncio.run(compare(connections, count, repeats)) for connections in (1, 64)],
        "policies": with_policies(1_000),
        "naming": naming(1 if arguments.quick else None),
        "parts": measure(),
        "people": approvals(),
    }
    sys.stdout.write(json.dumps(found, indent=2) + "\n" if arguments.json else "\n".join(_told(found)) + "\n")
    return 0


def _told(found: dict[str, Any]) -> list[str]:
    whole = found["whole"]
    lines = [f"a governed read: {whole[0]['requests']:,} distinct requests, 1,000 policies, store synced"]
    lines.append(f"{'connections':>12} {'server':>20} {'CPU us':>8} {'wall us':>8}   keyturn's CPU beside it")
    for row in whole:
        for name, cost in row["servers"].items():
            beside = "" if name == "keyturn" else f"{cost['ratio']:>8} x"
            lines.append(f"{row['connections']:>12} {name:>20} {cost['cpu']:>8} {cost['wall']:>8} {beside}")
        decisions = row["decisions"]
        lines.append(f"{'':>12} decisions remembered {decisions['remembered']:,}, made {decisions['made']:,}")
    if whole[0]["absent"]:
        lines.append(f"not installed here, so not measured: {', '.join(whole[0]['absent'])}")
    lines.append(f"`keyturn up` is ready after {whole[0]['ready_seconds']} s and then holds {whole[0]['idle_mib']} MiB")
    lines += ["", "the gate with 1,000 policies, without sockets and upstream, 64 at once, CPU us a read"]
    lines += [f"{name:>44} {cost:>8}" for name, cost in found["policies"].items()]
    lines += ["", f"naming a call: {found['naming'].pop('operations'):,} operations, in both places, CPU us"]
    lines += [f"{name:>44} {cost:>8}" for name, cost in found["naming"].items()]
    lines += ["", "the parts of a governed read, each by itself, CPU us"]
    lines += [f"{name:>44} {cost:>8}" for name, cost in found["parts"].items()]
    people = dict(found["people"])
    full = f"{people.pop('open changes'):,} open changes, {people.pop('reviewers')} reviewers"
    lines += ["", f"what people ask of a gate with {full}, CPU ms: the median, and the worst"]
    lines += [f"{name:>44} {cost['median']:>8} {cost['worst']:>8}" for name, cost in people.items()]
    return lines


if __name__ == "__main__":
    sys.exit(main())
