"""Who calls, and what for: the first half of the way, before any fact about the world is needed."""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

from keyturn.authenticate import sigv4
from keyturn.authenticate.signed import Signed
from keyturn.codec.sigv4 import STREAMING, STREAMING_UNSIGNED_TRAILER, Seal
from keyturn.errors import CallerError
from keyturn.flow.answers import Named, Refuse
from keyturn.flow.settings import Settings
from keyturn.flow.state import State
from keyturn.gather.environments import unlisted_account
from keyturn.model.action import Action, Call, Effect, Unrecognised, Value, show
from keyturn.model.execution import InHost
from keyturn.model.identity import Caller, SessionKey, read_derived
from keyturn.model.touching import AwsTables
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.hosts import GatewayHosts, read_host, read_s3_host
from keyturn.recognise.aws.touches import touch
from keyturn.recognise.aws.withheld import answered

_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class OtherKindOfHost(CallerError):
    """A call was recognised at a kind of host to which this gate sends nothing on."""

    code = "host.not_sent"

    def __init__(self, kind: str) -> None:
        super().__init__(f"what stands before `{kind}` hosts is not sent on by this gate: name it another way")


class Keys(Protocol):
    """Where secrets are derived: by session, and by change."""

    def session_key(self, session: str) -> SessionKey:
        """Return the credentials of a session."""

    def derived_key(self, session: str, access_key_id: str) -> SessionKey:
        """Return the credentials of a narrower key of a session."""

    def change_key(self, change: str) -> bytes:
        """Return the key for the sensitive members of a change, a grant or a session's marks."""


def authenticate(request: HttpRequest, state: State, keys: Keys, at: datetime) -> tuple[Caller, Signed] | Refuse:
    """Say who signed `request`. Raises CallerError (authenticate) for a signature that does not hold."""
    signed = sigv4.read(request)
    derived = read_derived(signed.access_key_id)
    session_id = state.session_of_key.get(signed.access_key_id if derived is None else derived.parent)
    if session_id is None:
        return Refuse(
            "session.unknown",
            f"no session here has the access key `{signed.access_key_id:.40}`: open one with `keyturn session open`",
        )
    session = state.sessions[session_id]
    caller = Caller(session, state.tasks[session.task], derived)
    sigv4.verify(signed, request, _key(caller, signed, keys), at)
    return usable(caller, state, at) or (caller, signed)


def seal(caller: Caller, signed: Signed, keys: Keys) -> Seal | None:
    """Return where the signatures of a body's chunks begin, if it has any, for a head `authenticate` has passed."""
    if signed.payload not in STREAMING or signed.payload == STREAMING_UNSIGNED_TRAILER:
        return None
    return sigv4.seal(signed, _key(caller, signed, keys))


def _key(caller: Caller, signed: Signed, keys: Keys) -> SessionKey:
    session = caller.session.id
    return keys.session_key(session) if caller.derived is None else keys.derived_key(session, signed.access_key_id)


def usable(caller: Caller, state: State, at: datetime) -> Refuse | None:
    """Say why `caller` may not act at `at`, if so. Asked again at spending: a call may have waited since it came in."""
    session, task = state.sessions[caller.session.id], caller.task
    sponsor = state.people.get(task.sponsor)
    if sponsor is None or not sponsor.enabled:
        return Refuse(
            "session.sponsor", f"the sponsor `{task.sponsor}` is no longer enrolled: somebody else must open a task"
        )
    if session.ended is not None:
        return Refuse("session.ended", f"session {session.id:.10} was ended: open another with `keyturn session open`")
    if at >= session.expires or at >= task.expires:
        return Refuse(
            "session.expired", f"session {session.id:.10} has expired: open another with `keyturn session open`"
        )
    if caller.derived is not None and at >= caller.derived.expires:
        return Refuse("session.key_expired", f"this key of session {session.id:.10} has expired: assume the role again")
    return None


def read(request: HttpRequest, scope: CredentialScope, catalogue: AwsTables, hosts: GatewayHosts) -> Call | Refuse:
    """Read the call that `request` makes, or say why it has no name. Raises CallerError for what cannot be read."""
    call = name_call(request, scope, catalogue, hosts)
    return Refuse(f"unrecognised.{call.reason}", call.why) if isinstance(call, Unrecognised) else call


def touched(
    request: HttpRequest,
    caller: Caller,
    call: Call,
    catalogue: AwsTables,
    hosts: GatewayHosts,
    settings: Settings,
    keys: Keys,
) -> Named | Refuse:
    """Name the action that `call` is by what it touches, or say why it has no name. Raises CallerError."""
    action = touch(call, settings.estate.account, catalogue)
    if isinstance(action, Unrecognised):
        return Refuse(f"unrecognised.{action.reason}", action.why)
    foreign = unlisted_account(action, settings.estate)
    if foreign is not None and not answered(call):
        return Refuse("account.unlisted", f"account {foreign:.20} is not one that this gate guards: it is refused")
    return named(request, caller, action, hosts, keys, catalogue)


def named(
    request: HttpRequest, caller: Caller, action: Action, hosts: GatewayHosts, keys: Keys, catalogue: AwsTables
) -> Named:
    """Return `action` with what else there is to know of its `request` before any fact about the world is needed.

    Raises OtherKindOfHost.
    """
    return Named(caller, action, _marks(request, caller, action, keys), in_host(request, action, hosts, catalogue))


def in_host(request: HttpRequest, action: Action, hosts: GatewayHosts, catalogue: AwsTables) -> InHost | None:
    """Return what belongs before upstream's host.

    Of S3's, what stood in the host and not in the path, so that it is not lost. Raises OtherKindOfHost where it would
    be: before S3's plain host, the name of something else is a bucket's. Of the others, what the model wants there,
    whether or not it stood in the request's host.
    """
    call = action.call
    if call.service != "s3":
        template = catalogue.service(call.service).operations[call.operation].host_prefix
        return InHost(_filled(template, call.parameters), prefix=True) if template else None
    where = read_s3_host(read_host(request.host, hosts), call.region)
    if not where.front:
        return None
    if where.kind in {"", "s3", "s3-accelerate"}:
        return InHost(where.front)
    if where.kind == "s3-accesspoint":
        return InHost(where.front, access_point=True)
    raise OtherKindOfHost(where.kind)


def _filled(template: str, parameters: Mapping[str, Value]) -> str:
    """Fill a host prefix. Raises OtherKindOfHost for what cannot stand in a host."""

    def label(found: re.Match[str]) -> str:
        value = parameters.get(found[1])
        if not isinstance(value, str) or not _LABEL.fullmatch(value):
            raise OtherKindOfHost(template)
        return value

    return re.sub(r"\{(\w+)\}", label, template)


def _marks(request: HttpRequest, caller: Caller, action: Action, keys: Keys) -> tuple[str, ...]:
    """What a client repeats when it retries one attempt: the SDK's invocation id, or the idempotency tokens it made.

    Marks stand in the log, so sensitive members go into them under a key of the session's that is not there.
    """
    if action.effect is Effect.READ:
        return ()
    found = []
    invocation = request.header("amz-sdk-invocation-id")
    if invocation is not None:
        found.append(f"invocation {invocation}")
    if action.call.tokens:
        found.append("tokens " + " ".join(f"{member}={token}" for member, token in sorted(action.call.tokens.items())))
    if not found:
        return ()
    exact = show(action, keys.change_key(caller.session.id)).digest
    return tuple(sha256(f"{caller.session.id}\n{exact}\n{mark}".encode()).hexdigest() for mark in found)
