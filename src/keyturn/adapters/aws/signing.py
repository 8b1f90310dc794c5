"""Signing a call anew for upstream, with credentials that the caller never sees (AWS Signature Version 4).

Path, query and headers go on byte for byte and in their order, but for what stands in `_OURS`, for the hop-by-hop
headers of RFC 9110, section 7.6.1, and for `expect`, which the door has answered. Headers that a Connection header
names are not left out: the door refuses such requests, because what was recognised must be what is sent. The presigned
query form becomes the header form.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple, Protocol
from urllib.parse import unquote

from keyturn.codec import sigv4
from keyturn.model.grant import Power
from keyturn.model.wire import Content, CredentialScope, HttpRequest

HOP_BY_HOP: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""What concerns one connection only and is never passed on, in either direction."""

_LEFT_OUT: Final = HOP_BY_HOP | {"expect"}
_OURS: Final = (
    "host",
    "authorization",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
    "content-length",
)
_MADE: Final = ("host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-length")
"""What `signed_head` makes before it signs, in that order."""

_KEPT_PLANS: Final = 128
_QUERY_AUTH: Final = frozenset(
    {
        "X-Amz-Algorithm",
        "X-Amz-Content-Sha256",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    }
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The gateway's own credentials at the cloud; `token` is set for temporary ones."""

    access_key_id: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


class Source(Protocol):
    """Where the credentials of the moment come from."""

    async def credentials(self, power: Power | None) -> Credentials:
        """Return credentials that are good now, narrowed to `power` where that is given and they can be.

        Raises OurError if there are none, NeverSent if they cannot be had now.
        """


def signed_head(
    request: HttpRequest, scope: CredentialScope, host: str, credentials: Credentials, at: datetime, before: str = ""
) -> tuple[bytes, sigv4.Seal | None]:
    """Return the head of `request` as it goes to `host`: request line and headers, signed at `at` for `scope`.

    `before` is put before the path (a bucket that stood in the client's host).
    The body's hash is that of `request.content`, so that upstream holds the bytes it gets against it. A framed body
    keeps its mark instead; then what its chunks are signed with comes along (adapters.aws.resigning), else None.
    """
    content, framing = request.content, request.content.framing
    payload = content.sha256 if framing is None else framing.mark
    length = wire_length(content)
    as_sent = scope.service in sigv4.PATH_AS_SENT
    plan = _plan(tuple([name for name, _ in request.headers]), as_sent, credentials.token is not None, length == 0)
    stamp = _stamp(at.year, at.month, at.day, at.hour, at.minute, at.second)
    path_of_scope = f"{stamp[:8]}/{scope.region}/{scope.service}/{sigv4.TERMINATOR}"
    values = [value for _, value in request.headers]
    values += (host, stamp, credentials.token or "", payload, str(length))
    for places in plan.repeated:
        values.append(",".join([sigv4.canonical_value(values[place]) for place in places]))
    presigned = "X-Amz-Signature=" in request.query and not plan.authorized
    query = _without_auth(request.query) if presigned else request.query
    path = before + request.path
    canonical = sigv4.canonical_request(
        request.method,
        sigv4.canonical_path(path, scope.service),
        sigv4.canonical_query(query),
        sigv4.canonical_lines(plan.signed_lines, plan.signed(values)),
        plan.signed_names,
        payload,
    )
    key = sigv4.signing_key(credentials.secret, stamp[:8], scope.region, scope.service)
    signature = sigv4.signature(key, stamp, path_of_scope, canonical)
    values.append(
        f"{sigv4.ALGORITHM} Credential={credentials.access_key_id}/{path_of_scope}, "
        f"SignedHeaders={plan.signed_names}, Signature={signature}"
    )
    target = f"{path}?{query}" if query else path
    head = f"{request.method} {target} HTTP/1.1\r\n{plan.lines % plan.sent(values)}\r\n".encode("latin-1")
    return head, None if framing is None else sigv4.Seal(key, stamp, path_of_scope, signature)


@lru_cache(maxsize=8)
def _stamp(*second: int) -> str:
    return "{:04}{:02}{:02}T{:02}{:02}{:02}Z".format(*second)


class _Plan(NamedTuple):
    """What becomes of the headers of a request, by their names alone: a client sends the same ones over and over.

    `sent` picks the values that go on, in the order of `lines`, `signed` those that are signed, in the order of
    `signed_lines`. They pick from the values of the request's headers, then of `_MADE`, then of each header that is
    `repeated` (by its places, joined), then the Authorization. `authorized`: the request has an Authorization.
    """

    repeated: tuple[tuple[int, ...], ...]
    lines: str
    sent: Callable[[list[str]], tuple[str, ...]]
    signed_names: str
    signed_lines: str
    signed: Callable[[list[str]], tuple[str, ...]]
    authorized: bool


@lru_cache(maxsize=_KEPT_PLANS)
def _plan(names: tuple[str, ...], as_sent: bool, temporary: bool, empty: bool) -> _Plan:  # noqa: FBT001 - a key
    """Plan for a request with headers of these names: the caller's in their order, ours in the place of theirs.

    Missing ones go to the end. `as_sent`: S3, which wants its payload's hash as a header; `temporary`: there is a
    token; `empty`: there is no body.
    """
    ours = [name for name in _OURS if temporary or name != "x-amz-security-token"]
    sent: list[tuple[str, int]] = []  # each with the place of its value, -1 for one of ours
    for place, name in enumerate(names):
        if name in ours:
            ours.remove(name)
            sent.append((name, -1))
        elif name not in _OURS and name not in _LEFT_OUT:
            sent.append((name, place))
    unwanted = {"content-length"} if empty else set()
    if not as_sent:
        unwanted.add("x-amz-content-sha256")
    sent += [(name, -1) for name in ours if name not in unwanted]
    repeated = sorted({name for name, place in sent if place >= 0 and names.count(name) > 1})
    made = {name: len(names) + place for place, name in enumerate((*_MADE, *repeated, "authorization"))}
    signed = {name: made.get(name, place) for name, place in sent if name not in sigv4.NEVER_SIGNED}
    return _Plan(
        tuple([tuple([place for place, one in enumerate(names) if one == name]) for name in repeated]),
        "".join([sigv4.line(name, ": %s\r\n") for name, _ in sent]),
        itemgetter(*[made[name] if place < 0 else place for name, place in sent]),  # three at least, of ours
        ";".join(sorted(signed)),
        "".join([sigv4.line(name, ":%s\n") for name in sorted(signed)]),
        itemgetter(*[signed[name] for name in sorted(signed)]),
        "authorization" in names,
    )


def wire_length(content: Content) -> int:
    """Return how many bytes the body has as it is sent. Raises ValueError where nobody knows."""
    if content.framing is None:
        return content.length
    if content.framing.length is None:
        raise ValueError("a framed body goes on only once its length on the wire is known")
    return content.framing.length


def _without_auth(query: str) -> str:
    """Return `query` without the authentication parameters of the presigned form, the rest byte for byte."""
    return "&".join(part for part in query.split("&") if unquote(part.partition("=")[0]) not in _QUERY_AUTH)
