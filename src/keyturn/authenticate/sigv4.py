"""Who signed a request, and whether the signature holds: AWS Signature Version 4, read strictly, checked exactly.

A request is bound as a whole. Its host, every `x-amz-*` header and every other header that could mean something must be
signed; only headers that clients' HTTP libraries and hops add or rewrite on their own may stand beside the signature
(`MAY_BE_UNSIGNED`). Replays are judged elsewhere; `Signed.signature` is what a replay has in common with its original.

Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from keyturn.authenticate.errors import (
    BadFraming,
    BadSignature,
    MalformedSignature,
    ManyAuthentications,
    NotBound,
    OtherScheme,
    OutOfTime,
    PayloadNotBound,
    StreamingPayload,
    Unsigned,
    WrongPayload,
    WrongToken,
)
from keyturn.authenticate.signed import Signed
from keyturn.codec import sigv4
from keyturn.codec.digest import same
from keyturn.errors import CallerError, quoted
from keyturn.model.identity import SessionKey
from keyturn.model.wire import CredentialScope, HttpRequest

SKEW: Final = timedelta(minutes=15)
"""How far a client's clock may be off: what AWS itself allows, so that no client needs a better clock for this door."""

LONGEST: Final = 7 * 24 * 3600
"""How many seconds a presigned request may stay usable (X-Amz-Expires): AWS's limit."""

MAY_BE_UNSIGNED: Final = (sigv4.NEVER_SIGNED - {"authorization"}) | {
    "accept",
    "accept-encoding",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "aws-sdk-invocation-id",
    "aws-sdk-retry",
    "content-length",
}
"""Headers that may stand beside the signature; none of them changes what a call does.

botocore signs every header that it has when it signs, content-type included, but for its own list
(codec.sigv4.NEVER_SIGNED). It adds the two `amz-sdk-` headers afterwards, and the HTTP library beneath it the others.
The SDK for PHP calls them `aws-sdk-`. So an invocation id is the client's word and no more: it may make a call pass for
a retry, never for another call.
"""

UNSIGNED_BODIES: Final = frozenset({"ebs", "lex", "mediastore", "omics"})
"""Signing names, besides S3's, of operations whose models say that their body is not signed (`unsignedPayload`,
`v4-unsigned-body`): PutSnapshotBlock, PostContent, RecognizeUtterance, PutObject, UploadReadSetPart."""

_AUTHORIZATION: Final = re.compile(r"AWS4-HMAC-SHA256 +Credential=([^ ,=]+) *, *SignedHeaders=([^ ,=]+) *, *Signature=")
_CREDENTIAL: Final = re.compile(r"([A-Za-z0-9_]{16,128})/([0-9]{8})/([a-z0-9-]{1,64})/([a-z0-9._-]{1,64})/aws4_request")
_STAMP: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{64}")
_SIGNED_NAMES: Final = re.compile(r"[a-z0-9!#$%&'*+.^_`|~;-]+")
_SECONDS: Final = re.compile(r"[1-9][0-9]{0,5}")

_KEPT: Final = 1024
"""How many of the newest beginnings of Authorization headers, credentials, instants and lists of headers are
remembered: a client sends few different ones, and what each one means hangs on nothing else. What is refused is not
remembered, so that nothing long is."""
_LONG: Final = 1000

_BESIDE: Final = MAY_BE_UNSIGNED | {"authorization"}
_BESIDE_FREE: Final = _BESIDE | {"content-type"}
"""A presigned S3 URL that leaves the body to whoever holds it leaves them its type, too: HTTP libraries add one on
their own. It is recognised, decided on and signed upstream like everything else."""
_ONCE: Final = ("host", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")
_QUERY_FORM: Final = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)
_QUERY_TOKEN: Final = "X-Amz-Security-Token"  # noqa: S105 - the name of a parameter
_QUERY_PAYLOAD: Final = "X-Amz-Content-Sha256"
_QUERY_AUTH: Final = frozenset(
    name.lower() for name in (*_QUERY_FORM, _QUERY_TOKEN, "AWSAccessKeyId", "X-Amz-Region-Set")
)


