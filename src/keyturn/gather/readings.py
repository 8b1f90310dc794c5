"""What can be read about a call in doubt: one plain read for some operations, and what its answer says in words.

A reading is evidence for people, never a verdict: it shows how things stand, not who made them so, nor that a call has
stopped being under way (docs/adr, "What settles a doubt"). An operation that is not in the table has no reader.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote, urlencode

from keyturn.codec.canonical import Json, encode
from keyturn.codec.encoding import b64decode
from keyturn.errors import Malformed
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.wire import EMPTY, Content, CredentialScope, HttpRequest

_UNRESERVED: Final = "-_.~"
_CODE: Final = re.compile(
    rb"<Code>([A-Za-z0-9._-]{1,64})</Code>|\"__type\": ?\"(?:[^\"#]{0,128}#)?([A-Za-z0-9._-]{1,64})\""
)

Parameters = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Reading:
    """One read to be made: what it asks, of what, and the request."""

    asks: str
    thing: str
    outgoing: Outgoing
    reader: "Reader"


@dataclass(frozen=True, slots=True)
class Reader:
    """How one sort of thing is read.

    `member` names it in the call's parameters, `request` makes the read of its name. `gone` is found in the answer that
    says that there is none (a 404 says so by itself), `state` finds what is worth telling of one that is there.
    """

    asks: str
    noun: str
    member: str
    request: Callable[[str, Parameters], HttpRequest]
    gone: bytes = b""
    state: re.Pattern[bytes] | None = None
    heads: Sequence[bytes] = ()


def reading(document: Mapping[str, Json]) -> Reading | None:
    """Return the read that shows how an action's thing stands, None where there is no reader for it.

    `document` is the action as people see it (`model.action.show`).
    """
    service, operation, parameters = document.get("service"), document.get("operation"), document.get("parameters")
    region = document.get("region")
    if not isinstance(parameters, Mapping) or not isinstance(service, str) or not isinstance(region, str):
        return None
    reader = _READERS.get(f"{service}:{operation}")
    if reader is None:
        return None
    name = parameters.get(reader.member)
    if isinstance(name, list) and len(name) == 1:
        name = name[0]
    if not isinstance(name, str) or not name:
        return None
    request = reader.request(name, parameters)
    outgoing = Outgoing(
        request, CredentialScope(region, service), service, request.content.data or b"", mutating=False, bucket=None
    )
    return Reading(reader.asks, f"{reader.noun} {name}", outgoing, reader)


def says(of: Reading, answer: Answer) -> str:
    """Return in words what `answer` says of the thing."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    reader, code = of.reader, _code(body)
    if answer.status == 404 or (answer.status >= 400 and reader.gone and reader.gone in body):
        return f"{of.thing} does not exist"
    if answer.status >= 300:
        return f"{of.thing} cannot be read: AWS answered {answer.status}{f' ({code})' if code else ''}"
    found = [match.decode("ascii") for match in reader.state.findall(body)] if reader.state else []
    told = [f"{name.decode()} {answer.header(name)}" for name in reader.heads if answer.header(name)]
    more = ", ".join([*(_plain(one) for one in found[:1]), *told])
    return f"{of.thing} exists{f': {more}' if more else ''}"


def _plain(text: str) -> str:
    """A state as it is; the digest of a function's code as people see it in a change: SHA-256 in hexadecimal digits."""
    if len(text) != 44:
        return text
    try:
        return f"code SHA-256 {b64decode(text).hex()}"
    except Malformed:
        return text


def _code(body: bytes) -> str:
    found = _CODE.search(body)
    return (found[1] or found[2]).decode("ascii") if found else ""


def _json(target: str, member: str, kind: str = "1.0") -> Callable[[str, Parameters], HttpRequest]:
    def request(name: str, _: Parameters) -> HttpRequest:
        headers = (("content-type", f"application/x-amz-json-{kind}"), ("x-amz-target", target))
        return _post(encode({member: name}), headers)

    return request


