"""Whoever comes from outside the account: let in by a resource's policy, or by a role's trust policy."""

from collections.abc import Callable, Iterator
from typing import Final

from keyturn.prover.answer import Call, Reached, Step
from keyturn.prover.documents import Document
from keyturn.prover.evaluate import Who
from keyturn.prover.formula import ACTION, RESOURCE, Formula, Test, every
from keyturn.prover.goals import Goal
from keyturn.prover.guardrail import Exempt
from keyturn.prover.paths import Teller
from keyturn.prover.powers import Outcome, Powers
from keyturn.prover.search import Way
from keyturn.prover.steps import found_on, without
from keyturn.prover.strangers import context_of, public, strangers
from keyturn.prover.wildcards import is_literal

_FEDERATED: Final = ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


class Outsiders:
    """The ways into one account from outside."""

    def __init__(self, powers: Powers) -> None:
        self._powers: Final = powers

    def direct(self, goal: Goal) -> Iterator[Reached]:
        """Whom the protected resource's own policy lets in."""
        told: set[str] = set()
        for policy, who, found in self._let_in(goal):
            if not found.doubts and _name(who) not in told:
                told.add(_name(who))
                thing = found_on(found, goal.query.resource)
                needs = without(without(found.context, RESOURCE), ACTION)
                call = Call(goal.query.action, thing, (policy.label,), needs)
                step = Step(_name(who), (call,), f"{goal.query.action} is done", "goal")
                yield Reached(_name(who), (step,))

    def doubtful(self, goal: Goal) -> Iterator[str]:
        """Whom the protected resource's own policy may let in, for all that is known of it."""
        for _, who, found in self._let_in(goal):
            if found.doubts:
                yield from (f"{_name(who)} may reach {goal.query.action}: {cause}" for cause in found.doubts)

    def _let_in(self, goal: Goal) -> Iterator[tuple[Document, Who, Outcome]]:
        action = goal.query.action if is_literal(goal.query.action) else None
        named: Formula = True if action is not None else Test(ACTION, "Action", (goal.query.action.lower(),))
        for variant in goal.variants if goal.is_across() else ():
            if variant.policy is None:
                continue
            for who in strangers(variant.policy, self._powers.account.number):
                formula = self._powers.by_stranger(who, action, variant.resource, variant.policy, context_of(who))
                found = self._powers.solve(every([named, variant.only, formula]))
                if found is not None:
                    yield variant.policy, who, found

    def through(self, goal: Goal, way: Callable[[int], Way | None], teller: Teller) -> Iterator[Reached]:
        """Just anybody whom a role's trust policy lets in, where that role can do what is protected."""
        told: set[str] = set()
        for number, principal in enumerate(self._powers.account.principals):
            if principal.trust is None:
                continue
            for who in strangers(principal.trust, self._powers.account.number, public_only=True):
                entered = self._enters(who, number)
                if entered is None or _name(who) in told:
                    continue
                action, found = entered
                onward = way(number)
                if onward is None:
                    continue
                told.add(_name(who))
                call = Call(action, principal.arn, (principal.trust.label,), found.context)
                first = Step(_name(who), (call,), f"becomes {principal.arn}", "enter")
                yield Reached(_name(who), (first, *teller.path(onward, goal.query)))

    def _enters(self, who: Who, number: int) -> tuple[str, Outcome] | None:
        principal = self._powers.account.principals[number]
        if principal.trust is None or self._powers.account.has_provider(who.arn) is False:
            return None  # a provider that is not there lets nobody in; who may make it is another rule's question
        for action in _FEDERATED if who.kind == "federated" else ("sts:AssumeRole",):
            formula = self._powers.by_stranger(who, action, principal.arn, principal.trust, context_of(who))
            found = self._powers.solve(every([formula, public(who, principal.trust)]))
            if found is not None and not found.doubts:
                return action, found
        return None

    def unseen(self, exempt: Exempt, way: Callable[[int], Way | None]) -> Iterator[str]:
        """Other accounts as a whole that may take an exempt role: who there can is not in the bundle."""
        for number, principal in enumerate(self._powers.account.principals):
            if principal.trust is None or not exempt.covers(principal.arn):
                continue
            for who in strangers(principal.trust, self._powers.account.number):
                if who.kind != "root" or who.account == "000000000000":
                    continue
                formula = self._powers.by_stranger(
                    who, "sts:AssumeRole", principal.arn, principal.trust, context_of(who)
                )
                if self._powers.solve(formula) is not None and way(number) is not None:
                    yield (
                        f"account {who.account} as a whole may take {principal.arn}, and who there can is not in the "
                        "bundle: name the one role that is meant in the trust policy"
                    )


def _name(who: Who) -> str:
    return "*" if who.kind == "anonymous" or who.account == "000000000000" else who.arn
