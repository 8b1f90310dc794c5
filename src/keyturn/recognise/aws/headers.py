"""Headers: those of the transport, which say nothing about the act, and the rest, which an operation must explain.

The list is closed on purpose: a header that some service may honour and we do not know could change what a call does.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from keyturn.errors import quoted
from keyturn.model.action import Call
from keyturn.model.wire import Framing
from keyturn.recognise.aws.refusal import unexplained, unsupported

CHECKSUMS: Final = frozenset(
    f"x-amz-checksum-{algorithm}"
    for algorithm in (
        "crc32",
        "crc32c",
        "crc64nvme",
        "md5",
        "sha1",
        "sha256",
        "sha512",
        "xxhash3",
        "xxhash64",
        "xxhash128",
    )
)
"""Checksums of the body, which its digest binds already."""

TRANSPORT: Final = CHECKSUMS | {
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "amz-sdk-retry",
    "authorization",
    "aws-sdk-invocation-id",
    "aws-sdk-retry",
    "baggage",
    "cache-control",
    "connection",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "expect",
    "host",
    "keep-alive",
    "pragma",
    "smithy-protocol",
    "te",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "user-agent",
    "x-amz-api-version",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-security-token",
    "x-amz-user-agent",
    "x-amzn-query-mode",
    "x-amzn-trace-id",
}
"""What neither names nor alters the operation. Each service reads them alike, or not at all."""

_KEPT: Final = 256
_LONG: Final = 200
"""How many content types are remembered, and up to which length; one that is refused is not."""

_REPEATABLE: Final = frozenset(
    {"accept", "accept-charset", "accept-encoding", "accept-language", "baggage", "te", "tracestate"}
)
"""Lists by their own definition, and without a meaning for us."""


def collect(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers by name. Raises Refused if one stands there twice that is no list."""
    given = tuple(headers)
    found = dict(given)
    if len(found) == len(given):
        return found
    found.clear()
    for name, value in given:
        if name in found and name not in _REPEATABLE:
            raise unexplained(f"the header `{quoted(name)}` stands there twice")
        found[name] = value
    return found


FRAMED: Final = frozenset({("s3", "PutObject"), ("s3", "PutObjectAnnotation"), ("s3", "UploadPart")})
"""The operations whose body may come in `aws-chunked` framing: those with a streaming body and a checksum over it."""

_FRAMING: Final = ("x-amz-decoded-content-length", "x-amz-trailer")
_AWS_CHUNKED: Final = "aws-chunked"


def take_off_framing(headers: dict[str, str], framing: Framing | None) -> None:
    """Take from `headers` what only says how the body is framed, if the door has taken the frame off it.

    What is left of Content-Encoding says how the object is stored. Raises Refused for words of framing around a body
    that has none.
    """
    marked = headers.get("x-amz-content-sha256", "").startswith("STREAMING-")
    if framing is None and not marked and "content-encoding" not in headers:
        return
    encodings = [encoding.strip(" \t") for encoding in headers.get("content-encoding", "").split(",")]
    if framing is None:
        if marked or _AWS_CHUNKED in (encoding.lower() for encoding in encodings):
            raise unsupported(
                "the headers speak of aws-chunked framing, and the body is not framed as `x-amz-content-sha256` says"
            )
        return
    for name in _FRAMING:
        headers.pop(name, None)
    left = [encoding for encoding in encodings if encoding != _AWS_CHUNKED]
    if len(encodings) - len(left) > 1 or _AWS_CHUNKED in (encoding.lower() for encoding in left):
        raise unexplained("the header `content-encoding` names `aws-chunked` more than once, or not in lower case")
    if left and left != [""]:
        headers["content-encoding"] = ",".join(left)
    else:
        headers.pop("content-encoding", None)


COMPRESSED: Final = frozenset({("cloudwatch", "PutMetricData")})
"""The operations whose body may come compressed: those that the models say so of (`requestCompression`)."""


def refuse_compressed(headers: dict[str, str], call: Call) -> None:
    """Refuse a Content-Encoding that the call does not explain.

    A service that does not look at this header reads the bytes as they stand, and a compressed body has room in it for
    other words than those that come out of it.
    """
    if (
        "content-encoding" in headers
        and (call.service, call.operation) not in COMPRESSED
        and "ContentEncoding" not in call.parameters
    ):
        raise unexplained(f"`{call.operation}` takes no compressed body: send it as it is")


def refuse_unexplained(headers: dict[str, str], explained: frozenset[str], operation: str) -> None:
    """Refuse the first header that is not `explained`: neither the transport's nor one of the operation's own."""
    if explained.issuperset(headers):
        return
    for name in sorted(headers.keys() - explained):
        raise unexplained(f"the header `{quoted(name)}` has no meaning for `{operation}`")


def media_type(headers: dict[str, str]) -> str:
    """The content type alone, lower case, empty if there is none. Raises Refused for a charset other than UTF-8."""
    value = headers.get("content-type", "")
    return _media_type(value) if len(value) <= _LONG else _media_type.__wrapped__(value)


@lru_cache(maxsize=_KEPT)
def _media_type(value: str) -> str:
    kind, semicolon, parameters = value.partition(";")
    if semicolon:
        name, _, charset = parameters.strip().lower().partition("=")
        if name == "charset" and charset.strip('"') not in {"utf-8", "utf8"}:
            raise unexplained(f"the content type `{quoted(value)}` is not in UTF-8")
        if "," in value:
            raise unexplained("two content types stand there")
    return kind.strip().lower()