def read(request: HttpRequest) -> Signed:
    """Read the signature of `request` from its Authorization header or its query.

    Raises a CallerError that says what to set: Unsigned, OtherScheme, ManyAuthentications, MalformedSignature,
    NotBound, StreamingPayload.
    """
    headers = _joined(request)
    authorization = headers.get("authorization")
    query = _auth_parameters(request.query)
    if authorization is not None:
        if query:
            raise ManyAuthentications(f"both in the Authorization header and in the query (`{next(iter(query))}`)")
        return _from_header(authorization, headers)
    if not query:
        raise Unsigned
    return _from_query(query, headers)


def verify(signed: Signed, request: HttpRequest, key: SessionKey, at: datetime) -> None:
    """Check that the holder of `key` signed exactly `request`, and that it may still be used at `at`.

    `key` is that of `signed.access_key_id`, which is no part of what SigV4 signs: it only says whose secret to try.
    Of a framed body only the head is judged here; its chunks are (authenticate.chunks) while it comes.
    Raises OutOfTime, WrongToken, PayloadNotBound, WrongPayload, BadFraming, BadSignature.
    """
    _check_time(signed, at)
    if signed.token is None or not same(signed.token, key.token):
        raise WrongToken
    payload = _payload(signed, request)
    values = _joined(request)
    scope = signed.scope
    day = signed.stamp[:8]
    canonical = sigv4.canonical_request(
        request.method,
        sigv4.canonical_path(request.path, scope.service),
        sigv4.canonical_query(request.query, without="X-Amz-Signature" if signed.presigned else None),
        sigv4.canonical_headers(signed.names, values),
        ";".join(signed.names),
        payload,
    )
    secret = sigv4.signing_key(key.secret, day, scope.region, scope.service)
    expected = sigv4.signature(
        secret, signed.stamp, f"{day}/{scope.region}/{scope.service}/{sigv4.TERMINATOR}", canonical
    )
    if not same(expected, signed.signature):
        raise BadSignature


def _joined(request: HttpRequest) -> dict[str, str]:
    """Return each header's value by name, repeated ones joined by commas as the canonical form wants them.

    Raises ManyAuthentications where Authorization is repeated, MalformedSignature for others that must stand once.
    """
    headers = dict(request.headers)
    if len(headers) == len(request.headers):
        return headers
    headers = {}
    for name, value in request.headers:
        if name not in headers:
            headers[name] = value
        elif name == "authorization":
            raise ManyAuthentications("in more than one Authorization header")
        elif name in _ONCE:
            raise MalformedSignature(f"header `{name}`", "it stands there more than once")
        else:
            headers[name] = f"{sigv4.canonical_value(headers[name])},{sigv4.canonical_value(value)}"
    return headers


def _auth_parameters(query: str) -> dict[str, str]:
    """Return the authentication parameters in `query`, decoded. Raises MalformedSignature for one that is repeated."""
    if not query:
        return {}
    found: dict[str, str] = {}
    seen: set[str] = set()
    for part in query.split("&"):
        name, _, value = part.partition("=")
        name = unquote(name) if "%" in name else name
        lowered = name.lower()
        if lowered in _QUERY_AUTH or name == _QUERY_PAYLOAD:
            if lowered in seen:
                raise MalformedSignature(f"query parameter `{name}`", "it stands there more than once")
            seen.add(lowered)
            found[name] = unquote(value)
    return {} if found.keys() == {_QUERY_PAYLOAD} else found


def _from_header(authorization: str, headers: dict[str, str]) -> Signed:
    begun, mark, signature = authorization.rpartition("Signature=")
    if not mark:
        raise _not_sigv4(authorization)
    read_begun = _begun if len(begun) <= _LONG else _begun.__wrapped__
    access_key_id, day, scope, listed = read_begun(begun + mark)
    stamp = headers.get("x-amz-date")
    if stamp is None:
        raise MalformedSignature("header `x-amz-date`", "it is missing, and `date` does not replace it here")
    date = _date(stamp, day)
    names = _signed(listed, tuple(headers))
    payload = headers.get("x-amz-content-sha256")
    if payload is None:
        if scope.service in sigv4.PATH_AS_SENT:
            raise MalformedSignature("header `x-amz-content-sha256`", "S3 wants it, and it is missing")
    elif payload in sigv4.STREAMING:
        if scope.service not in sigv4.PATH_AS_SENT:
            raise StreamingPayload(payload, "only S3 takes such bodies")
    elif not _SIGNATURE.fullmatch(payload) and payload != sigv4.UNSIGNED_PAYLOAD:
        raise _bad_mark(payload)
    return Signed(
        access_key_id, scope, stamp, date, names, _hex(signature), headers.get("x-amz-security-token"), payload
    )


