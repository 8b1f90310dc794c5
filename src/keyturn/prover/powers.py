"""What each power may do: one question at a time as a formula, or one action on every target of the account at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from keyturn.prover.account import Account, Held
from keyturn.prover.actors import Actor, Power, Stance, actor_of, made_anew, made_up, new_id, stance
from keyturn.prover.bulk import Bulk
from keyturn.prover.context import Context
from keyturn.prover.documents import Document, Statement
from keyturn.prover.evaluate import Policies, Request, Who, allowed
from keyturn.prover.formula import Formula, Test, doubts, either, every, leaves, settled
from keyturn.prover.residual import Witness, satisfy
from keyturn.prover.spoken import Spoken
from keyturn.prover.universe import Universe
from keyturn.prover.wildcards import Undecided

_IAM_REGION: Final = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Where the calls to IAM are made (aws:RequestedRegion in reference_policies_condition-keys.html)."""

_NOT_REGIONAL: Final = frozenset({"s3", "iam", "sts", "organizations", "route53", "cloudfront"})
TOO_MANY_CONDITIONS: Final = "the conditions that bear on it are too many to decide"


@dataclass(frozen=True, slots=True)
class Outcome:
    """That something is possible: in which context, and which doubts must go the attacker's way (none: certain)."""

    context: Witness = ()
    doubts: tuple[str, ...] = ()


CERTAIN: Final = Outcome()


