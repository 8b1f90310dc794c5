"""A client that serialises as the AWS SDK for Python does and signs at whatever time it is told.

Botocore's models, our clock.
"""

import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from keyturn.codec import sigv4
from keyturn.model.identity import SessionKey
from keyturn.model.wire import EMPTY, Content, HttpRequest

ENDPOINT = "http://127.0.0.1:8400"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a session hands to its agent."""

    access_key_id: str
    key: SessionKey


def request(service: str, operation: str, region: str, parameters: dict[str, Any]) -> tuple[HttpRequest, str]:
    """Return the unsigned request that botocore makes of a call, and the service's signing name."""
    client, seen = _client(service, region)
    method = client.meta.method_to_api_mapping
    python_name = next(name for name, api_name in method.items() if api_name == operation)
    seen.clear()
    with contextlib.suppress(_NotSent):
        getattr(client, python_name)(**parameters)
    return seen[0], client.meta.service_model.signing_name


class _NotSent(Exception):
    """The request is made, and nobody is asked."""


@cache
def _client(service: str, region: str) -> tuple[Any, list[HttpRequest]]:
    import botocore.session
    from botocore.config import Config

    client = botocore.session.Session().create_client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id="none",
        aws_secret_access_key="none",  # noqa: S106 - it is taken off again: the house signs
        config=Config(
            signature_version="v4",
            s3={"addressing_style": "path"},
            inject_host_prefix=False,
            retries={"total_max_attempts": 1},
        ),
    )
    seen: list[HttpRequest] = []

    def keep(request: Any, **_: object) -> Any:
        seen.append(_read(request))
        raise _NotSent

    client.meta.events.register("before-send", keep)
    return client, seen


def _read(sent: Any) -> HttpRequest:
    parts = urlsplit(sent.url)
    body = sent.body or b""
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else body.read()
    ours = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "amz-sdk-invocation-id"}
    headers = tuple(
        (name.lower(), value.decode() if isinstance(value, bytes) else str(value))
        for name, value in sent.headers.items()
        if name.lower() not in ours
    )
    content = Content(sha256(data).hexdigest(), len(data), data) if data else EMPTY
    return HttpRequest(
        sent.method, "http", parts.netloc, parts.path or "/", parts.query, (("host", parts.netloc), *headers), content
    )


def sign(unsigned: HttpRequest, signing_name: str, region: str, credentials: Credentials, at: datetime) -> HttpRequest:
    """Return `unsigned` with SigV4 headers, as the AWS SDKs put them."""
    stamp = at.strftime("%Y%m%dT%H%M%SZ")
    added = [
        ("x-amz-date", stamp),
        ("x-amz-security-token", credentials.key.token),
        ("x-amz-content-sha256", unsigned.content.sha256),
    ]
    kept = [pair for pair in unsigned.headers if pair[0] not in dict(added)]
    headers = dict(kept + added)
    names = sorted(
        name for name in headers if name not in sigv4.NEVER_SIGNED and name not in {"accept-encoding", "content-length"}
    )
    canonical = sigv4.canonical_request(
        unsigned.method,
        sigv4.canonical_path(unsigned.path, signing_name),
        sigv4.canonical_query(unsigned.query),
        sigv4.canonical_headers(names, headers),
        ";".join(names),
        unsigned.content.sha256,
    )
    scope = f"{stamp[:8]}/{region}/{signing_name}/aws4_request"
    key = sigv4.signing_key(credentials.key.secret, stamp[:8], region, signing_name)
    signature = sigv4.signature(key, stamp, scope, canonical)
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={';'.join(names)}, Signature={signature}"
    )
    return replace(unsigned, headers=(*kept, *added, ("authorization", authorization)))
