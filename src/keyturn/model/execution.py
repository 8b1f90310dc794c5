"""What is sent on, and what became of it."""

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from keyturn.codec.sigv4 import Seal
from keyturn.errors import UpstreamError
from keyturn.model.grant import Power
from keyturn.model.identity import SessionKey
from keyturn.model.noun import Noun
from keyturn.model.wire import CredentialScope, HttpRequest

# A body at the edge: whole, or a source that yields it once. The value beside it (Content) binds it by digest.
Body = bytes | AsyncIterable[bytes]


class Discarded:
    """A body that was hashed and thrown away: it can be judged, and not sent. It yields nothing."""

    def __aiter__(self) -> "Discarded":
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration


@dataclass(frozen=True, slots=True)
class Admission:
    """Leave to go on sending a body of which only the head is here.

    `session` is whose body it is. `keep` says that the call may go once its body is known, so that the bytes are worth
    keeping; else they are hashed and thrown away. `seal` is where the signatures of its chunks begin, if it has any.
    """

    session: str
    keep: bool
    seal: Seal | None = None


class InHost(Noun, frozen=True):
    """What stands before a service's own host.

    Of S3's, a bucket's name, or an access point's and account (`ap-123456789012`). With `prefix` it is what the
    operation's model puts there (`data-`, `123456789012.`), its labels filled from the call's recognised parameters.
    """

    name: str
    access_point: bool = False
    prefix: bool = False


class Outgoing(Noun, frozen=True):
    """The request to send on.

    As it came, to be signed anew for `scope`; `mutating` picks a connection that is never re-sent.

    The upstream host is computed by the adapter from `service`, `scope`, partition and `bucket`, never from
    `request.host`. `bucket` is what belongs before that host and does not stand in the path, as recognised; it has no
    default, because upstream would take the first segment of such a path for another bucket. `power` is what the
    gateway narrows itself to for this call, None for a read and where it cannot.
    """

    HIDDEN = frozenset({"body"})

    request: HttpRequest
    scope: CredentialScope
    service: str
    body: Body
    mutating: bool
    bucket: InHost | None
    power: Power | None = None


class Answer(Noun, frozen=True):
    """What upstream answered: passed on byte for byte but for hop-by-hop headers."""

    HIDDEN = frozenset({"body"})

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: Body

    def header(self, name: bytes) -> str | None:
        """Return the first value of the header `name` (lower case), if any."""
        for key, value in self.headers:
            if key.lower() == name:
                return value.decode("latin-1")
        return None


class Ended(StrEnum):
    """How a sending ended: answered, certainly never sent, or nobody knows."""

    ANSWERED = "answered"
    NEVER_SENT = "never sent"
    UNKNOWN = "unknown"


class Outcome(Noun, frozen=True):
    """What became of one sending.

    `request_id` and `error_code` are upstream's own words, shortened and made printable.
    """

    ended: Ended
    at: datetime
    status: int | None = None
    request_id: str | None = None
    error_code: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of Keyturn's own: the call did not go. `message` is one line that begins `keyturn: `.

    `service` shapes the error (None while the call has no name). `status` is 403 but for reads that upstream could not
    answer (503: sending them again is harmless).
    """

    code: str
    message: str
    service: str | None = None
    status: int = 403


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """An answer of Keyturn's own to a step of a multipart upload that was played through without effect.

    `etag` is set for a part (`copied` if it is a copy: then S3 answers it in a document), `upload_id` with bucket and
    key for a beginning; neither for an end.
    """

    bucket: str
    key: str
    upload_id: str | None = None
    etag: str | None = None
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Lent:
    """An answer of Keyturn's own to `sts:AssumeRole` or `sts:GetSessionToken`: a narrower key of the same session.

    `who` is an ARN and an id in the shape of STS's AssumedRoleUser, None where the operation's answer names nobody.
    """

    operation: str
    access_key_id: str
    key: SessionKey
    expires: datetime
    request_id: str
    who: tuple[str, str] | None = None


Reply = Answer | Refusal | Rehearsed | Lent


class NeverSent(UpstreamError):
    """The call certainly did not leave: no byte of it was written to a connection."""

    code = "upstream.never_sent"

    def __init__(self, why: str) -> None:
        super().__init__(f"upstream could not be reached ({why}); nothing was sent")


class Cut(UpstreamError):
    """Bytes of the call left, and no whole answer came back: nobody knows whether it took effect."""

    code = "upstream.cut"

    def __init__(self, why: str) -> None:
        super().__init__(f"the connection to upstream broke before its whole answer was here ({why})")
