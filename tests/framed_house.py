"""The door in front of the gate in memory: uploads in aws-chunked framing, over https as far as the door can tell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from keyturn.codec.sigv4 import Seal, signing_key
from keyturn.doors.aws.app import App
from keyturn.doors.aws.bodies import Spool
from keyturn.doors.aws.heads import read_head
from keyturn.doors.aws.incoming import Incoming
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.touching import AwsTables
from keyturn.model.wire import Content, HttpRequest
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House, Opened
from tests.chunked import SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER, signed_body, trailer, unsigned_body

HOMES: Final = {"prod-data": PRODUCTION, "dev-data": DEVELOPMENT}
HELD: Final = 10_000
"""How long a body may be that this door keeps in memory: short, so that long ones are quick."""

MARKS: Final = (UNSIGNED_TRAILER, SIGNED, SIGNED_TRAILER)


@dataclass
class Tap:
    """A client that sends a piece whenever it is asked for one, and is gone when it has none left."""

    pieces: list[bytes]
    ends: bool = True
    asked: int = 0

    def wanted(self, incoming: Incoming) -> None:
        self.asked += 1
        if not self.pieces:
            incoming.lose()
            return
        piece = self.pieces.pop(0)
        incoming.feed(piece, last=self.ends and not self.pieces)

    def served(self, incoming: Incoming) -> None:
        """Nothing is timed here."""


@dataclass
class Door:
    """A door of its own before `house`. `arrived` are the bodies that upstream got whole."""

    house: House
    app: App
    folder: Path
    arrived: list[bytes] = field(default_factory=list)

    def head(
        self,
        session: Opened,
        mark: str,
        length: int,
        *names: str,
        bucket: str = "dev-data",
        key: str = "object",
        scheme: str = "https",
        query: str = "",
        **more: str,
    ) -> HttpRequest:
        """The signed head of an upload of `length` bytes; `_` in a header's name stands for `-`."""
        region = HOMES[bucket]
        headers = [
            ("host", "127.0.0.1:8400"),
            ("content-encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", str(length)),
        ]
        if names:
            headers.append(("x-amz-trailer", ",".join(names)))
        headers = [pair for pair in headers if pair[0].replace("-", "_") not in more]
        headers += [(name.replace("_", "-"), value) for name, value in more.items()]
        unsigned = HttpRequest(
            "PUT", scheme, "127.0.0.1:8400", f"/{bucket}/{key}", query, tuple(headers), Content(mark, 0)
        )
        return self.house.sign(session, unsigned, "s3", region)

    def seal(self, session: Opened, head: HttpRequest) -> Seal:
        """Where the chunk signatures of `head` begin."""
        authorization = head.header("authorization") or ""
        scope = authorization.partition("Credential=")[2].partition(",")[0].partition("/")[2]
        day, region, service, _ = scope.split("/")
        secret = signing_key(session.credentials.key.secret, day, region, service)
        return Seal(secret, head.header("x-amz-date") or "", scope, authorization.rpartition("Signature=")[2])

    def upload(self, session: Opened, mark: str, chunks: Sequence[bytes], **more: str) -> tuple[HttpRequest, bytes]:
        """An upload as a client makes it: its head, and its body on the wire."""
        data = b"".join(chunks)
        trailers = [] if mark == SIGNED else [trailer("crc32", data)]
        head = self.head(session, mark, len(data), *(name for name, _ in trailers), **more)
        if mark == UNSIGNED_TRAILER:
            return head, unsigned_body(chunks, *trailers)
        return head, signed_body(self.seal(session, head), chunks, *trailers)

    def send(
        self, head: HttpRequest, body: bytes | Tap, *, chunked: bool = False, length: int | None = None
    ) -> tuple[int, str]:
        """Send it; `chunked` as HTTP's own chunks, without a length. Return the status and the text of the answer."""
        return self.house.run(self.answer(head, body, chunked=chunked, length=length))

    async def answer(
        self, head: HttpRequest, body: bytes | Tap, *, chunked: bool = False, length: int | None = None
    ) -> tuple[int, str]:
        """Answer it; see `send`."""
        size = length if length is not None else len(body) if isinstance(body, bytes) else 0
        framing = ("transfer-encoding", "chunked") if chunked else ("content-length", str(size))
        lines = "".join(f"{name}: {value}\r\n" for name, value in (*head.headers, framing))
        target = f"{head.path}?{head.query}" if head.query else head.path
        read = read_head(f"{head.method} {target} HTTP/1.1\r\n{lines}".encode("latin-1"), head.scheme)
        came: bytes | Incoming
        if isinstance(body, bytes) and not chunked and len(body) <= HELD:
            came = body
        else:
            came = Incoming(
                Tap([body[at : at + 4_000] for at in range(0, len(body), 4_000)]) if isinstance(body, bytes) else body
            )
        answer = await self.app.answer(read, came)
        assert isinstance(answer.body, bytes)
        return answer.status, answer.body.decode()

    def left(self) -> list[Path]:
        """What lies in the spool."""
        return list(self.folder.iterdir()) if self.folder.exists() else []


def framed_door(house: House, catalogue: AwsTables, folder: Path, spool_bytes: int = 10_000_000) -> Door:
    """Put a door before `house`, whose upstream takes every body to its end."""
    app = App(house.calls, catalogue, lambda: True, HELD, Spool(folder, spool_bytes))
    door = Door(house, app, folder)

    async def takes(outgoing: Outgoing) -> Answer:
        body = outgoing.body
        data = body if isinstance(body, bytes) else b"".join([piece async for piece in body])
        door.arrived.append(data)
        return Answer(200, ((b"x-amzn-requestid", b"R-1"),), b"")

    house.facts.homes.update(HOMES)
    house.upstream.reaction = takes
    return door
