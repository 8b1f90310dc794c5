"""`python -m tests.simulate --oracle FOLDER`: 1 if we ever say no where the oracle says yes, on random cases."""

import argparse
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from keyturn.prover.formula import Formula
from tests.simulate.cases import OPERATORS, Case, case
from tests.simulate.ours import verdict

HERE: Final = Path(__file__).parent


def main() -> int:
    """Compare, print what was found, and return 0 only if nothing is on the unsafe side."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    parser.add_argument("--oracle", type=Path, required=True, help="the folder with node_modules")
    parser.add_argument("--cases", type=int, default=24_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--record", type=Path, help="write this many cases with verdicts here")
    parser.add_argument("--sample", type=int, default=240)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    cases = [case(chance) for _ in range(arguments.cases)]
    verdicts = ask(cases, arguments.oracle)
    return report(cases, verdicts, arguments)


def say(text: object) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")


def ask(cases: list[Case], folder: Path) -> list[str]:
    """What the oracle says of each case."""
    shutil.copy(HERE / "oracle.mjs", folder / "oracle.mjs")
    lines = "".join(json.dumps(one.simulation()) + "\n" for one in cases)
    told = subprocess.run(
        ["node", "oracle.mjs"], cwd=folder, input=lines, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if len(told) != len(cases):
        raise SystemExit(f"the oracle answered {len(told)} of {len(cases)} cases")
    return told


def report(cases: list[Case], verdicts: list[str], arguments: argparse.Namespace) -> int:
    """Print the comparison; 1 if anything is on the unsafe side or too little was tried."""
    counts: Counter[str] = Counter()
    unsafe: list[Case] = []
    unclear: list[Case] = []
    safe: Counter[str] = Counter()
    outcomes: dict[str, set[bool]] = {}
    kept = []
    for one, told in zip(cases, verdicts, strict=True):
        if told.startswith("error"):
            counts[told[:60]] += 1
            continue
        theirs, ours = told == "Allowed", verdict(one)
        counts["allowed" if theirs else "denied"] += 1
        if one.operator and "Deny" not in str(one.identity):
            outcomes.setdefault(one.operator, set()).add(theirs)
        kept.append((one, theirs))
        if theirs and ours is False:
            unsafe.append(one)
        elif not theirs and ours is not False:
            safe[explained(one, ours)] += 1
            if explained(one, ours) == "unexplained":
                unclear.append(one)
    both = {base(name) for name, found in outcomes.items() if found == {True, False}}
    say(dict(counts))
    say(f"operators with both outcomes: {len(both)} of {len(OPERATORS)}; missing {sorted(set(OPERATORS) - both)}")
    say(f"unsafe: {len(unsafe)}; safe side: {dict(safe)}")
    for one in [*unsafe, *unclear][:3]:
        say(json.dumps(one.simulation()["simulation"], indent=1))
    if arguments.record:
        record(kept, arguments)
    judged = counts["allowed"] + counts["denied"]
    enough = 3 * counts["allowed"] >= judged and both == set(OPERATORS)
    return 0 if not unsafe and not unclear and enough and judged >= 20_000 else 1


def base(name: str) -> str:
    """An operator's name without set operator and IfExists."""
    return name.rpartition(":")[2].removesuffix("IfExists")


def explained(one: Case, ours: Formula) -> str:
    """Why we say yes where the oracle says no; each of these is a choice written down in docs/reference/iam.md."""
    if not isinstance(ours, bool):
        return "a value that its operator cannot read is in doubt"
    written = json.dumps(one.simulation())
    if "ForAnyValue:" in written and "IfExists" in written:
        return "ForAnyValue with IfExists holds for an absent key in an Allow, never in a Deny"
    if "${" in written:
        return "a variable without a value never makes a Deny hold, nor a negated comparison of an Allow fail"
    if one.session is not None and one.resource_policy is not None:
        return "a resource policy for everybody is not narrowed by a session policy"
    return "unexplained"


def written(one: Case) -> dict[str, object]:
    """A case without what it leaves empty."""
    return {name: value for name in Case.__slots__ if (value := getattr(one, name)) not in (None, [], "")}


def record(kept: list[tuple[Case, bool]], arguments: argparse.Namespace) -> None:
    """Write a sample as vectors for `make test`."""
    lines = [
        json.dumps({"case": written(one), "allowed": theirs}, separators=(",", ":"))
        for one, theirs in kept[: arguments.sample]
    ]
    arguments.record.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
