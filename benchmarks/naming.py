"""What naming a call costs over requests of every service, as botocore sends them: median and 99th percentile."""

import itertools
import time
from typing import Final

from keyturn.recognise.aws.call import name_call
from tests.wire.handmade import catalogue
from tests.wire.peers import sends
from tests.wire.run import HOSTS

_ROUNDS: Final = 5
_SEED: Final = "keyturn"


def naming(per_service: int) -> dict[str, float]:
    """Return CPU microseconds over so many operations of each service, each sent bare and with all its members.

    Each is named once before, as a gateway has after its first such call, and then timed: the best of five.
    """
    taken = []
    for sent in itertools.chain(sends("aws", per_service, _SEED), sends("gateway", per_service, _SEED)):
        name_call(sent.request, sent.scope, catalogue(), HOSTS)
        rounds = []
        for _ in range(_ROUNDS):
            begun = time.thread_time_ns()
            name_call(sent.request, sent.scope, catalogue(), HOSTS)
            rounds.append((time.thread_time_ns() - begun) / 1000)
        taken.append(min(rounds))
    taken.sort()
    return {
        "requests": len(taken),
        "median": round(taken[len(taken) // 2], 1),
        "99th percentile": round(taken[len(taken) * 99 // 100], 1),
        "worst": round(taken[-1], 1),
    }
