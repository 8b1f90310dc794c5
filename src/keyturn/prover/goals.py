"""One protected action on one protected resource, and who reaches it directly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.prover.actors import ANY_RESOURCE, Power
from keyturn.prover.context import Context
from keyturn.prover.documents import Document, doubtful, parse
from keyturn.prover.evaluate import Who
from keyturn.prover.formula import ACTION, RESOURCE, Formula, Test, every
from keyturn.prover.openings import OPENINGS, RESOURCE_POLICIES, Opening
from keyturn.prover.places import holder_of
from keyturn.prover.powers import Outcome, Powers
from keyturn.prover.search import Arrival
from keyturn.prover.steps import Act, found_on, joint, without
from keyturn.prover.wildcards import apart, is_literal, matches_action, matches_arn

STRANGER: Final = "000000000000"
"""An account number for somebody outside of whom nothing is known."""

NOT_ACROSS: Final[Mapping[str, frozenset[str]]] = {
    "kms": frozenset({
        "cancelkeydeletion", "deletealias", "deleteimportedkeymaterial", "disablekey", "disablekeyrotation",
        "enablekey",
        "putkeypolicy", "schedulekeydeletion", "tagresource", "untagresource", "updatealias", "updatekeydescription",
    }),
    "sqs": frozenset({
        "addpermission", "createqueue", "deletequeue", "removepermission", "setqueueattributes", "tagqueue",
        "untagqueue",
    }),
}  # fmt: skip
"""What a resource policy cannot grant to another account (KMS and SQS developer guides, "cross-account")."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is protected: an action and a resource, each perhaps with wildcards.

    `also`: actions that have the same answer, for no policy tells them apart from this one.
    """

    action: str
    resource: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """One way to read a query: the resource (None: any that `only` admits) and the policy it has."""

    resource: str | None
    policy: Document | None
    only: Formula


class Goal:
    """A query put to one account: remembers what it says of each power."""

    def __init__(self, powers: Powers, query: Query) -> None:
        self.query: Final = query
        self._powers: Final = powers
        self._action: Final = query.action if is_literal(query.action) else None
        self._named: Final[Formula] = (
            True if self._action is not None else Test(ACTION, "Action", (query.action.lower(),))
        )
        self.variants: Final = tuple(self._variants())
        self.openings: Final = tuple(rule for rule in OPENINGS if self._opens(rule))
        self._known: dict[Power, Arrival | None] = {}

    def __call__(self, power: Power) -> Arrival | None:
        """How `power` does what is protected, by itself or once it has opened the resource's policy."""
        if power not in self._known:
            self._known[power] = self._direct(power) or self._opened(power)
        return self._known[power]

    def _direct(self, power: Power) -> Arrival | None:
        doubted: Arrival | None = None
        for variant in self.variants:
            if variant.policy is None and self._action is not None and not self._powers.may(power, self._action):
                continue
            formula = self._powers.formula(power, self._action, variant.resource, policy=variant.policy)
            found = self._powers.solve(every([self._named, variant.only, formula]))
            if found is not None:
                arrival = Arrival(power, (self._act(found, variant),), found.doubts)
                if not found.doubts:
                    return arrival
                doubted = doubted or arrival
        return doubted

    def _opened(self, power: Power) -> Arrival | None:
        """Writing the resource's own policy first, then acting oneself."""
        for variant, written in self._writable(power):
            formula = self._powers.formula(power, self._action, variant.resource, policy=ANY_RESOURCE)
            used = self._powers.solve(every([self._named, variant.only, formula]))
            if used is not None:
                return Arrival(power, (written[0], self._act(used, variant)), joint(written[1], used))
        return None

    def beyond(self, power: Power) -> Arrival | None:
        """Writing the resource's own policy first, so that somebody of another account may act, whom no SCP binds."""
        if not self.is_across():
            return None
        for variant, written in self._writable(power):
            used = self._powers.solve(every([self._named, variant.only, self.by_outsider(variant.resource)]))
            if used is not None:
                return Arrival(power, (written[0], self._act(used, variant)), joint(written[1], used))
        return None

    def _writable(self, power: Power) -> Iterator[tuple[Variant, tuple[Act, Outcome]]]:
        """The variants whose resource's own policy `power` may write, and how."""
        for rule in self.openings:
            if not self._powers.may(power, rule.action):
                continue
            for variant in self.variants:
                holder, only = self._holder(variant)
                written = self._powers.can(power, rule.action, holder, policy=self.policy_of(holder), only=only)
                if written is not None:
                    name = found_on(written, holder or self.query.resource)
                    yield variant, (Act(rule.action, name, without(written.context, RESOURCE)), written)

    def by_outsider(self, resource: str | None) -> Formula:
        """When somebody of another account may act, once the resource's policy lets anybody."""
        account = self._powers.account
        who = Who(f"arn:{account.partition}:iam::{STRANGER}:root", "root", STRANGER)
        return self._powers.by_stranger(who, self._action, resource, ANY_RESOURCE, strange(account.partition))

    def is_across(self) -> bool:
        """Whether a policy can grant the action to another account at all."""
        service, _, name = self.query.action.lower().partition(":")
        return name not in NOT_ACROSS.get(service, frozenset())

    def _act(self, found: Outcome, variant: Variant) -> Act:
        resource = found_on(found, variant.resource or self.query.resource)
        action = self.query.action if self._action is not None else _found(found, ACTION, self.query.action)
        return Act(action, resource, without(without(found.context, RESOURCE), ACTION))

    def _variants(self) -> Iterator[Variant]:
        resource = self.query.resource
        if is_literal(resource):
            yield Variant(resource, self.policy_of(holder_of(resource)), only=True)
            return
        yield Variant(None, self.policy_of(None), Test(RESOURCE, "Resource", (resource,)))
        for arn, document in self._powers.account.resource_policies.items():
            if apart(arn, resource):
                continue  # most of them, and this is much the quickest way to say so
            inside = (arn, f"{arn}/*")
            only = every([Test(RESOURCE, "Resource", (resource,)), Test(RESOURCE, "Resource", inside)])
            if self._powers.solve(only) is not None:
                yield Variant(None, document, only)

    def policy_of(self, arn: str | None) -> Document | None:
        """The resource's own policy: as collected, in doubt where none were, None where there is none."""
        account = self._powers.account
        service = self.query.resource.split(":")[2:3]
        if arn is not None and arn in account.resource_policies:
            return account.resource_policies[arn]
        unseen = service and service[0] in RESOURCE_POLICIES and account.lacks("resource_policies", service[0])
        doubt = (
            doubtful(f"policy of {self.query.resource}", f"the policy of {self.query.resource} was not collected")
            if unseen
            else None
        )
        if service == ["kms"]:
            return _default_key_policy(account.partition, account.number, doubt)
        return doubt

    def _holder(self, variant: Variant) -> tuple[str | None, Formula]:
        """The resource whose policy is written, for a variant."""
        if variant.resource is not None:
            return holder_of(variant.resource), True
        return None, Test(RESOURCE, "Resource", (holder_of(self.query.resource),))

    def _opens(self, rule: Opening) -> bool:
        """Whether `rule` is about the query's resource and can grant its action."""
        if self._action is not None and not matches_action(rule.grants, self._action):
            return False
        holder = holder_of(self.query.resource)
        if is_literal(holder):
            return matches_arn(rule.arn, holder)
        both = [Test(RESOURCE, "Resource", (rule.arn,)), Test(RESOURCE, "Resource", (holder,))]
        return self._powers.solve(every(both)) is not None


def _found(found: Outcome, key: str, otherwise: str) -> str:
    return next((values[0] for name, values in found.context if name == key and values), otherwise)


def strange(partition: str) -> Context:
    """What is known of a request by somebody outside: another account, and another organisation than any named."""
    return Context({
        "aws:principalaccount": (STRANGER,),
        "aws:principalarn": (f"arn:{partition}:iam::{STRANGER}:root",),
        "aws:principalorgid": ("o-stranger",),
        "aws:principalorgpaths": ("o-stranger/r-stranger/",),
        "aws:principalisawsservice": ("false",),
    })  # fmt: skip


def _default_key_policy(partition: str, account: str, doubt: Document | None) -> Document:
    """The policy of a KMS key that says nothing else: the account's own policies decide."""
    label = "the default key policy"
    written: Json = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }
    document = parse(written, label)
    return document if doubt is None else Document(label, (*document.statements, *doubt.statements))
