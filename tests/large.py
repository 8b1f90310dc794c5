"""Objects far larger than the gateway's memory, through a real gateway, both ways: how much memory that takes.

    python -m tests.large --bytes 5000000000

Each way an object may come is sent once over a socket, to a cloud that stores nothing (tests.byte_sink), while the
kernel notes the gateway's largest resident memory. `make large` is this command.
"""

import argparse
import hashlib
import os
import socket
import ssl
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPResponse
from pathlib import Path
from typing import Final

from keyturn.codec import sigv4
from keyturn.codec.checksums import checksum, text
from keyturn.model.identity import SessionKey
from keyturn.model.wire import Content, HttpRequest
from keyturn.testing.client import Credentials, sign
from tests.byte_sink import blocks, byte_sink
from tests.gateway import DEVELOPMENT, PRODUCTION, Gateway, Session, gateway

CHUNK: Final = 65_536
TLS: Final = "tls = true"
LARGEST_GROWTH: Final = 64 << 20
"""How many bytes more the gateway may hold while an object of any size goes through."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What one object took: seconds, and of them the gateway's CPU; bytes on the wire; how much its memory grew."""

    way: str
    seconds: float
    cpu: float
    length: int
    growth: int


@dataclass
class Client:
    """A client of the gateway that makes its bytes while it sends them."""

    gate: Gateway
    session: Session
    length: int

    def signed(self, method: str, path: str, payload: str, region: str, *headers: tuple[str, str]) -> HttpRequest:
        env = self.session.env
        host = self.gate.door.partition("://")[2]
        unsigned = HttpRequest(
            method, self.gate.door.partition(":")[0], host, path, "", (("host", host), *headers), Content(payload, 0)
        )
        key = SessionKey(env["AWS_SECRET_ACCESS_KEY"], env["AWS_SESSION_TOKEN"])
        return sign(unsigned, "s3", region, Credentials(env["AWS_ACCESS_KEY_ID"], key), datetime.now(UTC))

    def send(self, request: HttpRequest, length: int, body: Iterator[bytes]) -> tuple[int, dict[str, str], int]:
        """Send it; return the answer's status, headers and how many bytes it had."""
        address, port = self.gate.door.partition("://")[2].rsplit(":", 1)
        lines = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
        with self.connected(address, int(port)) as connection:
            head = f"{request.method} {request.path} HTTP/1.1\r\n{lines}content-length: {length}\r\n\r\n"
            connection.sendall(head.encode())
            for piece in body:
                connection.sendall(piece)
            answer = HTTPResponse(connection, method=request.method)
            answer.begin()
            count = 0
            while piece := answer.read(1 << 20):
                count += len(piece)
            return answer.status, dict(answer.getheaders()), count

    def connected(self, address: str, port: int) -> socket.socket:
        connection = socket.create_connection((address, port), timeout=600)
        if not self.gate.door.startswith("https:"):
            return connection
        context = ssl.create_default_context(cafile=self.session.env["AWS_CA_BUNDLE"])
        return context.wrap_socket(connection, server_hostname=address)

    def digest(self) -> "hashlib._Hash":
        found = hashlib.sha256()
        for block in blocks(self.length):
            found.update(block)
        return found

    # ---- the ways an object may come

    def hashed(self) -> int:
        """A plain body whose hash is signed: it streams through."""
        digest = self.digest().hexdigest()
        request = self.signed("PUT", "/dev-data/object", digest, DEVELOPMENT)
        status, headers, _ = self.send(request, self.length, blocks(self.length))
        assert (status, headers["x-sink-sha256"]) == (200, digest), headers
        return self.length

    def unsaid(self, bucket: str = "dev-data", *more: tuple[str, str]) -> tuple[int, dict[str, str], int]:
        """Signed chunks and a trailer: spooled if it may go, else thrown away."""
        request = self.signed(
            "PUT",
            f"/{bucket}/object",
            sigv4.STREAMING_SIGNED_TRAILER,
            DEVELOPMENT if bucket.startswith("dev") else PRODUCTION,
            ("content-encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", str(self.length)),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
            *more,
        )
        length = sum(map(len, _signed(request, self.session, self.length, lambda _: "0" * 64)))
        status, headers, _ = self.send(request, length, _signed(request, self.session, self.length, None))
        return status, headers, length

    def spooled(self) -> int:
        """Signed chunks whose hash nobody said beforehand."""
        status, headers, length = self.unsaid()
        assert (status, int(headers["x-sink-length"])) == (200, length), headers
        return length

    def streamed(self) -> int:
        """Signed chunks whose hash stands in the head: they stream through, each signed anew."""
        digest = b64encode(self.digest().digest()).decode()
        status, headers, length = self.unsaid("dev-data", ("x-amz-checksum-sha256", digest))
        assert (status, int(headers["x-sink-length"])) == (200, length), headers
        return length

    def held(self) -> int:
        """The same into production: hashed and thrown away, and people are asked."""
        status, headers, length = self.unsaid("prod-data")
        assert (status, "x-sink-length" in headers) == (403, False), headers
        return length

    def unsigned(self) -> int:
        """What SDKs send over https: chunks without signatures, and a checksum behind them."""
        request = self.signed(
            "PUT",
            "/dev-data/object",
            sigv4.STREAMING_UNSIGNED_TRAILER,
            DEVELOPMENT,
            ("content-encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", str(self.length)),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        )
        length = sum(map(len, _unsigned(self.length)))
        status, headers, _ = self.send(request, length, _unsigned(self.length))
        assert (status, int(headers["x-sink-length"])) == (200, length), headers
        return length

    def read(self) -> int:
        """An object that comes back."""
        empty = hashlib.sha256().hexdigest()
        request = self.signed("GET", f"/dev-data/{self.length}", empty, DEVELOPMENT)
        status, _, count = self.send(request, 0, iter(()))
        assert (status, count) == (200, self.length)
        return count


