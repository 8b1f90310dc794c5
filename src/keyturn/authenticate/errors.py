"""Why a signature is not accepted. All are the caller's turn, and each says what to set."""

from typing import Final

from keyturn.errors import CallerError, quoted

_HOW = (
    "sign with SigV4: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN "
    "as `keyturn session open` printed them"
)


class Unsigned(CallerError):
    """A request without any signature."""

    code = "sigv4.unsigned"

    def __init__(self) -> None:
        super().__init__(
            f"the request is not signed: {_HOW}, and leave out `--no-sign-request` (AWS CLI) or "
            "`signature_version=UNSIGNED` (boto3); a client that signs inside its body (SimpleDB's SigV2) needs "
            "`Config(signature_version='v4')`"
        )


class OtherScheme(CallerError):
    """A request authenticated in a way that binds neither its body nor its headers, or that is not spoken here."""

    code = "sigv4.other_scheme"

    def __init__(self, scheme: str) -> None:
        """`scheme` as the request names it (`AWS`, `AWS4-ECDSA-P256-SHA256`, `Bearer`), or anything else."""
        name, how = _SCHEMES.get(scheme, (f"`{quoted(scheme)}`", ""))
        super().__init__(f"the request is authenticated with {name}, which is not accepted here: {how}{_HOW}")


_SCHEMES: Final = {
    "AWS": (
        "Signature Version 2",
        (
            "set `signature_version` to `s3v4` (boto3: `Config(signature_version='s3v4')`, AWS CLI: "
            "`aws configure set default.s3.signature_version s3v4`), and to `v4` for any other service; "
        ),
    ),
    "AWS4-ECDSA-P256-SHA256": (
        "Signature Version 4A",
        "name the bucket itself instead of a multi-region access point, or set AWS_AUTH_SCHEME_PREFERENCE=sigv4; ",
    ),
    "Bearer": (
        "a bearer token",
        "unset AWS_BEARER_TOKEN_BEDROCK and the like, or set AWS_AUTH_SCHEME_PREFERENCE=sigv4; ",
    ),
}
"""What clients are to set instead, by the word with which a request names its scheme."""


class ManyAuthentications(CallerError):
    """A request that says more than once who sent it."""

    code = "sigv4.many"

    def __init__(self, where: str) -> None:
        super().__init__(f"the request is authenticated {where}: sign it once")


class MalformedSignature(CallerError):
    """A part of the signature does not have its form."""

    code = "sigv4.malformed"

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"the {what} of the SigV4 signature cannot be read: {why}")


class NotBound(CallerError):
    """A header that could mean something is not covered by the signature."""

    code = "sigv4.header_not_signed"

    def __init__(self, name: str) -> None:
        super().__init__(f"header `{quoted(name)}` is not among the signed headers: sign it or leave it out")


class StreamingPayload(CallerError):
    """A body framed in a way that is not read here, or where it is not."""

    code = "sigv4.streaming"

    def __init__(self, mark: str, why: str) -> None:
        super().__init__(
            f"a body marked `{quoted(mark)}` is not accepted: {why}; "
            "set AWS_REQUEST_CHECKSUM_CALCULATION=when_required (request_checksum_calculation in ~/.aws/config), "
            "so that the client signs the body's hash instead"
        )


class PayloadNotBound(CallerError):
    """A body that the signature does not cover."""

    code = "sigv4.payload_not_signed"

    def __init__(self, mark: str) -> None:
        super().__init__(
            f"the body is not covered by the signature (`{mark}`), which is accepted over https only, and for S3: "
            "use the gateway's https address, or set `payload_signing_enabled = true` under `s3` in ~/.aws/config "
            "(SDK for JavaScript: give the body as a Buffer and not as a stream)"
        )


class BadFraming(CallerError):
    """A body in `aws-chunked` framing that is not what its head announces."""

    code = "body.framing"

    def __init__(self, why: str) -> None:
        super().__init__(f"the body's aws-chunked framing does not hold: {why}")


class BadChunk(CallerError):
    """A chunk, or the trailers behind the last one, whose signature is not the next in its request's chain."""

    code = "sigv4.bad_chunk"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the signature of {what} does not hold: "
            "each chunk must be as it was signed, in its place, and of this request"
        )


class WrongChecksum(CallerError):
    """A checksum behind a body that is not the body's."""

    code = "body.checksum"

    def __init__(self, name: str) -> None:
        super().__init__(f"the trailer `{name}` is not the checksum of the body before it: send both as they were made")


class WrongPayload(CallerError):
    """The body is not the one that was signed."""

    code = "sigv4.wrong_payload"

    def __init__(self) -> None:
        super().__init__("the body does not hash to the x-amz-content-sha256 that was signed: send it unchanged")


class OutOfTime(CallerError):
    """A signature is used before or after its time."""

    code = "sigv4.out_of_time"

    def __init__(self, why: str) -> None:
        super().__init__(f"the request {why}: check the clock and sign it anew")


class WrongToken(CallerError):
    """The session token is missing or is not the session's."""

    code = "sigv4.wrong_token"

    def __init__(self) -> None:
        super().__init__(
            "the session token is missing or not this session's: "
            "set AWS_SESSION_TOKEN as `keyturn session open` printed it"
        )


class BadSignature(CallerError):
    """The signature is not that of this request under this session's secret."""

    code = "sigv4.bad_signature"

    def __init__(self) -> None:
        super().__init__(
            "the signature does not hold: check AWS_SECRET_ACCESS_KEY, and that nothing between client and gateway "
            "changes method, path, query, headers or body"
        )
