"""The AWS door on a loopback socket, with a gate that checks signatures and sends everything on: no policy, no log."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from typing import Final

import uvloop

from keyturn.adapters.aws.hosts import OneUpstream
from keyturn.adapters.aws.pool import Pool, Timeouts
from keyturn.adapters.aws.signing import Credentials
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.adapters.clock import SystemClock
from keyturn.adapters.serving import listen
from keyturn.authenticate import sigv4
from keyturn.doors.aws.app import App
from keyturn.doors.aws.bodies import Spool
from keyturn.doors.aws.proxy import Proxy
from keyturn.doors.aws.server import Server
from keyturn.errors import KeyturnError
from keyturn.model.catalogue import ServiceModel, Wire
from keyturn.model.evidence import Durable, Intent, Kind
from keyturn.model.execution import Admission, Body, Outgoing, Refusal, Reply
from keyturn.model.grant import Power
from keyturn.model.wire import HttpRequest
from tests.aws_signed import KEY, now

NOWHERE: Final = "http://127.0.0.1:1"
"""An upstream at which nobody listens, for what must not get that far."""

UPSTREAM_CREDENTIALS: Final = Credentials("AKIAGATEWAY000000000", "the-gateways-own-secret", "the-gateways-own-token")

PROTOCOLS: Final = {
    "s3": Wire.REST_XML,
    "ec2": Wire.EC2,
    "iam": Wire.QUERY,
    "sts": Wire.QUERY,
    "rds": Wire.QUERY,
    "cloudformation": Wire.QUERY,
    "dynamodb": Wire.JSON,
    "sqs": Wire.JSON,
    "lambda": Wire.REST_JSON,
}


class SmallCatalogue:
    """Knows in which protocol each of nine services speaks, and nothing else."""

    def signed_as(self, signing_name: str) -> tuple[str, ...]:
        return (signing_name,) if signing_name in PROTOCOLS else ()

    def service(self, name: str) -> ServiceModel:
        return ServiceModel(name, "", name, (PROTOCOLS[name],), "", frozenset(), {}, ())


class Fixed:
    """Credentials that never change."""

    async def credentials(self, power: Power | None) -> Credentials:
        return UPSTREAM_CREDENTIALS


Decide = Callable[[HttpRequest], Reply | None]


def nothing_refused(_: HttpRequest) -> Reply | None:
    return None


def all_kept(_: HttpRequest) -> bool:
    return True


@dataclass
class OpenGate:
    """Checks the signature, asks `decide`, sends on. `seen` are the requests that arrived, `ended` how each ended."""

    upstream: AwsUpstream
    decide: Decide = nothing_refused
    keep: Callable[[HttpRequest], bool] = all_kept
    seen: list[HttpRequest] = field(default_factory=list)
    ended: list[int | KeyturnError] = field(default_factory=list)

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        self.seen.append(request)
        try:
            signed = sigv4.read(request)
            sigv4.verify(signed, request, KEY, now())
            reply = self.decide(request)
            if reply is not None:
                return reply
            mutating = request.method not in {"GET", "HEAD"}
            outgoing = Outgoing(request, signed.scope, signed.scope.service, body, mutating, None)
            answer = await self.upstream.execute(Durable(Intent(Kind.INTENT, now(), {}, {}), 0), outgoing)
        except KeyturnError as error:
            self.ended.append(error)
            raise
        self.ended.append(answer.status)
        return answer

    async def admit(self, request: HttpRequest, *, here: bool) -> Refusal | Admission:
        """Judge the head alone, as the runner does."""
        try:
            signed = sigv4.read(request)
            sigv4.verify(signed, request, KEY, now())
        except KeyturnError as error:
            return Refusal(error.code, f"keyturn: {error}")
        return Admission(signed.access_key_id, self.keep(request), sigv4.seal(signed, KEY))


@dataclass
class Door:
    """A running door; `url` is what clients are pointed at."""

    url: str
    port: int
    gate: OpenGate

    def send(self, data: bytes) -> socket.socket:
        """Open a connection and send `data`."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        connection.sendall(data)
        return connection

    def ask(self, data: bytes, method: str = "GET") -> tuple[int, list[tuple[str, str]], bytes]:
        """Send `data` on a connection of its own and return the answer: status, headers, body."""
        with self.send(data) as connection:
            return receive(connection, method)


def receive(connection: socket.socket, method: str = "GET") -> tuple[int, list[tuple[str, str]], bytes]:
    """Read one answer: status, headers, body."""
    answer = HTTPResponse(connection, method=method)
    answer.begin()
    try:
        return answer.status, answer.getheaders(), answer.read()
    finally:
        answer.close()


def as_bytes(request: HttpRequest, body: bytes | None = None) -> bytes:
    """Write `request` as it goes over the wire; with another `body` than its own, if one is given."""
    target = f"{request.path}?{request.query}" if request.query else request.path
    lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
    data = request.content.data if body is None else body
    return f"{request.method} {target} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + (data or b"")


@contextmanager
def open_door(
    upstream: str,
    decide: Decide = nothing_refused,
    *,
    timeouts: Timeouts | None = None,
    spool: Path | None = None,
    spool_bytes: int = 100_000_000,
    is_ready: Callable[[], bool] = lambda: True,
    tls: Callable[[], ssl.SSLContext] | None = None,
    proxy: Proxy | None = None,
) -> Iterator[Door]:
    """Serve the door in a thread until the block ends."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    pool = Pool(timeouts=timeouts or Timeouts())
    sender = Sender(OneUpstream(upstream), pool, Fixed(), SystemClock())
    gate = OpenGate(AwsUpstream(sender, lambda _: None), decide)
    room = Spool(spool, spool_bytes) if spool is not None else None
    serving = Server(App(gate, SmallCatalogue(), is_ready, spool=room), tls, proxy)
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        await serving.serve(listener)
        await pool.close()
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: uvloop.run(serve()), daemon=True)
    thread.start()
    try:
        yield Door(f"http://127.0.0.1:{port}", port, gate)
    finally:
        loops[0].call_soon_threadsafe(serving.stop)
        thread.join(30)
        listener.close()
