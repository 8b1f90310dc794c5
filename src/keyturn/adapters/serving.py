"""Listening sockets, and the console served on loopback by uvicorn, which leaves signals to the caller."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn

from keyturn.errors import OurError, quoted


class AddressTaken(OurError):
    """An address to listen on cannot be had."""

    code = "up.address"

    def __init__(self, host: str, port: int, why: str) -> None:
        super().__init__(
            f"cannot listen on `{quoted(host)}:{port}` ({why}): is another gateway running? "
            "set `listen` and `console` in keyturn.toml"
        )


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals alone: two of them run in one process, and one place stops both."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; port 0 takes a free one. Raises AddressTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise AddressTaken(host, port, (error.strerror or str(error)).lower()) from None
    listener.setblocking(False)  # noqa: FBT003 - the standard library's own signature
    return listener


def server(application: Any) -> uvicorn.Server:  # noqa: ANN401 - an ASGI application
    """Return a server for `application`: httptools on uvloop, no access log, no lifespan, no header of its own."""
    return _Server(
        uvicorn.Config(
            application,
            http="httptools",
            loop="uvloop",
            ws="none",
            lifespan="off",
            access_log=False,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=10,
        )
    )
