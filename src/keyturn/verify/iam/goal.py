"""One protected action on one protected resource: who does it directly, or once it has opened the resource's policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from keyturn.verify.iam.context import Known, arns, is_one_of
from keyturn.verify.iam.documents import ANYTHING, Document, Statement
from keyturn.verify.iam.evaluate import Who
from keyturn.verify.iam.ground import Ground
from keyturn.verify.iam.judge import State
from keyturn.verify.iam.logic import ACTION, RESOURCE, Comparison, Formula, Literal, every
from keyturn.verify.iam.places import holder_of
from keyturn.verify.iam.strangers import known_of, strangers
from keyturn.verify.iam.texts import Pattern, fits, wild


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what is protected: the resource (None: any that `where` admits) and its own policy."""

    resource: str | None
    policy: Document | None
    where: Formula


class Goal:
    """One protected action on one protected resource."""

    def __init__(self, ground: Ground, action: str, resource: str) -> None:
        self.ground: Final = ground
        self.action: Final = action
        self.resource: Final = resource
        self.one_action: Final = action if _is_one(action) else None
        named = Literal(Comparison(ACTION, "action", (Pattern(wild(action.lower())),)))
        self.named: Final[Formula] = True if self.one_action is not None else named
        service, _, name = action.lower().partition(":")
        kept = ground.axioms.mapping("not_across").get(service)
        self.is_across: Final = name not in (kept if isinstance(kept, list | tuple) else ())
        self.readings: Final = tuple(self._readings())
        self.openings: Final = tuple(
            str(row["action"])
            for row in ground.axioms.rows("openings")
            if self._opens(str(row["arn"]), str(row["grants"]))
        )
        self._known: dict[State, bool] = {}

    def reached(self, state: State) -> bool:
        """Whether `state` can do it. Raises CannotFollow."""
        if state not in self._known:
            self._known[state] = self._direct(state) or self._opened(state)
        return self._known[state]

    def _direct(self, state: State) -> bool:
        judge = self.ground.judge
        for one in self.readings:
            if one.policy is None and self.one_action is not None and not judge.may(state, self.one_action):
                continue
            formula = judge.formula(state, self.one_action, one.resource, policy=one.policy)
            if judge.keys.possible(every([self.named, one.where, formula])):
                return True
        return False

    def _opened(self, state: State) -> bool:
        """Writing the resource's own policy first."""
        judge = self.ground.judge
        for action in self.openings:
            if not judge.may(state, action):
                continue
            for one in self.readings:
                holder, where = self.holder(one)
                written = judge.formula(state, action, holder, policy=self.policy_of(holder))
                used = judge.formula(state, self.one_action, one.resource, policy=ANYTHING)
                if judge.keys.possible(every([where, written])) and judge.keys.possible(
                    every([self.named, one.where, used])
                ):
                    return True
        return False

    def lets_in(self) -> Iterator[Who]:
        """Whom outside the account the resource's own policy lets do it."""
        judge = self.ground.judge
        for one in self.readings if self.is_across else ():
            if one.policy is None:
                continue
            for who in strangers(one.policy, self.ground.estate.account):
                formula = judge.by_stranger(who, self.one_action, one.resource, one.policy, known_of(who))
                if judge.keys.possible(every([self.named, one.where, formula])):
                    yield who

    def _readings(self) -> Iterator[Reading]:
        resource = self.resource
        if _is_one(resource):
            yield Reading(resource, self.policy_of(holder_of(resource)), where=True)
            return
        inside = is_one_of(RESOURCE, arns(resource))
        yield Reading(None, self.policy_of(None), inside)
        for arn, document in self.ground.estate.resource_policies.items():
            if are_apart(arn, resource):
                continue  # nearly all of them, where an account has many
            where = every([inside, is_one_of(RESOURCE, arns(arn, f"{arn}/*"))])
            if self.ground.judge.keys.possible(where):
                yield Reading(None, document, where)

    def policy_of(self, arn: str | None) -> Document | None:
        """The resource's own policy; None where it has none."""
        estate = self.ground.estate
        service = (self.resource.split(":") + [""] * 3)[2]
        if arn is not None and arn in estate.resource_policies:
            return estate.resource_policies[arn]
        unseen = service in self.ground.axioms.texts("with_policies") and estate.lacks("resource_policies", service)
        doubt = ANYTHING if unseen and estate.kindly else None
        if service != "kms":
            return doubt
        return Document((_default_of_keys(estate.partition, estate.account), *(doubt.statements if doubt else ())))

    def holder(self, reading: Reading) -> tuple[str | None, Formula]:
        """The resource whose policy is written."""
        if reading.resource is not None:
            return holder_of(reading.resource), True
        return None, is_one_of(RESOURCE, arns(holder_of(self.resource)))

    def _opens(self, arn: str, grants: str) -> bool:
        if self.one_action is not None and not fits(Pattern(wild(grants)), self.one_action.lower()):
            return False
        holder = holder_of(self.resource)
        if _is_one(holder):
            return fits(arns(arn)[0], holder)
        both = every([is_one_of(RESOURCE, arns(arn)), is_one_of(RESOURCE, arns(holder))])
        return self.ground.judge.keys.possible(both)


def are_apart(one: str, other: str) -> bool:
    """Whether two whole ARNs or patterns differ in one of the five fields that both spell out: nothing is both."""
    left, right = one.split(":", 5), other.split(":", 5)
    if len(left) < 6 or len(right) < 6:
        return False
    fields = zip(left[:5], right[:5], strict=True)
    return any(not set("*?$") & {*mine, *theirs} and mine != theirs for mine, theirs in fields)


def _is_one(pattern: str) -> bool:
    return "*" not in pattern and "?" not in pattern


def _default_of_keys(partition: str, account: str) -> Statement:
    """What the policy of a KMS key says that says nothing else: the account's own policies decide."""
    return Statement(
        allows=True,
        actions=("kms:*",),
        not_actions=False,
        resources=("*",),
        not_resources=False,
        principals=(("AWS", f"arn:{partition}:iam::{account}:root"),),
        not_principals=False,
        clauses=(),
        variables=True,
    )


def anybody(account: str) -> Known:
    """What is known of a request by somebody of the account of whom nothing else is known."""
    return Known({
        "aws:principalaccount": (account,), "aws:resourceaccount": (account,), "aws:principalisawsservice": ("false",),
    })  # fmt: skip
