"""The shortest way from one principal to a goal, through whatever it can become, give and make.

Whoever holds an identity keeps it: what is under control only grows, and steps of different identities combine. A way
costs as many steps as it has.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

from keyturn.prover.actors import ALL, Gain, Power
from keyturn.prover.formula import Formula, either
from keyturn.prover.moves import Moves
from keyturn.prover.steps import Act, Move


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A power that reaches the goal: the calls that do it, and what must be so for them to pass."""

    power: Power
    acts: tuple[Act, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way to the goal: the steps in order, and the arrival."""

    moves: tuple[Move, ...]
    arrival: Arrival

    @property
    def doubts(self) -> tuple[str, ...]:
        """What must be so for the way to be open."""
        return tuple(dict.fromkeys((*(doubt for move in self.moves for doubt in move.doubts), *self.arrival.doubts)))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search says: the way, if there is one. `doubted`: something was left out because it is in doubt."""

    way: Way | None
    doubted: bool


Goal = Callable[[Power], Arrival | None]

_LESS: Final = frozenset({"versions", "policy", "group"})
_GOAL: Final = 0
_STEP: Final = 1
_EXPAND: Final = 2


@dataclass(slots=True)
class _State:
    """What one attacker holds: traces by actor, gains by actor."""

    controlled: dict[int, tuple[Move, ...]] = field(default_factory=dict)
    gained: dict[int, dict[Gain, tuple[Move, ...]]] = field(default_factory=dict)
    tags: dict[int, dict[str, Formula]] = field(default_factory=dict)

    def power(self, actor: int) -> Power:
        gains = frozenset(self.gained.get(actor, ()))
        if ALL in gains:
            # Whoever may do anything gains nothing from one policy more.
            gains = frozenset(gain for gain in gains if gain[0] not in _LESS)
        return Power(actor, gains, tuple(sorted(self.tags.get(actor, {}).items(), key=_first)))

    def trace(self, actor: int) -> tuple[Move, ...]:
        """The steps behind all that is held of `actor`."""
        steps: dict[Move, None] = {}
        for trace in self.gained.get(actor, {}).values():
            steps |= dict.fromkeys(trace)
        if any(move.becomes and move.target == actor for move in steps):
            return tuple(steps)
        return tuple(dict.fromkeys(self.controlled[actor]) | steps)


def _first(pair: tuple[str, Formula]) -> str:
    return pair[0]


class Search:
    """Searches for one goal that share what was found out: who certainly leads nowhere is not looked at again."""

    def __init__(self, moves: Moves, goal: Goal, *, certain: bool) -> None:
        """`certain`: only through what needs no doubt."""
        self._moves: Final = moves
        self._goal: Final = goal
        self._certain: Final = certain
        self._dead: Final[set[int]] = set()
        self._lost: Final[set[int]] = set()

    def find(self, start: int) -> Found:
        """Look for the shortest way from `start`."""
        if start in self._lost:
            return Found(None, doubted=False)
        run = _Run(self._moves, self._goal, self._dead, certain=self._certain)
        found = run.find(start)
        if found.way is None and not found.doubted:
            # Whom a loser controlled could by itself do no more than the loser could with it.
            self._lost.update(run.controlled())
            if run.gave_nothing():
                # Nobody on the way could give anybody anything, so none of them helps anybody else either.
                self._dead.update(run.controlled())
        return found


class _Run:
    """One search: what is held, and what is still to be tried, cheapest first."""

    def __init__(self, moves: Moves, goal: Goal, dead: set[int], *, certain: bool) -> None:
        self._moves = moves
        self._goal = goal
        self._dead = dead
        self._certain = certain
        self._doubted = False
        self._state = _State()
        self._order = count()
        self._heap: list[tuple[int, int, int, tuple[Move, ...], Move | Power | Arrival]] = []
        self._seen: set[Power] = set()
        self._alike: set[Hashable] = set()
        self._waiting: dict[int, list[tuple[tuple[Move, ...], Move]]] = {}
        self._gave = False

    def find(self, start: int) -> Found:
        self._state.controlled[start] = ()
        self._look(start)
        while self._heap:
            _, _, _, trace, what = heappop(self._heap)
            match what:
                case Arrival():
                    return Found(Way(trace, what), self._doubted)
                case Power():
                    for move in self._moves.all(what):
                        self._offer(move, trace)
                case Move():
                    self._step(what, trace)
        return Found(None, self._doubted)

    def controlled(self) -> set[int]:
        return set(self._state.controlled)

    def gave_nothing(self) -> bool:
        return not self._gave

    def _push(self, cost: int, kind: int, trace: tuple[Move, ...], what: Move | Power | Arrival) -> None:
        heappush(self._heap, (cost, kind, next(self._order), trace, what))

    def _look(self, actor: int) -> None:
        """Ask whether what is held of `actor` reaches the goal, and plan its further steps."""
        power = self._state.power(actor)
        if power in self._seen:
            return
        self._seen.add(power)
        alike = self._moves.likeness.of(power)
        if alike is not None:
            if alike in self._alike:
                return
            self._alike.add(alike)
        trace = self._state.trace(actor)
        arrival = self._goal(power)
        if arrival is not None and self._certain and arrival.doubts:
            self._doubted = True
        elif arrival is not None:
            self._push(len(trace) + len(arrival.acts), _GOAL, trace, arrival)
        for move in self._moves.own(power):
            self._offer(move, trace)
        # What others may become or be given is worked out only once no shorter way is left.
        self._push(len(trace) + 2, _EXPAND, trace, power)

    def _offer(self, move: Move, trace: tuple[Move, ...]) -> None:
        if self._certain and move.doubts:
            self._doubted = True
            return
        plain = move.becomes and not move.tags and not move.gains
        self._gave = self._gave or not plain
        if not plain or (move.target not in self._state.controlled and move.target not in self._dead):
            self._push(len(trace) + 1, _STEP, (*trace, move), move)

    def _step(self, move: Move, trace: tuple[Move, ...]) -> None:
        if not move.becomes and move.target not in self._state.controlled:
            self._waiting.setdefault(move.target, []).append((trace, move))
            return
        if not _take(self._state, move, trace):
            return
        for earlier, waited in self._waiting.pop(move.target, ()):
            steps = tuple(dict.fromkeys((*self._state.controlled[move.target], *earlier)))
            self._push(len(steps), _STEP, steps, waited)
        self._look(move.target)


def _take(state: _State, move: Move, trace: tuple[Move, ...]) -> bool:
    """Add what `move` brings; False if it brought nothing new."""
    new = False
    if move.becomes and move.target not in state.controlled:
        state.controlled[move.target] = trace
        new = True
    gained = state.gained.setdefault(move.target, {})
    for gain in move.gains:
        if gain not in gained:
            gained[gain] = trace
            new = True
    tags = state.tags.setdefault(move.target, {})
    for key, formula in move.tags:
        wider = formula if key not in tags else either([tags[key], formula])
        if key not in tags or wider != tags[key]:
            tags[key] = wider
            gained[("tag", key)] = trace
            new = True
    return new
