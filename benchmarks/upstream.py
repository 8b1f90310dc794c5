"""A fast upstream that answers every request with one small DynamoDB item: `python -m benchmarks.upstream`."""

import asyncio
import sys
from typing import Final, cast

import httptools
import uvloop

BODY: Final = b'{"Item":{"key":{"S":"k"},"cost":{"N":"12.34"}}}'
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\nx-amzn-requestid: R\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(BODY), BODY)
)


class Server(asyncio.Protocol):
    """Answers each whole request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        """Feed the parser."""
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Answer."""
        self._transport.write(ANSWER)


async def main() -> None:
    """Serve for ever; the port is the first line of output."""
    server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
