"""Whom principals come to act as, with all that they gain on the way: what a proof relative to the catalogue rests on.

The sets are a witness for somebody else to check: they need not be found in the same way as they are checked. Whoever
belongs to one set is taken to act together, which is more than a proof has to stand, so that a set that leads to what
is protected is halved until each principal that has to stands alone.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from keyturn.prover.actors import Power
from keyturn.prover.answer import CATALOGUE, Answer
from keyturn.prover.formula import either
from keyturn.prover.goals import Goal, Query
from keyturn.prover.holdings import grown
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
        powers = _closure(moves, group)
        if len(group) > 1 and any(goal(power) is not None for goal in goals for power in powers):
            ahead += [group[: len(group) // 2], group[len(group) // 2 :]]
            continue
        held = sorted(power.actor for power in powers if power.actor < len(principals))
        found.append(Together(tuple(principals[one].arn for one in group), tuple(principals[one].arn for one in held)))
    return tuple(found)


def _closure(moves: Moves, starts: Sequence[int]) -> list[Power]:
    """Everybody whom `starts` come to act as, with all that they gain."""
    powers = {number: Power(number) for number in starts}
    controlled = set(starts)
    ahead = deque(starts)
    done: set[Power] = set()
    alike: set[Hashable] = set()
    while ahead:
        power = powers[ahead.popleft()]
        if power in done:
            continue
        done.add(power)
        like = moves.likeness.of(power)
        # Whoever is like somebody that was looked at leads nowhere else, but for what it adds to itself.
        for move in moves.own(power) if like in alike else moves.all(power):
            before = powers.get(move.target)
            after = grown(before or Power(move.target), move, either)
            new = move.becomes and move.target not in controlled
            if move.becomes:
                controlled.add(move.target)
            powers[move.target] = after
            if move.target in controlled and (new or after != before):
                ahead.append(move.target)
        alike.add(like)
    return [powers[number] for number in controlled]
