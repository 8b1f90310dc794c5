"""What whoever holds what may do: one question at a time, or one call on every target of the account at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from keyturn.verify.iam.context import Known, arns, conditions, is_one_of, resources, variables_of
from keyturn.verify.iam.documents import ANYTHING, Document, Statement
from keyturn.verify.iam.estate import Estate, Principal
from keyturn.verify.iam.evaluate import Policies, Request, Who, allowed, spoken
from keyturn.verify.iam.logic import RESOURCE, Comparison, Formula, Literal, every, literals, some
from keyturn.verify.iam.texts import Pattern, fields_of, fits, is_plain, plain, wild
from keyturn.verify.iam.values import Keys

Extra: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""What a call itself puts into its request's context, by key."""

_IAM_REGION: Final = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_NO_REGION: Final = frozenset({"s3", "iam", "sts", "organizations", "route53", "cloudfront"})


@dataclass(frozen=True, slots=True)
class Gains:
    """What somebody has gained.

    Any permission (`anything`), single documents (`more`: ("policy", ARN), ("group", name), ("versions", ARN,
    version)), freedom from denials (`dropped`, by source) and from its boundary, other boundaries (`bounds`: ARN and
    version), tags of its choice by key.
    """

    anything: bool = False
    more: frozenset[tuple[str, ...]] = frozenset()
    dropped: frozenset[str] = frozenset()
    unbound: bool = False
    bounds: frozenset[tuple[str, str]] = frozenset()
    tags: tuple[tuple[str, Formula], ...] = ()

    def and_also(self, other: "Gains") -> "Gains":
        """Both together; of a tag, any value that either may choose."""
        anything = self.anything or other.anything
        tags = dict(self.tags)
        for key, formula in other.tags:
            tags[key] = some([tags.get(key, False), formula])
        return Gains(
            anything,
            frozenset() if anything else self.more | other.more,
            self.dropped | other.dropped,
            self.unbound or other.unbound,
            self.bounds | other.bounds,
            tuple(sorted(tags.items(), key=lambda pair: pair[0])),
        )


NOTHING: Final = Gains()


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """Somebody that may be acted as: a principal of the bundle, or one that is made (`principal` None)."""

    number: int
    who: Who
    known: Known
    about: Mapping[str, Formula]
    boundary: str | None
    principal: Principal | None = None

    @property
    def arn(self) -> str:
        """Its ARN, or what it is called."""
        return self.who.arn

    @property
    def is_role(self) -> bool:
        """Whether it is a role."""
        return self.who.kind == "role"


@dataclass(frozen=True, slots=True)
class State:
    """An actor, by its number, with what it has gained."""

    actor: int
    gains: Gains = NOTHING


@dataclass(frozen=True, slots=True, eq=False)
class _Stance:
    identities: tuple[tuple[Document, ...], ...]
    boundaries: tuple[tuple[Document, ...] | None, ...]
    known: Known
    about: Mapping[str, Formula]


