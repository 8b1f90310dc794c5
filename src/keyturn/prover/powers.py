"""What each power may do: one question at a time as a formula, or one action on every target of the account at once.

The bulk answer is bit arithmetic over a universe of ARNs, one bit each: `certain` needs nothing of the request's
context, `possible` is everything that a closer look may allow. The closer look is `Powers.formula`, which is the only
judge; the bits decide nothing that it would not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.prover.account import Account
from keyturn.prover.actors import Actor, Power, Stance, actor_of, made_anew, made_up, stance
from keyturn.prover.context import Context, condition
from keyturn.prover.documents import Document, Statement
from keyturn.prover.evaluate import Policies, Request, Who, allowed, of_action, resource_patterns
from keyturn.prover.formula import Formula, Test, doubts, either, every, leaves, settled
from keyturn.prover.residual import Witness, satisfy
from keyturn.prover.wildcards import Undecided, matches_arn

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


class Universe:
    """The ARNs that actions may be about, one bit each."""

    def __init__(self, arns: Sequence[str]) -> None:
        self.arns: Final = tuple(arns)
        self.index: Final = {arn: number for number, arn in enumerate(self.arns)}
        self.everything: Final = (1 << len(self.arns)) - 1
        self._masks: dict[str, int] = {}
        self._services: dict[str, list[int]] = {}
        for number, arn in enumerate(self.arns):
            self._services.setdefault(arn.split(":")[2], []).append(number)

    def mask(self, pattern: str) -> int:
        """The bits of every ARN that meets `pattern`."""
        found = self._masks.get(pattern)
        if found is None:
            found = self._masks[pattern] = self._mask(pattern)
        return found

    def _mask(self, pattern: str) -> int:
        if pattern == "*":
            return self.everything
        if "*" not in pattern and "?" not in pattern:
            at = self.index.get(pattern)
            return 0 if at is None else 1 << at
        service = [*pattern.split(":"), "*", "*", "*"][2]
        groups: Iterable[list[int]] = self._services.values()
        if "*" not in service and "?" not in service:
            groups = (self._services.get(service, []),)
        return sum(1 << at for group in groups for at in group if matches_arn(pattern, self.arns[at]))

    def of(self, arns: Iterable[str]) -> int:
        """The bits of these ARNs; what is not in the universe has none."""
        return sum(1 << self.index[arn] for arn in set(arns) if arn in self.index)

    def members(self, mask: int) -> Iterator[int]:
        """The numbers of the bits in `mask`, lowest first."""
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low


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
        self._made: dict[tuple[str, Formula, str | None], Actor] = {}
        self._remade: dict[int, Actor] = {}
        self._stances: dict[Power, Stance] = {}
        self._spoken: dict[tuple[int, str], Document] = {}
        self._about: dict[tuple[tuple[str, ...], bool, str], bool] = {}
        self._solved: dict[Formula, Outcome | None] = {}
        self._asked: dict[
            tuple[Power, str, str | None, int, tuple[tuple[str, tuple[str, ...]], ...]], Outcome | None
        ] = {}
        self._bulk: dict[tuple[Power, str], tuple[int, int]] = {}
        self._organisation: dict[str, tuple[tuple[tuple[Document, ...], ...], tuple[tuple[Document, ...], ...]]] = {}
        self._tags: Final = {
            **{one.arn: one.tags for one in account.principals},
            **{one.arn: one.tags for one in account.policies.values()},
        }
        self._kept: list[Document] = []
        aws = (arn for arn in self.universe.arns if ":iam::aws:" in arn or ":role/aws-" in arn)
        self._ours: Final = self.universe.everything & ~self.universe.of(aws)

    def made(self, kind: str, arn: Formula, boundary: str | None) -> Actor:
        """Add a principal that somebody may make; `arn` is what is known of its ARN (as `aws:principalarn`)."""
        key = (kind, arn, boundary)
        if key not in self._made:
            self._made[key] = made_up(len(self.actors), kind, self.account.number, arn, boundary)
            self.actors.append(self._made[key])
        return self._made[key]

    def remade(self, number: int) -> Actor:
        """Add the role of this number as it is once somebody deleted it and made it again."""
        if number not in self._remade:
            self._remade[number] = made_anew(len(self.actors), self.actors[number])
            self.actors.append(self._remade[number])
        return self._remade[number]

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
        key = (power, action, resource, id(policy), tuple(sorted((known or {}).items())))
        if key not in self._asked:
            self._asked[key] = self.solve(self.formula(power, action, resource, policy=policy, known=known))
            if policy is not None:
                self._kept.append(policy)
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
        scps, rcps = self._levels(action)
        own = None if policy is None else self._slim(policy, action)
        ways = [
            allowed(
                request,
                Policies(
                    identity=tuple(self._slim(one, action) for one in identity),
                    boundary=None if boundary is None else tuple(self._slim(one, action) for one in boundary),
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
        _, rcps = self._levels(action)
        anything = Document("", (_everything(),))
        return allowed(
            Request(who, action, resource, self.account.number, asked),
            Policies(identity=(anything,), rcps=rcps, resource=self._slim(policy, action)),
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
        certain, possible = self._masks(power, action)
        if self.actors[power.actor].about and power.actor >= len(self.account.principals):
            certain = 0
        certain &= among
        others: dict[int, Outcome] = {}
        for at in self.universe.members(possible & among & ~certain):
            outcome = self.can(power, action, self.universe.arns[at], known=known)
            if outcome is not None:
                others[at] = outcome
        return certain, others

    def may(self, power: Power, action: str) -> bool:
        """Whether any policy of the power's speaks for `action` at all: a quick look that only ever errs on the yes."""
        return any(
            statement.allows
            for identity in self.stance(power).identities
            for document in identity
            for statement in self._slim(document, action).statements
        )

    def _masks(self, power: Power, action: str) -> tuple[int, int]:
        key = (power, action)
        found = self._bulk.get(key)
        if found is None:
            found = self._bulk[key] = self._in_bulk(power, action)
        return found

    def _in_bulk(self, power: Power, action: str) -> tuple[int, int]:
        if not self.may(power, action):
            return 0, 0
        stands = self.stance(power)
        sure = maybe = 0
        for identity in stands.identities:
            yes, perhaps = self._spoken_masks(identity, action, stands.context)
            sure |= yes
            maybe |= perhaps
        bound_sure = bound_maybe = 0
        for boundary in stands.boundaries:
            yes, perhaps = (
                (self.universe.everything,) * 2
                if boundary is None
                else self._spoken_masks(boundary, action, stands.context)
            )
            bound_sure |= yes
            bound_maybe |= perhaps
        sure, maybe = sure & bound_sure, maybe & bound_maybe
        scps, rcps = self._levels(action)
        if not self.actors[power.actor].who.linked:
            for level in scps:
                yes, perhaps = self._spoken_masks(level, action, stands.context)
                sure, maybe = sure & yes, maybe & perhaps
            if any(document.statements for level in rcps for document in level):
                sure = 0
        # With several identities or boundaries one pair must hold as a whole: the closer look puts them together.
        alone = len(stands.identities) * len(stands.boundaries) == 1
        return sure & self._ours if alone else 0, maybe

    def _spoken_masks(self, documents: Iterable[Document], action: str, context: Context) -> tuple[int, int]:
        """What some documents allow and do not deny: (certainly, possibly)."""
        yes = perhaps = no = perhaps_not = 0
        for document in documents:
            for statement in self._slim(document, action).statements:
                said = condition(statement, context)
                if said is False:
                    continue
                about = self._about_targets(statement, context)
                if statement.allows:
                    perhaps |= about
                    yes |= about if said is True else 0
                else:
                    perhaps_not |= about
                    no |= about if said is True else 0
        return yes & ~perhaps_not, perhaps & ~no

    def _about_targets(self, statement: Statement, context: Context) -> int:
        if not statement.resources:
            return self.universe.everything
        mask = 0
        for pattern in resource_patterns(statement, context):
            mask |= self.universe.mask(pattern)
        return self.universe.everything & ~mask if statement.not_resources else mask

    # ------------------------------------------------------------------------------------------- documents

    def _slim(self, document: Document, action: str | None) -> Document:
        """`document` with no statement that is not about `action`."""
        if action is None:
            return document
        key = (id(document), action)
        found = self._spoken.get(key)
        if found is None:
            statements = tuple(one for one in document.statements if self._is_about(one, action))
            found = self._spoken[key] = Document(document.label, statements)
            self._kept.append(document)  # its id must not be given to another document
        return found

    def _is_about(self, statement: Statement, action: str) -> bool:
        key = (statement.actions, statement.not_actions, action)
        found = self._about.get(key)
        if found is None:
            found = self._about[key] = of_action(statement, action) is True
        return found

    def _levels(self, action: str | None) -> tuple[tuple[tuple[Document, ...], ...], tuple[tuple[Document, ...], ...]]:
        key = action or ""
        found = self._organisation.get(key)
        if found is None:
            found = self._organisation[key] = (
                tuple(tuple(self._slim(one, action) for one in level) for level in self.account.scps),
                tuple(tuple(self._slim(one, action) for one in level) for level in self.account.rcps),
            )
        return found


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
