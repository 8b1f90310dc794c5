"""What a call would do, and what would be decided about it: nobody asks, nothing is sent, nothing is kept. Pure.

It goes the way of a real call, from recognition to policy, in the place of a sponsor who is enrolled and a session
without a scope. What a gate would have read from AWS (where a bucket lies) is not known here, and what is not known is
production.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self

from keyturn.authenticate.chunks import announced
from keyturn.authenticate.errors import BadFraming
from keyturn.codec.aws_chunked import Reader, Trailer
from keyturn.codec.canonical import Json
from keyturn.decide.combine import combine
from keyturn.decide.engine import Policies, decide
from keyturn.errors import CallerError
from keyturn.flow.name import OtherKindOfHost, in_host
from keyturn.gather.environments import environments, unlisted_account
from keyturn.gather.needs import needed
from keyturn.model.action import Action, Call, Effect, Reading, Reversible, Unrecognised
from keyturn.model.decision import NOTIFY, Decision, Deny, NeedsApproval, Permit, Question, Quorum, Reason
from keyturn.model.facts import NOTHING_KNOWN, PRODUCTION, EnvironmentRule, Estate, Facts
from keyturn.model.wire import HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts, is_aws
from keyturn.recognise.aws.touches import DOOR, touch
from keyturn.recognise.aws.touches_place import partition_of
from keyturn.recognise.aws.typed import WholeCatalogue, call_of
from keyturn.recognise.aws.unsigned import name_unsigned, scope_said
from keyturn.recognise.aws.withheld import answered, withheld

_TELL: Final = frozenset({NOTIFY})
ACCOUNT_ASSUMED: Final = "123456789012"
"""Stands in ARNs where no configuration says which account is meant: the one of AWS's own examples."""

REGION: Final = "us-east-1"
"""Where a call is made that does not say where."""

DEVELOPMENT: Final = "development"

_LOCAL: Final = re.compile(r"(?:.+\.)?(localhost|localhost\.localstack\.cloud|[0-9]{1,3}(?:\.[0-9]{1,3}){3})")
"""Hosts of a machine itself or one without a name; what stands before them is a bucket or a prefix of an operation."""


class Verdict(StrEnum):
    """What the gate would answer: let it pass, wait for people, or refuse."""

    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Explained:
    """One call, or several of one command. `code` is stable, `reason` one line for the person who reads it.

    `actions` is empty where nothing was recognised, and where nothing is called (`code` is then `none`).
    `needs` are the people that would have to agree, `assumed` what was taken for granted. `whole` is false where more
    calls may follow that nobody can foresee: those count as unknown.
    """

    actions: tuple[Action, ...]
    environments: tuple[str, ...]
    verdict: Verdict
    code: str
    reason: str
    policies: tuple[str, ...] = ()
    needs: Quorum | None = None
    assumed: tuple[str, ...] = ()
    whole: bool = True

    @property
    def effect(self) -> Effect:
        """The worst that any of its actions does."""
        if not self.whole:
            return Effect.UNKNOWN
        if self.code == NO_CALL:
            return Effect.READ
        return max((action.effect for action in self.actions), key=_WORST_LAST.index, default=Effect.UNKNOWN)

    @property
    def reversible(self) -> Reversible:
        """Whether all of it can be undone."""
        if self.code == NO_CALL:
            return Reversible.YES
        return max((action.reversible for action in self.actions), key=_UNDONE.index, default=Reversible.DEPENDS)

    @property
    def stateful_loss(self) -> bool:
        """Whether data would be lost that AWS does not keep; true where nothing is known."""
        if not self.actions or not self.whole:
            return self.code != NO_CALL
        return any(action.stateful_loss for action in self.actions)

    @property
    def destructive(self) -> bool | None:
        """Whether something would be deleted or lost; None where that is not known."""
        if any(action.effect is Effect.DELETE for action in self.actions):
            return True
        if self.effect is Effect.UNKNOWN:
            return None
        return self.stateful_loss

    def open_ended(self, why: str) -> Self:
        """The same, with more to come that nobody can foresee: people have to look at it, or it is refused already."""
        if self.verdict is not Verdict.ALLOW:
            return replace(self, whole=False)
        return replace(self, whole=False, verdict=Verdict.ASK, code="explain.open_ended", reason=why)


NO_CALL: Final = "none"
"""The code of what calls nothing at AWS."""

_WORST_LAST: Final = (
    Effect.READ,
    Effect.CREATE,
    Effect.MODIFY,
    Effect.EXECUTE,
    Effect.DELETE,
    Effect.PERMISSION,
    Effect.UNKNOWN,
)
_UNDONE: Final = (Reversible.YES, Reversible.DEPENDS, Reversible.NO)
_STRICTEST_LAST: Final = (Verdict.ALLOW, Verdict.ASK, Verdict.DENY)


