"""The peer: an empty reverse proxy, aiohttp on both sides: `python -m benchmarks.aiohttp_proxy UPSTREAM-PORT [FILE]`.

With a FILE it is not quite empty: it adds a line to it for each request and syncs that before it sends the request on.
That is the least that evidence before effect costs anybody, on this machine and its disk.
"""

import asyncio
import os
import sys

import uvloop
from aiohttp import ClientSession, TCPConnector, web


class Lines:
    """A file of lines; what comes in during one turn of the event loop is synced together, as the gate's log does."""

    def __init__(self, path: str) -> None:
        """Add to the file at `path`."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []

    def append(self, line: str) -> asyncio.Future[None]:
        """Return what is done once `line` is on stable storage."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._commit)
        self._waiting.append((line, loop.create_future()))
        return self._waiting[-1][1]

    def _commit(self) -> None:
        group, self._waiting = self._waiting, []
        os.write(self._file, "".join(f"{line}\n" for line, _ in group).encode())
        os.fdatasync(self._file)
        for _, future in group:
            future.set_result(None)


async def application(upstream: str, lines: Lines | None) -> web.Application:
    """Return the proxy: it passes method, path, headers and body on, and the answer back."""
    session = ClientSession(connector=TCPConnector(limit=0), auto_decompress=False)

    async def forward(request: web.Request) -> web.Response:
        if lines is not None:
            await lines.append(f"{request.method} {request.raw_path} {request.headers['x-amz-target']}")
        async with session.request(
            request.method, upstream + request.raw_path, headers=request.headers, data=await request.read()
        ) as answer:
            return web.Response(status=answer.status, headers=answer.headers, body=await answer.read())

    built = web.Application()
    built.router.add_route("*", "/{path:.*}", forward)
    return built


async def main() -> None:
    """Serve for ever; the port is the first line of output."""
    lines = Lines(sys.argv[2]) if len(sys.argv) > 2 else None
    runner = web.AppRunner(await application(f"http://127.0.0.1:{sys.argv[1]}", lines), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
