"""Whether IAM lets one principal do one thing, as a formula over what is not known of the request.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the pages below it;
docs/reference/iam.md lists each element with what is done about it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.prover.context import Context, condition, resolved
from keyturn.prover.documents import Document, Statement
from keyturn.prover.formula import ACTION, RESOURCE, Formula, Test, either, every, negation
from keyturn.prover.wildcards import matches_action, matches_arn, padded

_NEEDS_NO_PERMISSION: Final = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
"""Operations that no policy denies (their own pages in the STS API reference say so)."""

_READS: Final = re.compile(r"iam:(?:get|list|simulate|generate)[a-z]*")
_AWS_ROLES: Final = re.compile(r"arn:[^:]*:iam::[0-9]{12}:role/aws-(?:service-role|reserved)/.*", re.DOTALL)
_AWS_POLICIES: Final = re.compile(r"arn:[^:]*:iam::aws:policy/.*", re.DOTALL)
_ON_POLICIES: Final = frozenset({
    "iam:createpolicy", "iam:createpolicyversion", "iam:deletepolicy", "iam:deletepolicyversion",
    "iam:setdefaultpolicyversion",
    "iam:tagpolicy", "iam:untagpolicy",
})  # fmt: skip
_IAM_ARN: Final = re.compile(r"arn:[^:]*:(?:iam|sts)::([0-9]{12}):(.+)", re.DOTALL)
_ACCOUNT: Final = re.compile(r"[0-9]{12}")

_TRUST: Final = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks.

    `kind`: `user`, `role` (some session of it), `session` (a named one), `root`, `service`, `federated`, `anonymous`.
    `role` is the role's ARN where a session asks. `linked`: a service-linked role, which SCPs and RCPs do not bind.
    """

    arn: str
    kind: str
    account: str
    role: str = ""
    linked: bool = False

    @property
    def outside(self) -> bool:
        """Whether no identity policy speaks for it."""
        return self.kind in {"service", "federated", "anonymous"}


@dataclass(frozen=True, slots=True)
class Policies:
    """Every policy that bears on a request; `scps` and `rcps` by level from the root to the account.

    `boundary`, `session` and `resource` are None where there is none. `endpoint` is empty where there is none.
    """

    identity: tuple[Document, ...] = ()
    boundary: tuple[Document, ...] | None = None
    session: Document | None = None
    scps: tuple[tuple[Document, ...], ...] = ()
    rcps: tuple[tuple[Document, ...], ...] = ()
    resource: Document | None = None
    endpoint: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    `action` or `resource` None: any that the caller constrains with tests of `formula.ACTION`, `RESOURCE`.
    """

    who: Who
    action: str | None
    resource: str | None
    account: str
    context: Context


@dataclass(frozen=True, slots=True)
class Granted:
    """What a resource policy's Allow statements say, by how they name the caller.

    `account`: the caller's account; `role`: the role of the caller's session; `exact`: the caller; `anyone`: `*`.
    """

    account: Formula = False
    role: Formula = False
    exact: Formula = False
    anyone: Formula = False


def allowed(request: Request, policies: Policies) -> Formula:
    """Whether the request is allowed: a bool, or a formula over what is not known of its context."""
    who, action = request.who, (request.action or "").lower()
    if action in _NEEDS_NO_PERMISSION:
        return True
    if _is_aws_own(action, request.resource):
        return False
    identity, denied = _speak(policies.identity, request)
    denials = [denied]
    granted = Granted()
    if policies.resource is not None:
        granted, denied = by_resource(policies.resource, request, bounded=policies.boundary is not None)
        denials.append(denied)
    levels, more = _organisation(policies, request)
    denials += more
    boundary: Formula = True
    if policies.boundary is not None:
        boundary, denied = _speak(policies.boundary, request)
        denials.append(denied)
    session: Formula = True
    if policies.session is not None:
        session, denied = _speak((policies.session,), request)
        denials.append(denied)
    core = _core(request, who, action, granted, every([identity, boundary, session]), boundary, session)
    return every([core, negation(either(denials)), *levels])


def _core(
    request: Request, who: Who, action: str, granted: Granted, own: Formula, boundary: Formula, session: Formula
) -> Formula:
    """Which of identity and resource policy must say yes. `own`: what identity, boundary and session say together."""
    if who.outside:
        return either([granted.exact, granted.anyone])
    if who.account != request.account:
        return every([either([granted.account, granted.role, granted.exact, granted.anyone]), own])
    # In one account the resource policy's word is enough; where it names a role, the implicit denials of that role's
    # boundary and session policy still hold (reference_policies_evaluation-logic_policy-eval-denyallow.html).
    direct = either([granted.exact, granted.anyone, every([granted.role, boundary, session])])
    if _resource_decides(action, request.resource):
        return either([direct, every([granted.account, own])])
    return either([direct, own])


def _resource_decides(action: str, resource: str | None) -> bool:
    """Whether nothing is allowed unless the resource's own policy allows it.

    KMS keys and the trust policies of roles.
    """
    if action.startswith("sts:assumerole") or action in _TRUST:
        return True
    return action.startswith("kms:") and (resource is None or ":key/" in resource)


def _organisation(policies: Policies, request: Request) -> tuple[list[Formula], list[Formula]]:
    """What SCPs (each level must allow), RCPs (only their denials count) and endpoint policies say.

    (needed, denied).
    """
    needed: list[Formula] = []
    denied: list[Formula] = []
    if not request.who.linked and not request.who.outside:
        for level in policies.scps:
            yes, no = _speak(level, request)
            needed.append(yes)
            denied.append(no)
    if not request.who.linked and request.who.kind != "service":
        # RCPFullAWSAccess cannot be detached, so an RCP only ever takes away.
        denied += [by_resource(one, request)[1] for level in policies.rcps for one in level]
    for document in policies.endpoint:
        yes, no = _speak((document,), request)
        needed.append(yes)
        denied.append(no)
    return needed, denied


def _is_aws_own(action: str, resource: str | None) -> bool:
    """Service-linked and reserved roles and AWS's own policies are changed by AWS alone."""
    if resource is None or not action.startswith("iam:") or _READS.fullmatch(action):
        return False
    return bool(_AWS_ROLES.fullmatch(resource)) or (action in _ON_POLICIES and bool(_AWS_POLICIES.fullmatch(resource)))


