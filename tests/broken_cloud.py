"""A cloud that counts its effects and breaks off where it is told to: before, during or after its answer.

It speaks plain HTTP/1.1 over sockets of its own, because a server that behaves cannot be made to misbehave exactly.
"""

import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from tests.gateway import ACCOUNT, DEVELOPMENT, PRODUCTION

_IDENTITY: Final = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    f"<Arn>arn:aws-cn:iam::{ACCOUNT}:user/gateway</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>"
    "</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it arrived, its body in `body`."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """What it asks for, as far as this cloud cares."""
        return self.headers.get("x-amz-target", "").rpartition(".")[2] or f"{self.method} {self.path.partition('?')[0]}"


Behaviour = Callable[[socket.socket, Arrived, Callable[[], None]], bool]
"""Answers one request; told what performs its effect; says whether the connection goes on."""


Unread = Callable[[socket.socket], None]
"""Ends a request of which only the head was read."""


def breaks_in_the_request(connection: socket.socket) -> None:
    """Take the beginning of a body and drop the rest."""
    connection.recv(100_000)
    reset(connection)


def refuses_early(connection: socket.socket) -> None:
    """Answer before the body is here, and close."""
    connection.sendall(answer(403, b"<Error><Code>AccessDenied</Code><Message>not yours</Message></Error>", ""))
    connection.recv(100_000)
    connection.shutdown(socket.SHUT_WR)


def answer(
    status: int = 200, body: bytes = b"{}", headers: str = "content-type: application/x-amz-json-1.0\r\n"
) -> bytes:
    """A whole answer."""
    return (
        f"HTTP/1.1 {status} It\r\nx-amzn-requestid: R-1\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body
    )


def answers(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
    """Do as one should."""
    perform()
    connection.sendall(answer())
    return True


def breaks_before_the_effect(connection: socket.socket, _: Arrived, __: Callable[[], None]) -> bool:
    """Take the request and drop it."""
    reset(connection)
    return False


def breaks_after_the_effect(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
    """Do what was asked and say nothing."""
    perform()
    reset(connection)
    return False


def breaks_in_the_head(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
    """Do what was asked and break off within the first line of the answer."""
    perform()
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-amzn-req")
    reset(connection)
    return False


def breaks_in_the_body(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
    """Do what was asked and break off within the body of the answer."""
    perform()
    connection.sendall(answer(body=b"x" * 100)[:-60])
    reset(connection)
    return False


def closes_after_the_answer(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
    """Answer in full and close, although nobody was told that it would."""
    perform()
    connection.sendall(answer())
    return False


def fails_with(status: int) -> Behaviour:
    """Do what was asked and answer that it failed."""

    def fail(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
        perform()
        connection.sendall(answer(status, b'{"__type":"InternalServerError","message":"it is broken"}'))
        return True

    return fail


def takes(seconds: float) -> Behaviour:
    """Do what was asked at once and answer late."""

    def wait(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
        perform()
        time.sleep(seconds)
        connection.sendall(answer())
        return True

    return wait


def streams(pieces: int, size: int, pause: float) -> Behaviour:
    """Send a long body slowly, and note in what time it was cut."""

    def stream(connection: socket.socket, _: Arrived, perform: Callable[[], None]) -> bool:
        perform()
        head = f"HTTP/1.1 200 OK\r\nx-amzn-requestid: R-1\r\ncontent-length: {pieces * size}\r\n\r\n"
        connection.sendall(head.encode())
        for _number in range(pieces):
            connection.sendall(b"z" * size)
            time.sleep(pause)
        return True

    return stream


def reset(connection: socket.socket) -> None:
    """Break a connection without a farewell (RST)."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@dataclass
class BrokenCloud:
    """The cloud. `next` is how the coming requests are answered, one each, but for those by which the gateway itself
    looks around; after them it behaves. `effects` is what was really done.
    """

    listener: socket.socket
    next: deque[Behaviour] = field(default_factory=deque)
    arrived: list[Arrived] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    unread: deque[Unread] = field(default_factory=deque)
    """How the coming requests with a body of a megabyte or more are answered while it still comes."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def forget(self) -> None:
        """Begin to count anew."""
        self.next.clear()
        self.unread.clear()
        self.arrived.clear()
        self.effects.clear()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb", 4096) as lines:
                while (head := _head(lines.readline)) is not None:
                    if self.unread and int(head.headers.get("content-length", "0")) >= 1_000_000:
                        self.arrived.append(head)
                        self.unread.popleft()(connection)
                        return
                    length = int(head.headers.get("content-length", "0"))
                    request = replace(head, body=lines.read(length))
                    if len(request.body) != length or not self._answer(connection, request):
                        return
        except OSError:  # whoever was there has gone
            return

    def _answer(self, connection: socket.socket, request: Arrived) -> bool:
        if b"Action=GetCallerIdentity" in request.body:
            connection.sendall(answer(body=_IDENTITY.encode(), headers="content-type: text/xml\r\n"))
            return True
        if request.method == "HEAD" and request.path.count("/") == 1:
            region = DEVELOPMENT if "dev" in request.path else PRODUCTION
            connection.sendall(
                f"HTTP/1.1 200 OK\r\nx-amz-bucket-region: {region}\r\ncontent-length: 0\r\n\r\n".encode()
            )
            return True
        if "user-agent" not in request.headers and request.operation.startswith(("Describe", "HEAD ")):
            # The gateway's own look at how things stand; what agents send comes with their client's name.
            head = request.method == "HEAD"
            connection.sendall(b"HTTP/1.1 404 It\r\ncontent-length: 0\r\n\r\n" if head else answer())
            return True
        with self.lock:
            self.arrived.append(request)
            behave = self.next.popleft() if self.next else answers
        return behave(connection, request, lambda: self.effects.append(request.operation))


def _head(line: Callable[[], bytes]) -> Arrived | None:
    first = line().decode("latin-1").split()
    if len(first) != 3:
        return None
    headers: dict[str, str] = {}
    while (one := line().decode("latin-1").strip()) != "":
        name, _, value = one.partition(":")
        headers[name.lower()] = value.strip()
    return Arrived(first[0], first[1], headers, b"")


@contextmanager
def broken_cloud() -> Iterator[BrokenCloud]:
    """Run the cloud until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        cloud = BrokenCloud(listener)
        thread = threading.Thread(target=cloud.serve, daemon=True)
        thread.start()
        try:
            yield cloud
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)
