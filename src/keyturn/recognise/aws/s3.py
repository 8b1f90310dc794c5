"""S3's addresses: the bucket stands in the path or in the host, and a key is any text, slashes and dots included."""

import re
from typing import Final

from keyturn.errors import quoted
from keyturn.recognise.aws.hosts import S3Where, Where, read_s3_host
from keyturn.recognise.aws.refusal import malformed, unexplained
from keyturn.recognise.aws.routes import Found, Known
from keyturn.recognise.aws.text import decode

_BUCKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")
_ACCESS_POINT: Final = re.compile(r"([a-z0-9-]+)-([0-9]{12})")
_OUTPOST_ACCESS_POINT: Final = re.compile(r"([a-z0-9-]+)-([0-9]{12})\.(op-[a-z0-9]+)")
_VISIBLE: Final = re.compile(r"/[!-~]*")
_NAMED_BY_ACCESS_POINT: Final = frozenset({"s3-accesspoint", "s3-object-lambda", "s3-outposts"})
_RESPONSE: Final = "/WriteGetObjectResponse"


def find(operations: tuple[Known, ...], method: str, path: str, where: Where, region: str, signing_name: str) -> list[Found]:
    """Every S3 operation whose method and address fit, with bucket and key. Raises Refused for what names no bucket."""
    if not _VISIBLE.fullmatch(path):
        raise malformed("the path must begin with `/` and be percent-encoded")
    if signing_name == "s3-object-lambda" and path == _RESPONSE:
        template, labels = _RESPONSE, {}
    else:
        labels = _address(path, read_s3_host(where, region), region, signing_name)
        template = "/" + "/".join(("{Bucket}", "{Key+}")[: len(labels)])
    return [
        Found(known, labels)
        for known in operations
        if known.operation.method == method and known.operation.path == template
    ]


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
