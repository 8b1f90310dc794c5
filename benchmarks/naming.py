"""What naming a call costs over requests of every service, as botocore sends them: median and 99th percentile.

`python -m benchmarks.naming` does it for every operation there is, and says which requests cost most.
"""

import argparse
import sys
import time
from typing import Final, NamedTuple

from keyturn.recognise.aws.call import name_call
from tests.wire.clients import Sent
from tests.wire.handmade import catalogue
from tests.wire.peers import PLACES, sends
from tests.wire.run import HOSTS

_ROUNDS: Final = 5
_SEED: Final = "keyturn"
_TOLD: Final = 12


class Taken(NamedTuple):
    """CPU microseconds of naming one request: the best of five, once it was named before."""

    cost: float
    place: str
    operation: str
    bytes: int


def _taken(place: str, sent: Sent) -> Taken:
    name_call(sent.request, sent.scope, catalogue(), HOSTS)
    rounds = []
    for _ in range(_ROUNDS):
        begun = time.thread_time_ns()
        name_call(sent.request, sent.scope, catalogue(), HOSTS)
        rounds.append((time.thread_time_ns() - begun) / 1000)
    return Taken(min(rounds), place, f"{sent.service}:{sent.operation}", sent.request.content.length)


def measured(per_service: int | None) -> list[Taken]:
    """Name so many operations of each service (None: all), each sent bare and with all its members, in both places.

    Each is named once before, as a gateway has after its first such call. From the cheapest to the dearest.
    """
    return sorted(_taken(place, sent) for place in PLACES for sent in sends(place, per_service, _SEED))


def naming(per_service: int | None) -> dict[str, float]:
    """Return what naming costs over so many operations of each service (None: all), in CPU microseconds."""
    return _figures(measured(per_service))


def _figures(taken: list[Taken]) -> dict[str, float]:
    return {
        "operations": len({one.operation for one in taken}),
        "requests": len(taken),
        "median": round(taken[len(taken) // 2].cost, 1),
        "99th percentile": round(taken[len(taken) * 99 // 100].cost, 1),
        "worst": round(taken[-1].cost, 1),
    }


def main() -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.naming", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="only N operations of each service")
    taken = measured(parser.parse_args().sample)
    lines = [f"{name:>20} {figure:>10,}" for name, figure in _figures(taken).items()]
    lines += ["", "the dearest, CPU us: place, operation, bytes of its body"]
    lines += [f"{one.cost:>10.1f}  {one.place:<8} {one.operation} {one.bytes:,}" for one in taken[: -_TOLD - 1 : -1]]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
