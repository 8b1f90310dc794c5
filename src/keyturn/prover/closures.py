"""Whom an attacker comes to control at most: every step taken, and no way kept apart from another.

A search for the shortest way keeps each set of gains with its own way. Whether there is a way at all needs less. An
attacker never loses anything: whoever is held stays held, and every gain only adds to what its owner may do. A tag is
the exception, for one value takes another's place; here it may be any value that somebody may choose, or stay as it
is. So one power for each actor, with all that anybody held may give it, does whatever any power of that actor can do
after any steps in any order. A closure of those is never smaller than what an attacker can reach, and it takes no
more rounds than there are gains to be had.

Three things follow, and `search.py` rests on them. Whoever cannot reach a goal in a closure cannot reach it. Whoever
is controlled in the closure of somebody has no larger closure. And each step of a way that has none to spare bears on
somebody who acts afterwards, so that the fewest steps from somebody to the goal in the closure of everybody are never
more than those that are left after them on any way.

`tests/plain_closure.py` does without all of this, and `tests/properties/test_prove_closure.py` compares the two.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Final

from keyturn.prover.actors import ALL, LESS, Power
from keyturn.prover.context import Context
from keyturn.prover.formula import Either, Formula, Test, either
from keyturn.prover.holdings import grown
from keyturn.prover.moves import Moves
from keyturn.prover.steps import Move
from keyturn.prover.together import jointly
from keyturn.prover.wildcards import literal

_CHOICES: Final = 8
"""How many ways to choose a tag are kept apart; past them any value counts as chosen."""

_SMALL: Final = 4
"""How many powers there are in a closure that is quickly found."""

_FAMILY: Final = "aws:principaltag/"


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """What one principal comes to by itself.

    `powers`: one of them can do what any in its closure can. `given`: to whom it gives something, a bit each.
    """

    powers: tuple[Power, ...]
    controlled: frozenset[int]
    given: int
    doubted: bool


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """How far the goal is at least, in steps, from each actor of a closure that may reach it.

    `masks`: the actors by distance. `new`: the distance of the nearest that somebody made; `rest`: whoever may be made
    and is not in the closure, because it is made otherwise, is no nearer. `worth`: all of these.
    """

    away: dict[int, int]
    masks: tuple[int, ...]
    rest: int
    new: int | None
    worth: int


class Closure:
    """Everything that can come under control from some principals, taken together."""

    def __init__(
        self,
        moves: Moves,
        starts: Iterable[int],
        *,
        certain: bool,
        until: Callable[[Power], bool] | None = None,
        together: bool = False,
    ) -> None:
        """`certain`: only by steps that need no doubt; `doubted` says whether any was left out.

        `together`: with what several do between them, too.

        `until`: whether to go no further, asked of each power that is looked at; `complete`: it never said so.
        """
        self._moves: Final = moves
        self._certain: Final = certain
        self.whole: Final[dict[int, Power]] = {}
        self._waiting: Final[dict[int, Power]] = {}
        self._held: Final[dict[Hashable, Power]] = {}
        self._queue: list[tuple[bool, int]] = []
        self._stands: Final[dict[int, Power]] = {}
        """Who stands for each actor: a power that can do what the actor's can."""
        self.bears: Final[dict[Power, int]] = {}
        """Whom the steps of each power that was looked at bear on, a bit each."""
        self._besides: Final[dict[int, int]] = {}
        """Whom the steps of an actor bear on that are not those of who stands for it."""
        self._covered: Final[dict[int, Power]] = {}
        """Who was passed over and may do something besides, which is looked at last."""
        self._until: Final = until
        self._ended = False
        self._grew: Final[set[int]] = set()
        self.given = 0
        """To whom somebody gives something, and whom somebody makes, a bit each."""
        self.doubted = False
        for start in starts:
            self.whole[start] = Power(start)
            self._grew.add(start)
        self._plan()
        self._go_on()
        while together and not self._ended:
            self._take(tuple(jointly(moves.ask, tuple(self.bears), {**self.whole, **self._waiting})))
            if not self._grew:
                return
            self._plan()
            self._go_on()

    def _go_on(self) -> None:
        while (self._queue or self._covered) and not self._ended:
            if self._queue:
                self._look(heappop(self._queue)[1])
            else:
                actor, holder = self._covered.popitem()
                self._besides[actor] = self._take(self._moves.besides(self.whole[actor], holder))
            self._plan()

    @property
    def complete(self) -> bool:
        """Whether everything is in it."""
        return not self._ended

    def __contains__(self, actor: int) -> bool:
        return actor in self.whole

    def _plan(self) -> None:
        """Who may do anything goes first: what others are given so is given before they are looked at."""
        for actor in sorted(self._grew):
            heappush(self._queue, (not self._moves.likeness.has_everything(self.whole[actor]), actor))
        self._grew.clear()

    def _look(self, actor: int) -> None:
        power = self.whole[actor]
        if self._stands.get(actor) == power:
            return
        holder = self._holder(power)
        if holder is None:
            self._ended = self._until is not None and self._until(power)
            if self._ended:
                return
            self._covered.pop(actor, None)
            self._held[self._moves.likeness.of(power)] = power
            self._stands[actor] = power
            self.bears[power] = self._take(self._moves.alike(power))
            return
        self._stands[actor] = self._covered[actor] = holder

    def _holder(self, power: Power) -> Power | None:
        for like in (self._moves.likeness.at_most(power), self._moves.likeness.of(power)):
            holder = self._held.get(like)
            if holder is not None:
                return holder
        return None

    def _take(self, moves: Iterable[Move]) -> int:
        """Take every step; the actors they bear on, a bit each."""
        bears = 0
        for move in moves:
            if self._certain and move.doubts:
                self.doubted = True
                continue
            bears |= 1 << move.target
            if not move.plain:
                self.given |= 1 << move.target
            self._give(move)
        return bears

    def _give(self, move: Move) -> None:
        target = move.target
        before = self.whole.get(target)
        if before is None and not move.becomes:
            self._waiting[target] = self._more(self._waiting.get(target, Power(target)), move)
            return
        base = before or self._waiting.pop(target, Power(target))
        after = self._more(base, move)
        if after != before:
            self.whole[target] = after
            self._grew.add(target)

    def _more(self, power: Power, move: Move) -> Power:
        if move.gains <= power.gains or (
            ALL in power.gains and all(one in power.gains or one[0] in LESS for one in move.gains)
        ):
            chosen = dict(power.tags)
            if all(chosen.get(key) is True for key, _ in move.tags):
                return power
        return grown(power, self._or_as_it_is(move), _any_of)

    def _or_as_it_is(self, move: Move) -> Move:
        """The step with each tag of its own choice, or as it stands."""
        if not move.tags:
            return move
        context = self._moves.powers.actors[move.target].context
        tags = tuple((key, either([_stays(context, key), formula])) for key, formula in move.tags)
        return Move(move.source, move.target, move.acts, move.rule, move.becomes, move.gains, move.doubts, tags)

    def layers(self, reaches: Callable[[Power], bool]) -> Layers:
        """How far it is at least to whoever `reaches`."""
        front = {power for power in self.bears if reaches(power)}
        mask = sum(1 << actor for actor, power in self._stands.items() if power in front)
        left = dict(self._stands)
        away: dict[int, int] = {}
        masks: list[int] = []
        done = 0
        while mask:
            for actor in self._moves.powers.universe.members(mask):
                away[actor] = len(masks)
                left.pop(actor, None)
            masks.append(mask)
            done |= mask
            near = {power for power, bears in self.bears.items() if bears & done}
            mask = sum(
                1 << actor for actor, power in left.items() if power in near or self._besides.get(actor, 0) & done
            )
        real = len(self._moves.powers.account.principals)
        nearest = min((far for actor, far in away.items() if actor >= real), default=None)
        rest = ~sum(1 << actor for actor in self.whole if actor >= real) & ~((1 << real) - 1)
        return Layers(away, tuple(masks), rest, nearest, done | (0 if nearest is None else rest))


