"""Real requests, changed byte by byte: what is still read as the same call must still be the same to other readers.

The corpus is what botocore and the SDK for JavaScript send. Each round changes one of its requests in one to three
places and asks three things: nothing but an answer comes out of recognition; what is named can be judged and digested;
and a request that is read as exactly the call it was before differs from it in nothing that a reader of other make
(Python's json, ElementTree, urllib, botocore's CBOR) would see. Seeded: a round is repeated by its number.
"""

import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes
from xml.etree import ElementTree as ET

from botocore.parsers import RpcV2CBORParser

from keyturn.codec.encoding import b64encode
from keyturn.flow.explain import unframed
from keyturn.model.action import Action, Call, Unrecognised, show
from keyturn.model.wire import CredentialScope, HttpRequest
from keyturn.recognise.aws.call import name_call
from keyturn.recognise.aws.headers import TRANSPORT
from keyturn.recognise.aws.touches import touch
from tests.wire.clients import Clients, Sent
from tests.wire.handmade import HOSTS, catalogue, content
from tests.wire.parameters import Maker
from tests.wire.sdk_js import sent

DATA: Final = Path(__file__).parent / "vectors/data/sdk-js.jsonl"
ACCOUNT: Final = "123456789012"
OPERATIONS: Final = [
    ("cloudformation", "CreateStack"), ("cloudfront", "CreateInvalidation"), ("cloudwatch", "PutMetricData"),
    ("dynamodb", "TransactWriteItems"), ("ec2", "RunInstances"), ("iam", "CreateRole"), ("lambda", "CreateFunction"),
    ("lambda", "UpdateFunctionCode"), ("rds", "DeleteDBInstance"), ("route53", "ChangeResourceRecordSets"),
    ("s3", "CopyObject"), ("s3", "DeleteObjects"), ("s3", "PutBucketLifecycleConfiguration"), ("s3", "PutObject"),
    ("s3control", "CreateAccessPoint"), ("sesv2", "SendEmail"), ("sqs", "SendMessageBatch"), ("sts", "AssumeRole"),
]  # fmt: skip
TELLING: Final = (
    b"&", b"=", b"+", b"%", b"%00", b"%2F", b"%252e", b";", b"/", b"//", b"/../", b".", b"?", b"#", b"\0", b"\r\n",
    b" ", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b",", b":", b"{", b"}", b"[", b"]", b"{}", b"null", b"true", b"-0",
    b"1e999", b"0x1", b"<", b">", b"</", b"/>", b"<!--", b"<![CDATA[", b"&#0;", b"&#x41;", b"&amp;", b"xmlns=", b"\xff",
    b"\xc3\xa9", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xbf", b"\x9f", b"\xa0", b"\xc1", b"\xfb\x7f\xf8",
    b"Action=DeleteUser",
    b"&Version=2010-05-08", b"acl", b"policy", b"versionId=1", b"x-id=DeleteObject", b"x-amz-copy-source",
    b"STREAMING-", b"1",
)  # fmt: skip
HEADERS: Final = (
    ("x-amz-target", "DynamoDB_20120810.DeleteTable"), ("content-type", "text/plain"), ("content-encoding", "gzip"),
    ("content-type", "application/x-www-form-urlencoded"), ("content-type", "application/cbor"),
    ("x-amz-acl", "private"),
    ("smithy-protocol", "rpc-v2-cbor"), ("x-http-method-override", "DELETE"), ("x-amz-copy-source", "/a/b"),
    ("x-amz-meta-a", "b"), ("content-encoding", "aws-chunked"), ("x-amz-decoded-content-length", "1"),
    ("range", "bytes=0-"),
)  # fmt: skip


class Found(Exception):
    """Something that must not be, with the request that shows it."""

    def __init__(self, why: str, request: HttpRequest, scope: CredentialScope, before: str) -> None:
        super().__init__(why)
        self.why = why
        self.request = request
        self.scope = scope
        self.before = before

    def written(self) -> str:
        """What is kept of it: enough to repeat it."""
        request = self.request
        return json.dumps({
            "why": self.why, "before": self.before, "scope": [self.scope.region, self.scope.service],
            "method": request.method, "host": request.host, "path": request.path, "query": request.query,
            "headers": request.headers, "body_b64": b64encode(request.content.data or b""),
        }, indent=1)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """One real request with the call it is."""

    name: str
    wire: str
    request: HttpRequest
    scope: CredentialScope
    call: Call


@cache
def corpus() -> tuple[Seed, ...]:
    """The requests that are changed."""
    clients = Clients()
    models = [
        (service, clients.session.get_service_model(service).operation_model(name)) for service, name in OPERATIONS
    ]
    found: list[Sent] = [
        clients.send(operation, Maker((service, operation.name), full=full).parameters(operation))
        for service, operation in models
        for full in (False, True)
    ]
    recorded = [json.loads(line) for line in DATA.read_text().splitlines()]
    found += [sent(one, one) for one in recorded]
    seeds = []
    for one in found:
        request = unframed(one.request)
        call = name_call(request, one.scope, catalogue(), HOSTS)
        assert isinstance(call, Call)
        seeds.append(Seed(f"{one.service}.{one.operation}", one.wire, request, one.scope, call))
    return tuple(seeds)


def one_round(seed: str, number: int) -> str:
    """Change one request and look at what comes of it; returns what that was. Raises Found."""
    rng = random.Random(f"{seed} {number}")
    origin = rng.choice(corpus())
    request, scope = origin.request, origin.scope
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        request, scope = rng.choice(_CHANGES)(rng, request, scope)
    return judge(origin, request, scope)


