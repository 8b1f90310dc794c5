"""The whole question: who could do what is protected without the gateway, and by which way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.prover.account import Account
from keyturn.prover.actors import Actor, Power
from keyturn.prover.answer import BYPASS, CATALOGUE, GUARDRAIL, UNKNOWN, Answer, Finding, Reached
from keyturn.prover.closures import Closure, Closures
from keyturn.prover.goals import Goal, Query
from keyturn.prover.guardrail import Exempt, Guardrails
from keyturn.prover.moves import Moves
from keyturn.prover.outsiders import Outsiders
from keyturn.prover.paths import Teller
from keyturn.prover.powers import Powers
from keyturn.prover.search import EFFORT, Effort, Search, Way

_SPENT: Final = (
    "the search ended with its effort, so no way was found and none is excluded: "
    "ask for this action alone, or with a larger `--effort`"
)

_SEVERAL: Final = (
    "not by steps of one principal each, but perhaps by calls that it makes as several, such as making a role as one "
    "and writing its policy as another"
)

_FEW: Final = 8
"""So many queries are answered without preparing for more."""

Progress = Callable[[int, int], None]

_MISSING: Final = {
    "UserDetailList": "the users were not collected: what they may do is not known",
    "RoleDetailList": "the roles were not collected: what they may do is not known",
    "GroupDetailList": "the groups were not collected: what they give their members is not known",
    "Policies": "the managed policies were not collected: what they allow is not known",
    "scps": "SCPs were not collected: one may close paths that are told here, and none can prove anything",
    "rcps": "RCPs were not collected: one may close paths that are told here, and none can prove anything",
    "resource_policies": "resource policies were not collected: whom they let in is not known",
    "compute": "what runs under which role was not collected: whoever may change or enter it may become that role",
}
_ESSENTIAL: Final = ("UserDetailList", "RoleDetailList")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: the queries, who is meant to pass, and the instant of the proof.

    `effort`: how many steps may be weighed, for all queries together, where the answer is hard.
    """

    queries: tuple[Query, ...]
    exempt: Exempt
    at: datetime
    effort: int = EFFORT


