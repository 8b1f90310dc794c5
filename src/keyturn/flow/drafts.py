"""What happened, as drafts for the log. Ids and digests stand in `about`, everything else in the payload."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.flow.answers import Go, Lend, Named, Refuse
from keyturn.issue.drafts import intent
from keyturn.issue.sending import Sending
from keyturn.model import written
from keyturn.model.action import Action
from keyturn.model.change import Change
from keyturn.model.evidence import Draft, Intent, Kind
from keyturn.model.gate import GateChange
from keyturn.model.identity import Caller
from keyturn.model.observed import Observed
from keyturn.model.wire import HttpRequest


def sending(named: Named, go: Go, request: HttpRequest) -> Intent:
    """What is about to be sent, by whose leave. The bytes stand in it as one digest, the wire digest."""
    return intent(
        go.spent,
        go.shown,
        Sending(
            session=named.caller.session.id,
            name=named.action.name,
            environments=go.environments,
            wire=wire_digest(request),
            reads=go.reads,
            sealed=go.sealed,
            notify=go.notify,
            state=go.state,
            under=go.under,
            conditions=go.conditions,
            marks=named.marks,
            approvals=go.approvals,
            policies=go.policies,
            key=None if named.caller.derived is None else named.caller.derived.access_key_id,
        ),
    )


def lent_draft(named: Named, lend: Lend, at: datetime) -> Draft:
    """A narrower key of a session, about to be handed out. Its secret is derived and stands nowhere."""
    payload: dict[str, Json] = {
        "name": named.action.name,
        "key": lend.key.access_key_id,
        "expires": format_instant(lend.key.expires),
        "role": lend.role,
        "called": lend.called,
    }
    return Draft(Kind.KEY_DERIVED, at, {"session": named.caller.session.id}, payload)


def tunnel_draft(caller: Caller, host: str, port: int, at: datetime) -> Draft:
    """A connection to another host, about to be let through unread."""
    return Draft(Kind.TUNNEL_OPENED, at, {"session": caller.session.id}, {"host": host, "port": port})


def opened_draft(change: Change, opener: str) -> Draft:
    """A change that now waits for people."""
    about = {"change": change.id, "session": change.session, "task": change.task, "digest": change.digest}
    return Draft(Kind.CHANGE_OPENED, change.opened, about, {"change": dict(written.change(change)), "opener": opener})


def drifted_draft(change: Change, at: datetime) -> Draft:
    """A change that goes back to its reviewers, because what it touches stands otherwise than they approved."""
    about = {"change": change.id, "digest": change.digest}
    return Draft(Kind.CHANGE_DRIFTED, at, about, {"change": dict(written.change(change))})


def observed_draft(change: Change, after: int, observed: Sequence[Observed], at: datetime) -> Draft:
    """How the things of a change stand after its own call number `after`, where its later calls touch them."""
    payload: dict[str, Json] = {"after": after, "observed": [one.document() for one in observed]}
    return Draft(Kind.CHANGE_OBSERVED, at, {"change": change.id}, payload)


def expired_draft(change: Change | GateChange, at: datetime) -> Draft:
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
    """SHA-256 (hex) over the request as it came: line, headers, digest of the body.

    Authorization is left out: it is a credential.
    """
    lines = [f"{request.method} {request.path}?{request.query}", f"host:{request.host}"]
    lines += [
        f"{name}:{value}" for name, value in request.headers if name not in ("authorization", "x-amz-security-token")
    ]
    lines.append(request.content.sha256)
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
