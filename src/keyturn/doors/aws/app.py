"""The AWS door as an ASGI application: HTTP in, one call of the gate, HTTP out.

Serve it with uvicorn and `framing.StrictProtocol`. Bodies of up to `held_bytes` lie in memory. Longer ones are taken
for S3 objects only: passed on while they are hashed where their hash was signed, else spooled to a file first, so that
whatever the gate is asked about is bound to the SHA-256 of its body.
"""

import asyncio
import logging
import re
import traceback
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from hashlib import sha256
from typing import Any, Final, Protocol, assert_never

from keyturn.doors.aws.answers import Written, lent, refused, rehearsed
from keyturn.doors.aws.bodies import Incoming, Receive, Spool, Spooled, TooLarge, verified, whole
from keyturn.doors.aws.heads import Head, Scope, read_head
from keyturn.errors import CallerError, KeyturnError
from keyturn.model.catalogue import Catalogue, Wire
from keyturn.model.execution import Answer, Body, Lent, Refusal, Rehearsed, Reply
from keyturn.model.wire import Content, HttpRequest

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Admit = Callable[[HttpRequest], Refusal | None]

DISCARD_BYTES: Final = 67_108_864
"""How much of a refused body is read and thrown away, so that a client that sends before it listens sees the answer."""

STALL_SECONDS: Final = 300.0
"""How long a client may take no byte of a streamed answer."""

UNKNOWN: Final = DISCARD_BYTES + 1
"""Stands for the length of a chunked body, which nobody has announced."""

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
    """The ASGI application."""

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
        self._held_bytes = held_bytes
        self._spool = spool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request (ASGI 3)."""
        if scope["type"] != "http":
            raise RuntimeError("serve this application with `lifespan='off'` and `ws='none'`")
        exchange = _Exchange(scope, receive, send)
        try:
            head = read_head(scope)
        except CallerError as error:
            exchange.expects = True  # how this request's body is framed is not known: the connection ends here
            headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
            unread = HttpRequest(scope["method"], scope["scheme"], "", "/", "", headers)
            await self._refuse(exchange, unread, Refusal(error.code, f"keyturn: {error}", None, 400))
            return
        exchange.expects = head.expects
        exchange.announced = UNKNOWN if head.chunked else head.length or 0
        if head.path == "/healthz" and not head.query and head.request().header("authorization") is None:
            await exchange.write(_health(ready=self._ready()))
            return
        spooled: Spooled | None = None
        request: HttpRequest | None = None
        try:
            request, body, spooled = await self._take(exchange.incoming, head)
            reply = await self._gate.handle(request, body)
        except NotAdmitted as refusal:
            reply = refusal.refusal
        except KeyturnError as error:
            reply = Refusal(error.code, f"keyturn: {error}")
        except Exception as error:  # noqa: BLE001 - the last line: a call is answered, and never in a way that is retried
            reply = _broken(error)
        try:
            await self._reply(exchange, request or head.request(), reply)
        finally:
            if spooled is not None and self._spool is not None:
                self._spool[0].drop(spooled)

    async def _take(self, incoming: Incoming, head: Head) -> tuple[HttpRequest, Body, Spooled | None]:
        """Return the request with its content, and its body. Raises NotAdmitted, TooLarge, ClientGone, NoRoom."""
        limit, length = self._held_bytes, head.length or 0
        if not length and not head.chunked:
            incoming.ended = True
            return head.request(), b"", None
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

    async def _reply(self, exchange: "_Exchange", request: HttpRequest, reply: Reply) -> None:
        match reply:
            case Answer():
                await exchange.pass_on(reply)
            case Refusal():
                await self._refuse(exchange, request, reply)
            case Rehearsed():
                await exchange.write(rehearsed(reply))
            case Lent():
                await exchange.write(lent(reply))
            case never:
                assert_never(never)

    async def _refuse(self, exchange: "_Exchange", request: HttpRequest, refusal: Refusal) -> None:
        signing = _signing_name(request)
        candidates = self._protocols(refusal.service, signing)
        await exchange.write(refused(refusal, request, candidates, refusal.service or signing))

    def _protocols(self, service: str | None, signing: str | None) -> Sequence[Wire]:
        names = [service] if service is not None else self._catalogue.signed_as(signing or "")
        found: list[Wire] = []
        for name in names:
            found.extend(self._catalogue.service(name).protocols)
        return found


class _Exchange:
    """One request and its answer on one connection."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._abort: Callable[[], None] = scope["state"]["abort"]  # set by framing.StrictProtocol
        self.incoming = Incoming(receive, self._abort)
        self.announced = 0
        self.expects = False
        self._send = send

    async def write(self, written: Written) -> None:
        """Send an answer of our own."""
        await self._start(written.status, list(written.headers))
        await self._send({"type": "http.response.body", "body": written.body})

    async def pass_on(self, answer: Answer) -> None:
        """Send upstream's answer. A body that breaks off breaks the client's connection off, so that it can tell."""
        headers = list(answer.headers)
        if answer.status == 304:
            headers = [pair for pair in headers if pair[0].lower() != b"content-length"]
        body = answer.body
        if isinstance(body, bytes):
            await self._start(answer.status, headers)
            await self._send({"type": "http.response.body", "body": body})
            return
        await self._start(answer.status, headers)
        pump = asyncio.ensure_future(self._pump(body))
        gone = asyncio.ensure_future(self.incoming.gone())
        try:
            await asyncio.wait({pump, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pump.cancel()
            gone.cancel()
            broken, _ = await asyncio.gather(pump, gone, return_exceptions=True)
            close = getattr(body, "aclose", None)
            if close is not None:
                await close()
        if broken is not None:
            self._abort()
            await self.incoming.gone()

    async def _start(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        if not self.incoming.ended and self._must_close():
            headers.append((b"connection", b"close"))
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    def _must_close(self) -> bool:
        """Whether the rest of the body must not be waited for.

        A client that was not told to go on (`Expect: 100-continue`) sends no body, so that what comes next would be
        taken for it; and of a long body only so much is thrown away.
        """
        return (self.expects and not self.incoming.began) or self.announced > DISCARD_BYTES

    async def _pump(self, body: Body) -> None:
        assert not isinstance(body, bytes)  # noqa: S101 - pass_on has looked
        async for piece in body:
            async with asyncio.timeout(STALL_SECONDS):
                await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        await self._send({"type": "http.response.body", "body": b""})


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
