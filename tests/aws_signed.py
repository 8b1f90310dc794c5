"""Requests as botocore signs them, read as they would stand on the wire: the oracle of the SigV4 tests."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final, cast
from urllib.parse import urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from keyturn.model.identity import SessionKey
from keyturn.model.wire import Content, HttpRequest

KEY_ID: Final = "KTIA0123456789ABCDEF"
KEY: Final = SessionKey("a-session-secret-worth-nothing-at-aws", "a-session-token")
CREDENTIALS: Final = Credentials(KEY_ID, KEY.secret, KEY.token)

Signer = Callable[..., Any]

HEADER: Final = botocore.auth.SigV4Auth
S3_HEADER: Final = botocore.auth.S3SigV4Auth
QUERY: Final = botocore.auth.SigV4QueryAuth
S3_QUERY: Final = botocore.auth.S3SigV4QueryAuth


def now() -> datetime:
    return datetime.now(UTC)


def signed(
    signer: Signer = HEADER,
    method: str = "POST",
    url: str = "http://127.0.0.1:8400/",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    service: str = "dynamodb",
    region: str = "cn-north-1",
    **options: int,
) -> HttpRequest:
    """Return the request that botocore's `signer` makes of these parts, as the gateway would read it."""
    request = AWSRequest(method=method, url=url, data=body, headers=dict(headers or {}))
    request.context = {}
    signer(CREDENTIALS, service, region, **options).add_auth(request)
    return as_sent(request, body)


def s3(method: str, path: str, body: bytes = b"", **headers: str) -> HttpRequest:
    """Return a call to S3 at `path`, signed in its header; `_` in a header's name stands for `-`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return signed(S3_HEADER, method, f"http://127.0.0.1:8400{path}", body, named, "s3")


def as_sent(request: AWSRequest, body: bytes) -> HttpRequest:
    parts = urlsplit(str(request.url))
    sent = [(name.lower(), value) for name, value in request.headers.items()]
    if all(name != "host" for name, _ in sent):
        sent.insert(0, ("host", parts.netloc))
    sent += [("accept-encoding", "identity"), ("user-agent", "Boto3/1"), ("content-length", str(len(body)))]
    content = Content(sha256(body).hexdigest(), len(body), body)
    return HttpRequest(
        str(request.method), parts.scheme, parts.netloc, parts.path or "/", parts.query, tuple(sent), content
    )


def changed(request: HttpRequest, **parts: object) -> HttpRequest:
    """Return `request` with some of its parts changed."""
    return replace(request, **cast(Any, parts))


def with_header(request: HttpRequest, name: str, value: str | None) -> HttpRequest:
    """Return `request` with one header set, or taken out."""
    headers = tuple(pair for pair in request.headers if pair[0] != name)
    return changed(request, headers=headers if value is None else (*headers, (name, value)))
