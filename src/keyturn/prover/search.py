"""The shortest way from one principal to a goal, through whatever it can become, give and make.

Whoever holds an identity keeps it: what is under control only grows, and steps of different identities combine. A way
costs as many steps as it has.

Who may be on a way at all is asked of closures (`closures.py`), which are small and never miss one. The search itself
says which way is shortest. It goes on with what may be nearest to the goal by the distances in the closure of
everybody, and passes over two kinds of principals: who is no nearer than somebody who can do as much (`likeness.py`;
what the one may do and the other may not is tried all the same), and the dead, who alone reach nothing and give
nothing to anybody worth a look. Who is dead may still be given something: a search in which anybody gives begins
again without that.

A search that weighs more steps than it may ends without an answer, which is neither a way nor a proof.
"""

from collections.abc import Callable, Hashable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final, TypeAlias

from keyturn.prover.actors import Power
from keyturn.prover.closures import Closure, Closures, Layers, Single
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
    """What a search says: the way, if there is one.

    `doubted`: something may have been left out because it is in doubt. `spent`: the search ended before it was done.
    """

    way: Way | None
    doubted: bool
    spent: bool = False


EFFORT: Final = 3_000_000
"""How many steps all hard searches for one answer may weigh, where nobody says."""

FIRST: Final = 2_000
"""How many steps a search weighs before it is asked whether there is a way at all, and which count for nothing."""


@dataclass(slots=True)
class Effort:
    """How many steps the hard searches for one answer may weigh yet."""

    left: int = EFFORT


Goal = Callable[[Power], Arrival | None]

_DEEPEST: Final = 1_000_000
_GOAL: Final = 0
_LOOK: Final = 1
_STEP: Final = 2
_EXPAND: Final = 3

_Trace: TypeAlias = tuple[Move, ...]


class Search:
    """Searches for one goal that share what was found out: who certainly leads nowhere is not looked at again."""

    def __init__(
        self,
        moves: Moves,
        goal: Goal,
        *,
        certain: bool,
        closures: Closures | None = None,
        effort: Effort | None = None,
    ) -> None:
        """`certain`: only through what needs no doubt."""
        self._moves: Final = moves
        self._goal: Final = goal
        self._certain: Final = certain
        self._closures: Final = closures or Closures(moves)
        self._effort: Final = effort or Effort()
        self._lost: Final[set[int]] = set()
        self._dead: Final[set[int]] = set()
        self._last: tuple[Closure, Layers] | None = None
        self._doubted = False

    def find(self, start: int) -> Found:
        """Look for the shortest way from `start`."""
        layers = self._layers(self._closures.joint(start, certain=self._certain))
        if start in self._lost or start not in layers.away:
            return Found(None, self._doubted)
        known = self._closures.known(start, certain=self._certain)
        if known is not None and not any(map(self._reaches, known.powers)):
            return self._nothing(known, layers)
        run, found = self._look(start, layers)
        self._doubted = self._doubted or found.doubted
        if found.spent:
            lost = self._closures.without(start, self._reaches, certain=self._certain)
            if lost is not None:
                return self._nothing(lost, layers)
            before = run.weighed
            found = run.find(start, before + self._effort.left)
            self._effort.left -= run.weighed - before
        self._doubted = self._doubted or found.doubted
        if found.way is None and not found.spent:
            # Whom a loser controlled could by itself do no more than the loser could with it.
            self._lost.update(run.controlled())
            if not run.gave:
                # Nobody on the way could give anybody anything, so none of them helps anybody else either.
                self._dead.update(run.controlled())
        return Found(found.way, self._doubted, found.spent)

    def _look(self, start: int, layers: Layers) -> tuple["_Run", Found]:
        """A quick look, which passes over the dead; one that does not, where it could give them something."""
        run = _Run(self._moves, self._goal, layers, self._dead, certain=self._certain)
        found = run.find(start, FIRST)
        if run.passed_over:
            run = _Run(self._moves, self._goal, layers, frozenset(), certain=self._certain)
            found = run.find(start, FIRST)
        return run, found

    def _nothing(self, closure: Single, layers: Layers) -> Found:
        self._doubted = self._doubted or closure.doubted
        self._lost.update(closure.controlled)
        if not closure.given & layers.worth:
            self._dead.update(closure.controlled)
        return Found(None, self._doubted)

    def _layers(self, closure: Closure) -> Layers:
        if self._last is None or self._last[0] is not closure:
            # Who is dead is so for those who are worth a look, which another closure may see otherwise.
            self._dead.clear()
            self._last = closure, closure.layers(self._reaches)
            self._doubted = self._doubted or closure.doubted
        return self._last[1]

    def _reaches(self, power: Power) -> bool:
        arrival = self._goal(power)
        if arrival is not None and self._certain and arrival.doubts:
            self._doubted = True
            return False
        return arrival is not None


