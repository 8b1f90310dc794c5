"""AWS Signature Version 4 as bytes: the canonical form of a request, and what is signed over it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, and for S3's paths
https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. Whoever checks a signature and whoever
makes one share these functions, so that a request has one canonical form here.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import Final
from urllib.parse import quote

ALGORITHM: Final = "AWS4-HMAC-SHA256"
TERMINATOR: Final = "aws4_request"
UNSIGNED_PAYLOAD: Final = "UNSIGNED-PAYLOAD"

STREAMING_UNSIGNED_TRAILER: Final = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
STREAMING_SIGNED: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
STREAMING_SIGNED_TRAILER: Final = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
STREAMING: Final = frozenset({STREAMING_UNSIGNED_TRAILER, STREAMING_SIGNED, STREAMING_SIGNED_TRAILER})
"""What `x-amz-content-sha256` says of a body in `aws-chunked` framing (codec.aws_chunked). Signature Version 4A has
marks of its own: `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD`, and the same with `-TRAILER`."""

NEVER_SIGNED: Final = frozenset(
    {
        "authorization",
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "traceparent",
        "tracestate",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    }
)
"""Headers that AWS's clients leave unsigned because hops rewrite them (botocore's list, and the signature itself)."""

PATH_AS_SENT: Final = frozenset({"s3", "s3express", "s3-outposts", "s3-object-lambda"})
"""Signing names whose keys are the path: nothing in it is normalised or encoded a second time."""

_BLANKS: Final = re.compile(r"[ \t]+")
_KEPT_KEYS: Final = 1024
_KEPT_LAYOUTS: Final = 128
_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


@lru_cache(maxsize=_KEPT_KEYS)
def signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    """Return the key for one day (`20261122`), region and signing name. The newest 1,024 are kept in memory."""
    key = b"AWS4" + secret.encode()
    for part in (day, region, service, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def canonical_path(path: str, service: str) -> str:
    """Return the canonical form of a percent-encoded `path`: S3's as sent, all others tidied and encoded once more."""
    if path == "/" or service in PATH_AS_SENT:
        return path
    if "//" in path or "/." in path:
        path = _tidied(path)
    return quote(path, safe="/~")


def _tidied(path: str) -> str:
    """Take out dot segments (RFC 3986, section 5.2.4) and, as AWS asks, empty segments."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(segment)
    closing = "/" if kept and path.endswith("/") else ""
    return "/" + "/".join(kept) + closing


def canonical_query(query: str, without: str | None = None) -> str:
    """Return `query` (percent-encoded) sorted by name, then by value, each with its `=`; without the name `without`."""
    if not query:
        return ""
    pairs = [(name, value) for name, _, value in (part.partition("=") for part in query.split("&")) if name != without]
    if len(pairs) > 1:
        # Pair by pair: as joined text, `a-b=` would stand before `a=`.
        pairs.sort()
    return "&".join([f"{name}={value}" for name, value in pairs])


def canonical_value(value: str) -> str:
    """Return one header value without blanks around it, and with each run of blanks inside as one space."""
    if " " not in value and "\t" not in value:
        return value
    return _BLANKS.sub(" ", value).strip(" ")


def canonical_headers(names: Sequence[str], values: Mapping[str, str]) -> str:
    """Return the lines of the headers `names` (lower case, sorted), each with its newline.

    `values` holds each value, repeated headers already joined by commas.
    """
    lines, pick = _layout(tuple(names))
    return canonical_lines(lines, pick(values))


def canonical_lines(lines: str, values: tuple[str, ...]) -> str:
    """Return `lines` of headers with their values in canonical form, one for each of their `%s`."""
    text = lines % values
    if "\t" in text or (" " in text and ("  " in text or ": " in text or " \n" in text)):
        return lines % tuple(map(canonical_value, values))
    return text


def line(name: str, rest: str) -> str:
    """Return a header's line as it is formatted: its name as it is, then `rest`, whose `%s` becomes its value."""
    return name.replace("%", "%%") + rest


@lru_cache(maxsize=_KEPT_LAYOUTS)
def _layout(names: tuple[str, ...]) -> tuple[str, Callable[[Mapping[str, str]], tuple[str, ...]]]:
    """Return the lines of these headers, and what picks their values.

    A client sends the same headers over and over: how they are laid out is found once.
    """
    lines = "".join([line(name, ":%s\n") for name in names])
    return lines, itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)


def canonical_request(method: str, path: str, query: str, headers: str, signed: str, payload: str) -> str:
    """Put the canonical parts together: `signed` lists the header names, `payload` is the body's hash or mark."""
    return f"{method}\n{path}\n{query}\n{headers}\n{signed}\n{payload}"


def signature(key: bytes, stamp: str, scope: str, request: str) -> str:
    """Return the signature (64 lower-case hexadecimal digits) of a canonical `request`.

    `stamp` is the X-Amz-Date (`20261122T144551Z`), `scope` is `day/region/service/aws4_request`.
    """
    text = f"{ALGORITHM}\n{stamp}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    # HMAC (RFC 2104) as two digests that have taken in the key already: a third of what hmac.digest takes.
    inner, outer = _keyed(key)
    begun, ended = inner.copy(), outer.copy()
    begun.update(text.encode())
    ended.update(begun.digest())
    return ended.hexdigest()


@lru_cache(maxsize=_KEPT_KEYS)
def _keyed(key: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    block = (sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    return sha256(block.translate(_INNER)), sha256(block.translate(_OUTER))


_NO_BYTES: Final = sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Seal:
    """From where the signatures of a body's chunks follow: the signature of its request, and the key it was made with.

    `stamp` and `scope` are those of the request (see `signature`). Source:
    https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, "Defining the chunk body".
    """

    key: bytes = field(repr=False)
    stamp: str
    scope: str
    seed: str

    def chunk(self, before: str, data: str) -> str:
        """Return the signature of a chunk whose bytes hash to `data`; `before` is the signature before it."""
        return self._signed("PAYLOAD", f"{before}\n{_NO_BYTES}\n{data}")

    def trailers(self, before: str, lines: bytes) -> str:
        """Return the signature of the trailers; `lines` is each as `name:value` with a line feed.

        Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html.
        """
        return self._signed("TRAILER", f"{before}\n{sha256(lines).hexdigest()}")

    def _signed(self, kind: str, rest: str) -> str:
        text = f"{ALGORITHM}-{kind}\n{self.stamp}\n{self.scope}\n{rest}"
        return hmac.digest(self.key, text.encode(), "sha256").hex()