class Prover:
    """One account under proof."""

    def __init__(self, account: Account, wanted: Wanted) -> None:
        self.account: Final = account
        self.wanted: Final = wanted
        self.powers: Final = Powers(account, wanted.at)
        self.moves: Final = Moves(self.powers)
        self.closures: Final = Closures(
            self.moves, (one.number for one in self.starts()), often=len(wanted.queries) > _FEW
        )
        self.effort: Final = Effort(wanted.effort)
        self.guardrails: Final = Guardrails(self.powers, wanted.exempt)
        self.teller: Final = Teller(self.powers)
        self.outsiders: Final = Outsiders(self.powers)

    def starts(self) -> list[Actor]:
        """Every principal that is not meant to pass and that somebody may act as."""
        real = self.powers.actors[: len(self.account.principals)]
        return [one for one in real if not self.wanted.exempt.covers(one.arn) and not one.who.linked]

    def answer(self, progress: Progress | None = None) -> Answer:
        """Answer every query; `progress` is told how much is done, of how much."""
        starts = self.starts()
        total = max(1, len(self.wanted.queries) * max(1, len(starts)))
        findings = []
        for number, query in enumerate(self.wanted.queries):
            base = number * max(1, len(starts))
            findings.append(self._finding(query, starts, progress, base, total))
        unseen = [one for one in sorted(self.account.unseen) if one[0] not in self.account.missing]
        missing = (
            *(told for name, told in _MISSING.items() if name in self.account.missing),
            *(f"{part} of {service} were not collected" for part, service in unseen),
        )
        return Answer(tuple(findings), missing, self.wanted.exempt.accepted, self.wanted.exempt.gateway)

    def _finding(
        self, query: Query, starts: Sequence[Actor], progress: Progress | None, base: int, total: int
    ) -> Finding:
        goal = Goal(self.powers, query)
        unbound = list(self.guardrails.unbound(query))
        if self.guardrails.hole(goal) is None:
            if progress is not None:
                progress(base + len(starts), total)
            beyond = self._beyond(goal, starts, unbound)
            return Finding(
                query.action, query.resource, GUARDRAIL, (), (), (), tuple(unbound), self._linked(goal), beyond,
                query.also,
            )  # fmt: skip
        principals: list[Reached] = []
        unknown: dict[str, None] = {}
        certain = Search(self.moves, goal, certain=True, closures=self.closures, effort=self.effort)
        doubtful = Search(self.moves, goal, certain=False, closures=self.closures, effort=self.effort)
        for number, actor in enumerate(starts, 1):
            way, spent = self.way(certain, doubtful, actor.number)
            if way is not None and not way.doubts:
                principals.append(Reached(actor.arn, self.teller.path(way, query)))
            elif way is not None:
                path = " -> ".join(step.rule for step in self.teller.path(way, query))
                unknown |= dict.fromkeys(
                    f"{actor.arn} may reach {query.action}: {cause} ({path})" for cause in way.doubts
                )
            if spent:
                unknown[_spent(actor, query)] = None
            if progress is not None:
                progress(base + number, total)

        def onward(at: int) -> Way | None:
            found = certain.find(at)
            if found.spent:
                unknown[_spent(self.powers.actors[at], query)] = None
            return found.way

        entering = (*self.outsiders.direct(goal), *self.outsiders.through(goal, onward, self.teller))
        unknown |= dict.fromkeys(self.outsiders.unseen(self.wanted.exempt, onward))
        unknown |= dict.fromkeys(self.outsiders.doubtful(goal))
        if not (principals or entering or unknown):
            unknown |= dict.fromkeys(self._together(goal, starts))
        unknown |= {
            _MISSING[name]: None for name in _ESSENTIAL if name in self.account.missing
        }  # fmt: skip
        verdict = BYPASS if principals or entering else UNKNOWN if unknown else CATALOGUE
        beyond = () if verdict == BYPASS else self._beyond(goal, starts, unbound)
        return Finding(
            query.action,
            query.resource,
            verdict,
            tuple(principals),
            entering,
            tuple(unknown),
            tuple(unbound),
            self._linked(goal),
            beyond,
            query.also,
        )

    def way(self, certain: Search, doubtful: Search, start: int) -> tuple[Way | None, bool]:
        """The shortest way from `start`, one without doubts if there is one, and whether a search was not done."""
        found = certain.find(start)
        if found.way is not None or not (found.doubted or found.spent):
            return found.way, False
        other = doubtful.find(start)
        return other.way, found.spent or other.spent

    def _together(self, goal: Goal, starts: Sequence[Actor]) -> Iterator[str]:
        """Who reaches the goal only if calls that belong together may be made by several."""

        def reaches(power: Power) -> bool:
            return goal(power) is not None

        if not any(map(reaches, self.closures.together().bears)):
            return
        lost: set[int] = set()
        for actor in starts:
            if actor.number in lost:
                continue
            closure = Closure(self.moves, (actor.number,), certain=False, until=reaches, together=True)
            if closure.complete:
                lost.update(closure.whole)
            else:
                yield f"{actor.arn} may reach {goal.query.action} on {goal.query.resource}: {_SEVERAL}"

    def _beyond(self, goal: Goal, starts: Sequence[Actor], unsure: list[str]) -> tuple[Reached, ...]:
        """Who can let in an account of another organisation, which neither SCPs nor, here, RCPs keep out.

        For whom that was not found out is added to `unsure`.
        """
        if not goal.openings or not goal.is_across():
            return ()
        told: list[Reached] = []
        search = Search(self.moves, goal.beyond, certain=True, closures=self.closures, effort=self.effort)
        for actor in starts:
            found = search.find(actor.number)
            if found.way is not None:
                told.append(Reached(actor.arn, self.teller.path(found.way, goal.query)))
            elif found.spent:
                unsure.append(f"accounts that {actor.arn} may let in: {_SPENT}")
        return tuple(told)

    def _linked(self, goal: Goal) -> tuple[str, ...]:
        """Service-linked roles that can do what is protected: AWS's services alone act as them."""
        return tuple(
            actor.arn
            for actor in self.powers.actors[: len(self.account.principals)]
            if actor.who.linked and goal(Power(actor.number)) is not None
        )


def _spent(actor: Actor, query: Query) -> str:
    return f"{actor.arn} may reach {query.action} on {query.resource}: {_SPENT}"