def _speak(documents: Iterable[Document], request: Request) -> tuple[Formula, Formula]:
    """What documents that name no principal allow and deny."""
    yes: list[Formula] = []
    no: list[Formula] = []
    for document in documents:
        for statement in document.statements:
            (yes if statement.allows else no).append(applies(statement, request))
    return either(yes), either(no)


def applies(statement: Statement, request: Request) -> Formula:
    """Whether a statement is about the request, its principal apart."""
    about = of_action(statement, request.action)
    if about is False:
        return False
    where = of_resource(statement, request.resource, request.context)
    return False if where is False else every([about, where, condition(statement, request.context)])


def of_action(statement: Statement, action: str | None) -> Formula:
    """Whether a statement is about `action`."""
    if action is None:
        named: Formula = Test(ACTION, "Action", tuple(dict.fromkeys(one.lower() for one in statement.actions)))
        return negation(named) if statement.not_actions else named
    return any(matches_action(pattern, action) for pattern in statement.actions) != statement.not_actions


def of_resource(statement: Statement, resource: str | None, context: Context) -> Formula:
    """Whether a statement is about `resource`. An open variable widens an Allow and narrows a Deny."""
    if not statement.resources:
        return True
    patterns = resource_patterns(statement, context)
    if statement.not_resources and not statement.allows and _has_no_value(statement, context):
        # What a Deny leaves out is not known: it is not taken to hold.
        return False
    if resource is None:
        named: Formula = Test(RESOURCE, "Resource", tuple(dict.fromkeys(map(padded, patterns)))) if patterns else False
        if "*" in patterns:
            named = True
        return negation(named) if statement.not_resources else named
    return any(matches_arn(pattern, resource) for pattern in patterns) != statement.not_resources


def _has_no_value(statement: Statement, context: Context) -> bool:
    """Whether a variable in the statement's resources has no value."""
    return any(
        "${" in written and resolved(written, context, variables=statement.variables)[0] is None
        for written in statement.resources
    )