class Judge:
    """The judge of one account, for requests at or after one instant."""

    def __init__(self, estate: Estate, at: datetime) -> None:
        self.estate: Final = estate
        self.keys: Final = Keys(at)
        self.actors: list[Actor] = [_actor(number, one) for number, one in enumerate(estate.principals)]
        targets = dict.fromkeys((
            *(one.arn for one in estate.principals), *(one.arn for one in estate.groups), *estate.policies,
        ))  # fmt: skip
        self.arns: Final = tuple(targets)
        self.index: Final = {arn: number for number, arn in enumerate(self.arns)}
        self.everything: Final = (1 << len(self.arns)) - 1
        self._ours: Final = self.bits(one for one in self.arns if ":iam::aws:" not in one and ":role/aws-" not in one)
        self._tags: Final = {
            **{one.arn: one.tags for one in estate.principals},
            **{one.arn: one.tags for one in estate.policies.values()},
        }
        self._masks: dict[Pattern, int] = {}
        self._stances: dict[State, _Stance] = {}
        self._on: dict[tuple[State, str, Extra], int] = {}
        self._looked: dict[tuple[State, str, Extra], tuple[int, int]] = {}
        self._speaks: dict[tuple[State, str], bool] = {}
        self._asked: dict[tuple[State, str, str, Document | None, Extra], bool] = {}
        self._made: dict[tuple[str, Formula, str | None], Actor] = {}
        self._remade: dict[int, Actor] = {}

    def bits(self, arns: Iterable[str]) -> int:
        """The bits of these ARNs."""
        return sum(1 << self.index[one] for one in set(arns) if one in self.index)

    @staticmethod
    def members(bits: int) -> Iterator[int]:
        """The numbers of the bits that are set."""
        while bits:
            low = bits & -bits
            yield low.bit_length() - 1
            bits ^= low

    # ------------------------------------------------------------------------------------------ who is made

    def made(self, kind: str, name: Formula, boundary: str | None) -> Actor:
        """A new principal; `name` is what is known of its ARN."""
        key = (kind, name, boundary)
        if key not in self._made:
            account = self.estate.account
            values: dict[str, tuple[str, ...]] = {
                "aws:principalaccount": (account,), "aws:principalisawsservice": ("false",),
                "aws:principaltype": ("AssumedRole" if kind == "role" else "User",), "aws:resourceaccount": (account,),
            } | ({"aws:username": ()} if kind == "role" else {})  # fmt: skip
            about = {"aws:principalarn": name, "aws:userid": self._new_id()}
            who = Who(f"a new {kind}", kind, account)
            self._made[key] = Actor(len(self.actors), who, Known(values), about, boundary)
            self.actors.append(self._made[key])
        return self._made[key]

    def remade(self, number: int) -> Actor:
        """A role that was deleted and made again: the same ARN, and nothing else of what it was."""
        if number not in self._remade:
            role = self.actors[number]
            values = {key: one for key, one in role.known.values.items() if not key.startswith("aws:principaltag/")}
            known = Known(values, role.known.closed)
            about = {"aws:userid": self._new_id()}
            self._remade[number] = Actor(len(self.actors), role.who, known, about, None)
            self.actors.append(self._remade[number])
        return self._remade[number]

    def made_from(self, number: int) -> int:
        """The bit of the role that an actor is made anew from; none if it is not."""
        return sum(1 << role for role, one in self._remade.items() if one.number == number)

    def _new_id(self) -> Formula:
        """User ids are not given twice (reference_identifiers.html#identifiers-unique-ids)."""
        taken = tuple(
            Pattern(wild(f"{one.unique_id}:*" if one.is_role else one.unique_id))
            for one in self.estate.principals
            if one.unique_id
        )
        return Literal(Comparison("aws:userid", "stringlike", taken), holds=False) if taken else True

    # ----------------------------------------------------------------------------------------- one question

    def can(
        self, state: State, action: str, resource: str, *, policy: Document | None = None, extra: Extra = ()
    ) -> bool:
        """Whether `state` may do `action` on `resource`, whose own policy is `policy`. Raises CannotFollow."""
        key = (state, action, resource, policy, extra)
        if key not in self._asked:
            self._asked[key] = self.keys.possible(self.formula(state, action, resource, policy=policy, extra=extra))
        return self._asked[key]

    def on_some(self, state: State, action: str, pattern: str, *, extra: Extra = ()) -> bool:
        """Whether `state` may do `action` on some ARN of a pattern."""
        if not self.may(state, action):
            return False
        where = is_one_of(RESOURCE, arns(pattern))
        return self.keys.possible(every([where, self.formula(state, action, None, extra=extra)]))

    def formula(
        self,
        state: State,
        action: str | None,
        resource: str | None,
        *,
        policy: Document | None = None,
        extra: Extra = (),
    ) -> Formula:
        """When `state` may do `action` on `resource`."""
        stance = self.stance(state)
        actor = self.actors[state.actor]
        known = self.known_of(resource, stance.known).adding(dict(extra))
        request = Request(actor.who, action, resource, self.estate.account, known)
        ways = some(
            allowed(request, Policies(identity, boundary, self.estate.scps, self.estate.rcps, policy))
            for identity in stance.identities
            for boundary in stance.boundaries
        )
        return self._bound(ways, stance.about)

    @staticmethod
    def _bound(formula: Formula, about: Mapping[str, Formula]) -> Formula:
        """Add what is known of the open keys that `formula` asks about."""
        if isinstance(formula, bool) or not about:
            return formula
        keys = {one.comparison.key for one in literals(formula)}
        return every([formula, *(bound for key, bound in about.items() if key in keys)])

    def known_of(self, resource: str | None, known: Known) -> Known:
        """`known`, and what is known because of the resource: its tags, and the region of the call."""
        if resource is None:
            return known
        more: dict[str, tuple[str, ...]] = {}
        closed: tuple[str, ...] = ()
        tags = self._tags.get(resource)
        if tags is not None:
            closed = ("aws:resourcetag/", "iam:resourcetag/")
            more |= {f"{family}{key}": (value,) for family in closed for key, value in tags.items()}
        fields = resource.split(":", 5)
        if len(fields) == 6:
            _, partition, service, region, _, name = fields
            if service == "iam" and partition in _IAM_REGION and not name.startswith("oidc"):
                more["aws:requestedregion"] = (_IAM_REGION[partition],)
            elif region and service not in _NO_REGION and "*" not in region and "?" not in region:
                more["aws:requestedregion"] = (region,)
        return known.adding(more, closed)

    def by_stranger(
        self, who: Who, action: str | None, resource: str | None, policy: Document, known: Known
    ) -> Formula:
        """When somebody may act of whom nothing is known but who they are: the resource's policy and RCPs bind them."""
        known = self.known_of(resource, known).adding({"aws:resourceaccount": (self.estate.account,)})
        request = Request(who, action, resource, self.estate.account, known)
        return allowed(request, Policies((ANYTHING,), None, (), self.estate.rcps, policy))

    # ------------------------------------------------------------------------------------------ every target

    def may(self, state: State, action: str) -> bool:
        """Whether any policy of the state's own speaks for `action` at all."""
        found = self._speaks.get((state, action))
        if found is None:
            found = self._speaks[state, action] = any(
                one.allows
                for identity in self.stance(state).identities
                for document in identity
                for one in spoken(document, action)
            )
        return found

    def on(self, state: State, action: str, among: int, extra: Extra = ()) -> int:
        """The targets of `among` (bits) on which `state` may do `action`."""
        if not among or not self.may(state, action):
            return 0
        key = (state, action, extra)
        sure, maybe = self._reach(state, action, extra)
        found = self._on.get(key, 0) | sure
        unclear = maybe & among & ~found
        for number in self.members(unclear):
            if self.can(state, action, self.arns[number], extra=extra):
                found |= 1 << number
        self._on[key] = found
        return found & among

    def perhaps(self, state: State, action: str) -> int:
        """The targets on which `state` may do `action` for all that a first look says."""
        return self._reach(state, action, ())[1] if self.may(state, action) else 0

    def _reach(self, state: State, action: str, extra: Extra) -> tuple[int, int]:
        """The targets that are certainly allowed, and those worth a question of their own."""
        key = (state, action, extra)
        if key not in self._looked:
            self._looked[key] = self._look(state, action, extra)
        return self._looked[key]

    def _look(self, state: State, action: str, extra: Extra) -> tuple[int, int]:
        stance = self.stance(state)
        known = stance.known.adding(dict(extra))
        sides = [[self._said(one, action, known) for one in stance.identities]]
        sides.append([
            (self.everything, self.everything) if one is None else self._said(one, action, known)
            for one in stance.boundaries
        ])  # fmt: skip
        linked = self.actors[state.actor].who.linked
        sides += [[self._said(level, action, known)] for level in (() if linked else self.estate.scps)]
        sure = maybe = self.everything
        for side in sides:
            certain = possible = 0
            for yes, perhaps in side:
                certain |= yes
                possible |= perhaps
            # Of several documents one pair must hold as a whole: that is left to the question.
            sure &= certain if len(side) == 1 else 0
            maybe &= possible
        denies = any(
            not one.allows for level in self.estate.rcps for document in level for one in spoken(document, action)
        )
        return 0 if denies and not linked else sure & self._ours, maybe

    def _said(self, documents: Iterable[Document], action: str, known: Known) -> tuple[int, int]:
        """What documents certainly and possibly let through."""
        yes = perhaps = no = perhaps_not = 0
        for document in documents:
            for one in spoken(document, action):
                said = conditions(one, known)
                is_open = any(len(known.of(key) or ()) != 1 for key in variables_of(one))
                if said is False and not is_open:
                    continue
                where = self.everything if is_open else self._where(one, known)
                certain = said is True and not is_open
                if one.allows:
                    perhaps |= where
                    yes |= where if certain else 0
                else:
                    perhaps_not |= where
                    no |= where if certain else 0
        return yes & ~perhaps_not, perhaps & ~no

    def _where(self, statement: Statement, known: Known) -> int:
        if not statement.resources:
            return self.everything
        mask = 0
        for one in resources(statement, known) or ():
            mask |= self._mask(one)
        return self.everything & ~mask if statement.not_resources else mask

    def _mask(self, pattern: Pattern) -> int:
        found = self._masks.get(pattern)
        if found is None:
            if pattern.is_all:
                found = self.everything
            elif is_plain(pattern.tokens):
                found = self.bits(("".join(one or "" for one in pattern.tokens),))
            elif fields_of(pattern.tokens)[2] not in {plain("iam"), (None,)} and is_plain(fields_of(pattern.tokens)[2]):
                found = 0
            else:
                found = sum(1 << number for number, arn in enumerate(self.arns) if fits(pattern, arn))
            self._masks[pattern] = found
        return found

    # ----------------------------------------------------------------------------------------------- stances

    def stance(self, state: State) -> _Stance:
        """What requests of `state` are judged by: one of its identities, under one of its boundaries."""
        found = self._stances.get(state)
        if found is None:
            found = self._stances[state] = self._stand(state)
        return found

    def _stand(self, state: State) -> _Stance:
        actor, gains = self.actors[state.actor], state.gains
        held = actor.principal.held if actor.principal is not None else ()
        kept = tuple(one.document for one in held if one.source not in gains.dropped)
        if gains.anything:
            ways = [(*kept, ANYTHING)]
        else:
            # A document that may be dropped may stay for the sake of what it allows.
            lost = [one.document for one in held if one.source in gains.dropped]
            ways = [kept, *((*kept, one) for one in lost), *((*kept, *self._gained(one)) for one in sorted(gains.more))]
        boundaries: list[tuple[Document, ...] | None] = [None]
        if actor.boundary is not None and not gains.unbound:
            boundaries = [(self.estate.policies[actor.boundary].current,)]
            boundaries += [(self.version(*one),) for one in sorted(gains.bounds)]
        known, about = actor.known, dict(actor.about)
        if gains.tags:
            chosen = {f"aws:principaltag/{key}": formula for key, formula in gains.tags}
            # Any value that somebody may choose, or the one that is there.
            chosen = {name: some([formula, _stays(name, known.of(name))]) for name, formula in chosen.items()}
            values = {key: one for key, one in known.values.items() if key not in chosen}
            known = replace(known, values=values, opened=frozenset(chosen))
            about |= chosen
        return _Stance(tuple(dict.fromkeys(ways)), tuple(dict.fromkeys(boundaries)), known, about)

    def _gained(self, gain: Sequence[str]) -> tuple[Document, ...]:
        if gain[0] == "versions":
            return (self.version(gain[1], gain[2]),)
        if gain[0] == "policy":
            managed = self.estate.policies.get(gain[1])
            return (managed.current if managed else self.estate.published[gain[1].rpartition("/")[2]],)
        return tuple(one.document for group in self.estate.groups if group.name == gain[1] for one in group.held)

    def version(self, policy: str, name: str) -> Document:
        """One version of a managed policy."""
        managed = self.estate.policies[policy]
        return next((document for one, _, document in managed.versions if one == name), managed.current)


