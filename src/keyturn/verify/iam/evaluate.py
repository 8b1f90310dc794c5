"""Whether IAM lets somebody do something, as a formula over what is not known of the request.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and the pages below it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from keyturn.verify.iam.context import Known, conditions, on_resource
from keyturn.verify.iam.documents import Document, Statement
from keyturn.verify.iam.logic import ACTION, Comparison, Formula, Literal, every, opposite, some
from keyturn.verify.iam.texts import Pattern, fits, wild

_FREE: Final = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
"""Calls that no policy denies (their pages in the STS API reference)."""

_READS: Final = re.compile(r"iam:(?:get|list|simulate|generate)[a-z]*")
_ROLES_OF_AWS: Final = re.compile(r"arn:[^:]*:iam::[0-9]{12}:role/aws-(?:service-role|reserved)/.*", re.DOTALL)
_POLICIES_OF_AWS: Final = re.compile(r"arn:[^:]*:iam::aws:policy/.*", re.DOTALL)
_WRITES_POLICIES: Final = frozenset({
    "iam:createpolicy", "iam:createpolicyversion", "iam:deletepolicy", "iam:deletepolicyversion",
    "iam:setdefaultpolicyversion", "iam:tagpolicy", "iam:untagpolicy",
})  # fmt: skip
_OF_TRUST: Final = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
_ARN: Final = re.compile(r"arn:[^:]*:(?:iam|sts)::([0-9]{12}):(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks; `kind`: `user`, `role` (some session of it), `root`, `service`, `federated`, `anonymous`."""

    arn: str
    kind: str
    account: str
    linked: bool = False

    @property
    def outside(self) -> bool:
        """Whether no identity policy speaks for it."""
        return self.kind in {"service", "federated", "anonymous"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, of a resource of `account`. `action`, `resource` None: any that comparisons of them admit."""

    who: Who
    action: str | None
    resource: str | None
    account: str
    known: Known


@dataclass(frozen=True, slots=True)
class Policies:
    """What bears on a request; of `rcps` only the denials count (RCPFullAWSAccess cannot be detached)."""

    identity: Sequence[Document] = ()
    boundary: Sequence[Document] | None = None
    scps: Sequence[Sequence[Document]] = ()
    rcps: Sequence[Sequence[Document]] = ()
    resource: Document | None = None


def allowed(request: Request, policies: Policies) -> Formula:
    """When the request is allowed."""
    who, action = request.who, (request.action or "").lower()
    if action in _FREE:
        return True
    if of_aws(action, request.resource):
        return False
    own, denied = _said(policies.identity, request)
    denials = [denied]
    bound: Formula = True
    if policies.boundary is not None:
        bound, denied = _said(policies.boundary, request)
        denials.append(denied)
    needed: list[Formula] = []
    if not who.linked and not who.outside:
        for level in policies.scps:
            yes, denied = _said(level, request)
            needed.append(yes)
            denials.append(denied)
    if not who.linked and who.kind != "service":
        denials += [_granted(one, request, bounded=False)[1] for level in policies.rcps for one in level]
    granted: dict[str, Formula] = {}
    if policies.resource is not None:
        granted, denied = _granted(policies.resource, request, bounded=policies.boundary is not None)
        denials.append(denied)
    needed.append(_core(request, granted, every([own, bound]), bound))
    return every([*needed, *map(opposite, denials)])


def _core(request: Request, granted: dict[str, Formula], own: Formula, bound: Formula) -> Formula:
    """Which of identity and resource policy must say yes."""
    exact = some([granted.get("exact", False), granted.get("anyone", False)])
    role, account = granted.get("role", False), granted.get("account", False)
    if request.who.outside:
        return exact
    if request.who.account != request.account:
        return every([some([exact, role, account]), own])
    # Where a resource policy names a role, the implicit denials of its boundary still hold.
    direct = some([exact, every([role, bound])])
    action = (request.action or "").lower()
    decides = action.startswith("sts:assumerole") or action in _OF_TRUST
    decides = decides or (action.startswith("kms:") and (request.resource is None or ":key/" in request.resource))
    return some([direct, every([account, own]) if decides else own])


def of_aws(action: str, resource: str | None) -> bool:
    """Whether it is a change of what AWS alone changes: reserved and service-linked roles, and its own policies."""
    if resource is None or not action.startswith("iam:") or _READS.fullmatch(action):
        return False
    return bool(_ROLES_OF_AWS.fullmatch(resource)) or (
        action in _WRITES_POLICIES and bool(_POLICIES_OF_AWS.fullmatch(resource))
    )


def _said(documents: Iterable[Document], request: Request) -> tuple[Formula, Formula]:
    """What documents that name nobody allow and deny."""
    yes: list[Formula] = []
    no: list[Formula] = []
    for document in documents:
        for statement in spoken(document, request.action):
            (yes if statement.allows else no).append(_applies(statement, request))
    return some(yes), some(no)


def _applies(statement: Statement, request: Request) -> Formula:
    """When a statement is about the request, whomever it names."""
    where = on_resource(statement, request.resource, request.known)
    if where is False:
        return False
    what: Formula = True if request.action is not None else _any_action(statement)
    return every([what, where, conditions(statement, request.known)])


def _any_action(statement: Statement) -> Formula:
    named = Literal(Comparison(ACTION, "action", tuple(Pattern(wild(one)) for one in dict.fromkeys(statement.actions))))
    return opposite(named) if statement.not_actions else named


@lru_cache(maxsize=500_000)
def spoken(document: Document, action: str | None) -> tuple[Statement, ...]:
    """The statements of a document that are about `action`."""
    if action is None:
        return document.statements
    return tuple(one for one in document.statements if _names_action(one.actions, action.lower()) != one.not_actions)


@lru_cache(maxsize=500_000)
def _names_action(patterns: tuple[str, ...], action: str) -> bool:
    return any(fits(Pattern(wild(one)), action) for one in patterns)


def _granted(document: Document, request: Request, *, bounded: bool) -> tuple[dict[str, Formula], Formula]:
    """What a resource's policy grants, by how it names the caller, and what it denies.

    `bounded`: the caller has a permissions boundary.
    """
    granted: dict[str, list[Formula]] = {}
    denied: list[Formula] = []
    for statement in spoken(document, request.action):
        how = _how(statement, request.who, bounded=bounded)
        if how and statement.allows:
            granted.setdefault(how, []).append(_applies(statement, request))
        elif how:
            denied.append(_applies(statement, request))
    return {how: some(formulas) for how, formulas in granted.items()}, some(denied)


def _how(statement: Statement, who: Who, *, bounded: bool) -> str:
    """How a statement names the caller: `exact`, `anyone`, `role`, `account`; empty if it does not."""
    if statement.principals is None:
        return ""
    named = {_name(kind, value, who, allows=statement.allows) for kind, value in statement.principals}
    how = next((one for one in ("anyone", "exact", "role", "account") if one in named), "")
    if not statement.not_principals:
        return how
    if bounded and not statement.allows:
        # A Deny with NotPrincipal denies whoever has a permissions boundary (access_policies_boundaries.html).
        return "anyone"
    return "" if how else "anyone"


def _name(kind: str, value: str, who: Who, *, allows: bool) -> str:
    if kind == "*" or (kind == "AWS" and value == "*"):
        return "anyone"
    if who.outside:
        wanted = {"service": "Service", "federated": "Federated"}.get(who.kind)
        return "exact" if kind == wanted and value == who.arn else ""
    if kind != "AWS":
        return ""
    account = account_of(value)
    if account:
        return ("exact" if who.kind == "root" else "account") if account == who.account else ""
    if value == who.arn:
        return "role" if who.kind == "role" else "exact"
    # Whoever takes a role chooses the session's name; a Deny of one name is evaded with another.
    return "exact" if who.kind == "role" and allows and is_session(value, who.arn) else ""


def account_of(name: str) -> str:
    """The number of the account that a principal's name stands for as a whole; empty if it is not a whole account."""
    if re.fullmatch(r"[0-9]{12}", name):
        return name
    return name.removesuffix(":root").rpartition(":")[2] if name.endswith(":root") else ""


def is_session(name: str, role: str) -> bool:
    """Whether an assumed-role ARN is of a session of `role`; session ARNs leave the role's path out."""
    theirs, ours = _ARN.fullmatch(name), _ARN.fullmatch(role)
    if theirs is None or ours is None or theirs[1] != ours[1]:
        return False
    parts = theirs[2].split("/")
    return len(parts) == 3 and parts[0] == "assumed-role" and parts[1] == ours[2].rpartition("/")[2]
