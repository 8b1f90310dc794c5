"""What the organisation's and the resources' policies deny to everybody but the exempt, whatever anybody may hold."""

from collections.abc import Iterator, Sequence
from typing import Final

from keyturn.verify.iam.axioms import ways
from keyturn.verify.iam.context import arns, is_one_of
from keyturn.verify.iam.documents import ANYTHING, Document
from keyturn.verify.iam.evaluate import Policies, Request, Who, allowed
from keyturn.verify.iam.goal import Goal, anybody
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.logic import RESOURCE, Formula, every, opposite
from keyturn.verify.iam.places import holder_of, signing
from keyturn.verify.iam.strangers import known_of, public, strangers
from keyturn.verify.iam.texts import fits

_FEDERATED: Final = ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


class Guardrails:
    """The guardrails of one account, asked about anybody in it who is not exempt."""

    def __init__(self, ground: Ground, exempt: Sequence[str]) -> None:
        self._ground: Final = ground
        self._exempt: Final = tuple(exempt)
        estate = ground.estate
        ours = [f"arn:{estate.partition}:{service}::{estate.account}:*" for service in ("iam", "sts")]
        others: Formula = opposite(is_one_of("aws:principalarn", arns(*exempt))) if exempt else True
        self._who: Final = every([is_one_of("aws:principalarn", arns(*ours)), others])
        self._open: tuple[str, ...] | None = None

    def holes(self, goal: Goal) -> Iterator[str]:
        """What guardrails alone do not deny. Raises CannotFollow."""
        estate = self._ground.estate
        if not estate.scps and not estate.rcps and not estate.resource_policies:
            yield "there are no guardrails in this bundle"
            return
        if any(self._passes(goal, one.resource, one.policy, one.where) for one in goal.readings):
            yield f"no guardrail denies {goal.action} on {goal.resource} to everybody but the exempt"
        for who in goal.lets_in():
            yield f"the policy of {goal.resource} lets in {who.arn}"
        if self._open is None:
            self._open = tuple(self._ways_to_be_exempt())
        yield from self._open

    def _passes(self, goal: Goal, resource: str | None, policy: Document | None, where: Formula) -> bool:
        """Whether anybody passes, with the resource's policy as it is, or as somebody may write it."""
        only = every([goal.named, where])
        if not self._denied_not(goal.one_action, resource, ANYTHING, only):
            return False
        if self._denied_not(goal.one_action, resource, policy, only):
            return True
        holder = holder_of(goal.resource)
        one = "*" not in holder and "?" not in holder
        about: Formula = True if one else is_one_of(RESOURCE, arns(holder))
        at = holder if one else None
        return any(self._denied_not(action, at, goal.policy_of(at), about) for action in goal.openings)

    def _denied_not(self, action: str | None, resource: str | None, policy: Document | None, only: Formula) -> bool:
        judge, estate = self._ground.judge, self._ground.estate
        known = judge.known_of(resource, anybody(estate.account))
        request = Request(Who("anybody", "role", estate.account), action, resource, estate.account, known)
        formula = allowed(request, Policies((ANYTHING,), None, estate.scps, estate.rcps, policy))
        return judge.keys.possible(every([only, self._who, formula]))

    # ------------------------------------------------------------------------------------ to become the exempt

    def _ways_to_be_exempt(self) -> Iterator[str]:
        by_arn = {one.arn: one for one in self._ground.estate.principals}
        for pattern in self._exempt:
            one = "*" not in pattern and "?" not in pattern
            only: Formula = True if one else is_one_of(RESOURCE, arns(pattern))
            role = by_arn.get(pattern)
            for action in sorted(self._ground.axioms.texts("seals")):
                takes = action.startswith("sts:")
                if takes and role is None:
                    continue
                policy = role.trust if role is not None and takes else None
                if self._denied_not(action, pattern if one else None, policy, only):
                    yield f"no guardrail denies {action} on {pattern}"
            if role is not None and role.trust is not None:
                yield from self._entered(role.arn, role.trust)
                yield from self._signed_for(role.arn, role.trust)
        yield from self._taken_over()

    def _entered(self, arn: str, trust: Document) -> Iterator[str]:
        judge, issuers = self._ground.judge, self._ground.axioms.mapping("public")
        for who in strangers(trust, self._ground.estate.account, public_only=True):
            for action in _FEDERATED if who.kind == "federated" else ("sts:AssumeRole",):
                formula = judge.by_stranger(who, action, arn, trust, known_of(who))
                if judge.keys.possible(every([formula, public(who, trust, issuers)])):
                    yield f"the trust policy of {arn} may let in anybody ({who.arn})"

    def _signed_for(self, arn: str, trust: Document) -> Iterator[str]:
        named = {
            value
            for statement in trust.statements
            if statement.allows
            for kind, value in statement.principals or ()
            if kind == "Federated"
        }
        for provider in sorted(named):
            for way in signing(self._ground.estate, provider):
                if all(self._denied_not(action, provider, None, only=True) for action in way):
                    yield f"no guardrail denies {way[0]} on {provider}, which {arn} trusts"

    def _taken_over(self) -> Iterator[str]:
        """What runs as somebody exempt, and whether somebody may take it over."""
        patterns = arns(*self._exempt)
        for thing in self._ground.estate.running:
            if not any(fits(one, thing.role) for one in patterns):
                continue
            for rule in self._ground.axioms.rows("takeovers"):
                if fits(arns(str(rule["arn"]))[0], thing.arn):
                    for way in ways(rule):
                        if all(self._denied_not(action, thing.arn, None, only=True) for action in way):
                            yield f"no guardrail denies {way[0]} on {thing.arn}, which runs as {thing.role}"
