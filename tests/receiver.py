"""A receiver of webhooks: a real server, which verifies signatures by itself."""

import base64
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SECRET = b"0123456789abcdefghijklmn"
WHSEC = f"whsec_{base64.b64encode(SECRET).decode()}"


@dataclass
class Got:
    """One request as it came."""

    path: str
    id: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:  # noqa: ANN401 - any JSON
        return json.loads(self.body)

    @property
    def content(self) -> bytes:
        """What is signed."""
        return f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body

    def signed_by(self, secret: bytes) -> bool:
        """Whether one of its `v1` signatures is of `secret`, and its time is now."""
        digest = base64.b64encode(hmac.new(secret, self.content, "sha256").digest()).decode()
        fresh = abs(time.time() - int(self.headers["webhook-timestamp"])) < 60
        return fresh and any(
            hmac.compare_digest(f"v1,{digest}", one) for one in self.headers["webhook-signature"].split(" ")
        )

    def signed_by_key(self, public: bytes) -> bool:
        """Whether one of its `v1a` signatures is of the key; raises where one is not a signature of it."""
        found = [one.removeprefix("v1a,") for one in self.headers["webhook-signature"].split(" ") if "v1a," in one]
        for one in found:
            Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(one, validate=True), self.content)  # noqa: TID251 - its own reading
        return bool(found)


@dataclass
class Receiver:
    """A server, what it got, and how it answers: `answer` gives the status and headers for each request."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answer: Callable[[Got], tuple[int, dict[str, str]]] = lambda _: (204, {})

    def events(self) -> list[str]:
        """The types of what it took."""
        return [one.document["type"] for one in self.got]

    def wait_for(self, event: str, count: int = 1, seconds: float = 30.0) -> list[Got]:
        """Wait until it got `event` so often; all of these."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            found = [one for one in self.got if one.document["type"] == event]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{event} came not {count} times: {self.events()}")


@contextmanager
def receiver(tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Receiver]:
    """Run a receiver on the loopback."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            got = Got(self.path, headers.get("webhook-id", ""), headers, body)
            made.got.append(got)
            status, more = made.answer(got)
            self.send_response(status)
            for name, value in {"content-length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def do_GET(self) -> None:
            made.got.append(Got(self.path, "", {}, b'{"type":"GET"}'))
            self.send_error(405)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
