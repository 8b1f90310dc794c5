"""Signing a call anew for upstream, with credentials that the caller never sees (AWS Signature Version 4).

Path, query and headers go on byte for byte and in their order, but for what stands in `_OURS`, for the hop-by-hop
headers of RFC 9110, section 7.6.1, and for `expect`, which the door has answered. Headers that a Connection header
names are not left out: the door refuses such requests, because what was recognised must be what is sent. The presigned
query form becomes the header form.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol
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
_OURS: Final = frozenset(
    {"host", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-length"}
)
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
    presigned = "X-Amz-Signature=" in request.query and request.header("authorization") is None
    query = _without_auth(request.query) if presigned else request.query
    path = before + request.path
    framing = request.content.framing
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    headers = list(_headers(request, scope, host, credentials, stamp))
    values: dict[str, str] = {}
    for name, value in headers:
        if name not in sigv4.NEVER_SIGNED:
            values[name] = (
                f"{sigv4.canonical_value(values[name])},{sigv4.canonical_value(value)}" if name in values else value
            )
    names = sorted(values)
    signed = ";".join(names)
    canonical = sigv4.canonical_request(
        request.method,
        sigv4.canonical_path(path, scope.service),
        sigv4.canonical_query(query),
        sigv4.canonical_headers(names, values),
        signed,
        request.content.sha256 if framing is None else framing.mark,
    )
    path_of_scope = f"{stamp[:8]}/{scope.region}/{scope.service}/{sigv4.TERMINATOR}"
    key = sigv4.signing_key(credentials.secret, stamp[:8], scope.region, scope.service)
    signature = sigv4.signature(key, stamp, path_of_scope, canonical)
    authorization = (
        f"{sigv4.ALGORITHM} Credential={credentials.access_key_id}/{path_of_scope}, "
        f"SignedHeaders={signed}, Signature={signature}"
    )
    target = f"{path}?{query}" if query else path
    lines = [f"{name}: {authorization if name == 'authorization' else value}\r\n" for name, value in headers]
    head = f"{request.method} {target} HTTP/1.1\r\n{''.join(lines)}\r\n".encode("latin-1")
    return head, None if framing is None else sigv4.Seal(key, stamp, path_of_scope, signature)


def _headers(
    request: HttpRequest, scope: CredentialScope, host: str, credentials: Credentials, stamp: str
) -> Iterator[tuple[str, str]]:
    """Yield the headers to send: the caller's in their order, ours in the place of theirs, missing ones at the end."""
    content = request.content
    payload, length = content.sha256, content.length
    if content.framing is not None:
        payload, length = content.framing.mark, wire_length(content)
    ours: dict[str, str | None] = {
        "host": host,
        "authorization": "",
        "x-amz-date": stamp,
        "x-amz-security-token": credentials.token,
        "x-amz-content-sha256": payload,
        "content-length": str(length),
    }
    for name, value in request.headers:
        if name in _OURS:
            replaced = ours.pop(name, None)
            if replaced is not None:
                yield name, replaced
        elif name not in _LEFT_OUT:
            yield name, value
    if scope.service not in sigv4.PATH_AS_SENT:
        ours.pop("x-amz-content-sha256", None)
    if length == 0:
        ours.pop("content-length", None)
    for name, wanted in ours.items():
        if wanted is not None:
            yield name, wanted


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