class Powers:
    """The judge of one account. Whatever it worked out once, it remembers."""

    def __init__(self, account: Account, at: datetime) -> None:
        """`at`: the instant of the proof; nobody acts before it."""
        self.account: Final = account
        self.at: Final = at
        self.actors: list[Actor] = [actor_of(number, one) for number, one in enumerate(account.principals)]
        self.universe: Final = Universe((
            *(one.arn for one in account.principals),
            *(group.arn for group in account.groups),
            *account.policies,
            *dict.fromkeys(one.arn for one in account.compute if one.arn not in account.policies),
        ))  # fmt: skip
        self._new_id: Final = new_id(account.principals)
        self._made: dict[tuple[str, Formula, str | None], Actor] = {}
        self._remade: dict[int, Actor] = {}
        self._stances: dict[Power, Stance] = {}
        self._solved: dict[Formula, Outcome | None] = {}
        self._asked: dict[
            tuple[Power, str, str | None, int, tuple[tuple[str, tuple[str, ...]], ...]], Outcome | None
        ] = {}
        self._bulk: dict[tuple[Power, str], tuple[int, int]] = {}
        self._spoken: Final = Spoken(account)
        self._documents: dict[Power, frozenset[int] | None] = {}
        self._targets: Final = Bulk(self.universe, self._spoken)
        self._tags: Final = {
            **{one.arn: one.tags for one in account.principals},
            **{one.arn: one.tags for one in account.policies.values()},
        }

    def made(self, kind: str, arn: Formula, boundary: str | None) -> Actor:
        """Add a principal that somebody may make; `arn` is what is known of its ARN (as `aws:principalarn`)."""
        key = (kind, arn, boundary)
        if key not in self._made:
            about = {"aws:principalarn": arn, "aws:userid": self._new_id}
            self._made[key] = made_up(len(self.actors), kind, self.account.number, about, boundary)
            self.actors.append(self._made[key])
        return self._made[key]

    def remade(self, number: int) -> Actor:
        """Add the role of this number as it is once somebody deleted it and made it again."""
        if number not in self._remade:
            self._remade[number] = made_anew(len(self.actors), self.actors[number], self._new_id)
            self.actors.append(self._remade[number])
        return self._remade[number]

    def instead(self, actor: Actor, held: tuple[Held, ...]) -> Actor:
        """Add `actor` as it would be if it held `held` in place of what it holds."""
        self.actors.append(replace(actor, number=len(self.actors), held=held))
        return self.actors[-1]

    def to_remake(self, among: int) -> int:
        """The principals (bits) whom to make anew is to make one of `among`; all that nobody made so far may be."""
        roles = (1 << len(self.account.principals)) - 1
        return roles & ~sum(1 << number for number, one in self._remade.items() if not among >> one.number & 1)

    def stance(self, power: Power) -> Stance:
        """What `power` is judged by."""
        found = self._stances.get(power)
        if found is None:
            found = self._stances[power] = stance(power, self.actors[power.actor], self.account)
        return found

    # ------------------------------------------------------------------------------------------ one question

    def can(
        self,
        power: Power,
        action: str,
        resource: str | None,
        *,
        policy: Document | None = None,
        known: Mapping[str, tuple[str, ...]] | None = None,
        only: Formula = True,
    ) -> Outcome | None:
        """Whether and how `power` may do `action` on `resource` (None: on any that `only` admits).

        `policy` is the resource's own, `known` what the call itself puts into the request's context.
        """
        if only is not True:
            return self.solve(every([only, self.formula(power, action, resource, policy=policy, known=known)]))
        at = None if policy is not None or resource is None else self.universe.index.get(resource)
        if at is not None:
            certain, possible = self.masks(power, action)
            if certain >> at & 1:
                return CERTAIN
            if not possible >> at & 1:
                return None
        key = (power, action, resource, id(policy), tuple(sorted((known or {}).items())))
        if key not in self._asked:
            self._asked[key] = self.solve(self.formula(power, action, resource, policy=policy, known=known))
            if policy is not None:
                self._spoken.keep(policy)
        return self._asked[key]

    def formula(
        self,
        power: Power,
        action: str | None,
        resource: str | None,
        *,
        policy: Document | None = None,
        known: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Formula:
        """When `power` may do `action` on `resource`: the evaluation of IAM, over what stays open."""
        actor = self.actors[power.actor]
        stands = self.stance(power)
        about = self.about_resource(resource)
        context = stands.context.and_also(about).with_known(known or {})
        request = Request(actor.who, action, resource, self.account.number, context)
        scps, rcps = self._spoken.levels(action)
        own = None if policy is None else self._spoken.slim(policy, action)
        ways = [
            allowed(
                request,
                Policies(
                    identity=tuple(self._spoken.slim(one, action) for one in identity),
                    boundary=None if boundary is None else tuple(self._spoken.slim(one, action) for one in boundary),
                    scps=scps,
                    rcps=rcps,
                    resource=own,
                ),
            )
            for identity in stands.identities
            for boundary in stands.boundaries
        ]
        return self._bound(either(ways), stands.about)

    def by_stranger(
        self, who: Who, action: str | None, resource: str | None, policy: Document, context: Context | None = None
    ) -> Formula:
        """When somebody of whom nothing is known but who they are may act: only the resource's policy and RCPs bind."""
        about = self.about_resource(resource)
        asked = (context or Context()).and_also(about).with_known({"aws:resourceaccount": (self.account.number,)})
        _, rcps = self._spoken.levels(action)
        anything = Document("", (_everything(),))
        return allowed(
            Request(who, action, resource, self.account.number, asked),
            Policies(identity=(anything,), rcps=rcps, resource=self._spoken.slim(policy, action)),
        )

    def about_resource(self, resource: str | None) -> Context:
        """What is known of a request because of the resource it is about: its tags, and the region it must go to."""
        known: dict[str, tuple[str, ...]] = {}
        closed: tuple[str, ...] = ()
        if resource is None:
            return Context()
        tags = self._tags.get(resource)
        if tags is not None:
            closed = ("aws:resourcetag/", "iam:resourcetag/")
            known |= {f"{family}{key}": (value,) for key, value in tags.items() for family in closed}
        fields = resource.split(":", 5)
        if len(fields) == 6:
            if fields[2] == "iam" and fields[1] in _IAM_REGION and not fields[5].startswith("oidc"):
                known["aws:requestedregion"] = (_IAM_REGION[fields[1]],)
            elif fields[3] and fields[2] not in _NOT_REGIONAL and "*" not in fields[3] and "?" not in fields[3]:
                known["aws:requestedregion"] = (fields[3],)
        return Context(known, closed)

    def solve(self, formula: Formula) -> Outcome | None:
        """How `formula` may hold; without doubts if it can hold without them."""
        if isinstance(formula, bool):
            return CERTAIN if formula else None
        if formula not in self._solved:
            self._solved[formula] = self._solve(formula)
        return self._solved[formula]

    def _solve(self, formula: Formula) -> Outcome | None:
        try:
            found = satisfy(settled(formula, cautious=True), self.at)
            if found is not None:
                return Outcome(found)
            found = satisfy(formula, self.at)
            return None if found is None else Outcome(found, doubts(formula))
        except Undecided:
            return Outcome((), (TOO_MANY_CONDITIONS, *doubts(formula)))

    def _bound(self, formula: Formula, about: Mapping[str, Formula]) -> Formula:
        """Add what is known of the open keys that `formula` asks about."""
        if isinstance(formula, bool) or not about:
            return formula
        keys = {leaf.key for leaf in leaves(formula) if isinstance(leaf, Test)}
        return every([formula, *(bound for key, bound in about.items() if key in keys)])

    # ----------------------------------------------------------------------------- one action on every target

    def reach(
        self,
        power: Power,
        action: str,
        among: int,
        *,
        known: Mapping[str, tuple[str, ...]] | None = None,
    ) -> tuple[int, dict[int, Outcome]]:
        """On which of the targets `among` the power may do `action`.

        (bits that need nothing, outcomes of the others).
        """
        certain, possible = self.masks(power, action)
        certain &= among
        others: dict[int, Outcome] = {}
        for at in self.universe.members(possible & among & ~certain):
            outcome = self.can(power, action, self.universe.arns[at], known=known)
            if outcome is not None:
                others[at] = outcome
        return certain, others

    def masks(self, power: Power, action: str) -> tuple[int, int]:
        """The targets on which the power may do `action` whatever else the request says, and those worth a look.

        What trust policies say has no part in it.
        """
        key = (power, action)
        found = self._bulk.get(key)
        if found is None:
            who = self.actors[power.actor].who
            found = (0, 0) if not self.may(power, action) else self._targets.masks(self.stance(power), who, action)
            self._bulk[key] = found
        return found

    def may(self, power: Power, action: str) -> bool:
        """Whether any policy of the power's speaks for `action` at all: a quick look that only ever errs on the yes."""
        if power not in self._documents:
            documents = [document for identity in self.stance(power).identities for document in identity]
            self._documents[power] = self._spoken.numbers(documents)
        numbers = self._documents[power]
        if numbers is not None:
            return not numbers.isdisjoint(self._spoken.speakers(action))
        return any(
            statement.allows
            for identity in self.stance(power).identities
            for document in identity
            for statement in self._spoken.slim(document, action).statements
        )


def _everything() -> Statement:
    return Statement(
        label="",
        allows=True,
        actions=("*",),
        not_actions=False,
        resources=("*",),
        not_resources=False,
        principals=None,
        not_principals=False,
        clauses=(),
        variables=False,
    )
