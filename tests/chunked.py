"""Bodies in `aws-chunked` framing as clients write them: by botocore's own writer where it has one, else by hand."""

import io
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.httpchecksum import AwsChunkedWrapper, BaseChecksum

from keyturn.codec import checksums, sigv4
from keyturn.model.wire import HttpRequest
from tests.aws_signed import CREDENTIALS, KEY, S3_HEADER, as_sent

UNSIGNED_TRAILER: Final = sigv4.STREAMING_UNSIGNED_TRAILER
SIGNED: Final = sigv4.STREAMING_SIGNED
SIGNED_TRAILER: Final = sigv4.STREAMING_SIGNED_TRAILER

DOOR: Final = "https://127.0.0.1:8400"


def checksum(algorithm: str, data: bytes) -> str:
    """The checksum of `data` as it stands in a trailer."""
    found = checksums.checksum(algorithm)
    assert found is not None
    found.update(data)
    return checksums.text(found)


def trailer(algorithm: str, data: bytes) -> tuple[str, str]:
    return f"x-amz-checksum-{algorithm}", checksum(algorithm, data)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def unsigned_body(chunks: Sequence[bytes], *trailers: tuple[str, str]) -> bytes:
    """Chunks and trailers without signatures."""
    parts = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    lines = [f"{name}:{value}\r\n".encode() for name, value in trailers]
    return b"".join([*parts, b"0\r\n", *lines, b"\r\n"])


def botocore_body(data: bytes, algorithm: str = "crc32", chunk: int = 1 << 20) -> bytes:
    """What botocore's own writer makes of `data`."""

    class Sum(BaseChecksum):
        """A checksum in the shape of botocore's."""

        def __init__(self) -> None:
            self._data = b""

        def update(self, chunk: bytes | bytearray) -> None:
            self._data += chunk

        def b64digest(self) -> str:
            return checksum(algorithm, self._data)

    wrapped = AwsChunkedWrapper(io.BytesIO(data), Sum, f"x-amz-checksum-{algorithm}", chunk)
    return b"".join(iter(wrapped))


def signed_body(seal: sigv4.Seal, chunks: Sequence[bytes], *trailers: tuple[str, str]) -> bytes:
    """Chunks, each with its signature in the chain that begins with `seal`, and trailers with theirs."""
    before = seal.seed
    parts = []
    for chunk in (*chunks, b""):
        before = seal.chunk(before, sha256(chunk).hexdigest())
        parts.append(b"%x;chunk-signature=%s\r\n" % (len(chunk), before.encode()))
        if chunk:
            parts += [chunk, b"\r\n"]
    if trailers:
        lines = [f"{name}:{value}".encode() for name, value in trailers]
        signature = seal.trailers(before, b"".join(line + b"\n" for line in lines))
        parts += [line + b"\r\n" for line in lines]
        parts.append(f"x-amz-trailer-signature:{signature}\r\n".encode())
    return b"".join([*parts, b"\r\n"])


def head(
    mark: str,
    decoded: int,
    *names: str,
    url: str = f"{DOOR}/bucket/key",
    method: str = "PUT",
    **more: str,
) -> HttpRequest:
    """The head of a framed upload as botocore signs it; `content-length` is left out, the body is still to come."""
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    headers.setdefault("Content-Encoding", "aws-chunked")
    headers["X-Amz-Decoded-Content-Length"] = str(decoded)
    if names:
        headers["X-Amz-Trailer"] = ",".join(names)
    request = AWSRequest(method=method, url=url, data=b"", headers=headers)
    request.context = {}

    class Marked(S3_HEADER):  # type: ignore[misc, valid-type]
        def payload(self, request: object) -> str:
            return mark

    signer: botocore.auth.S3SigV4Auth = Marked(CREDENTIALS, "s3", "cn-north-1")
    signer.add_auth(request)
    sent = as_sent(request, b"")
    return _without_length(sent)


def _without_length(request: HttpRequest) -> HttpRequest:
    headers = tuple(pair for pair in request.headers if pair[0] != "content-length")
    return HttpRequest(request.method, request.scheme, request.host, request.path, request.query, headers)


def seal_of(request: HttpRequest) -> sigv4.Seal:
    """Where the chunk signatures of `request` begin, made from what stands in it and the session's secret."""
    authorization = request.header("authorization") or ""
    scope = authorization.partition("Credential=")[2].partition(",")[0].partition("/")[2]
    day, region, service, _ = scope.split("/")
    key = sigv4.signing_key(KEY.secret, day, region, service)
    return sigv4.Seal(key, request.header("x-amz-date") or "", scope, authorization.rpartition("Signature=")[2])