class Explaining:
    """What stays the same from one explanation to the next."""

    def __init__(
        self,
        policies: Policies,
        catalogue: WholeCatalogue,
        group: str,
        rules: Sequence[EnvironmentRule] = (),
        account: str | None = None,
        doors: Iterable[str] = (),
    ) -> None:
        """Take the policies in force with the group that approves, and what a configuration says, if there is one.

        `doors` are the names under which clients reach the gateway.
        """
        self._policies = policies
        self._catalogue = catalogue
        self._groups = frozenset({group})
        self._estate = Estate(account or ACCOUNT_ASSUMED, tuple(rules))
        self._account_known = account is not None
        self._doors = frozenset(doors)

    def wire(self, request: HttpRequest, environment: str | None = None) -> Explained:
        """Explain a request as it would stand on the wire. No signature is checked."""
        hosts, assumed = self._hosts(request.host)
        try:
            request = unframed(request)
        except CallerError as error:
            return Explained((), (), Verdict.DENY, error.code, str(error), assumed=assumed)
        scope = scope_said(request)
        if scope is not None:
            call = name_call(request, scope, self._catalogue, hosts)
        else:
            call = name_unsigned(request, REGION, self._catalogue, hosts)
        return self._call(call, environment, assumed, lambda action: in_host(request, action, hosts, self._catalogue))

    def api(
        self, service: str, operation: str, params: Json, region: str | None = None, environment: str | None = None
    ) -> Explained:
        """Explain a call by its names and parameters, as an SDK takes them."""
        assumed = () if region is not None else (f"region {REGION}",)
        call = call_of(service, operation, params, region or REGION, self._catalogue)
        return self._call(call, environment, assumed, _in_host_of_its_own)

    def known(self, environment: str) -> bool:
        """Whether this is the name of an environment that is told apart from production here."""
        named = {rule.name for rule in self._estate.environments} or {DEVELOPMENT}
        return environment == PRODUCTION or environment in named

    def _hosts(self, host: str) -> tuple[GatewayHosts, tuple[str, ...]]:
        """Under which names the gateway is meant: its own, a loopback one, or whatever host is no name of AWS's."""
        lowered = host.lower()
        name, colon, port = lowered.partition(":")
        local = _LOCAL.fullmatch(name)
        if local is not None:
            return GatewayHosts(self._doors | {f"{local[1]}{colon}{port}"}), ()
        if is_aws(lowered) or any(lowered == door or lowered.endswith(f".{door}") for door in self._doors):
            return GatewayHosts(self._doors), ()
        return GatewayHosts(self._doors | {lowered}), (f"the endpoint {host[:80]}, with no bucket in its name",)

    def _call(
        self,
        call: Call | Unrecognised,
        environment: str | None,
        assumed: tuple[str, ...],
        placed: Callable[[Action], object],
    ) -> Explained:
        """Explain a call; `placed` raises OtherKindOfHost for one at a host to which nothing is sent on."""
        if isinstance(call, Unrecognised):
            return Explained((), (), Verdict.DENY, f"unrecognised.{call.reason}", call.why, assumed=assumed)
        action = touch(call, self._estate.account, self._catalogue)
        if isinstance(action, Unrecognised):
            named = (unjudged(call, self._estate.account),)
            return Explained(named, (), Verdict.DENY, f"unrecognised.{action.reason}", action.why, assumed=assumed)
        if self._account_known:
            foreign = unlisted_account(action, self._estate)
            if foreign is not None:
                why = f"account {foreign:.20} is not one that this gate guards: it would be refused"
                return Explained((action,), (), Verdict.DENY, "account.unlisted", why, assumed=assumed)
        else:
            assumed = (*assumed, f"account {ACCOUNT_ASSUMED}")
        try:
            placed(action)
        except OtherKindOfHost as error:
            return Explained((action,), (), Verdict.DENY, error.code, str(error), assumed=assumed)
        special = _before_policy(action)
        if special is not None:
            return replace(special, assumed=assumed)
        where = self._where(action, environment)
        if environment is not None and not self.known(environment):
            assumed = (*assumed, f"the environment {environment[:80]} is not known here, so it is production")
        decision = self._decide(action, where)
        tells = isinstance(decision, NeedsApproval) and decision.obligations == _TELL and not decision.quorum.people
        if tells:
            decision = self._decide(action, where, _TELL)
        verdict, code, why = told(decision)
        if tells and isinstance(decision, Permit):
            why = f"{why}; people are told"
        needs = decision.quorum if isinstance(decision, NeedsApproval) else None
        policies = decision.gates if isinstance(decision, NeedsApproval) else decision.policies
        return Explained((action,), where, verdict, code, why, policies, needs, assumed)

    def _decide(self, action: Action, where: Iterable[str], evidence: frozenset[str] = frozenset()) -> Decision:
        questions = (replace(self._question(action, one), evidence=evidence) for one in where)
        return combine(decide(question, self._policies) for question in questions)

    def _where(self, action: Action, environment: str | None) -> tuple[str, ...]:
        """In which environments `action` counts: those of the configuration, and the one that is said, if any."""
        if environment is None:
            return tuple(sorted(environments(action, NOTHING_KNOWN, self._estate)))
        named = environment if self.known(environment) else PRODUCTION
        # Whoever names the environment says where things lie: tags and homes that nobody has read ask nothing more.
        rules = (*(replace(rule, tags=()) for rule in self._estate.environments), EnvironmentRule(named, arns=("*",)))
        facts = Facts(dict.fromkeys(needed(action), action.call.region))
        return tuple(sorted(environments(action, facts, Estate(self._estate.account, rules))))

    def _question(self, action: Action, environment: str) -> Question:
        return Question(
            sponsor="sponsor",
            groups=self._groups,
            session="S-explained",
            agent="agent",
            service=action.call.service,
            operation=action.call.operation,
            effect=action.effect,
            reading=action.reading,
            delegates=action.delegates,
            stateful_loss=action.stateful_loss,
            environment=environment,
            in_scope=True,
            in_environment=True,
        )


