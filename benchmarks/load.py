"""Requests, and how fast a server answers them: the CPU seconds are the server's own, by its process's clock."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from keyturn.codec import sigv4

SIGNED: Final = ("content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target")


@dataclass(frozen=True, slots=True)
class Key:
    """A session's credentials."""

    access_key_id: str
    secret: str
    token: str


def requests(count: int, host: str, key: Key, region: str = "cn-north-1") -> list[bytes]:
    """Return `count` signed DynamoDB GetItem requests, each for another item of one of 100 tables."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/dynamodb/aws4_request"
    signing_key = sigv4.signing_key(key.secret, stamp[:8], region, "dynamodb")
    made = []
    for number in range(count):
        body = b'{"TableName":"costs-%d","Key":{"key":{"S":"item-%d"}}}' % (number % 100, number)
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "host": host,
            "x-amz-date": stamp,
            "x-amz-security-token": key.token,
            "x-amz-target": "DynamoDB_20120810.GetItem",
        }
        canonical = sigv4.canonical_request(
            "POST",
            "/",
            "",
            sigv4.canonical_headers(SIGNED, headers),
            ";".join(SIGNED),
            sha256(body).hexdigest(),
        )
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={key.access_key_id}/{scope}, SignedHeaders={';'.join(SIGNED)}, "
            f"Signature={sigv4.signature(signing_key, stamp, scope, canonical)}"
        )
        headers["content-length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        made.append(f"POST / HTTP/1.1\r\n{head}\r\n".encode() + body)
    return made


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU microseconds of the server, and wall-clock microseconds, per request."""

    cpu: float
    wall: float


def cpu_seconds(pid: int) -> float:
    """Return user and system CPU seconds of a process and all its threads, to the nanosecond.

    The number of such a clock is what clock_getcpuclockid(3) makes of `pid` on Linux; /proc counts hundredths.
    """
    return time.clock_gettime((~pid << 3) | 2)


async def drive(port: int, pid: int, made: Sequence[bytes], connections: int) -> Cost:
    """Send all requests over so many keep-alive connections and return what each cost.

    Raises RuntimeError unless all are answered 200.
    """
    queue = iter(made)

    async def worker() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in queue:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError((head + await reader.read(500)).decode(errors="replace"))
            lowered = head.lower()
            at = lowered.index(b"content-length:") + 15
            await reader.readexactly(int(lowered[at : lowered.index(b"\r\n", at)]))
        writer.close()

    loop = asyncio.get_running_loop()
    cpu, wall = cpu_seconds(pid), loop.time()
    await asyncio.gather(*(worker() for _ in range(connections)))
    return Cost((cpu_seconds(pid) - cpu) / len(made) * 1e6, (loop.time() - wall) / len(made) * 1e6)
