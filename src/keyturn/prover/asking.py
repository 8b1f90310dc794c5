"""What the rules ask of the judge: on which targets, by which way, and about whom."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from keyturn.prover.account import Group, Principal
from keyturn.prover.actors import Power
from keyturn.prover.documents import Document
from keyturn.prover.formula import RESOURCE, Test, every, leaves, negation, renamed
from keyturn.prover.managed import KNOWN
from keyturn.prover.places import place
from keyturn.prover.powers import CERTAIN, Outcome, Powers
from keyturn.prover.steps import Act, found_on, joint, without
from keyturn.prover.trusts import Trusts
from keyturn.prover.wildcards import matches_arn


class Asker:
    """One account's judge, its trust policies, and who belongs where."""

    def __init__(self, powers: Powers) -> None:
        account = powers.account
        self.powers: Final = powers
        self.trusts: Final = Trusts(powers)
        numbers = range(len(account.principals))
        self.users: Final = sum(1 << one for one in numbers if account.principals[one].kind == "user")
        self.roles: Final = sum(1 << one for one in numbers if account.principals[one].kind == "role")
        self.ours: Final = sum(1 << one for one in numbers if not account.principals[one].linked)
        self.groups: Final = powers.universe.of(group.arn for group in account.groups)
        self.policies: Final = powers.universe.of(arn for arn in account.policies if ":iam::aws:" not in arn)
        self.by_group: Final[Mapping[str, Group]] = {group.arn: group for group in account.groups}
        self.holders: Final = _holders(account.principals)
        self.bounded: Final = _bounded(account.principals)
        documents = tuple(_documents(powers))
        self.tag_keys: Final = _tag_keys(documents)
        self.taken: Final = _taken(documents, account.principals)
        """The ARNs of principals that some condition asks for, letter by letter: no new principal has one of them."""

    def each(
        self, power: Power, action: str, among: int, known: Mapping[str, tuple[str, ...]] | None = None
    ) -> Iterator[tuple[int, Outcome]]:
        """On which of the targets `among` the power may do `action`, and how."""
        if not among or not self.powers.may(power, action):
            return
        certain, others = self.powers.reach(power, action, among, known=known)
        for number in self.powers.universe.members(certain):
            yield number, CERTAIN
        yield from others.items()

    def first_way(
        self, power: Power, ways: Iterable[tuple[str, ...]]
    ) -> tuple[tuple[Act, ...], tuple[str, ...]] | None:
        """The calls of the first of `ways` that is open, with its doubts; one without doubts if there is one."""
        best: tuple[tuple[Act, ...], tuple[str, ...]] | None = None
        for way in ways:
            found = self.way(power, way, None)
            if found is not None and not found[1]:
                return found
            best = best or found
        return best

    def way(
        self, power: Power, way: tuple[str, ...], thing: str | None
    ) -> tuple[tuple[Act, ...], tuple[str, ...]] | None:
        """The calls of `way`, on `thing` or on something new, with their doubts; None if one of them is not allowed."""
        if not all(self.powers.may(power, action) for action in way):
            return None
        acts: list[Act] = []
        outcomes: list[Outcome] = []
        for action in way:
            account = self.powers.account
            pattern = place(action, account.partition, account.number)
            if pattern is None:
                found = self.powers.can(power, action, "*")
                where = "*"
            elif thing is not None and matches_arn(pattern, thing):
                found, where = self.powers.can(power, action, thing), thing
            else:
                found = self.powers.can(power, action, None, only=Test(RESOURCE, "Resource", (pattern,)))
                where = pattern
            if found is None:
                return None
            acts.append(Act(action, found_on(found, where), without(found.context, RESOURCE)))
            outcomes.append(found)
        return tuple(acts), joint(*outcomes)

    def groups_of(self, among: int) -> int:
        """The groups that one of `among` belongs to."""
        universe = self.powers.universe
        return universe.of(
            arn
            for arn, group in self.by_group.items()
            if any(among >> universe.index[one] & 1 for one in group.members)
        )

    def policies_of(self, among: int) -> int:
        """The account's own policies that one of `among` holds or is bound by."""
        universe = self.powers.universe
        held = (
            policy
            for table in (self.holders, self.bounded)
            for policy, numbers in table.items()
            if any(among >> number & 1 for number in numbers)
        )
        return universe.of(held) & self.policies

    def new_policy(self, power: Power, action: str, attach: str, target: str) -> tuple[str, Outcome] | None:
        """A policy of the account's that `power` may write (with `action`) and then attach to `target`."""
        account = self.powers.account
        if action == "iam:CreatePolicyVersion":
            for number, written in self.each(power, action, self.policies):
                policy = self.powers.universe.arns[number]
                found = self.powers.can(power, attach, target, known={"iam:policyarn": (policy,)})
                if found is not None:
                    return policy, Outcome(found.context, joint(written, found))
            return None
        pattern = (f"arn:{account.partition}:iam::{account.number}:policy/*",)
        written_formula = self.powers.formula(power, action, None)
        names = {
            leaf.key: "iam:policyarn" if leaf.key == RESOURCE else f"{leaf.key} (call 2)"
            for leaf in leaves(written_formula)
            if isinstance(leaf, Test)
        }
        outcome = self.powers.solve(
            every([
                Test("iam:policyarn", "Resource", pattern),
                self.powers.formula(power, attach, target),
                renamed(written_formula, names),
            ])
        )  # fmt: skip
        if outcome is None:
            return None
        return next((values[0] for key, values in outcome.context if key == "iam:policyarn" and values), "*"), outcome

    def unknown_policy(self, power: Power, attach: str, target: str) -> Outcome | None:
        """How `power` may attach a policy of AWS that is not in the bundle: what it says is in doubt."""
        account = self.powers.account
        aws = f"arn:{account.partition}:iam::aws:policy/"
        seen = tuple(
            dict.fromkeys((*(arn for arn in account.policies if arn.startswith(aws)), *(aws + one for one in KNOWN)))
        )
        found = self.powers.solve(
            every([
                Test("iam:policyarn", "Resource", (f"{aws}*",)),
                negation(Test("iam:policyarn", "Resource", seen)),
                self.powers.formula(power, attach, target),
            ])
        )  # fmt: skip
        if found is None:
            return None
        policy = next((values[0] for key, values in found.context if key == "iam:policyarn" and values), aws)
        return Outcome(found.context, (*found.doubts, f"what {policy} says is not in the bundle"))


