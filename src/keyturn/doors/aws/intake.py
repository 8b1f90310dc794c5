"""How a request's body is taken in, so that whatever the gate is asked about is bound to the SHA-256 of its body.

A short body lies in memory. A longer one is taken for an S3 object only. Where the head says its SHA-256, it is passed
through, checked, and not read before the gate has said yes. Where it does not, the gate first judges the head: a call
that may go is spooled to a file, one that would be held or refused is hashed and thrown away.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from keyturn.authenticate.chunks import Announced, Unframing, announced
from keyturn.codec.encoding import b64decode
from keyturn.codec.sigv4 import PATH_AS_SENT
from keyturn.doors.aws.bodies import Meter, Plain, Spool, Spooled, TooLarge, hashed, verified, whole
from keyturn.doors.aws.heads import Head
from keyturn.doors.aws.incoming import Incoming
from keyturn.errors import Malformed
from keyturn.model.execution import Admission, Body, Discarded, Refusal
from keyturn.model.wire import EMPTY, UNREAD, Content, HttpRequest


class Admit(Protocol):
    """Judges a call by its head alone."""

    async def __call__(self, request: HttpRequest, *, here: bool) -> Refusal | Admission:
        """`here`: its body lies in memory, and the call is judged when that is read; now only its caller is."""


_SCOPE_SERVICE: Final = re.compile(r"Credential=[^/, ]+/[0-9]{8}/[^/, ]+/([^/, ]+)/aws4_request")
_QUERY_SERVICE: Final = re.compile(
    r"X-Amz-Credential=[^&]*?%2F[0-9]{8}%2F[^&%]+%2F([^&%]+)%2Faws4_request", re.IGNORECASE
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class NotAdmitted(Exception):
    """The judge of heads has refused a call whose body was not kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Taken:
    """A request with its content, and its body as it goes on; `spooled` must be dropped in the end."""

    request: HttpRequest
    body: Body
    spooled: Spooled | None = None


class Intake:
    """Takes in bodies."""

    def __init__(self, admit: Admit, spool: Spool | None, held_bytes: int) -> None:
        """`held_bytes` is how long a body in memory may be; without a `spool`, what would need one is refused."""
        self._admit = admit
        self.spool = spool
        self._held_bytes = held_bytes

    def held(self, head: Head, data: bytes) -> HttpRequest:
        """Take a plain body that has come whole."""
        if not data:
            return head.request(EMPTY)
        return head.request(Content(sha256(data).hexdigest(), len(data), data, None, self._held_bytes))

    async def take(self, head: Head, came: bytes | Incoming) -> Taken:
        """Take any body. Raises NotAdmitted, TooLarge, SpoolFull, NoRoom, ClientGone, WrongBody, and of framing."""
        told = announced(head.request()) if head.framed else None
        if told is not None:
            return await self._framed(head, told, came)
        if isinstance(came, bytes):
            return Taken(self.held(head, came), came)
        length = head.length or 0
        first = b""
        if length <= self._held_bytes:
            first = await whole(came, self._held_bytes)
            if came.ended:
                return Taken(self.held(head, first), first)
        bare = head.request()
        if not _is_object(bare):
            raise TooLarge(self._held_bytes, "parameters_bytes")
        declared = _declared(bare)
        if declared is not None and head.length is not None:
            content = Content(declared, length)
            return Taken(head.request(content), verified(came, Plain(), declared, length))
        admission = await self._admitted(head.request(Content(declared or UNREAD, length)))
        digest, size, body, spooled = await self._read(admission, came, first, Plain(), length)
        return Taken(head.request(Content(digest, size)), body, spooled)

    async def _framed(self, head: Head, told: Announced, came: bytes | Incoming) -> Taken:
        """Take a body in aws-chunked framing. What goes on is the framed body."""
        bare = head.request(told.content(head.length))
        first = b""
        if not isinstance(came, bytes) and told.length <= self._held_bytes and (head.length or 0) <= self._held_bytes:
            first = await whole(came, self._held_bytes)
            came = first if came.ended else came
        if isinstance(came, bytes):
            # Who calls is asked first: to take a frame off and add up checksums costs more than to say no.
            unframing = Unframing(told, (await self._admitted(bare, here=True)).seal, keep=True)
            unframing.feed(came)
            content = told.content(len(came), unframing.finish(), bytes(unframing.kept or b""))
            return Taken(head.request(content), came)
        if not _is_object(bare):
            raise TooLarge(self._held_bytes, "parameters_bytes")
        admission = await self._admitted(bare)
        unframing = Unframing(told, admission.seal)
        declared = _declared(bare)
        if declared is not None and head.length is not None and not first:
            content = told.content(head.length, declared)
            return Taken(head.request(content), verified(came, unframing, declared, head.length))
        digest, size, body, spooled = await self._read(admission, came, first, unframing, head.length or told.length)
        return Taken(head.request(told.content(size, digest)), body, spooled)

    async def _read(
        self, admission: Admission, came: Incoming, first: bytes, meter: Meter, length: int
    ) -> tuple[str, int, Body, Spooled | None]:
        """Read a body whose SHA-256 nobody said. Return that, its length on the wire, and what is left of it."""
        if not admission.keep:
            digest, size = await hashed(came, first, meter)
            return digest, size, Discarded(), None
        if self.spool is None:
            raise TooLarge(self._held_bytes, "parameters_bytes")
        self.spool.check(admission.session, length)
        spooled = await self.spool.keep(admission.session, came, first, meter)
        return spooled.sha256, spooled.length, spooled.pieces(), spooled

    async def _admitted(self, request: HttpRequest, *, here: bool = False) -> Admission:
        judged = await self._admit(request, here=here)
        if isinstance(judged, Refusal):
            raise NotAdmitted(judged)
        return judged


def _declared(request: HttpRequest) -> str | None:
    """Return the SHA-256 (hex) that the head says the body has: signed for it, or as S3's own checksum.

    It is a claim: no whole body goes on that does not keep it.
    """
    hashed_as = request.header("x-amz-content-sha256") or ""
    if _SHA256.fullmatch(hashed_as):
        return hashed_as
    checksum = request.header("x-amz-checksum-sha256")
    try:
        found = b64decode(checksum) if checksum is not None else b""
    except Malformed:
        return None
    return found.hex() if len(found) == 32 else None


def _is_object(request: HttpRequest) -> bool:
    """Whether this may be an S3 object or a part of one, which may be long: a PUT that is signed for S3."""
    return request.method == "PUT" and signing_name(request) in PATH_AS_SENT


def signing_name(request: HttpRequest) -> str | None:
    """Return the signing name in the request's credential scope, believed for nothing but size and shape."""
    authorization = request.header("authorization")
    found = _SCOPE_SERVICE.search(authorization) if authorization else _QUERY_SERVICE.search(request.query)
    return found[1] if found else None
