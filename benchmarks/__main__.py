"""`make bench`: a governed read, whole and in parts, beside an empty proxy in the same run."""

import argparse
import asyncio
import json
import sys

from benchmarks.governed import COUNT, REPEATS, compare
from benchmarks.parts import measure


def main() -> int:
    """Measure, print a table or JSON, and return 0; the figures are for reading, not for passing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT, help="distinct requests a repeat")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="repeats, of which the median is told")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    whole = [asyncio.run(compare(connections, arguments.count, arguments.repeats)) for connections in (1, 64)]
    parts = measure()
    if arguments.json:
        sys.stdout.write(json.dumps({"whole": whole, "parts": parts}, indent=2) + "\n")
        return 0
    print(f"a governed read: {arguments.count:,} distinct requests, default policies, store synced, CPU us per request")
    print(f"{'connections':>12} {'keyturn':>9} {'aiohttp proxy':>14} {'ratio':>6}   decisions remembered / made")
    for row in whole:
        decisions = row["decisions"]
        print(
            f"{row['connections']:>12} {row['governed_cpu_us']:>9} {row['proxy_cpu_us']:>14} {row['cpu_ratio']:>6}"
            f"   {decisions['remembered']:,} / {decisions['made']:,}"
        )
    print("\nits parts, each by itself, CPU us")
    for name, cost in parts.items():
        print(f"{name:>28} {cost:>7}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
