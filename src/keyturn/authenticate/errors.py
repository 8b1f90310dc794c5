"""Why a signature is not accepted. All are the caller's turn, and each says what to set."""

from keyturn.errors import CallerError, quoted

_HOW = (
    "sign with SigV4: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN "
    "as `keyturn session open` printed them"
)


class Unsigned(CallerError):
    """A request without any signature."""

    code = "sigv4.unsigned"

    def __init__(self) -> None:
        super().__init__(f"the request is not signed: {_HOW}, and leave out `--no-sign-request`")


class OtherScheme(CallerError):
    """A request authenticated in a way that binds neither its body nor its headers, or that is not spoken here."""

    code = "sigv4.other_scheme"

    def __init__(self, scheme: str) -> None:
        """`scheme` in words that are safe to show."""
        super().__init__(f"the request is authenticated with {scheme}, which is not accepted here: {_HOW}")


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
    """A body signed chunk by chunk, or followed by a trailer."""

    code = "sigv4.streaming"

    def __init__(self, mark: str) -> None:
        super().__init__(
            f"a body marked `{quoted(mark)}` is not accepted: set AWS_REQUEST_CHECKSUM_CALCULATION=when_required "
            "(request_checksum_calculation in ~/.aws/config), and payload signing to on, so that its hash is signed"
        )


class PayloadNotBound(CallerError):
    """A body that the signature does not cover."""

    code = "sigv4.payload_not_signed"

    def __init__(self) -> None:
        super().__init__(
            "the body is not covered by the signature (`UNSIGNED-PAYLOAD`): "
            "set `payload_signing_enabled = true` under `s3` in ~/.aws/config"
        )


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
