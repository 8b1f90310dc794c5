"""Single calls through the pool, against an upstream that misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
import uvloop

from keyturn.adapters.aws.call import Call
from keyturn.adapters.aws.pool import Origin, Pool, Timeouts
from keyturn.model.execution import Answer, Cut
from tests.fault_upstream import FaultUpstream, Script, fault_upstream

T = TypeVar("T")
QUICK = Timeouts(connect=0.3, head=0.3, stall=0.3)
PATIENT = Timeouts(connect=5, head=10, stall=10)


def call(
    body: bytes | AsyncIterator[bytes] = b"", length: int | None = None, *, method: str = "POST", mutating: bool = True
) -> Call:
    count = len(body) if isinstance(body, bytes) else length or 0
    head = f"{method} /path HTTP/1.1\r\nhost: upstream\r\ncontent-length: {count if length is None else length}\r\n\r\n"
    return Call(head.encode(), body, count if length is None else length, method == "HEAD", mutating)


def run(use: Callable[[Pool, Origin], Awaitable[T]], upstream: FaultUpstream, timeouts: Timeouts = PATIENT) -> T:
    """Use a pool against `upstream` in an event loop of its own, of the kind the gateway runs in."""

    async def main() -> T:
        pool = Pool(timeouts=timeouts)
        try:
            return await asyncio.wait_for(use(pool, Origin("http", "127.0.0.1", upstream.port)), 20)
        finally:
            await pool.close()
            await asyncio.sleep(0.01)

    return uvloop.run(main())


def send(script: Script, what: Call, timeouts: Timeouts = PATIENT) -> tuple[Answer, list[bytes]]:
    with fault_upstream(script) as upstream:
        return run(lambda pool, origin: pool.send(origin, what), upstream, timeouts), upstream.requests


def cut(script: Script, what: Call, timeouts: Timeouts = PATIENT) -> list[bytes]:
    """Send `what`, expect it to be cut, and return what arrived on each connection."""
    with fault_upstream(script) as upstream:
        with pytest.raises(Cut):
            run(lambda pool, origin: pool.send(origin, what), upstream, timeouts)
        return upstream.requests


async def read(answered: Answer) -> bytes:
    assert not isinstance(answered.body, bytes)
    return b"".join([piece async for piece in answered.body])
