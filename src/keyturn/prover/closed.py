"""Whom principals come to act as, with all that they gain on the way: what a proof relative to the catalogue rests on.

The sets are a witness for somebody else to check: they need not be found in the same way as they are checked. Whoever
belongs to one set is taken to act together, which is more than a proof has to stand, so that a set that leads to what
is protected is halved until each principal that has to stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from keyturn.prover.answer import CATALOGUE, Answer
from keyturn.prover.closures import Closure
from keyturn.prover.goals import Goal, Query
from keyturn.prover.moves import Moves
from keyturn.prover.prove import Prover


@dataclass(frozen=True, slots=True)
class Together:
    """Principals that begin together, and every one that they come to act as; by their ARNs."""

    starts: tuple[str, ...]
    held: tuple[str, ...]


def sets(prover: Prover, answer: Answer) -> tuple[Together, ...]:
    """What the proofs of `answer` that are relative to the catalogue rest on."""
    goals = [
        Goal(prover.powers, Query(one.action, one.resource)) for one in answer.findings if one.verdict == CATALOGUE
    ]
    return closed(prover.moves, [one.number for one in prover.starts()], goals) if goals else ()


def closed(moves: Moves, starts: Sequence[int], goals: Sequence[Goal]) -> tuple[Together, ...]:
    """Sets in which nobody reaches any of `goals`, which together hold all of `starts`."""
    found: list[Together] = []
    ahead = [list(starts)] if starts else []
    principals = moves.powers.account.principals
    while ahead:
        group = ahead.pop()
        powers = tuple(Closure(moves, group, certain=False).whole.values())
        if len(group) > 1 and any(goal(power) is not None for goal in goals for power in powers):
            ahead += [group[: len(group) // 2], group[len(group) // 2 :]]
            continue
        held = sorted(power.actor for power in powers if power.actor < len(principals))
        found.append(Together(tuple(principals[one].arn for one in group), tuple(principals[one].arn for one in held)))
    return tuple(found)
