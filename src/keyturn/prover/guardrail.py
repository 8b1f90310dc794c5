"""What the organisation's and the resources' own policies deny, whoever asks and whatever their identity allows.

A guardrail proof needs no list of tricks: if it holds, no way of gaining power inside the account leads round it, for
power inside the account is what SCPs and RCPs bind. What they do not bind is told with each proof.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from keyturn.prover.actors import ANY_RESOURCE
from keyturn.prover.catalogue import TAKEOVERS
from keyturn.prover.documents import Document
from keyturn.prover.evaluate import Policies, Request, Who, allowed
from keyturn.prover.federation import ways
from keyturn.prover.formula import ACTION, RESOURCE, Formula, Test, every, negation
from keyturn.prover.goals import Goal, Query
from keyturn.prover.openings import RCP_SERVICES
from keyturn.prover.places import holder_of
from keyturn.prover.powers import Outcome, Powers
from keyturn.prover.strangers import context_of, public, strangers
from keyturn.prover.wildcards import is_literal, matches_arn

SEAL: Final = (
    "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRole", "iam:CreateRole",
    "iam:UpdateRole",
    "iam:TagRole", "iam:UntagRole", "iam:PassRole", "sts:AssumeRole", "sts:TagSession",
)  # fmt: skip
"""What nobody may do to the gateway's role: become, edit, tag, pass, delete or recreate it."""

_FEDERATED: Final = ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")


@dataclass(frozen=True, slots=True)
class Hole:
    """What no guardrail denies: an action on a resource, and the context in which it passes."""

    action: str
    resource: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Exempt:
    """Who is meant to pass: the gateway's role and the accepted writers, as ARN patterns."""

    gateway: str | None
    accepted: tuple[str, ...]

    @property
    def patterns(self) -> tuple[str, ...]:
        """All of them."""
        return (*((self.gateway,) if self.gateway else ()), *self.accepted)

    def covers(self, arn: str) -> bool:
        """Whether `arn` is one of them."""
        return any(matches_arn(pattern, arn) for pattern in self.patterns)