def _holders(principals: Iterable[Principal]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, principal in enumerate(principals):
        for held in principal.held:
            if held.kind in {"managed", "group-managed"} and number not in found.setdefault(held.source, []):
                found[held.source].append(number)
    return {source: tuple(numbers) for source, numbers in found.items()}


def _bounded(principals: Iterable[Principal]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, principal in enumerate(principals):
        if principal.boundary is not None:
            found.setdefault(principal.boundary, []).append(number)
    return {source: tuple(numbers) for source, numbers in found.items()}


def _documents(powers: Powers) -> Iterator[Document]:
    """Every document that may ask something about who asks, each once."""
    account = powers.account
    documents = [
        *(held.document for one in account.principals for held in one.held),
        *(held.document for group in account.groups for held in group.held),
        *(one.trust for one in account.principals if one.trust is not None),
        *(version.document for one in account.policies.values() for version in one.versions),
        *(document for level in (*account.scps, *account.rcps) for document in level),
        *account.resource_policies.values(),
    ]
    yield from {id(one): one for one in documents}.values()


def _taken(documents: Iterable[Document], principals: Iterable[Principal]) -> tuple[str, ...]:
    asked = {
        value
        for document in documents
        for statement in document.statements
        for clause in statement.clauses
        if clause.key == "aws:principalarn"
        for value in clause.values
    }
    return tuple(one.arn for one in principals if one.arn in asked)


def _tag_keys(documents: Iterable[Document]) -> tuple[str, ...]:
    """The tags of principals that some policy asks about, by condition or variable."""
    family = "aws:principaltag/"
    keys: set[str] = set()
    for document in documents:
        for statement in document.statements:
            for clause in statement.clauses:
                if clause.key.startswith(family):
                    keys.add(clause.key.removeprefix(family))
            texts = (*statement.resources, *(value for clause in statement.clauses for value in clause.values))
            for text in texts:
                if "${" in text:
                    for piece in text.lower().split("${")[1:]:
                        name = piece.partition("}")[0].partition(",")[0].strip()
                        if name.startswith(family):
                            keys.add(name.removeprefix(family))
    return tuple(sorted(keys))
