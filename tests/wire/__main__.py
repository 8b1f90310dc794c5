"""`python -m tests.wire [--sample N] [--mode MODE]...`: counts by mode and protocol, and every story worth telling.

Without `--sample`, every operation is sent in every mode, once with its required members and once with all of them.
The exit code is 1 if anything was named wrongly or read with other parameters than were given, or if more than one in
two hundred was refused.
"""

import argparse
import sys
import time
from typing import Final

from tests.wire.run import MODES, Outcome, run

MOST_REFUSED: Final = 0.005


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire", description="recognise what botocore sends")
    parser.add_argument("--all", action="store_true", help="every operation (the default)")
    parser.add_argument("--sample", type=int, metavar="N", help="only N operations, chosen by --seed")
    parser.add_argument("--seed", default="keyturn", help="what the sample and the parameters are made from")
    parser.add_argument(
        "--mode", action="append", choices=sorted(MODES), help="only this way of sending; may be repeated"
    )
    parser.add_argument("--service", action="append", help="only this service; may be repeated")
    parser.add_argument("--verbose", action="store_true", help="tell also what botocore itself could not send")
    options = parser.parse_args(arguments)
    bad = 0
    tried: set[str] = set()
    accepted: set[str] = set()
    for mode in options.mode or sorted(MODES):
        start = time.perf_counter()
        outcome = run(mode, services=options.service, sample=options.sample, seed=options.seed)
        _report(mode, outcome, time.perf_counter() - start, verbose=options.verbose)
        bad += outcome.bad
        if outcome.refused > MOST_REFUSED * outcome.signed:
            _say(f"  more than {MOST_REFUSED:.1%} of what is signed is refused")
            bad += 1
        tried |= outcome.tried
        accepted |= outcome.accepted
    _say(f"\n{len(accepted):,} of {len(tried):,} operations accepted in some mode")
    for name in sorted(tried - accepted):
        _say(f"  in none: {name}")
    return 1 if bad else 0


def _report(mode: str, outcome: Outcome, seconds: float, *, verbose: bool) -> None:
    _say(f"\n== {mode}: {outcome.total} requests, {seconds:.0f} s")
    names = sorted({name for counts in outcome.counts.values() for name in counts})
    _say(f"{'':22}" + "".join(f"{name:>12}" for name in names))
    for wire, counts in sorted(outcome.counts.items()):
        _say(f"{wire:22}" + "".join(f"{counts[name]:>12}" for name in names))
    for story in outcome.stories:
        _say(f"  {story}")
    for reason, count in sorted(outcome.refusals.items()):
        _say(f"  refused {count:>5}  {reason}")
    for reason, count in sorted(outcome.unsent.items()) if verbose else ():
        _say(f"  not sent {count:>4}  {reason}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
