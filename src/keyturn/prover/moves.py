"""Every single step that a power may take, remembered."""

from collections.abc import Iterator
from typing import Final

from keyturn.prover.actors import Power
from keyturn.prover.asking import Asker
from keyturn.prover.becoming import becomings
from keyturn.prover.identity_center import new_sign_ins, sign_ins
from keyturn.prover.lifts import lifts
from keyturn.prover.likeness import Likeness
from keyturn.prover.making import makings, remakings
from keyturn.prover.powers import Powers
from keyturn.prover.steps import Move


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
        self._anew: dict[Power, tuple[Move, ...]] = {}
        self._towards: dict[tuple[Power, int], tuple[Move, ...]] = {}

    def own(self, power: Power) -> tuple[Move, ...]:
        """The steps by which `power` adds to itself."""
        if power not in self._own:
            is_real = self.powers.actors[power.actor].principal is not None
            self._own[power] = tuple(self._towards_itself(power)) if is_real else ()
        return self._own[power]

    def _towards_itself(self, power: Power) -> Iterator[Move]:
        yield from lifts(self.ask, power, 1 << power.actor)
        yield from sign_ins(self.ask, power, 1 << power.actor)

    def all(self, power: Power) -> tuple[Move, ...]:
        """All its steps."""
        if power not in self._all:
            self._all[power] = tuple(self._everything(power))
        return self._all[power]

    def towards(self, power: Power, among: int) -> tuple[Move, ...]:
        """The steps of `power` that bear on others of `among` (bits of principals)."""
        key = (power, among)
        if key not in self._towards:
            self._towards[key] = tuple(self._bearing_on(power, among))
        return self._towards[key]

    def new(self, power: Power) -> tuple[Move, ...]:
        """The steps of `power` that make new principals."""
        if power not in self._new:
            self._new[power] = (*makings(self.ask, power), *new_sign_ins(self.ask, power))
        return self._new[power]

    def anew(self, power: Power) -> tuple[Move, ...]:
        """The steps of `power` that make roles anew."""
        if power not in self._anew:
            self._anew[power] = tuple(remakings(self.ask, power, self.powers.universe.everything))
        return self._anew[power]

    def _bearing_on(self, power: Power, among: int) -> Iterator[Move]:
        others = among & ~(1 << power.actor)
        yield from becomings(self.ask, power, others)
        yield from lifts(self.ask, power, self.ask.ours & others)
        yield from remakings(self.ask, power, others)
        yield from sign_ins(self.ask, power, others)

    def _everything(self, power: Power) -> Iterator[Move]:
        yield from self.own(power)
        yield from self._bearing_on(power, self.powers.universe.everything)
        yield from self.new(power)
