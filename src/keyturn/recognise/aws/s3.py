"""S3's addresses: the bucket stands in the path or in the host, and a key is any text, slashes and dots included."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final

from keyturn.errors import quoted
from keyturn.model.wire import CredentialScope
from keyturn.recognise.aws.hosts import S3Where, read_s3_host
from keyturn.recognise.aws.nouns import Where
from keyturn.recognise.aws.refusal import malformed, unexplained
from keyturn.recognise.aws.routes import Found, Known
from keyturn.recognise.aws.text import decode

_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,254}")
_ACCESS_POINT: Final = re.compile(r"([a-z0-9-]+)-([0-9]{12})")
_OUTPOST_ACCESS_POINT: Final = re.compile(r"([a-z0-9-]+)-([0-9]{12})\.(op-[a-z0-9]+)")
_VISIBLE: Final = re.compile(r"/[!-~]*")
_NAMED_BY_ACCESS_POINT: Final = frozenset({"s3-accesspoint", "s3-object-lambda", "s3-outposts"})
_RESPONSE: Final = "/WriteGetObjectResponse"
_TEMPLATES: Final = ("/", "/{Bucket}", "/{Bucket}/{Key+}")
_ACCOUNT: Final = "x-amz-account-id"


SIGNING_NAMES: Final = frozenset({"s3", "s3express", "s3-outposts", "s3-object-lambda"})
"""Under which S3's object plane signs."""


CONTROL_PATHS: Final = "/v20180820/"
"""With which all paths of `s3control` begin."""


class Plane(Enum):
    """S3 is two APIs under one signing name: objects in buckets, and the control plane (`s3control`, `s3outposts`)."""

    OBJECTS = 1
    CONTROL = 2
    EITHER = 3


def plane(scope: CredentialScope, where: Where, headers: Mapping[str, str]) -> Plane:
    """Which of the two is addressed. Raises Refused for a host that is not one of S3.

    Every operation of the control plane names its account in a header that the object plane does not have, but for one:
    creating a bucket on an outpost. On an outpost, objects are reached through access points only.
    """
    if _ACCOUNT in headers:
        return Plane.CONTROL
    if where.aws:
        host = read_s3_host(where, scope.region)
        control = host.kind == "s3-control" or (host.kind == "s3-outposts" and not host.front)
        return Plane.CONTROL if control else Plane.OBJECTS
    if scope.service == "s3-outposts":
        return Plane.OBJECTS if _OUTPOST_ACCESS_POINT.fullmatch(where.front) else Plane.CONTROL
    return Plane.OBJECTS if where.front else Plane.EITHER


class Operations:
    """S3's own operations by method, path template and the query key that belongs to their address (`?acl`)."""

    def __init__(self, operations: Iterable[Known]) -> None:
        """Sort the operations; most of S3's hundred differ in one query key only."""
        self._found: dict[tuple[str, str, str], list[Known]] = {}
        for known in operations:
            operation = known.operation
            key = operation.literals[0][0] if operation.literals else ""
            self._found.setdefault((operation.method, operation.path, key), []).append(known)

    def at(self, method: str, template: str, query: Iterable[str]) -> list[Known]:
        """The operations at this address that the query's keys do not rule out."""
        fitting = list(self._found.get((method, template, ""), ()))
        for key in query:
            fitting += self._found.get((method, template, key), ())
        return fitting


def find(
    operations: Operations, method: str, path: str, query: Iterable[str], where: Where, scope: CredentialScope
) -> list[Found]:
    """Every S3 operation whose method and address fit, with bucket and key. Raises Refused for what names no bucket."""
    if not _VISIBLE.fullmatch(path):
        raise malformed("the path must begin with `/` and be percent-encoded")
    if scope.service == "s3-object-lambda" and path == _RESPONSE:
        labels, template = {}, _RESPONSE
    else:
        labels = _address(path, read_s3_host(where, scope.region), scope.region, scope.service)
        template = _TEMPLATES[len(labels)]
    fitting = operations.at(method, template, query)
    if template == "/":
        # Directory buckets are listed at an endpoint of their own, which has a signing name of its own.
        wanted = "ListDirectoryBuckets" if scope.service == "s3express" else "ListBuckets"
        fitting = [known for known in fitting if known.operation.name == wanted]
    return [Found(known, labels) for known in fitting]


def _address(path: str, host: S3Where, region: str, signing_name: str) -> dict[str, str]:
    if host.front:
        bucket = _named_by_host(host, region, signing_name)
        key = decode(path[1:], "the path")
    else:
        raw_bucket, _, raw_key = path[1:].partition("/")
        if not raw_bucket:
            if raw_key:
                raise malformed("the path names no bucket")
            return {}
        bucket = decode(raw_bucket, "the path")
        if not _BUCKET.fullmatch(bucket):
            raise malformed(f"`{quoted(bucket)}` is not the name of a bucket")
        key = decode(raw_key, "the path")
    return {"Bucket": bucket, "Key": key} if key else {"Bucket": bucket}


def _named_by_host(host: S3Where, region: str, signing_name: str) -> str:
    """The bucket, or the ARN of the access point, that stands before the host's name."""
    kind = host.kind or signing_name
    if kind not in _NAMED_BY_ACCESS_POINT:
        if not _BUCKET.fullmatch(host.front):
            raise malformed(f"`{quoted(host.front)}` is not the name of a bucket")
        return host.front
    partition = partition_of(region)
    if kind == "s3-outposts":
        match = _OUTPOST_ACCESS_POINT.fullmatch(host.front)
        if match:
            return f"arn:{partition}:s3-outposts:{region}:{match[2]}:outpost/{match[3]}/accesspoint/{match[1]}"
    else:
        match = _ACCESS_POINT.fullmatch(host.front)
        if match:
            service = "s3-object-lambda" if kind == "s3-object-lambda" else "s3"
            return f"arn:{partition}:{service}:{region}:{match[2]}:accesspoint/{match[1]}"
    raise unexplained(f"`{quoted(host.front)}` is not an access point")


def partition_of(region: str) -> str:
    """The partition that a region lies in (https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries)."""
    for prefix, partition in _PARTITIONS:
        if region.startswith(prefix):
            return partition
    return "aws"


_PARTITIONS: Final = (
    ("cn-", "aws-cn"),
    ("us-gov-", "aws-us-gov"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
)
