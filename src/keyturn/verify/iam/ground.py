"""What every rule asks about one account: who trusts whom, who holds what, and by which way calls can be made."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from keyturn.verify.iam.axioms import Axioms
from keyturn.verify.iam.context import Known, arns, is_one_of, variables_of
from keyturn.verify.iam.documents import Document
from keyturn.verify.iam.estate import Held
from keyturn.verify.iam.evaluate import Who, account_of, is_session, spoken
from keyturn.verify.iam.judge import Actor, Judge, State
from keyturn.verify.iam.logic import RESOURCE, Formula, every, literals, opposite, renamed
from keyturn.verify.iam.texts import Pattern, fits, wild

_FROM_SERVICES: Final = frozenset({
    "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalservicename",
    "aws:principalservicenameslist",
})  # fmt: skip
_TAG: Final = "aws:principaltag/"


class Ground:
    """One account, its judge, and the catalogue in whose terms it is looked at."""

    def __init__(self, judge: Judge, axioms: Axioms) -> None:
        estate = judge.estate
        self.judge: Final = judge
        self.axioms: Final = axioms
        self.estate: Final = estate
        numbers = range(len(estate.principals))
        self.users: Final = sum(1 << one for one in numbers if not estate.principals[one].is_role)
        self.roles: Final = sum(1 << one for one in numbers if estate.principals[one].is_role)
        self.ours: Final = sum(1 << one for one in numbers if not estate.principals[one].linked)
        self.principals: Final = self.users | self.roles
        self.groups: Final = {judge.index[one.arn]: one for one in estate.groups}
        self.members: Final = {
            at: sum(1 << one for one in numbers if group.name in estate.principals[one].groups)
            for at, group in self.groups.items()
        }
        self.policies: Final = judge.bits(arn for arn in estate.policies if ":iam::aws:" not in arn)
        self.holders: Final[dict[str, int]] = {}
        self.bounded: Final[dict[str, int]] = {}
        for number, one in enumerate(estate.principals):
            for held in one.held:
                if held.kind in {"managed", "group-managed"}:
                    self.holders[held.source] = self.holders.get(held.source, 0) | 1 << number
            if one.boundary is not None:
                self.bounded[one.boundary] = self.bounded.get(one.boundary, 0) | 1 << number
        self._trusts()
        self.tag_keys: Final = tuple(sorted(set(self._tag_keys())))
        self.taken: Final = self._taken()
        self.asks_for_boundaries: Final = any(
            "iam:permissionsboundary" in (*(clause.key for clause in one.clauses), *variables_of(one))
            for document in self._documents()
            for one in document.statements
        )
        self.by_name: Final = frozenset(
            str(row["id"])
            for row in axioms.rows("rights")
            if row["on"] == "role" and row["brings"] in ("all", "policy")
        )
        """The rights that give a policy to a role by its name, whichever role has it."""
        self.places: Final = {kind: self._new(kind) for kind in axioms.mapping("make")}
        """Where a new principal of a kind may be, and that it is none that is there."""
        self._of_service: dict[str, int] = {}
        self._patterns: tuple[str, ...] | None = None

    def _new(self, kind: str) -> tuple[Formula, Formula]:
        prefix = f"arn:{self.estate.partition}:iam::{self.estate.account}:{kind}/"
        place = [is_one_of(RESOURCE, arns(f"{prefix}*"))]
        if kind == "role":
            place.append(opposite(is_one_of(RESOURCE, arns(f"{prefix}aws-*"))))
        there = tuple(arn for arn in self.judge.arns if arn.startswith(prefix))
        return every(place), opposite(is_one_of(RESOURCE, arns(*there))) if there else True

    # ------------------------------------------------------------------------------------------------ trusts

    def _trusts(self) -> None:
        self.named: dict[str, int] = {}
        self.federated: dict[str, int] = {}
        self.services: dict[str, int] = {}
        self.anyone = self.whole = self.tagging = 0
        for number, one in enumerate(self.estate.principals):
            if one.trust is None:
                continue
            bit = 1 << number
            for statement in one.trust.statements:
                if not statement.allows:
                    continue
                if statement in spoken(one.trust, "sts:TagSession"):
                    self.tagging |= bit
                assumes = statement in spoken(one.trust, "sts:AssumeRole")
                if assumes and statement.not_principals:
                    self.anyone |= bit
                for kind, value in statement.principals or ():
                    self._trust(bit, kind, value, assumes=assumes)

    def _trust(self, bit: int, kind: str, value: str, *, assumes: bool) -> None:
        if kind == "Federated":
            self.federated[value] = self.federated.get(value, 0) | bit
        elif kind == "Service":
            self.services[value] = self.services.get(value, 0) | bit
        elif assumes and value == "*":
            self.anyone |= bit
        elif assumes and account_of(value) == self.estate.account:
            self.whole |= bit
        elif assumes:
            self.named[value] = self.named.get(value, 0) | bit

    def trusting(self, actor: Actor) -> int:
        """The roles whose trust policy names `actor`, by itself, as a session of it, or as anybody."""
        found = self.anyone
        for name, bits in self.named.items():
            if name == actor.arn or (actor.is_role and is_session(name, actor.arn)):
                found |= bits
        return found

    def of_service(self, service: str) -> int:
        """The roles that a service may run as."""
        if service not in self._of_service:
            names = (service, f"{service}.cn") if self.estate.partition == "aws-cn" else (service,)
            found = 0
            for name in names:
                candidates = (self.services.get(name, 0) | self.anyone) & self.ours & ~found
                for number in self.judge.members(candidates):
                    found |= 1 << number if self._runs_as(name, number) else 0
            self._of_service[service] = found
        return self._of_service[service]

    def _runs_as(self, service: str, number: int) -> bool:
        one = self.estate.principals[number]
        known = Known(
            {"aws:principalisawsservice": ("true",), "aws:sourceaccount": (self.estate.account,)},
            opened=_FROM_SERVICES,
        )
        who = Who(service, "service", "")
        return one.trust is not None and self.judge.keys.possible(
            self.judge.by_stranger(who, "sts:AssumeRole", one.arn, one.trust, known)
        )

    # --------------------------------------------------------------------------------------------- documents

    def _documents(self) -> Iterator[Document]:
        yield from dict.fromkeys(self.estate.documents())

    def _tag_keys(self) -> Iterator[str]:
        """The tags of principals that some policy asks about, by condition or variable."""
        for document in self._documents():
            for statement in document.statements:
                for key in (*(clause.key for clause in statement.clauses), *variables_of(statement)):
                    if key.startswith(_TAG):
                        yield key.removeprefix(_TAG)

    def _taken(self) -> tuple[str, ...]:
        """The ARNs of principals that some condition asks for letter by letter: nobody new has one of them."""
        asked = {
            value
            for document in self._documents()
            for statement in document.statements
            for clause in statement.clauses
            if clause.key == "aws:principalarn"
            for value in clause.values
        }
        return tuple(one.arn for one in self.estate.principals if one.arn in asked)

    def held(self, number: int) -> tuple[Held, ...]:
        """What speaks for a principal of the bundle."""
        return self.estate.principals[number].held

    def signature(self, action: str) -> tuple[object, ...]:
        """What tells `action` from others of its resource: actions of one signature have the same answer."""
        if "*" in action or "?" in action:
            return (action,)
        if self._patterns is None:
            asked = {one for document in self._documents() for each in document.statements for one in each.actions}
            asked |= {str(row["grants"]) for row in self.axioms.rows("openings")}
            self._patterns = tuple(sorted(asked))
        lower = action.lower()
        service, _, name = lower.partition(":")
        kept = self.axioms.mapping("not_across").get(service)
        return (
            service,
            service in {"sts", "iam"} and lower,
            isinstance(kept, list | tuple) and name in kept,
            tuple(fits(Pattern(wild(one)), lower) for one in self._patterns),
        )

    # ------------------------------------------------------------------------------------------------- calls

    def all_done(self, state: State, way: tuple[str, ...], thing: str | None = None) -> bool:
        """Whether `state` may make every call of a way, on `thing` or on something of its own."""
        return all(self._done(state, action, thing) for action in way)

    def _done(self, state: State, action: str, thing: str | None) -> bool:
        if not self.judge.may(state, action):
            return False
        pattern = self.axioms.place(action, self.estate.partition, self.estate.account)
        if pattern is None:
            return self.judge.can(state, action, "*")
        if thing is not None and fits(arns(pattern)[0], thing):
            return self.judge.can(state, action, thing)
        return self.judge.on_some(state, action, pattern)

    def admin(self) -> str:
        """The ARN of the policy that allows everything."""
        return f"arn:{self.estate.partition}:iam::aws:policy/AdministratorAccess"

    def may_write_policy(self, state: State, action: str, attach: str, target: str) -> bool:
        """Whether `state` may write a policy of the account's (by `action`) and then attach it to `target`."""
        judge = self.judge
        if not judge.may(state, action):
            return False
        if action == "iam:CreatePolicyVersion":
            return any(
                judge.can(state, attach, target, extra=(("iam:policyarn", (judge.arns[number],)),))
                for number in judge.members(judge.on(state, action, self.policies))
            )
        written = judge.formula(state, action, None)
        # The two calls are two requests: what they have in common is the policy's ARN.
        names = {
            one.comparison.key: "iam:policyarn" if one.comparison.key == RESOURCE else f"{one.comparison.key} (2)"
            for one in literals(written)
        }
        own = is_one_of("iam:policyarn", arns(f"arn:{self.estate.partition}:iam::{self.estate.account}:policy/*"))
        return judge.keys.possible(every([own, judge.formula(state, attach, target), renamed(written, names)]))

    def may_attach_unknown(self, state: State, attach: str, target: str) -> bool:
        """Whether `state` may attach a policy of AWS's that is not in the bundle, which may say anything."""
        aws = f"arn:{self.estate.partition}:iam::aws:policy/"
        seen = (*(arn for arn in self.estate.policies if arn.startswith(aws)), *(aws + one for one in self.published()))
        outside: Formula = every([
            is_one_of("iam:policyarn", arns(f"{aws}*")),
            opposite(is_one_of("iam:policyarn", arns(*dict.fromkeys(seen)))),
        ])  # fmt: skip
        return self.estate.kindly and self.judge.keys.possible(
            every([outside, self.judge.formula(state, attach, target)])
        )

    def published(self) -> Mapping[str, Document]:
        """The policies of AWS's whose text is known, by name."""
        return self.estate.published


def combinations(groups: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, ...]]:
    """One action of each group, in every combination."""
    yield from product(*groups)