def _query(action: str, version: str, member: str) -> Callable[[str, Parameters], HttpRequest]:
    def request(name: str, _: Parameters) -> HttpRequest:
        data = urlencode({"Action": action, "Version": version, member: name}).encode()
        return _post(data, (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),))

    return request


def _post(data: bytes, headers: tuple[tuple[str, str], ...]) -> HttpRequest:
    return HttpRequest("POST", "https", "", "/", "", headers, Content(sha256(data).hexdigest(), len(data), data))


def _bucket(name: str, _: Parameters) -> HttpRequest:
    return HttpRequest("HEAD", "https", "", f"/{quote(name, safe=_UNRESERVED)}", "", (), EMPTY)


def _object(name: str, parameters: Parameters) -> HttpRequest:
    bucket = parameters.get("Bucket")
    path = (
        f"/{quote(bucket if isinstance(bucket, str) else '', safe=_UNRESERVED)}/{quote(name, safe=_UNRESERVED + '/')}"
    )
    return HttpRequest("HEAD", "https", "", path, "", (), EMPTY)


def _function(name: str, _: Parameters) -> HttpRequest:
    path = f"/2015-03-31/functions/{quote(name, safe=_UNRESERVED)}/configuration"
    return HttpRequest("GET", "https", "", path, "", (), EMPTY)


def _state(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL)


_BUCKET: Final = Reader("s3:HeadBucket", "bucket", "Bucket", _bucket, heads=(b"x-amz-bucket-region",))
_OBJECT: Final = Reader("s3:HeadObject", "object", "Key", _object, heads=(b"content-length", b"last-modified", b"etag"))
_TABLE: Final = Reader(
    "dynamodb:DescribeTable", "table", "TableName", _json("DynamoDB_20120810.DescribeTable", "TableName"),
    b"ResourceNotFoundException", _state(rb"\"TableStatus\": ?\"([A-Z_]{1,40})\""),
)  # fmt: skip
_FUNCTION: Final = Reader(
    "lambda:GetFunctionConfiguration", "function", "FunctionName", _function,
    b"ResourceNotFoundException", _state(rb"\"CodeSha256\": ?\"([A-Za-z0-9+/=]{1,64})\""),
)  # fmt: skip
_INSTANCE: Final = Reader(
    "ec2:DescribeInstances", "instance", "InstanceIds", _query("DescribeInstances", "2016-11-15", "InstanceId.1"),
    b"InvalidInstanceID.NotFound", _state(rb"<instanceState>.{0,80}?<name>([a-z-]{1,20})</name>"),
)  # fmt: skip
_DATABASE: Final = Reader(
    "rds:DescribeDBInstances", "database", "DBInstanceIdentifier",
    _query("DescribeDBInstances", "2014-10-31", "DBInstanceIdentifier"),
    b"DBInstanceNotFound", _state(rb"<DBInstanceStatus>([a-z-]{1,40})</DBInstanceStatus>"),
)  # fmt: skip
_STACK: Final = Reader(
    "cloudformation:DescribeStacks", "stack", "StackName", _query("DescribeStacks", "2010-05-15", "StackName"),
    b"does not exist", _state(rb"<StackStatus>([A-Z_]{1,60})</StackStatus>"),
)  # fmt: skip

_READERS: Final[Mapping[str, Reader]] = {
    f"{service}:{operation}": reader
    for service, reader, operations in (
        ("s3", _BUCKET, "CreateBucket DeleteBucket"),
        ("s3", _OBJECT, "PutObject CopyObject CompleteMultipartUpload DeleteObject"),
        ("dynamodb", _TABLE, "CreateTable DeleteTable"),
        ("lambda", _FUNCTION, "CreateFunction DeleteFunction UpdateFunctionCode"),
        ("ec2", _INSTANCE, "StartInstances StopInstances TerminateInstances"),
        ("rds", _DATABASE, "CreateDBInstance DeleteDBInstance"),
        ("cloudformation", _STACK, "CreateStack DeleteStack UpdateStack"),
    )
    for operation in operations.split()
}
"""What can be read, by the operation in doubt."""
