"""Who reaches a goal, found by doing everything that can be done, over and over: nothing is passed over, put together
or cut short. Far too slow for an account, and short enough to be read."""

from collections.abc import Iterable
from typing import Final

from keyturn.prover.actors import Power
from keyturn.prover.formula import Formula
from keyturn.prover.goals import Goal
from keyturn.prover.holdings import grown
from keyturn.prover.prove import Prover
from keyturn.prover.steps import Move

_MOST: Final = 400


def reaches(prover: Prover, goal: Goal, start: int) -> bool | None:
    """Whether `start` can reach the goal without any doubt; None where that takes too long to find out so."""
    held: dict[int, set[Power]] = {start: {Power(start)}}
    moves: dict[Move, None] = {}
    while True:
        before = sum(map(len, held.values())), len(moves)
        for power in [power for powers in held.values() for power in powers]:
            moves |= {move: None for move in prover.moves.all(power) if not move.doubts}
        for move in moves:
            if move.becomes:
                held.setdefault(move.target, set()).add(Power(move.target))
            powers = held.get(move.target, set())
            powers |= {grown(power, move, last) for power in powers}
        if sum(map(len, held.values())) > _MOST:
            return None
        if (sum(map(len, held.values())), len(moves)) == before:
            break
    arrivals = (goal(power) for powers in held.values() for power in powers)
    return any(arrival is not None and not arrival.doubts for arrival in arrivals)


def last(formulas: Iterable[Formula]) -> Formula:
    """A request carries one value of a tag: the one that was chosen last."""
    return tuple(formulas)[-1]