@lru_cache(maxsize=_KEPT)
def _begun(authorization: str) -> tuple[str, str, CredentialScope, str]:
    """Read an Authorization header up to its signature, which is all that differs between calls of one kind and day."""
    parts = _AUTHORIZATION.fullmatch(authorization)
    if parts is None:
        raise _not_sigv4(authorization)
    return (*_credential(parts[1]), parts[2])


def _from_query(query: dict[str, str], headers: dict[str, str]) -> Signed:
    if "AWSAccessKeyId" in query:
        raise OtherScheme("AWS")
    if query.get("X-Amz-Algorithm", sigv4.ALGORITHM) != sigv4.ALGORITHM:
        raise OtherScheme(query["X-Amz-Algorithm"])
    for name in _QUERY_FORM:
        if name not in query:
            raise MalformedSignature(f"query parameter `{name}`", "it is missing beside the other X-Amz- parameters")
    for name in ("x-amz-date", "x-amz-security-token"):
        if name in headers:
            raise ManyAuthentications(f"in the query and in the header `{name}`")
    access_key_id, day, scope = _credential(query["X-Amz-Credential"])
    stamp = query["X-Amz-Date"]
    date = _date(stamp, day)
    if not _SECONDS.fullmatch(query["X-Amz-Expires"]) or (seconds := int(query["X-Amz-Expires"])) > LONGEST:
        raise MalformedSignature("query parameter `X-Amz-Expires`", f"1 to {LONGEST} seconds are wanted (7 days)")
    payload = headers.get("x-amz-content-sha256", query.get(_QUERY_PAYLOAD))
    if payload is None:
        payload = sigv4.UNSIGNED_PAYLOAD if scope.service in sigv4.PATH_AS_SENT else None
    elif not _SIGNATURE.fullmatch(payload) and payload != sigv4.UNSIGNED_PAYLOAD:
        raise _bad_mark(payload)
    free = payload == sigv4.UNSIGNED_PAYLOAD and scope.service in sigv4.PATH_AS_SENT
    names = _signed(query["X-Amz-SignedHeaders"], tuple(headers), _BESIDE_FREE if free else _BESIDE)
    signature = _hex(query["X-Amz-Signature"])
    return Signed(access_key_id, scope, stamp, date, names, signature, query.get(_QUERY_TOKEN), payload, seconds)


def _not_sigv4(authorization: str) -> OtherScheme | MalformedSignature:
    scheme = authorization.partition(" ")[0]
    if scheme == sigv4.ALGORITHM:
        return MalformedSignature(
            "Authorization header", "`Credential=..., SignedHeaders=..., Signature=...` is wanted"
        )
    return OtherScheme(scheme)


@lru_cache(maxsize=_KEPT)
def _credential(text: str) -> tuple[str, str, CredentialScope]:
    parts = _CREDENTIAL.fullmatch(text)
    if parts is None:
        raise MalformedSignature("credential", "`KEY-ID/20261122/REGION/SERVICE/aws4_request` is wanted")
    access_key_id, day, region, service = parts.groups()
    return access_key_id, day, CredentialScope(region, service)


@lru_cache(maxsize=_KEPT)
def _date(stamp: str, day: str) -> datetime:
    if not _STAMP.fullmatch(stamp):
        raise MalformedSignature("x-amz-date", "UTC as `20261122T144551Z` is wanted")
    if stamp[:8] != day:
        raise MalformedSignature("credential", "its day is not the day of x-amz-date")
    try:
        return datetime.fromisoformat(stamp)
    except ValueError as error:
        raise MalformedSignature("x-amz-date", str(error)) from None


def _signed(text: str, headers: tuple[str, ...], beside: frozenset[str] = _BESIDE) -> tuple[str, ...]:
    """Read the list of signed headers as `_names` does; what was found is remembered unless it is long."""
    return (_names if len(text) <= _LONG else _names.__wrapped__)(text, headers, beside)


