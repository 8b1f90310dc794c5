"""I read from a thousand buckets, each with a host of its own, so that the gateway runs out of file descriptors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from keyturn.adapters.aws import pool as pools
from keyturn.adapters.aws.pool import Origin, Pool
from tests.fault_upstream import answer
from tests.upstream_calls import call

KEPT = 3
HOSTS = 8


class Hosts:
    """Upstreams, each at an address of its own, and how many connections they all have now."""

    def __init__(self, answers: int) -> None:
        """Close each connection after so many answers."""
        self.origins: list[Origin] = []
        self.open = 0
        self.cut = b""  # of requests that the gateway broke off when it let go of their connection
        self._answers = answers

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            for _ in range(self._answers):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(answer(b"fine"))
        except asyncio.IncompleteReadError as gone:
            self.cut += gone.partial
        writer.close()
        await writer.wait_closed()
        self.open -= 1

    async def until(self, count: int) -> None:
        """Wait until no more connections than that are open."""
        async with asyncio.timeout(5):
            while self.open > count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def hosts(answers: int = 1000) -> AsyncIterator[tuple[Pool, Hosts]]:
    found, pool = Hosts(answers), Pool()
    async with AsyncExitStack() as stack:
        for _ in range(HOSTS):
            server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
            await stack.enter_async_context(server)
            found.origins.append(Origin("http", "127.0.0.1", server.sockets[0].getsockname()[1]))
        yield pool, found
        await pool.close()
        await found.until(0)
        assert not found.cut


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few connections may rest."""
    monkeypatch.setattr(pools, "IDLE_KEPT", KEPT)


def test_only_so_many_connections_rest_and_each_call_passes() -> None:
    async def story() -> None:
        async with hosts() as (pool, upstream):
            for origin in upstream.origins * 2:
                assert (await pool.send(origin, call(mutating=False))).body == b"fine"
                await upstream.until(KEPT)
            assert upstream.open == KEPT

    asyncio.run(story())


def test_calls_at_once_are_not_fewer_for_it() -> None:
    async def story() -> None:
        async with hosts() as (pool, upstream):
            calls = [pool.send(origin, call(mutating=False)) for origin in upstream.origins]
            assert [found.body for found in await asyncio.gather(*calls)] == [b"fine"] * HOSTS
            await upstream.until(KEPT)

    asyncio.run(story())


def test_a_bucket_that_i_never_name_again_is_forgotten_with_its_connection() -> None:
    async def story() -> None:
        async with hosts(answers=1) as (pool, upstream):
            for origin in upstream.origins:
                assert (await pool.send(origin, call(mutating=False))).body == b"fine"
            for _ in range(500):
                if not pool.origins:
                    break
                await asyncio.sleep(0.01)
            assert pool.origins == 0

    asyncio.run(story())