class Guardrails:
    """The guardrails of one account, asked about anybody."""

    def __init__(self, powers: Powers, exempt: Exempt) -> None:
        self._powers: Final = powers
        self._exempt: Final = exempt
        account = powers.account
        self.any_ours: Final = Test(
            "aws:principalarn",
            "Resource",
            (f"arn:{account.partition}:iam::{account.number}:*", f"arn:{account.partition}:sts::{account.number}:*"),
        )
        self._not_exempt: Final[Formula] = (
            negation(Test("aws:principalarn", "Resource", exempt.patterns)) if exempt.patterns else True
        )
        self._sealed: tuple[Hole, ...] | None = None

    def hole(self, goal: Goal) -> Hole | None:
        """The first thing about `goal` that guardrails alone do not deny; None: they prove it."""
        account = self._powers.account
        if not account.scps and not account.rcps and not account.resource_policies:
            return Hole(goal.query.action, goal.query.resource, Outcome())
        found = self._anybody(goal)
        if found is not None:
            return found
        sealed = self.sealed()
        return sealed[0] if sealed else None

    def sealed(self) -> tuple[Hole, ...]:
        """What somebody could do to become an exempt principal, guardrails notwithstanding; empty: nothing."""
        if self._sealed is None:
            self._sealed = tuple(self._unsealed())
        return self._sealed

    def denies(
        self, action: str | None, resource: str | None, policy: Document | None, only: Formula
    ) -> Outcome | None:
        """None if guardrails deny everybody but the exempt; else how somebody passes."""
        return self._powers.solve(
            every([only, self._not_exempt, self.any_ours, self._formula(action, resource, policy)])
        )

    def _formula(self, action: str | None, resource: str | None, policy: Document | None) -> Formula:
        account = self._powers.account
        about = self._powers.about_resource(resource)
        known = {
            "aws:principalaccount": (account.number,),
            "aws:resourceaccount": (account.number,),
            "aws:principalisawsservice": ("false",),
        }
        context = about.with_known(known)
        who = Who("anybody", "role", account.number)
        return allowed(
            Request(who, action, resource, account.number, context),
            Policies(identity=(ANY_RESOURCE,), scps=account.scps, rcps=account.rcps, resource=policy),
        )

    def _anybody(self, goal: Goal) -> Hole | None:
        query = goal.query
        action = query.action if is_literal(query.action) else None
        named: Formula = True if action is not None else Test(ACTION, "Action", (query.action.lower(),))
        for variant in goal.variants:
            only = every([named, variant.only])
            found = self.denies(action, variant.resource, ANY_RESOURCE, only)
            if found is not None:
                # What the organisation denies holds whatever the resource's policy says; what that policy denies
                # holds only while nobody may write it.
                found = self.denies(action, variant.resource, variant.policy, only) or self._written(goal)
            if found is not None:
                return Hole(query.action, query.resource, found)
            if variant.policy is None:
                continue
            for who in strangers(variant.policy, self._powers.account.number):
                formula = self._powers.by_stranger(who, action, variant.resource, variant.policy, context_of(who))
                found = self._powers.solve(every([only, formula]))
                if found is not None and goal.is_across():
                    return Hole(query.action, query.resource, found)
        return None

    def _written(self, goal: Goal) -> Outcome | None:
        """How somebody may write the policy of the goal's resource."""
        holder = holder_of(goal.query.resource)
        where = holder if is_literal(holder) else None
        only: Formula = True if where else Test(RESOURCE, "Resource", (holder,))
        for rule in goal.openings:
            found = self.denies(rule.action, where, goal.policy_of(where), only)
            if found is not None:
                return found
        return None

    def _unsealed(self) -> Iterator[Hole]:
        account = self._powers.account
        by_arn = {one.arn: one for one in account.principals}
        for pattern in self._exempt.patterns:
            where = pattern if is_literal(pattern) else None
            only: Formula = True if where else Test(RESOURCE, "Resource", (pattern,))
            role = by_arn.get(pattern)
            for action in SEAL:
                policy = role.trust if role is not None and action.startswith("sts:") else None
                if action.startswith("sts:") and role is None:
                    continue
                found = self.denies(action, where, policy, only)
                if found is not None:
                    yield Hole(action, pattern, found)
            if role is not None and role.trust is not None:
                yield from self._entered(role.arn, role.trust)
                yield from self._signed_for(role.trust)
        yield from self._taken_over()

    def _entered(self, arn: str, trust: Document) -> Iterator[Hole]:
        """Whether just anybody outside may take the role."""
        for who in strangers(trust, self._powers.account.number, public_only=True):
            actions = _FEDERATED if who.kind == "federated" else ("sts:AssumeRole",)
            for action in actions:
                formula = self._powers.by_stranger(who, action, arn, trust, context_of(who))
                found = self._powers.solve(every([formula, public(who, trust)]))
                if found is not None:
                    yield Hole(action, arn, found)

    def _signed_for(self, trust: Document) -> Iterator[Hole]:
        """Whether somebody may come to sign for a provider that the role trusts."""
        named = {
            value
            for one in trust.statements
            if one.allows
            for kind, value in one.principals or ()
            if kind == "Federated"
        }
        for provider in sorted(named):
            for way in ways(self._powers.account, provider):
                found = [self.denies(action, provider, None, only=True) for action in way]
                if all(one is not None for one in found):
                    yield Hole(way[0], provider, found[0] or Outcome())

    def _taken_over(self) -> Iterator[Hole]:
        """Whether somebody may take over what runs as an exempt role."""
        for thing in self._powers.account.compute:
            if not self._exempt.covers(thing.role):
                continue
            for rule in TAKEOVERS:
                if not matches_arn(rule.arn, thing.arn):
                    continue
                for way in rule.ways:
                    found = [self.denies(action, thing.arn, None, only=True) for action in way]
                    if all(one is not None for one in found):
                        yield Hole(way[0], thing.arn, found[0] or Outcome())

    def unbound(self, query: Query) -> tuple[str, ...]:
        """Whom guardrails do not bind, for this query."""
        service = query.action.partition(":")[0].lower()
        told = [
            "everybody in this account: it is the organisation's management account, which neither SCPs nor RCPs bind"
            if self._powers.account.manages
            else "the organisation's management account and its principals (SCPs do not bind them)",
            "service-linked roles, and AWS services that act for the account (neither SCPs nor RCPs bind them)",
        ]
        if self._powers.account.rcps and service not in RCP_SERVICES:
            told.append(f"RCPs do not cover `{service}`: a resource policy there may let in other accounts")
        if not self._powers.account.rcps:
            told.append("principals of other accounts that a resource policy lets in (there are no RCPs)")
        if self._exempt.gateway:
            told.append(f"whoever holds {self._exempt.gateway}, and whom its trust policy names one by one")
        told += [f"the accepted writer {pattern}" for pattern in self._exempt.accepted]
        return tuple(told)
