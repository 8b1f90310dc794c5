"""A way round, replayed: each step is one that the catalogue has and the documents allow, and the last does it."""

from collections.abc import Iterator, Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import quoted
from keyturn.verify.iam.closure import Closure
from keyturn.verify.iam.goal import Goal
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.judge import NOTHING, Gains, State
from keyturn.verify.iam.outside import enters, is_public
from keyturn.verify.iam.strangers import NUMBER, strangers

_NEW: Final = ("a new role", "a new user")


def replay(ground: Ground, closure: Closure, goal: Goal, written: Json) -> Iterator[str]:
    """What is wrong with the path of one principal of a `BYPASS` claim."""
    members = written if isinstance(written, Mapping) else {}
    arn, path = members.get("arn"), members.get("path")
    if not isinstance(arn, str) or not isinstance(path, list | tuple) or not path:
        yield "a principal of the claim has no path"
        return
    yield from _Replay(ground, closure, goal).steps(arn, path)


class _Replay:
    """Who is under control so far, and with what."""

    def __init__(self, ground: Ground, closure: Closure, goal: Goal) -> None:
        self._ground: Final = ground
        self._closure: Final = closure
        self._goal: Final = goal
        self._held: set[int] = set()
        self._gains: dict[int, Gains] = {}

    def steps(self, arn: str, path: list[Json] | tuple[Json, ...]) -> Iterator[str]:
        """Replay the steps one after the other."""
        begins = self._ground.judge.index.get(arn)
        if begins is not None and self._ground.principals >> begins & 1:
            self._held.add(begins)
        for number, step in enumerate(path, 1):
            members = step if isinstance(step, Mapping) else {}
            who, brings = str(members.get("as")), str(members.get("brings"))
            last = number == len(path)
            if begins is None and number == 1:
                done = self._from_outside(arn, brings, last=last) and who == arn
            elif last:
                done = any(map(self._goal.reached, self._as(who)))
            else:
                taken = [self._step(state, brings) for state in self._as(who)]
                done = any(taken)
            if not done:
                yield f"step {number} of the path of {quoted(arn)} is not one that `{quoted(who)}` can take"
                return

    def _as(self, who: str) -> list[State]:
        """Those under control who are called so."""
        actors = self._ground.judge.actors
        return [State(one, self._gains.get(one, NOTHING)) for one in sorted(self._held) if actors[one].arn == who]

    def _step(self, state: State, brings: str) -> bool:
        """Whether `state` may bring about what a step says: then it is so."""
        effects = self._closure.effects(state)
        judge = self._ground.judge
        becomes = brings.startswith("becomes ")
        target = brings.removeprefix("becomes ").partition(" with ")[0] if becomes else brings.partition(" gains ")[0]
        made = [(one, gains) for one, gains in effects.makes if judge.actors[one].arn == target]
        for one, gains in made if becomes else ():
            self._held.add(one)
            self._give(one, gains)
        number = judge.index.get(target)
        if number is None or not self._ground.principals >> number & 1:
            return becomes and bool(made)
        given = [gains for one, gains in effects.gives if one == number]
        for gains in given:
            self._give(number, gains)
        again = [gains for one, gains in effects.again if one == number]
        for gains in again:
            self._give(judge.remade(number).number, gains)
        if not becomes:
            return bool(given or again)
        if number in self._held and given:
            return True
        controlled = any(bits >> number & 1 for bits, _ in effects.becomes)
        if controlled:
            self._held.add(number)
        return controlled or bool(made)

    def _give(self, number: int, gains: Gains) -> None:
        self._gains[number] = self._gains.get(number, NOTHING).and_also(gains)

    def _from_outside(self, arn: str, brings: str, *, last: bool) -> bool:
        """Whether somebody of this name outside does it, or comes to be the role that the first step names."""
        names = {arn, f"arn:aws:iam::{NUMBER}:root"} if arn == "*" else {arn}
        if last:
            return any(who.arn in names for who in self._goal.lets_in())
        number = self._ground.judge.index.get(brings.removeprefix("becomes "))
        trust = (
            self._ground.estate.principals[number].trust
            if number is not None and self._ground.roles >> number & 1
            else None
        )
        if number is None or trust is None:
            return False
        self._held.add(number)
        return any(
            who.arn in names and is_public(who) and enters(self._ground, who, number)
            for who in strangers(trust, self._ground.estate.account)
        )
