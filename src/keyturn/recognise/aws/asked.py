"""A request on its way to its name: what has been established about it so far."""

import re
from typing import Final

from keyturn.errors import quoted
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws import s3
from keyturn.recognise.aws.headers import collect, take_off_framing
from keyturn.recognise.aws.hosts import GatewayHosts, read_host
from keyturn.recognise.aws.nouns import Asked
from keyturn.recognise.aws.refusal import malformed, unexplained
from keyturn.recognise.aws.text import query_pairs

_REGION: Final = re.compile(r"[a-z0-9-]{2,40}")
_PAYLOAD_HASH: Final = "X-Amz-Content-Sha256"
_SIGNATURE: Final = frozenset(
    {
        _PAYLOAD_HASH,
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    }
)
"""The signature of a presigned URL: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html."""


def read_request(request: HttpRequest, scope: CredentialScope, hosts: GatewayHosts) -> Asked:
    """Take `request` apart as far as that is the same for all protocols. Raises Refused."""
    if not _REGION.fullmatch(scope.region):
        raise malformed(f"`{quoted(scope.region)}` is not a region")
    where = read_host(request.host, hosts)
    headers = collect(request.headers)
    pairs = _without_signature(query_pairs(request.query), headers, scope)
    take_off_framing(headers, request.content.framing)
    return Asked(request, scope, where, headers, pairs)


def _without_signature(
    pairs: list[tuple[str, str]], headers: dict[str, str], scope: CredentialScope
) -> list[tuple[str, str]]:
    """The pairs that are not a presigned URL's signature. Raises Refused if the request is signed twice.

    S3 takes other `x-amz-` headers from a presigned URL, too, and SDKs put them there: they join the headers.
    """
    if not pairs:
        return pairs
    signature = [key for key, _ in pairs if key in _SIGNATURE]
    if not signature:
        return pairs
    if "authorization" in headers:
        raise unexplained("the request is signed in its header and in its query string")
    if len(set(signature)) != len(signature):
        raise unexplained("a part of the signature stands twice in the query string")
    left: list[tuple[str, str]] = []
    for key, value in pairs:
        name = key.lower()
        hoisted = scope.service in s3.SIGNING_NAMES and name.startswith("x-amz-")
        if key == _PAYLOAD_HASH or (hoisted and key not in _SIGNATURE):
            if name in headers:
                raise unexplained(f"`{quoted(name)}` stands in the headers and in the query string")
            # Headers are latin-1 text here, one character a byte.
            headers[name] = value.encode("utf-8").decode("latin-1")
        elif key not in _SIGNATURE:
            left.append((key, value))
    return left
