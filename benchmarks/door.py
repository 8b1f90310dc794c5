"""The AWS door by itself: what reading a request and writing its answer cost, with a gate that answers at once."""

import asyncio
import os
import socket
import sys
from typing import Final

import uvloop

from benchmarks.load import Cost, Key, drive, requests
from benchmarks.peers import started
from keyturn.adapters.serving import listen
from keyturn.doors.aws.app import App
from keyturn.doors.aws.server import Server
from keyturn.model.catalogue import ServiceModel
from keyturn.model.execution import Answer, Body, Refusal, Reply
from keyturn.model.wire import HttpRequest

BODY: Final = b'{"Item":{"key":{"S":"item"}}}'
ANSWER: Final = Answer(
    200,
    (
        (b"content-type", b"application/x-amz-json-1.0"),
        (b"x-amzn-requestid", b"0123456789"),
        (b"content-length", b"%d" % len(BODY)),
    ),
    BODY,
)


class AtOnce:
    """A gate that answers at once, and a catalogue that is never asked."""

    async def handle(self, request: HttpRequest, body: Body) -> Reply:  # noqa: ARG002 - the same for all
        """Answer."""
        return ANSWER

    async def admit(self, request: HttpRequest, *, here: bool) -> Refusal:
        """Nothing is asked of a head alone."""
        raise NotImplementedError

    def signed_as(self, signing_name: str) -> tuple[str, ...]:
        """Nothing is refused here."""
        raise KeyError(signing_name)

    def service(self, name: str) -> ServiceModel:
        """Nothing is refused here."""
        raise KeyError(name)


def serve(listener: socket.socket) -> None:
    """Serve the door until the process is ended."""
    gate = AtOnce()
    uvloop.run(Server(App(gate, gate, lambda: True)).serve(listener))


async def measure(count: int, connections: int) -> Cost:
    """Return what a request costs at the door alone."""
    with started("benchmarks.door") as (port, pid):
        made = requests(count, f"127.0.0.1:{port}", Key("KTRN0000000000000000", "secret", "token"))
        await drive(port, pid, made[:500], connections)
        return await drive(port, pid, made, connections)


if __name__ == "__main__":
    if os.isatty(1) or sys.argv[1:] == ["measure"]:
        for connections in (1, 64):
            cost = asyncio.run(measure(20_000, connections))
            print(f"{connections:>3} connections: {cost.cpu:.1f} us CPU a request")
    else:
        opened = listen("127.0.0.1", 0)
        print(opened.getsockname()[1], flush=True)
        serve(opened)
