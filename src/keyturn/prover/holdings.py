"""What one attacker holds: each principal under control, with every set of gains that is worth keeping apart.

Gains of one principal come by different ways. A set that holds only what is needed has a shorter way than one that
holds all, so that each set is kept with its own; past `MOST` sets of one principal only the whole is.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from keyturn.prover.actors import ALL, LESS, Gain, Power
from keyturn.prover.formula import Formula, either
from keyturn.prover.steps import Move

MOST: Final = 64

Trace: TypeAlias = tuple[Move, ...]


class Holdings:
    """What is held so far, and by which steps."""

    def __init__(self) -> None:
        self._held: dict[int, dict[Power, Trace]] = {}
        self._whole: dict[int, tuple[Power, Trace]] = {}
        self._waiting: dict[int, list[tuple[Move, Trace]]] = {}

    def begin(self, start: int) -> list[tuple[Power, Trace]]:
        """Hold `start` as it is."""
        self._held[start] = {Power(start): ()}
        return [(Power(start), ())]

    def controls(self, actor: int) -> bool:
        """Whether somebody acts as `actor`."""
        return actor in self._held

    def controlled(self) -> set[int]:
        """Whom somebody acts as."""
        return set(self._held)

    def begun(self) -> set[int]:
        """Who is under control or has gained something."""
        return {*self._held, *self._waiting}

    def take(self, move: Move, trace: Trace) -> list[tuple[Power, Trace]]:
        """Add what `move` brings, and whatever waited for it: the powers that are new, or nearer than before."""
        target = move.target
        if not move.becomes and target not in self._held:
            self._waiting.setdefault(target, []).append((move, trace))
            return []
        if move.becomes and not move.gains and not move.tags and target in self._held:
            return []
        new = dict(self._joined(move, trace))
        for waited, earlier in self._waiting.pop(target, ()):
            new |= self._joined(waited, earlier)
        return list(new.items())

    def _joined(self, move: Move, trace: Trace) -> Iterator[tuple[Power, Trace]]:
        held = self._held.setdefault(move.target, {})
        bases = list(held.items())
        if move.becomes:
            bases.insert(0, (Power(move.target), ()))
        whole, all_steps = self._whole.get(move.target) or bases[0]
        self._whole[move.target] = grown(whole, move, either), _together(all_steps, trace)
        if len(held) >= MOST:
            bases = [(whole, all_steps)]
        for power, earlier in bases:
            more = grown(power, move, either if len(held) >= MOST else _instead)
            steps = _together(earlier, trace)
            if more not in held or len(steps) < len(held[more]):
                held[more] = steps
                yield more, steps


def _together(one: Trace, other: Trace) -> Trace:
    return tuple(dict.fromkeys((*one, *other)))


def _instead(formulas: Iterable[Formula]) -> Formula:
    """The last: a request carries one value of a tag, and each way to choose it is kept by itself."""
    return tuple(formulas)[-1]


def grown(power: Power, move: Move, merged: Callable[[Iterable[Formula]], Formula]) -> Power:
    """`power` with what `move` gives besides; `merged`: what becomes of a tag that could be chosen already."""
    gains: frozenset[Gain] = power.gains | move.gains
    if ALL in gains:
        # Whoever may do anything gains nothing from one policy more.
        gains = frozenset(gain for gain in gains if gain[0] not in LESS)
    tags: dict[str, Formula] = dict(power.tags)
    for key, formula in move.tags:
        tags[key] = merged((tags[key], formula)) if key in tags else formula
    gains |= {("tag", key) for key in tags}
    return Power(power.actor, gains, tuple(sorted(tags.items(), key=_first)))


def _first(pair: tuple[str, Formula]) -> str:
    return pair[0]
