"""The AWS door on a loopback socket, with a gate that checks signatures and sends everything on: no policy, no log."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import uvicorn
import uvloop

from keyturn.adapters.aws.hosts import OneUpstream
from keyturn.adapters.aws.pool import Pool, Timeouts
from keyturn.adapters.aws.signing import Credentials
from keyturn.adapters.aws.upstream import AwsUpstream, Sender
from keyturn.adapters.clock import SystemClock
from keyturn.authenticate import sigv4
from keyturn.doors.aws.app import App
from keyturn.doors.aws.bodies import Spool
from keyturn.doors.aws.framing import StrictProtocol
from keyturn.errors import KeyturnError
from keyturn.model.catalogue import ServiceModel, Wire
from keyturn.model.evidence import Durable, Intent, Kind
from keyturn.model.execution import Body, Outgoing, Refusal, Reply
from keyturn.model.identity import SessionKey
from keyturn.model.wire import HttpRequest

KEY_ID: Final = "KTIA0123456789ABCDEF"
KEY: Final = SessionKey("a-session-secret-worth-nothing-at-aws", "a-session-token")
UPSTREAM_CREDENTIALS: Final = Credentials("AKIAGATEWAY000000000", "the-gateways-own-secret")

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

    def current(self) -> Credentials:
        return UPSTREAM_CREDENTIALS


Decide = Callable[[HttpRequest], Refusal | None]


def nothing_refused(_: HttpRequest) -> Refusal | None:
    return None


@dataclass
class OpenGate:
    """Checks the signature, asks `decide`, sends on. `seen` are the requests that arrived."""

    upstream: AwsUpstream
    decide: Decide = nothing_refused
    seen: list[HttpRequest] = field(default_factory=list)
    failures: list[KeyturnError] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    async def handle(self, request: HttpRequest, body: Body) -> Reply:
        self.seen.append(request)
        try:
            signed = sigv4.read(request)
            sigv4.verify(signed, request, KEY, datetime.now(UTC))
            refusal = self.decide(request)
            if refusal is not None:
                return refusal
            mutating = request.method not in {"GET", "HEAD"}
            outgoing = Outgoing(request, signed.scope, signed.scope.service, body, mutating, None)
            intent = Durable(Intent(Kind.INTENT, datetime.now(UTC), {}, {}), 0)
            answer = await self.upstream.execute(intent, outgoing)
        except KeyturnError as error:
            self.failures.append(error)
            raise
        self.ended.append(answer.status)
        return answer


@dataclass
class Door:
    """A running door; `url` is what clients are pointed at."""

    url: str
    port: int
    gate: OpenGate
    loop: asyncio.AbstractEventLoop


@contextmanager
def open_door(
    upstream: str, decide: Decide = nothing_refused, timeouts: Timeouts | None = None, spool: Path | None = None
) -> Iterator[Door]:
    """Serve the door in a thread until the block ends."""
    started: list[Door] = []
    ready = threading.Event()
    stop: list[Callable[[], None]] = []

    async def serve() -> None:
        pool = Pool(timeouts=timeouts or Timeouts())
        sender = Sender(OneUpstream(upstream), pool, Fixed(), SystemClock())
        gate = OpenGate(AwsUpstream(sender), decide)
        room = (Spool(spool, 100_000_000), decide) if spool is not None else None
        app = App(gate, SmallCatalogue(), ready=lambda: True, spool=room)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
            server = uvicorn.Server(
                uvicorn.Config(
                    app,
                    http=StrictProtocol,
                    ws="none",
                    lifespan="off",
                    log_level="warning",
                    access_log=False,
                    server_header=False,
                    date_header=False,
                    proxy_headers=False,
                    timeout_keep_alive=75,
                    timeout_graceful_shutdown=3,
                )
            )
            started.append(Door(f"http://127.0.0.1:{port}", port, gate, asyncio.get_running_loop()))
            stop.append(lambda: setattr(server, "should_exit", True))
            listener.listen(128)
            ready.set()
            await server.serve([listener])
        await pool.close()

    thread = threading.Thread(target=lambda: uvloop.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield started[0]
    finally:
        stop[0]()
        thread.join(30)