@lru_cache(maxsize=_KEPT)
def _names(text: str, headers: tuple[str, ...], beside: frozenset[str]) -> tuple[str, ...]:
    """Read the list of signed headers and check that it covers all of `headers` but what may stand `beside` it.

    Raises MalformedSignature, NotBound.
    """
    names = text.split(";")
    signed, there = frozenset(names), frozenset(headers)
    if "" in signed or sorted(signed) != names or not _SIGNED_NAMES.fullmatch(text):
        raise MalformedSignature(
            "list of signed headers", "lower-case names, sorted, each once, with `;` between are wanted"
        )
    if "host" not in signed:
        raise NotBound("host")
    if not there >= signed:
        raise MalformedSignature("list of signed headers", f"`{quoted(min(signed - there))}` is not in the request")
    loose = there - signed - beside
    if loose:
        raise NotBound(min(loose))
    return tuple(names)


def _hex(text: str) -> str:
    if not _SIGNATURE.fullmatch(text):
        raise MalformedSignature("signature", "64 lower-case hexadecimal digits are wanted")
    return text


def _bad_mark(mark: str) -> CallerError:
    if mark in sigv4.STREAMING:
        return StreamingPayload(mark, "a presigned request cannot have one")
    if mark.startswith("STREAMING-AWS4-ECDSA-"):
        return OtherScheme("AWS4-ECDSA-P256-SHA256")
    if mark.startswith("STREAMING-"):
        return StreamingPayload(mark, "no operation that passes here has such a body")
    return MalformedSignature("x-amz-content-sha256", "a SHA-256 or `UNSIGNED-PAYLOAD` is wanted")


def _check_time(signed: Signed, at: datetime) -> None:
    """Header form: date - 15 min <= at <= date + 15 min. Query form: date - 15 min <= at < date + expires."""
    if signed.expires is None and -SKEW <= at - signed.date <= SKEW:
        return
    if at < signed.date - SKEW:
        raise OutOfTime(f"was signed for {signed.date:%Y-%m-%d %H:%M:%S} UTC and it is {at:%Y-%m-%d %H:%M:%S}")
    if signed.expires is None:
        if at > signed.date + SKEW:
            raise OutOfTime(f"was signed at {signed.date:%Y-%m-%d %H:%M:%S} UTC and it is {at:%Y-%m-%d %H:%M:%S}")
    elif at >= signed.date + timedelta(seconds=signed.expires):
        raise OutOfTime(f"was presigned at {signed.date:%Y-%m-%d %H:%M:%S} UTC for {signed.expires} seconds")


def _payload(signed: Signed, request: HttpRequest) -> str:
    """Return what was signed for the body, once it is known to fit this one. Raises PayloadNotBound, WrongPayload."""
    if signed.payload is None:
        return request.content.sha256
    if signed.payload == sigv4.UNSIGNED_PAYLOAD:
        # S3's presigned form can say nothing about its body. The door hashes the body all the same, and what is
        # recognised, approved and sent on is bound to that hash.
        if not _may_be_unsigned(signed, request):
            raise PayloadNotBound(signed.payload)
    elif signed.payload in sigv4.STREAMING:
        if request.content.framing is None:
            raise BadFraming("header `x-amz-decoded-content-length` must give the number of bytes inside")
        if request.content.framing.mark != signed.payload:
            raise WrongPayload
        if signed.payload == sigv4.STREAMING_UNSIGNED_TRAILER and request.scheme != "https":
            raise PayloadNotBound(signed.payload)
    elif not same(signed.payload, request.content.sha256):
        raise WrongPayload
    return signed.payload


def _may_be_unsigned(signed: Signed, request: HttpRequest) -> bool:
    if signed.scope.service in sigv4.PATH_AS_SENT:
        return signed.presigned or request.scheme == "https"
    return signed.scope.service in UNSIGNED_BODIES and request.scheme == "https"


def seal(signed: Signed, key: SessionKey) -> sigv4.Seal:
    """Return where the chunk signatures of a framed body begin, once `verify` has passed its head."""
    day, scope = signed.stamp[:8], signed.scope
    secret = sigv4.signing_key(key.secret, day, scope.region, scope.service)
    return sigv4.Seal(
        secret, signed.stamp, f"{day}/{scope.region}/{scope.service}/{sigv4.TERMINATOR}", signed.signature
    )