def resource_patterns(statement: Statement, context: Context) -> tuple[str, ...]:
    """The patterns of a statement's resources in `context`."""
    found: list[str] = []
    widens = statement.allows != statement.not_resources
    for written in statement.resources:
        pattern, exact = resolved(written, context, variables=statement.variables)
        if pattern is not None and (exact or widens):
            found.append(pattern)
    return tuple(found)


def by_resource(document: Document, request: Request, *, bounded: bool = False) -> tuple[Granted, Formula]:
    """What a resource policy grants the caller, and what it denies.

    `bounded`: the caller has a permissions boundary.
    """
    granted: dict[str, list[Formula]] = {"account": [], "role": [], "exact": [], "anyone": []}
    denied: list[Formula] = []
    for statement in document.statements:
        how = _named(statement, request.who, bounded=bounded)
        if not how:
            continue
        formula = applies(statement, request)
        if formula is False:
            continue
        if statement.allows:
            granted[how].append(formula)
        else:
            denied.append(formula)
    parts = {name: either(formulas) for name, formulas in granted.items()}
    return Granted(parts["account"], parts["role"], parts["exact"], parts["anyone"]), either(denied)


def _named(statement: Statement, who: Who, *, bounded: bool) -> str:
    """How a statement of a resource policy names the caller; empty if it does not."""
    if statement.principals is None:
        return ""
    how = named(statement.principals, who, allows=statement.allows)
    if not statement.not_principals:
        return how
    if bounded and not statement.allows:
        # A Deny with NotPrincipal denies whoever has a permissions boundary (access_policies_boundaries.html).
        return "anyone"
    return "" if how else "anyone"


def named(principals: Sequence[tuple[str, str]], who: Who, *, allows: bool) -> str:
    """How a `Principal` element names `who`.

    The most direct of `anyone`, `exact`, `role`, `account`; empty if it does not.
    """
    best = ""
    for kind, value in principals:
        how = _names(kind, value, who, allows=allows)
        if how in {"anyone", "exact"}:
            return how
        best = how if how == "role" or not best else best
    return best


def _names(kind: str, value: str, who: Who, *, allows: bool) -> str:
    if kind == "*" or (kind == "AWS" and value == "*"):
        return "anyone"
    if who.outside:
        wanted = {"service": "Service", "federated": "Federated"}.get(who.kind)
        return "exact" if kind == wanted and value == who.arn else ""
    if kind != "AWS":
        return ""
    if _ACCOUNT.fullmatch(value) or value.endswith(":root"):
        account = value if _ACCOUNT.fullmatch(value) else value.removesuffix(":root").rpartition(":")[2]
        return ("exact" if who.kind == "root" else "account") if account == who.account else ""
    if value == who.arn:
        return "role" if who.kind == "role" else "exact"
    if who.kind == "session" and value == who.role:
        return "role"
    if who.kind == "role" and allows and _session_of(value, who.arn):
        # Whoever takes the role chooses the session's name; a Deny of one name is evaded with another.
        return "exact"
    return ""


def _session_of(session: str, role: str) -> bool:
    """Whether an assumed-role ARN is of a session of `role`; session ARNs leave the role's path out."""
    theirs, ours = _IAM_ARN.fullmatch(session), _IAM_ARN.fullmatch(role)
    if theirs is None or ours is None or theirs[1] != ours[1]:
        return False
    parts = theirs[2].split("/")
    return parts[0] == "assumed-role" and len(parts) == 3 and parts[1] == ours[2].rsplit("/", 1)[-1]


def who_is(arn: str) -> Who:
    """Read a principal's ARN or a service's name."""
    if arn in {"*", ""}:
        return Who("*", "anonymous", "")
    found = _IAM_ARN.fullmatch(arn)
    if found is None:
        return Who(arn, "federated" if arn.startswith("arn:") or "." not in arn else "service", "")
    account, name = found[1], found[2]
    kind = name.partition("/")[0]
    if kind == "assumed-role":
        role = "/".join(name.split("/")[1:-1])
        return Who(arn, "session", account, f"{arn.partition(':sts:')[0]}:iam::{account}:role/{role}")
    if name == "root":
        return Who(arn, "root", account)
    if kind in {"user", "role"}:
        return Who(
            arn,
            kind,
            account,
            linked=kind == "role" and bool(_AWS_ROLES.fullmatch(arn)) and "/aws-service-role/" in arn,
        )
    return Who(arn, "federated", "")