def _stays(key: str, there: tuple[str, ...] | None) -> Formula:
    """That a tag is as it was."""
    if there is None:
        return True
    if not there:
        return Literal(Comparison(key, "null"))
    return Literal(Comparison(key, "stringequals", tuple(Pattern(plain(one)) for one in there)))


def _actor(number: int, one: Principal) -> Actor:
    values: dict[str, tuple[str, ...]] = {
        "aws:principalarn": (one.arn,),
        "aws:principalaccount": (one.account,),
        "aws:principaltype": ("AssumedRole" if one.is_role else "User",),
        "aws:principalisawsservice": ("false",),
        "aws:username": () if one.is_role else (one.name,),
        "aws:resourceaccount": (one.account,),
        **{f"aws:principaltag/{key}": (value,) for key, value in one.tags.items()},
    }
    about: dict[str, Formula] = {}
    if one.unique_id and one.is_role:
        # A session's user id is the role's id, a colon and the session's name.
        about["aws:userid"] = Literal(Comparison("aws:userid", "stringlike", (Pattern(wild(f"{one.unique_id}:*")),)))
    elif one.unique_id:
        values["aws:userid"] = (one.unique_id,)
    who = Who(one.arn, "role" if one.is_role else "user", one.account, linked=one.linked)
    return Actor(number, who, Known(values, ("aws:principaltag/",)), about, one.boundary, one)
