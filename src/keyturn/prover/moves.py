"""Every single step that a power may take, remembered."""

from collections.abc import Hashable, Iterator
from typing import Final

from keyturn.prover.actors import Power
from keyturn.prover.asking import Asker
from keyturn.prover.becoming import ASSUMES, assumptions, becomings, named, retagged
from keyturn.prover.identity_center import new_sign_ins, sign_ins
from keyturn.prover.lifts import lifts
from keyturn.prover.likeness import Likeness
from keyturn.prover.making import makings, remakings
from keyturn.prover.powers import Powers
from keyturn.prover.steps import Move

_FEW: Final = 64
"""So many steps are gone through one by one."""


class Moves:
    """The steps that each power may take."""

    def __init__(self, powers: Powers, likeness: Likeness | None = None) -> None:
        """`likeness`: what tells powers apart, where it is not the account's own."""
        self.powers: Final = powers
        self.ask: Final = Asker(powers)
        self.likeness: Final = likeness or Likeness(powers)
        self._own: dict[Power, tuple[Move, ...]] = {}
        self._all: dict[Power, tuple[Move, ...]] = {}
        self._new: dict[Power, tuple[Move, ...]] = {}
        self._anew: dict[tuple[Power, int], tuple[Move, ...]] = {}
        self._towards: dict[tuple[Power, int], tuple[Move, ...]] = {}
        self._first: dict[Hashable, Power] = {}
        self._besides: dict[tuple[Power, int], tuple[Move, ...]] = {}
        self._changed: dict[int, int] = {}
        self._sorted: dict[Power, tuple[int, dict[int, list[Move]]]] = {}
        self._real: Final = (1 << len(powers.account.principals)) - 1

    def own(self, power: Power) -> tuple[Move, ...]:
        """The steps by which `power` adds to itself."""
        if power not in self._own:
            is_real = self.powers.actors[power.actor].principal is not None
            self._own[power] = tuple(self._towards_itself(power)) if is_real else ()
        return self._own[power]

    def _towards_itself(self, power: Power) -> Iterator[Move]:
        yield from lifts(self.ask, power, 1 << power.actor)
        yield from retagged(self.ask, power)
        yield from sign_ins(self.ask, power, 1 << power.actor)

    def all(self, power: Power) -> tuple[Move, ...]:
        """All its steps."""
        if power not in self._all:
            self._all[power] = tuple(self._everything(power))
        return self._all[power]

    def alike(self, power: Power) -> Iterator[Move]:
        """What the steps of `power` bring, perhaps as steps of somebody else who is like it.

        What tells the two apart is asked of `power` itself: whom a trust policy names, what somebody else does to
        either of them, and what it does to the other.
        """
        first = self._first.setdefault(self.likeness.of(power), power)
        if first.actor == power.actor:
            yield from self.all(power)
            return
        others = named(self.ask, power) | named(self.ask, first)
        anew = self.powers.remade(power.actor).number if self._real >> power.actor & 1 else -1
        for move in self.all(first):
            if move.target != anew and not (move.rule in ASSUMES and others >> move.target & 1):
                yield move
        yield from self._by_name(power, others)
        yield from self._bearing_on(power, 1 << first.actor & self._real)

    def _by_name(self, power: Power, among: int) -> Iterator[Move]:
        """The roles of `among` that `power` takes, itself among them with tags of its choice."""
        yield from assumptions(self.ask, power, among & ~(1 << power.actor))
        if among >> power.actor & 1:
            yield from retagged(self.ask, power)

    def towards(self, power: Power, among: int) -> tuple[Move, ...]:
        """The steps of `power` that bear on others of `among` (bits of principals)."""
        key = (power, among)
        if key not in self._towards:
            self._towards[key] = tuple(self._bearing_on(power, among))
        return self._towards[key]

    def towards_any(self, power: Power, among: int) -> Iterator[Move]:
        """The steps of `power` that bear on `among`: bits of principals and of whom somebody makes."""
        known = self._all.get(power)
        if known is not None and len(known) <= _FEW:
            yield from (move for move in known if among >> move.target & 1)
            return
        if known is not None:
            mask, by_target = self._by_target(power)
            for number in self.powers.universe.members(mask & among):
                yield from by_target[number]
            return
        yield from self.towards(power, self._to_change(among))
        if among & ~self._real:
            yield from self.new(power)

    def _to_change(self, among: int) -> int:
        """The principals (bits) of `among`, and those whom to make anew is to make one of it, or may be."""
        if among not in self._changed:
            remade = self.powers.to_remake(among) if among & ~self._real else 0
            self._changed[among] = among & self._real | remade
        return self._changed[among]

    def _by_target(self, power: Power) -> tuple[int, dict[int, list[Move]]]:
        """The steps of `power` by whom they bear on, and those as bits."""
        if power not in self._sorted:
            found: dict[int, list[Move]] = {}
            for move in self._all[power]:
                found.setdefault(move.target, []).append(move)
            self._sorted[power] = sum(1 << number for number in found), found
        return self._sorted[power]

    def besides(self, power: Power, other: Power) -> tuple[Move, ...]:
        """The steps of `power` that `other`, who is like it, may not have.

        Making `other` anew, for who is deleted cannot go on; and taking the roles whose trust policies name `power`.
        """
        if other.actor == power.actor:
            return ()
        key = (power, other.actor)
        if key not in self._besides:
            self._besides[key] = tuple(self._unlike(power, other.actor))
        return self._besides[key]

    def _unlike(self, power: Power, other: int) -> Iterator[Move]:
        yield from self._by_name(power, named(self.ask, power))
        yield from self.anew(power, 1 << other & self._real)

    def new(self, power: Power) -> tuple[Move, ...]:
        """The steps of `power` that make new principals."""
        if power not in self._new:
            self._new[power] = (*makings(self.ask, power), *new_sign_ins(self.ask, power))
        return self._new[power]

    def anew(self, power: Power, among: int) -> tuple[Move, ...]:
        """The steps of `power` that make roles of `among` anew."""
        key = (power, among)
        if key not in self._anew:
            self._anew[key] = tuple(remakings(self.ask, power, among))
        return self._anew[key]

    def _bearing_on(self, power: Power, among: int) -> Iterator[Move]:
        others = among & ~(1 << power.actor)
        yield from becomings(self.ask, power, others)
        yield from lifts(self.ask, power, self.ask.ours & others)
        yield from self.anew(power, others)
        yield from sign_ins(self.ask, power, others)

    def _everything(self, power: Power) -> Iterator[Move]:
        yield from self.own(power)
        yield from self._bearing_on(power, self.powers.universe.everything)
        yield from self.new(power)
