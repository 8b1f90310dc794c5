"""What the AWS door answers: one call of the gate to each request, in the words of AWS's protocols.

Bodies of up to `held_bytes` lie in memory. Longer ones are taken for S3 objects only: passed on while they are hashed
where their hash was signed, else spooled to a file first, so that whatever the gate is asked about is bound to the
SHA-256 of its body.
"""

import logging
import re
import traceback
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, Protocol, assert_never

from keyturn.doors.aws.answers import Written, lent, refused, rehearsed
from keyturn.doors.aws.bodies import Spool, Spooled, TooLarge, verified, whole
from keyturn.doors.aws.heads import Head, guess
from keyturn.doors.aws.incoming import Incoming
from keyturn.errors import KeyturnError, Malformed
from keyturn.model.catalogue import Catalogue, Wire
from keyturn.model.execution import Answer, Body, Lent, Refusal, Rehearsed, Reply
from keyturn.model.wire import EMPTY, Content, HttpRequest

Admit = Callable[[HttpRequest], Refusal | None]

_SCOPE_SERVICE: Final = re.compile(r"Credential=[^/, ]+/[0-9]{8}/[^/, ]+/([^/, ]+)/aws4_request")
_QUERY_SERVICE: Final = re.compile(
    r"X-Amz-Credential=[^&]*?%2F[0-9]{8}%2F[^&%]+%2F([^&%]+)%2Faws4_request", re.IGNORECASE
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")

_log = logging.getLogger(__name__)


class Gate(Protocol):
    """What stands behind the door."""

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        """Answer one call.

        `request.content` is true of `body`: of bytes at once, of a stream because it raises a CallerError before its
        last piece if it is not as declared. A stream may be left unread.
        """


class NotAdmitted(Exception):
    """The judge of heads has refused a call whose body was not kept."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class App:
    """What answers requests at the door."""

    def __init__(
        self,
        gate: Gate,
        catalogue: Catalogue,
        ready: Callable[[], bool],
        held_bytes: int = 1_048_576,
        spool: tuple[Spool, Admit] | None = None,
    ) -> None:
        """`ready` answers `GET /healthz`; `catalogue` says in which protocol a refusal is understood.

        `held_bytes` (`limits.parameters_bytes`) is how long a body in memory may be. `spool` keeps longer ones whose
        hash was not signed. It comes with a judge of the head alone, asked before a byte of such a body is kept, so
        that nobody fills the disk who may not call at all; without it they are refused.
        """
        self._gate = gate
        self._catalogue = catalogue
        self._ready = ready
        self.held_bytes = held_bytes
        self._spool = spool

    async def answer(self, head: Head, came: bytes | Incoming) -> Answer | Written:
        """Answer one request. `came` is its body: whole, if it is short and all of it came with the head."""
        if head.path == "/healthz" and not head.query and head.request().header("authorization") is None:
            return _health(ready=self._ready())
        spooled: Spooled | None = None
        request: HttpRequest | None = None
        try:
            if isinstance(came, bytes):
                content = Content(sha256(came).hexdigest(), len(came), came) if came else EMPTY
                request = head.request(content)
                reply = await self._gate.handle(request, came)
            else:
                request, body, spooled = await self._take(came, head)
                reply = await self._gate.handle(request, body)
        except NotAdmitted as refusal:
            reply = refusal.refusal
        except KeyturnError as error:
            reply = Refusal(error.code, f"keyturn: {error}")
        except Exception as error:  # noqa: BLE001 - the last line: a call is answered, and never in a way that is retried
            reply = _broken(error)
        finally:
            if spooled is not None and self._spool is not None:
                self._spool[0].drop(spooled)
        match reply:
            case Answer():
                return reply
            case Refusal():
                return self._refuse(request or head.request(), reply)
            case Rehearsed():
                return rehearsed(reply)
            case Lent():
                return lent(reply)
            case never:
                assert_never(never)

    def unread(self, raw: bytes, error: Malformed) -> Written:
        """Answer a request whose head was refused. 400 is no status that AWS's clients send again."""
        return self._refuse(guess(raw), Refusal(error.code, f"keyturn: {error}", None, 400))

    async def _take(self, incoming: Incoming, head: Head) -> tuple[HttpRequest, Body, Spooled | None]:
        """Return the request with its content, and its body. Raises NotAdmitted, TooLarge, ClientGone, NoRoom."""
        limit, length = self.held_bytes, head.length or 0
        first = b""
        if length <= limit:
            first = await whole(incoming, limit)
            if incoming.ended:
                return head.request(Content(sha256(first).hexdigest(), len(first), first)), first, None
        bare = head.request()
        if not _is_object(bare):
            raise TooLarge(limit, "parameters_bytes")
        declared = bare.header("x-amz-content-sha256") or ""
        bound = _SHA256.fullmatch(declared) is not None
        if length > limit and bound:
            return head.request(Content(declared, length)), verified(incoming, declared, length), None
        if self._spool is None:
            raise TooLarge(limit, "parameters_bytes")
        spool, admit = self._spool
        refusal = admit(head.request(Content(declared, length)) if bound else bare)
        if refusal is not None:
            raise NotAdmitted(refusal)
        spooled = await spool.keep(incoming, first)
        return head.request(Content(spooled.sha256, spooled.length)), spooled.pieces(), spooled

    def _refuse(self, request: HttpRequest, refusal: Refusal) -> Written:
        signing = _signing_name(request)
        candidates = self._protocols(refusal.service, signing)
        return refused(refusal, request, candidates, refusal.service or signing)

    def _protocols(self, service: str | None, signing: str | None) -> Sequence[Wire]:
        names = [service] if service is not None else self._catalogue.signed_as(signing or "")
        found: list[Wire] = []
        for name in names:
            found.extend(self._catalogue.service(name).protocols)
        return found


def _is_object(request: HttpRequest) -> bool:
    """Whether this may be an S3 object or a part of one, which may be long: a PUT that is signed for S3."""
    return request.method == "PUT" and _signing_name(request) == "s3"


def _signing_name(request: HttpRequest) -> str | None:
    """Return the signing name in the request's credential scope, believed for nothing but size and shape."""
    authorization = request.header("authorization")
    found = _SCOPE_SERVICE.search(authorization) if authorization else _QUERY_SERVICE.search(request.query)
    return found[1] if found else None


def _health(*, ready: bool) -> Written:
    body = b"ok\n" if ready else b"not ready\n"
    headers = ((b"content-type", b"text/plain; charset=us-ascii"), (b"content-length", str(len(body)).encode()))
    return Written(200 if ready else 503, headers, body)


def _broken(error: Exception) -> Refusal:
    """Say that something of ours broke; its own words stay out, because they may quote what was sent."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {frame.filename.rpartition('/')[2]}:{frame.lineno}"
    _log.error("a call could not be answered: %s", where)
    return Refusal(
        "ours.broken", f"keyturn: something broke in the gateway ({where}); look into its log before trying again"
    )
