"""What happened, as drafts for the log. Ids and digests stand in `about`, everything else in the payload."""

from hashlib import sha256

from datetime import datetime

from keyturn.codec.canonical import Json
from keyturn.flow.answers import Go, Named, Refuse
from keyturn.model import written
from keyturn.model.action import Action
from keyturn.model.change import Change
from keyturn.model.evidence import Draft, Intent, Kind
from keyturn.model.execution import Outcome
from keyturn.model.identity import Caller
from keyturn.model.wire import HttpRequest


def intent_draft(named: Named, go: Go, request: HttpRequest) -> Intent:
    """What is about to be sent, by whose leave. The bytes stand in it as one digest, the wire digest."""
    grant = go.spent.grant
    about = {"grant": grant.id, "session": named.caller.session.id, "action": grant.action}
    if grant.change is not None:
        about["change"] = grant.change
    payload: dict[str, Json] = {
        "name": named.action.name,
        "effect": named.action.effect.value,
        "environments": list(go.environments),
        "action": dict(go.shown.document),
        "policies": list(go.policies),
        "wire": wire_digest(request),
    }
    if go.reads:
        return Intent(Kind.READ, go.spent.at, about, payload)
    payload["ordinal"] = grant.ordinal
    payload["marks"] = list(named.marks)
    payload["approvals"] = list(go.approvals)
    return Intent(Kind.INTENT, go.spent.at, about, payload)


def outcome_draft(go: Go, outcome: Outcome, answers: dict[str, str]) -> Draft:
    """What became of it: status, request id and error code, never the answer itself."""
    grant = go.spent.grant
    about = {"grant": grant.id} if grant.change is None else {"grant": grant.id, "change": grant.change}
    payload: dict[str, Json] = {"outcome": written.outcome(outcome), "answers": dict(answers)}
    return Draft(Kind.ANSWER if go.reads else Kind.OUTCOME, outcome.at, about, payload)


def opened_draft(change: Change, opener: str) -> Draft:
    """A change that now waits for people."""
    about = {"change": change.id, "session": change.session, "task": change.task, "digest": change.digest}
    return Draft(Kind.CHANGE_OPENED, change.opened, about, {"change": dict(written.change(change)), "opener": opener})


def expired_draft(change: Change, at: datetime) -> Draft:
    """A change whose time is over."""
    return Draft(Kind.CHANGE_EXPIRED, at, {"change": change.id}, {})


def refused_draft(caller: Caller, action: Action | None, refuse: Refuse, at: datetime) -> Draft:
    """A call that was refused, with the rule that refused it."""
    payload: dict[str, Json] = {"code": refuse.code, "message": refuse.message}
    if action is not None:
        payload["name"] = action.name
        payload["resources"] = [resource.arn for resource in action.resources]
    return Draft(Kind.REFUSED, at, {"session": caller.session.id}, payload)


def wire_digest(request: HttpRequest) -> str:
    """SHA-256 (hex) over the request as it came: line, headers, digest of the body. Authorization is left out: it is a credential."""
    lines = [f"{request.method} {request.path}?{request.query}", f"host:{request.host}"]
    lines += [f"{name}:{value}" for name, value in request.headers if name not in ("authorization", "x-amz-security-token")]
    lines.append(request.content.sha256)
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
