"""Keyturn's own answers in the words of AWS's protocols, so that ordinary clients show the reason and do not try again.

A refused or pending call gets the service's access-denied code in the error shape of the protocol in which it was made.
Neither 403 nor these codes are among those that SDKs send again (botocore's legacy, standard and adaptive modes).
Sources: https://smithy.io/2.0/aws/protocols/index.html, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from keyturn.model.catalogue import Wire
from keyturn.model.execution import Lent, Refusal, Rehearsed
from keyturn.model.wire import HttpRequest

MESSAGE_CHARACTERS: Final = 1_000
"""Longer messages are cut: some clients show one line only, and a header must stay short."""

_DENIED: Final[Mapping[Wire, str]] = {
    Wire.QUERY: "AccessDenied",
    Wire.EC2: "UnauthorizedOperation",
    Wire.JSON: "AccessDeniedException",
    Wire.REST_JSON: "AccessDeniedException",
    Wire.REST_XML: "AccessDenied",
    Wire.RPC_CBOR: "AccessDeniedException",
}
"""What most services of a protocol call a denied call."""

_DENIED_BY: Final[Mapping[str, str]] = {"sns": "AuthorizationError", "organizations": "AccessDeniedException"}
"""Services with a word of their own."""

_UNAVAILABLE: Final = "ServiceUnavailable"
_BARE_ERROR: Final = frozenset({"s3", "s3express", "s3-object-lambda", "s3-outposts"})
"""Signing and service names whose XML errors stand without an envelope."""

_S3_NAMESPACE: Final = "http://s3.amazonaws.com/doc/2006-03-01/"

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it goes to the client. For HEAD `body` is empty."""

    status: int
    headers: Headers
    body: bytes


def spoken(request: HttpRequest, candidates: Sequence[Wire]) -> Wire:
    """Return the protocol in which `request` was made.

    `candidates` are the protocols of the service it is for, empty if that is not known. The request's own marks say
    which one it is; they are only used to shape an answer, never to decide anything.
    """
    if request.header("smithy-protocol") == "rpc-v2-cbor":
        return Wire.RPC_CBOR
    if request.header("x-amz-target") is not None:
        return Wire.JSON
    media = request.header("content-type") or ""
    if media.startswith("application/x-www-form-urlencoded") or f"&{request.query}".find("&Action=") >= 0:
        return Wire.EC2 if Wire.EC2 in candidates else Wire.QUERY
    for wire in (Wire.REST_XML, Wire.REST_JSON):
        if wire in candidates:
            return wire
    if candidates:
        return candidates[0]
    return Wire.REST_JSON if "json" in media else Wire.REST_XML


def refused(refusal: Refusal, request: HttpRequest, candidates: Sequence[Wire], service: str | None) -> Written:
    """Write `refusal` as the error that a client of `service` understands.

    `service` is the service's or at least the signing name, None if neither is known.
    """
    wire = spoken(request, candidates)
    message = one_line(refusal.message)
    code = _UNAVAILABLE if refusal.status == 503 else _DENIED_BY.get(service or "", _DENIED[wire])
    media, body = _error(wire, code, message, bare=service in _BARE_ERROR)
    headers: list[tuple[bytes, bytes]] = [(b"content-type", media)]
    if wire in {Wire.JSON, Wire.REST_JSON, Wire.RPC_CBOR}:
        headers.append((b"x-amzn-errortype", code.encode()))
    if wire is Wire.RPC_CBOR:
        headers.append((b"smithy-protocol", b"rpc-v2-cbor"))
    if request.method == "HEAD":
        headers.append((b"x-amzn-errormessage", message.encode("ascii", "replace")))
        body = b""
    headers.append((b"content-length", str(len(body)).encode()))
    return Written(refusal.status, tuple(headers), body)