class Closures:
    """The closures of one account, remembered: they are the same whatever the goal is."""

    def __init__(self, moves: Moves, starts: Iterable[int] = (), *, often: bool = False) -> None:
        """`starts`: whom searches begin with; their common closure says who is worth a search at all.

        `often`: they are asked about many goals.
        """
        self._often: Final = often
        self._large: Final[set[tuple[int, bool]]] = set()
        self._moves: Final = moves
        self._starts: Final = tuple(starts)
        self._joint: Final[dict[bool, Closure]] = {}
        self._others: Final[dict[tuple[int, bool], Closure]] = {}
        self._together: Closure | None = None
        self._single: Final[dict[tuple[int, bool], Single]] = {}

    def joint(self, start: int, *, certain: bool) -> Closure:
        """A closure that holds that of `start`: the common one, where `start` is in it."""
        if certain not in self._joint:
            closure = Closure(self._moves, self._starts, certain=certain)
            self._joint[certain] = closure
            if certain and not closure.doubted:
                self._joint[False] = closure
        if start in self._joint[certain]:
            return self._joint[certain]
        if (start, certain) not in self._others:
            self._others[start, certain] = Closure(self._moves, (start,), certain=certain)
        return self._others[start, certain]

    def together(self) -> Closure:
        """The common closure, with what several do between them."""
        if self._together is None:
            self._together = Closure(self._moves, self._starts, certain=False, together=True)
        return self._together

    def known(self, start: int, *, certain: bool) -> Single | None:
        """What `start` comes to by itself, if that was found out or, where it may be asked often, is quickly."""
        key = (start, certain)
        if self._often and key not in self._single and key not in self._large:
            looked = count()
            closure = Closure(self._moves, (start,), certain=certain, until=lambda _: next(looked) >= _SMALL)
            if self._kept(start, closure, certain=certain) is None:
                self._large.add(key)
        return self._single.get(key)

    def without(self, start: int, reaches: Callable[[Power], bool], *, certain: bool) -> Single | None:
        """What `start` comes to by itself, if nobody in it `reaches` the goal."""
        return self._kept(start, Closure(self._moves, (start,), certain=certain, until=reaches), certain=certain)

    def _kept(self, start: int, closure: Closure, *, certain: bool) -> Single | None:
        if not closure.complete:
            return None
        found = Single(tuple(closure.bears), frozenset(closure.whole), closure.given, closure.doubted)
        self._single[start, certain] = found
        return found


def _any_of(formulas: Iterable[Formula]) -> Formula:
    found = either(formulas)
    return True if isinstance(found, Either) and len(found.parts) > _CHOICES else found


def _stays(context: Context, key: str) -> Formula:
    """That a tag has the value that it has."""
    name = f"{_FAMILY}{key}"
    values = context.values(name)
    if values is None:
        return True
    return Test(name, "StringEquals", tuple(map(literal, values))) if values else Test(name, "Null", ())