class _Run:
    """One search: what is held, and what is still to be tried, nearest to the goal first."""

    def __init__(self, moves: Moves, goal: Goal, layers: Layers, dead: AbstractSet[int], *, certain: bool) -> None:
        """`dead` are principals that alone can neither reach the goal nor give anything to anybody who may."""
        self._moves = moves
        self._goal = goal
        self._layers = layers
        self._dead = dead
        self._certain = certain
        self._doubted = False
        self._best: int | None = None
        self._holdings = Holdings()
        self._order = count()
        self._heap: list[tuple[int, int, int, int, _Trace, Move | Power | Arrival]] = []
        self._seen: set[Power] = set()
        self._held: dict[Hashable, tuple[int, Power]] = {}
        self._skipped = False
        self.gave = False
        """Whether anybody here could give something to somebody, or make somebody."""
        self.weighed = 0

    @property
    def passed_over(self) -> bool:
        """Whether somebody dead was left out although somebody here can give: what was found is not to be relied on."""
        return self._skipped and self.gave

    def find(self, start: int, most: int) -> Found:
        """Look for the shortest way from `start`; go on where a look ended that had weighed `most` steps."""
        if not self.weighed:
            self._hold(self._holdings.begin(start))
        while self._heap:
            if self.weighed >= most or self.passed_over:
                return Found(None, self._doubted, spent=True)
            self.weighed += 1
            cost, _, kind, _, trace, what = heappop(self._heap)
            match what:
                case Arrival():
                    return Found(Way(trace, what), self._doubted)
                case Power() if kind == _LOOK:
                    self._look(what, trace)
                case Power():
                    self._expand(what, trace, cost)
                case Move():
                    self._hold(self._holdings.take(what, trace))
        return Found(None, self._doubted)

    def controlled(self) -> set[int]:
        return self._holdings.controlled()

    def _push(self, cost: int, kind: int, trace: _Trace, what: Move | Power | Arrival) -> None:
        if kind == _GOAL or self._best is None or cost < self._best:
            # Of what may be as near, a way that has got furthest goes first.
            depth = len(trace) if kind != _GOAL else _DEEPEST
            heappush(self._heap, (cost, -depth, kind, next(self._order), trace, what))

    def _away(self, actor: int) -> int | None:
        """How many steps the goal is away from `actor` at least; None: it leads nowhere."""
        found = self._layers.away.get(actor)
        return self._layers.new if found is None and self._layers.rest >> actor & 1 else found

    def _hold(self, powers: Iterable[tuple[Power, _Trace]]) -> None:
        for power, trace in powers:
            away = self._away(power.actor)
            if away is not None:
                self._push(len(trace) + away + 1, _LOOK, trace, power)

    def _look(self, power: Power, trace: _Trace) -> None:
        """Ask whether a power reaches the goal, and plan its further steps."""
        if power in self._seen:
            return
        self._seen.add(power)
        if self._is_held(power, trace):
            return
        self._held[self._moves.likeness.of(power)] = len(trace), power
        arrival = self._goal(power)
        if arrival is not None and self._certain and arrival.doubts:
            self._doubted = True
        elif arrival is not None:
            cost = len(trace) + len(arrival.acts)
            self._best = cost if self._best is None else min(cost, self._best)
            self._push(cost, _GOAL, trace, arrival)
        for move in self._moves.own(power):
            self._offer(move, trace)
        self._push(len(trace) + 2, _EXPAND, trace, power)

    def _expand(self, power: Power, trace: _Trace, cost: int) -> None:
        """Offer the steps towards those of one distance from the goal; the next, when no shorter way is left."""
        if self._is_held(power, trace):
            return
        away = cost - len(trace) - 2
        among = self._layers.masks[away] | (self._layers.rest if self._layers.new == away else 0)
        for move in self._moves.towards_any(power, among):
            self._offer(move, trace)
        if away + 1 < len(self._layers.masks):
            self._push(cost + 1, _EXPAND, trace, power)

    def _is_held(self, power: Power, trace: _Trace) -> bool:
        """Whether all that `power` can do is done already by somebody who is no further away."""
        for like in (self._moves.likeness.at_most(power), self._moves.likeness.of(power)):
            cost, holder = self._held.get(like, (len(trace), power))
            if holder != power and cost <= len(trace):
                for move in self._moves.besides(power, holder):
                    self._offer(move, trace)
                return True
        return False

    def _offer(self, move: Move, trace: _Trace) -> None:
        away = self._away(move.target)
        if away is None or (self._best is not None and len(trace) + 2 + away >= self._best):
            return
        self.weighed += 1
        if self._certain and move.doubts:
            self._doubted = True
            return
        self.gave = self.gave or not move.plain
        if move.plain and self._holdings.controls(move.target):
            return
        if move.plain and move.target in self._dead:
            self._skipped = True
            return
        self._push(len(trace) + 2 + away, _STEP, (*trace, move), move)