def rehearsed(step: Rehearsed) -> Written:
    """Write the answer to a step of a multipart upload that was played through without effect, as S3 would."""
    if step.upload_id is not None:
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<InitiateMultipartUploadResult xmlns="{_S3_NAMESPACE}">'
            f"<Bucket>{_text(step.bucket)}</Bucket><Key>{_text(step.key)}</Key>"
            f"<UploadId>{_text(step.upload_id)}</UploadId></InitiateMultipartUploadResult>"
        ).encode()
        headers: Headers = ((b"content-type", b"application/xml"), (b"content-length", str(len(body)).encode()))
        return Written(200, headers, body)
    if step.etag is not None and step.copied:
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<CopyPartResult xmlns="{_S3_NAMESPACE}">'
            f"<ETag>{_text(step.etag)}</ETag></CopyPartResult>"
        ).encode()
        return Written(200, ((b"content-type", b"application/xml"), (b"content-length", str(len(body)).encode())), body)
    if step.etag is not None:
        return Written(200, ((b"etag", step.etag.encode()), (b"content-length", b"0")), b"")
    return Written(204, (), b"")


def lent(reply: Lent) -> Written:
    """Write a narrower key of the session as STS writes credentials.

    Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, its sample response.
    """
    who = ""
    if reply.who is not None:
        arn, name = map(_text, reply.who)
        who = f"<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>{name}</AssumedRoleId></AssumedRoleUser>"
    body = (
        f'<{reply.operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{reply.operation}Result>{who}'
        f"<Credentials><AccessKeyId>{reply.access_key_id}</AccessKeyId>"
        f"<SecretAccessKey>{_text(reply.key.secret)}</SecretAccessKey>"
        f"<SessionToken>{_text(reply.key.token)}</SessionToken>"
        f"<Expiration>{reply.expires:%Y-%m-%dT%H:%M:%SZ}</Expiration></Credentials></{reply.operation}Result>"
        f"<ResponseMetadata><RequestId>{reply.request_id}</RequestId></ResponseMetadata></{reply.operation}Response>"
    ).encode()
    return Written(200, ((b"content-type", b"text/xml"), (b"content-length", str(len(body)).encode())), body)


def one_line(message: str) -> str:
    """Return `message` as one printable line: nothing in it moves a cursor, hides text or ends a header."""
    line = "".join(character if character.isprintable() else " " for character in message[: MESSAGE_CHARACTERS + 1])
    line = " ".join(line.split())
    return line if len(line) <= MESSAGE_CHARACTERS else line[: MESSAGE_CHARACTERS - 3] + "..."


def _error(wire: Wire, code: str, message: str, *, bare: bool) -> tuple[bytes, bytes]:
    """Return media type and body of an error."""
    match wire:
        case Wire.EC2:
            text = f"<Response><Errors>{_element(code, message)}</Errors></Response>"
            return b"text/xml;charset=UTF-8", _xml(text)
        case Wire.QUERY:
            text = f"<ErrorResponse>{_element(code, message, sender=True)}</ErrorResponse>"
            return b"text/xml", _xml(text)
        case Wire.REST_XML if bare:
            return b"application/xml", _xml(_element(code, message))
        case Wire.REST_XML:
            text = f"<ErrorResponse>{_element(code, message, sender=True)}</ErrorResponse>"
            return b"text/xml", _xml(text)
        case Wire.JSON:
            return b"application/x-amz-json-1.1", _json(code, message)
        case Wire.REST_JSON:
            return b"application/json", _json(code, message)
        case Wire.RPC_CBOR:
            return b"application/cbor", b"\xa2" + b"".join(map(_cbor, ("__type", code, "message", message)))


def _element(code: str, message: str, *, sender: bool = False) -> str:
    kind = "<Type>Sender</Type>" if sender else ""
    return f"<Error>{kind}<Code>{_text(code)}</Code><Message>{_text(message)}</Message></Error>"


def _xml(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _text(value: str) -> str:
    # XML 1.0 has no way to write most control characters at all, escaped or not.
    return escape("".join(character if character.isprintable() else "?" for character in value))


def _json(code: str, message: str) -> bytes:
    return json.dumps({"__type": code, "message": message}).encode()


def _cbor(text: str) -> bytes:
    """Write a text string (RFC 8949, section 3.1, major type 3)."""
    data = text.encode()
    size = len(data)
    if size < 24:
        return bytes([0x60 + size]) + data
    if size < 256:
        return bytes([0x78, size]) + data
    return b"\x79" + size.to_bytes(2, "big") + data