def judge(origin: Seed, request: HttpRequest, scope: CredentialScope) -> str:
    """Ask of one changed request what must hold for every one. Raises Found."""
    try:
        answer = name_call(request, scope, catalogue(), HOSTS)
        action = touch(answer, ACCOUNT, catalogue()) if isinstance(answer, Call) else answer
        if isinstance(action, Action):
            show(action, b"key")
    except Exception as error:
        raise Found(f"{type(error).__name__}: {error}", request, scope, origin.name) from error
    if isinstance(answer, Unrecognised):
        return "refused"
    if answer != origin.call:
        return "another call"
    if seen(origin.wire, request) != seen(origin.wire, origin.request):
        raise Found("read as the same call, and other readers see another", request, scope, origin.name)
    return "the same call"


# ------------------------------------------------------------------------------------------------------------ changes

Change = Callable[[random.Random, HttpRequest, CredentialScope], tuple[HttpRequest, CredentialScope]]


def changed(rng: random.Random, data: bytes) -> bytes:
    """`data` with something replaced, left out, put in, or repeated."""
    at = rng.randrange(len(data) + 1)
    to = min(len(data), at + rng.choice((1, 1, 1, 2, 8, 40)))
    match rng.randrange(6):
        case 0:
            return data[:at] + bytes([rng.randrange(256)]) + data[to:]
        case 1:
            return data[:at] + data[to:]
        case 2:
            return data[:at] + rng.choice(TELLING) + data[at:]
        case 3:
            return data[:at] + rng.choice(TELLING) + data[to:]
        case 4:
            return data[:at] + data[at:to] + data[at:]
        case _:
            flipped = data[at:to].swapcase()
            return data[:at] + flipped + data[to:]


def _text(rng: random.Random, text: str) -> str:
    return changed(rng, text.encode("latin-1", "replace")).decode("latin-1")


def _body(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    return replace(request, content=content(changed(rng, request.content.data or b""))), scope


def _path(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    return replace(request, path=_text(rng, request.path)), scope


def _query(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    return replace(request, query=_text(rng, request.query)), scope


def _header(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    headers = list(request.headers)
    at = rng.randrange(len(headers))
    name, value = headers[at]
    match rng.randrange(4):
        case 0:
            headers[at] = (name, _text(rng, value))
        case 1:
            del headers[at]
        case 2:
            headers.insert(at, rng.choice(((name, value), (name, _text(rng, value)))))
        case _:
            headers.append(rng.choice(HEADERS))
    return replace(request, headers=tuple(headers)), scope


def _method(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    return replace(request, method=rng.choice(("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "post", ""))), scope


def _host(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    host = rng.choice((f"a.{request.host}", _text(rng, request.host), "s3.amazonaws.com", "localhost:8400"))
    return replace(request, host=host), scope


def _scope(rng: random.Random, request: HttpRequest, scope: CredentialScope) -> tuple[HttpRequest, CredentialScope]:
    other = rng.choice(corpus()).scope.service
    return request, CredentialScope(scope.region, rng.choice((other, _text(rng, scope.service))))


_CHANGES: Final[tuple[Change, ...]] = (
    _body, _body, _body, _body, _path, _path, _query, _query, _header, _header, _method, _host, _scope,
)  # fmt: skip


# ------------------------------------------------------------------------------------------ what others would see


_SAYING_NOTHING: Final = frozenset({"content-encoding", "x-amz-glacier-version", "x-amz-sha256-tree-hash"})
"""Headers that say how the body travels or what it restates, and one that can have a single value only."""


def seen(wire: str, request: HttpRequest) -> object:
    """What readers of other make see of a request: all but how it is written."""
    headers = sorted(
        (name, value.strip(" \t"))
        for name, value in request.headers
        if name not in TRANSPORT and name not in _SAYING_NOTHING
    )
    path = unquote_to_bytes(request.path)
    # A slash behind an address, or a bucket, is one more way to write it.
    return request.method, path.rstrip(b"/"), _pairs(request.query), headers, _seen_body(wire, request)


def _pairs(query: str) -> list[tuple[str, str]]:
    """The pairs of a query string, as far as they belong to the call: signatures and S3's `x-id` do not."""
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
    return sorted(pair for pair in pairs if pair[0] != "x-id" and not pair[0].startswith("X-Amz-"))


def _seen_body(wire: str, request: HttpRequest) -> object:
    data, kind = request.content.data or b"", (request.header("content-type") or "").lower()
    try:
        if data in (b"", b"{}"):
            return None
        if "cbor" in kind:
            return RpcV2CBORParser().parse_data_item(io.BufferedReader(io.BytesIO(data)))
        if "json" in kind and wire != "rest-xml":
            return json.loads(data) or None
        if "x-www-form-urlencoded" in kind:
            return sorted(parse_qsl(data.decode("ascii"), keep_blank_values=True, encoding="latin-1"))
        if wire == "rest-xml" and data.lstrip().startswith(b"<"):
            return _element(ET.fromstring(data))  # noqa: S314 - our own corpus, changed
    except Exception as error:  # noqa: BLE001 - what others cannot read they see as nothing that can be read
        return f"unreadable: {type(error).__name__}"
    return data


def _element(element: Any) -> object:  # noqa: ANN401 - ElementTree's own
    name = element.tag.rpartition("}")[2]
    if len(element):
        return name, sorted(element.attrib.items()), [_element(child) for child in element]
    return name, sorted(element.attrib.items()), element.text or ""
