"""The peer: an empty reverse proxy, aiohttp on both sides: `python -m benchmarks.aiohttp_proxy UPSTREAM-PORT`."""

import asyncio
import sys

import uvloop
from aiohttp import ClientSession, TCPConnector, web


async def application(upstream: str) -> web.Application:
    """Return the proxy: it passes method, path, headers and body on, and the answer back."""
    session = ClientSession(connector=TCPConnector(limit=0), auto_decompress=False)

    async def forward(request: web.Request) -> web.Response:
        async with session.request(
            request.method, upstream + request.raw_path, headers=request.headers, data=await request.read()
        ) as answer:
            return web.Response(status=answer.status, headers=answer.headers, body=await answer.read())

    built = web.Application()
    built.router.add_route("*", "/{path:.*}", forward)
    return built


async def main() -> None:
    """Serve for ever; the port is the first line of output."""
    runner = web.AppRunner(await application(f"http://127.0.0.1:{sys.argv[1]}"), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
