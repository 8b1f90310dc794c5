"""The shortest way from one principal to a goal, through whatever it can become, give and make.

Whoever holds an identity keeps it: what is under control only grows, and steps of different identities combine. A way
costs as many steps as it has.
"""

from collections.abc import Callable, Hashable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final, TypeAlias

from keyturn.prover.actors import Power
from keyturn.prover.holdings import Holdings
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

_GOAL: Final = 0
_LOOK: Final = 1
_STEP: Final = 2
_EXPAND: Final = 3

_Trace: TypeAlias = tuple[Move, ...]


class Search:
    """Searches for one goal that share what was found out: who certainly leads nowhere is not looked at again."""

    def __init__(self, moves: Moves, goal: Goal, *, certain: bool) -> None:
        """`certain`: only through what needs no doubt."""
        self._moves: Final = moves
        self._goal: Final = goal
        self._certain: Final = certain
        self._dead: Final[set[int]] = set()
        self._lost: Final[set[int]] = set()
        self._near: int | None = None

    def find(self, start: int) -> Found:
        """Look for the shortest way from `start`."""
        if start in self._lost:
            return Found(None, doubted=False)
        if self._near is None:
            self._near = self._nearest()
        run = self._run(self._dead)
        found = run.find(start)
        if run.passed_over:
            # Who leads nowhere alone may lead there with what is given to it: nobody may be passed over here.
            run = self._run(frozenset())
            found = run.find(start)
        if found.way is None and not found.doubted:
            # Whom a loser controlled could by itself do no more than the loser could with it.
            self._lost.update(run.controlled())
            if run.gave_nothing():
                # Nobody on the way could give anybody anything, so none of them helps anybody else either.
                self._dead.update(run.controlled())
        return found

    def _run(self, dead: AbstractSet[int]) -> "_Run":
        return _Run(self._moves, self._goal, dead, self._near or 0, certain=self._certain)

    def _nearest(self) -> int:
        """The principals one step towards which may be the last before the goal (bits), roles made anew apart."""
        ask = self._moves.ask
        near = ask.trusts.tagging if ask.tag_keys else 0
        for number in range(len(self._moves.powers.account.principals)):
            near |= 1 << number if self._goal(Power(number)) is not None else 0
        return near


class _Run:
    """One search: what is held, and what is still to be tried, cheapest first."""

    def __init__(self, moves: Moves, goal: Goal, dead: AbstractSet[int], near: int, *, certain: bool) -> None:
        """`dead` are principals that alone can neither reach the goal nor give anybody anything."""
        self._moves = moves
        self._goal = goal
        self._dead = dead
        self._near = near
        self._certain = certain
        self._doubted = False
        self._best: int | None = None
        self._holdings = Holdings()
        self._order = count()
        self._heap: list[tuple[int, int, int, _Trace, Move | Power | Arrival]] = []
        self._seen: set[Power] = set()
        self._held: dict[Hashable, tuple[int, Power]] = {}
        self._gave = False
        self._skipped = False

    @property
    def passed_over(self) -> bool:
        """Whether somebody dead was left out although somebody here can give: what was found is not to be relied on."""
        return self._skipped and self._gave

    def find(self, start: int) -> Found:
        self._hold(self._holdings.begin(start))
        while self._heap and not self.passed_over:
            _, kind, _, trace, what = heappop(self._heap)
            match what:
                case Arrival():
                    return Found(Way(trace, what), self._doubted)
                case Power() if kind == _LOOK:
                    self._look(what, trace)
                case Power():
                    self._expand(what, trace)
                case Move():
                    self._step(what, trace)
        return Found(None, self._doubted)

    def controlled(self) -> set[int]:
        return self._holdings.controlled()

    def gave_nothing(self) -> bool:
        return not self._gave

    def _push(self, cost: int, kind: int, trace: _Trace, what: Move | Power | Arrival) -> None:
        heappush(self._heap, (cost, kind, next(self._order), trace, what))

    def _hold(self, powers: Iterable[tuple[Power, _Trace]]) -> None:
        for power, trace in powers:
            self._push(len(trace), _LOOK, trace, power)

    def _look(self, power: Power, trace: _Trace) -> None:
        """Ask whether a power reaches the goal, and plan its further steps."""
        if power in self._seen:
            return
        self._seen.add(power)
        if self._is_held(power, len(trace)):
            return
        self._held[self._moves.likeness.of(power)] = len(trace), power
        arrival = self._goal(power)
        if arrival is not None and self._certain and arrival.doubts:
            self._doubted = True
        elif arrival is not None:
            cost = len(trace) + len(arrival.acts)
            self._best = cost if self._best is None else min(cost, self._best)
            self._push(cost, _GOAL, trace, arrival)
        if self._best is None or len(trace) + 2 < self._best:
            for move in (*self._moves.own(power), *self._moves.towards(power, self._near)):
                self._offer(move, trace)
            # What others may become or be given is worked out only once no shorter way is left.
            self._push(len(trace) + 2, _EXPAND, trace, power)

    def _expand(self, power: Power, trace: _Trace) -> None:
        if self._is_held(power, len(trace)):
            return
        if self._best is None or len(trace) + 3 < self._best:
            moves = self._moves.all(power)
        elif len(trace) + 2 < self._best:
            # One step, and then the goal: those near it were offered, so it can only help somebody who has gained, or
            # make somebody.
            begun = sum(1 << actor for actor in self._holdings.begun())
            moves = (*self._moves.towards(power, begun), *self._moves.anew(power), *self._moves.new(power))
        else:
            return
        for move in moves:
            self._offer(move, trace)

    def _is_held(self, power: Power, cost: int) -> bool:
        """Whether all that `power` can do is done already by somebody who is no further away."""
        for like in (self._moves.likeness.at_most(power), self._moves.likeness.of(power)):
            cost_there, holder = self._held.get(like, (cost, power))
            if holder != power and cost_there <= cost:
                return True
        return False

    def _offer(self, move: Move, trace: _Trace) -> None:
        if self._certain and move.doubts:
            self._doubted = True
            return
        plain = move.becomes and not move.tags and not move.gains
        self._gave = self._gave or not plain
        if plain and self._holdings.controls(move.target):
            return
        if plain and move.target in self._dead:
            self._skipped = True
            return
        self._push(len(trace) + 1, _STEP, (*trace, move), move)

    def _step(self, move: Move, trace: _Trace) -> None:
        self._hold(self._holdings.take(move, trace))