def unjudged(call: Call, account: str) -> Action:
    """A call that has its name, and parameters with which nobody can say what it touches: the worst, everywhere."""
    return Action(
        door=DOOR,
        partition=partition_of(call.region),
        account=account,
        call=call,
        resources=(),
        iam=(f"{call.service}:{call.operation}",),
        effect=Effect.UNKNOWN,
        reading=Reading.SECRET,
        delegates=True,
        stateful_loss=True,
    )


def unframed(request: HttpRequest) -> HttpRequest:
    """`request` with its body taken out of `aws-chunked` framing; signatures and checksums count for nothing here.

    Raises CallerError for framing that is not what the head announces.
    """
    said = announced(request)
    framed = request.content.data
    if said is None or framed is None:
        return request
    reader = Reader(signed=said.signed, trailers=bool(said.trailers))
    events = list(reader.feed(framed))
    reader.finish()
    data = b"".join(event for event in events if isinstance(event, bytes))
    names = sorted(event.name for event in events if isinstance(event, Trailer))
    if len(data) != said.length or names != sorted(said.trailers):
        raise BadFraming("it does not hold what its head announces")
    return replace(request, content=said.content(len(framed), sha256(data).hexdigest(), data))


def _in_host_of_its_own(action: Action) -> None:
    """Say of a call that has no request where an SDK would send it. Raises OtherKindOfHost."""
    bucket = action.call.parameters.get("Bucket") if action.call.service == "s3" else None
    if isinstance(bucket, str):
        kind = bucket.split(":")[2] if bucket.startswith("arn:") and bucket.count(":") >= 5 else ""
        if kind in {"s3-object-lambda", "s3-outposts"}:
            raise OtherKindOfHost(kind)
        if bucket.endswith("--x-s3"):
            raise OtherKindOfHost("s3express")


def _before_policy(action: Action) -> Explained | None:
    """What the gate would answer without asking policy, because no policy could change it."""
    instead = withheld(action.call)
    if instead is not None:
        why = f"{action.name} hands out what works without this gate, so it never passes: {instead}"
        return Explained((action,), (), Verdict.DENY, "credentials.withheld", why)
    if answered(action.call):
        why = "the gate answers it itself, with a narrower key of the same session"
        return Explained((action,), (), Verdict.ALLOW, "credentials.lent", why)
    return None


def told(decision: Decision) -> tuple[Verdict, str, str]:
    """What the gate would answer, its code, and why in one line."""
    match decision:
        case Permit(policies):
            return Verdict.ALLOW, "permitted", f"permitted by {_listed(policies)}"
        case NeedsApproval(quorum, obligations, gates):
            first = f", and {', '.join(sorted(obligations))} first" if obligations else ""
            return Verdict.ASK, "change.pending", f"needs {quorum}{first}, by {_listed(gates)}"
        case Deny(Reason.POLICY_ERROR, policies, _):
            return Verdict.DENY, "policy.error", f"policy could not be evaluated ({', '.join(policies)}): mend it"
        case Deny(Reason.FORBIDDEN, policies, _):
            return Verdict.DENY, "policy.forbidden", f"refused by {_listed(policies)}; approvals do not lift it"
        case Deny(_, _, links):
            return Verdict.DENY, "policy.no_permit", f"no policy permits this to the {' and '.join(links) or 'session'}"


def together(parts: Sequence[Explained]) -> Explained:
    """Several calls of one command as one: all their actions, and the strictest that is decided about any of them."""
    worst = max(parts, key=lambda part: _STRICTEST_LAST.index(part.verdict))
    return replace(
        worst,
        actions=tuple(action for part in parts for action in part.actions),
        environments=tuple(sorted({one for part in parts for one in part.environments})),
        policies=tuple(sorted({one for part in parts for one in part.policies})),
        assumed=tuple(dict.fromkeys(one for part in parts for one in part.assumed)),
    )


def _listed(policies: Iterable[str]) -> str:
    return ", ".join(f"policy `{policy}`" for policy in policies)
