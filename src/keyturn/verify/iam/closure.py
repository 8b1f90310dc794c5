"""Where a certificate's set of principals leads: it must be closed under every rule of the catalogue."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from keyturn.verify.iam.becoming import becoming, tagged
from keyturn.verify.iam.giving import giving
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.judge import NOTHING, Gains, State
from keyturn.verify.iam.making import making

Progress: TypeAlias = Callable[[int, int], None]
"""Is told how much is done, of how much."""


@dataclass(slots=True)
class Closed:
    """What a set comes to: each of its members with all that it gains, and how it is left (empty: it is closed)."""

    states: list[State] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Effects:
    """What one state can bring about in one step: whom it becomes (bits), and what it gives and makes.

    `again`: what it gives to roles by their name, and so to those of that name that somebody made anew.
    """

    becomes: tuple[tuple[int, str], ...]
    gives: tuple[tuple[int, Gains], ...]
    again: tuple[tuple[int, Gains], ...]
    makes: tuple[tuple[int, Gains], ...]


class Closure:
    """The rules of the catalogue, applied to sets of principals."""

    def __init__(self, ground: Ground, progress: Progress | None = None) -> None:
        self._progress: Final = progress
        self._ground: Final = ground
        self._denials: Final = [
            frozenset(held.source for held in one.held if held.denies) for one in ground.estate.principals
        ]

    def of(self, held: Iterable[int], *, free: bool = False) -> Closed:
        """Apply every rule to the principals `held` (numbers) until nothing new is gained.

        `free`: whoever they come to act as joins them; else that is how the set is left. Raises CannotFollow.
        """
        judge = self._ground.judge
        inside = set(held)
        bits = sum(1 << one for one in inside)
        full = again = 0
        gains: dict[int, Gains] = {}
        done: dict[int, Gains] = {}
        ahead = deque(sorted(inside, key=self._weakness))
        found = Closed()
        while ahead:
            number = ahead.popleft()
            state = State(number, gains.get(number, NOTHING))
            if done.get(number) == state.gains:
                continue
            done[number] = state.gains
            if self._progress is not None:
                self._progress(len(done), len(inside))
            effects = self.effects(state, ~bits, ~full, ~again)
            joining = {one for one, _ in effects.makes}
            for reached, rule in effects.becomes:
                new = set(judge.members(reached & ~bits))
                bits |= reached
                joining |= new if free else set()
                found.left += [
                    f"{judge.actors[number].arn} becomes {judge.actors[other].arn} ({rule})"
                    for other in ([] if free else sorted(new))
                ]
            grown = self._grow(gains, effects)
            ahead += sorted((joining - inside) | (grown & (inside | joining)))
            inside |= joining
            for other in {one for one, _ in (*effects.gives, *effects.again)}:
                full |= 1 << other if self._is_full(other, gains) else 0
            for other, _ in effects.makes:
                again |= judge.made_from(other) if gains.get(other, NOTHING).anything else 0
        found.states = [State(number, one) for number, one in done.items()]
        return found

    def _grow(self, gains: dict[int, Gains], effects: Effects) -> set[int]:
        """Add to `gains` what one state gives; who gained something."""
        grown: set[int] = set()
        by_name = [(self._ground.judge.remade(other).number, more) for other, more in effects.again]
        for other, more in (*effects.gives, *by_name, *effects.makes):
            before = gains.get(other, NOTHING)
            after = before.and_also(more)
            if after != before:
                gains[other] = after
                grown.add(other)
        return grown

    def _weakness(self, number: int) -> bool:
        """Whoever can give most comes first: what it gives is then there for the others."""
        return not self._ground.judge.may(State(number), "iam:PutRolePolicy")

    def _is_full(self, number: int, gains: Mapping[int, Gains]) -> bool:
        """Whether nothing more can be given to a principal of the bundle, nor to a role of its name made anew."""
        own = gains.get(number, NOTHING)
        if number >= len(self._denials) or not own.anything or not self._denials[number] <= own.dropped:
            return False
        judge, tags = self._ground.judge, dict(own.tags)
        actor = judge.actors[number]
        if actor.is_role and not gains.get(judge.remade(number).number, NOTHING).anything:
            return False
        return (actor.boundary is None or own.unbound) and all(tags.get(key) is True for key in self._ground.tag_keys)

    def effects(self, state: State, outside: int = -1, lacking: int = -1, again: int = -1) -> Effects:
        """What `state` can bring about in one step.

        To act as one of `outside`, to give to one of `lacking`, to make one of `again` anew (bits of principals).
        """
        ground = self._ground
        becomes = tuple((bits, rule) for bits, rule in becoming(ground, state, outside) if bits)
        gives: dict[int, Gains] = {}
        again_given: dict[int, Gains] = {}
        for number, more, rule in giving(ground, state, lacking):
            gives[number] = gives.get(number, NOTHING).and_also(more)
            if rule in ground.by_name:
                by_name = Gains(anything=more.anything, more=more.more)
                again_given[number] = again_given.get(number, NOTHING).and_also(by_name)
        for number, key, formula in tagged(ground, state, lacking & ground.principals):
            gives[number] = gives.get(number, NOTHING).and_also(Gains(tags=((key, formula),)))
        makes = tuple((number, gains) for number, gains, _ in making(ground, state, again))
        return Effects(becomes, tuple(gives.items()), tuple(again_given.items()), makes)