def _unsigned(length: int) -> Iterator[bytes]:
    crc = checksum("crc32")
    assert crc is not None
    for block in blocks(length):
        crc.update(block)
        yield b"%x\r\n%s\r\n" % (len(block), block)
    yield f"0\r\nx-amz-checksum-crc32:{text(crc)}\r\n\r\n".encode()


def _signed(request: HttpRequest, session: Session, length: int, fake: Callable[[str], str] | None) -> Iterator[bytes]:
    """The body on the wire; `fake` stands for the signatures where only its length is wanted."""
    authorization = request.header("authorization") or ""
    scope = authorization.partition("Credential=")[2].partition(",")[0].partition("/")[2]
    day, region, service, _ = scope.split("/")
    secret = sigv4.signing_key(session.env["AWS_SECRET_ACCESS_KEY"], day, region, service)
    before = authorization.rpartition("Signature=")[2]
    seal = sigv4.Seal(secret, request.header("x-amz-date") or "", scope, before)
    crc = checksum("crc32")
    assert crc is not None
    for block in blocks(length):
        for at in range(0, len(block), CHUNK):
            piece = block[at : at + CHUNK]
            before = fake(before) if fake else seal.chunk(before, hashlib.sha256(piece).hexdigest())
            if not fake:
                crc.update(piece)
            yield b"%x;chunk-signature=%s\r\n%s\r\n" % (len(piece), before.encode(), piece)
    before = fake(before) if fake else seal.chunk(before, hashlib.sha256(b"").hexdigest())
    line = f"x-amz-checksum-crc32:{text(crc)}"
    trailer = fake(before) if fake else seal.trailers(before, f"{line}\n".encode())
    yield f"0;chunk-signature={before}\r\n{line}\r\nx-amz-trailer-signature:{trailer}\r\n\r\n".encode()


WAYS: Final = ("hashed", "spooled", "streamed", "held", "read")
"""Over plain HTTP."""

WAYS_OVER_TLS: Final = ("hashed", "unsigned", "read")


def passes(gate: Gateway, length: int, way: str) -> Passed:
    """Send an object of `length` bytes through `gate` in one way, and say what it took."""
    client = Client(gate, gate.session(), length)
    assert gate.process is not None
    pid = gate.process.pid
    before = _resident(pid, "VmRSS")
    Path(f"/proc/{pid}/clear_refs").write_text("5")  # the kernel forgets the largest so far (proc(5))
    began, used = time.monotonic(), _cpu(pid)
    sent: int = getattr(client, way)()
    return Passed(way, time.monotonic() - began, _cpu(pid) - used, sent, _resident(pid, "VmHWM") - before)


def _cpu(pid: int) -> float:
    """How many seconds of CPU the process has used (proc(5): utime and stime, behind the name in brackets)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(name)


def main() -> int:
    """Send an object in every way, print what each took, and fail if one took too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=5_000_000_000)
    parser.add_argument("--way", choices=sorted({*WAYS, *WAYS_OVER_TLS}), action="append")
    options = parser.parse_args()
    worst = 0
    for door, ways in (("http", WAYS), ("https", WAYS_OVER_TLS)):
        with byte_sink() as upstream, gateway(upstream, gate=TLS if door == "https" else "") as gate:
            passes(gate, 1 << 20, "hashed")
            for way in ways:
                if options.way and way not in options.way:
                    continue
                one = passes(gate, options.bytes, way)
                worst = max(worst, one.growth)
                sys.stdout.write(
                    f"{door:5} {way:8} {one.length:>13,} bytes {one.seconds:6.1f} s  "
                    f"{one.cpu / one.length * 1e9:5.2f} s CPU a GB  "
                    f"memory up by at most {one.growth / (1 << 20):4.1f} MiB\n"
                )
                sys.stdout.flush()
    return 0 if worst <= LARGEST_GROWTH else 1


if __name__ == "__main__":
    raise SystemExit(main())
