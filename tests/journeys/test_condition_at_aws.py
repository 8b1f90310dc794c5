"""Somebody overwrites an object while an approved call is on its way: a real gate, and an S3 that checks conditions."""

import http.client
import threading
from collections.abc import Callable, Iterator
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from zlib import crc32

import pytest
from botocore.exceptions import ClientError

from keyturn.codec.encoding import b64decode
from tests.gateway import PRODUCTION, Gateway, Session, gateway, held
from tests.journeys.things import bucket

_OWN: Final = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


class Between(ThreadingHTTPServer):
    """What stands before a simulated AWS and lets somebody act, once, before the next call that changes an object."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.behind = behind.removeprefix("http://")
        self.meanwhile: Callable[[], object] | None = None
        self.posted: tuple[str, bytes] = "", b""
        """The last POST: its CRC-32, as told in its head, and its body."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Between

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        meanwhile = self.server.meanwhile
        if meanwhile is not None and self.command in {"PUT", "DELETE"}:
            self.server.meanwhile = None
            meanwhile()
        if self.command == "POST":
            self.server.posted = self.headers.get("x-amz-checksum-crc32", ""), body
        behind = http.client.HTTPConnection(self.server.behind, timeout=30)
        behind.request(self.command, self.path, body, dict(self.headers))
        answer = behind.getresponse()
        said = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        length = answer.getheader("Content-Length", "0") if self.command == "HEAD" else str(len(said))
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(said)
        behind.close()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815 - the names that the base class looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class's
        """Nobody reads it."""


@pytest.fixture(scope="module")
def between(moto_server: str) -> Iterator[Between]:
    server = Between(moto_server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def gate(between: Between) -> Iterator[Gateway]:
    with gateway(between.url) as running:
        yield running


@pytest.fixture
def session(gate: Gateway) -> Session:
    return gate.session()


def text(gate: Gateway, name: str) -> bytes:
    return bytes(gate.direct("s3").get_object(Bucket=name, Key="a.txt")["Body"].read())


@pytest.mark.parametrize(
    ("operation", "before"),
    [("put_object", None), ("put_object", b"as people saw it"), ("delete_object", b"as people saw it")],
)
def test_whoever_comes_in_between_is_not_overwritten(
    gate: Gateway, session: Session, between: Between, operation: str, before: bytes | None
) -> None:
    name = bucket(gate, PRODUCTION)
    direct, agent = gate.direct("s3"), gate.client(session, "s3", PRODUCTION)
    if before is not None:
        direct.put_object(Bucket=name, Key="a.txt", Body=before)
    asked = {"Bucket": name, "Key": "a.txt"} | ({"Body": b"the agent's"} if operation == "put_object" else {})
    call = getattr(agent, operation)
    change = held(call, **asked)
    screen = gate.approve(change)
    assert "What Keyturn adds when it sends it" in screen.out
    between.meanwhile = lambda: direct.put_object(Bucket=name, Key="a.txt", Body=b"somebody else's")

    with pytest.raises(ClientError, match="nothing was changed"):
        call(**asked)

    assert text(gate, name) == b"somebody else's"
    assert gate.show(change)["state"] == "failed"
    again = held(call, **asked)
    assert again != change
    gate.approve(again)
    call(**asked)
    assert gate.show(again)["state"] == "done"


def test_several_objects_go_each_by_its_etag_under_the_checksum_of_what_is_sent(
    gate: Gateway, session: Session, between: Between
) -> None:
    name = bucket(gate, PRODUCTION)
    direct, agent = gate.direct("s3"), gate.client(session, "s3", PRODUCTION)
    for key in ("a.txt", "b.txt"):
        direct.put_object(Bucket=name, Key=key, Body=key.encode())
    asked = {"Bucket": name, "Delete": {"Objects": [{"Key": "a.txt"}, {"Key": "b.txt"}, {"Key": "never there"}]}}
    gate.approve(held(agent.delete_objects, **asked))
    agent.delete_objects(**asked)

    crc, body = between.posted
    assert b64decode(crc) == crc32(body).to_bytes(4, "big")
    for key in ("a.txt", "b.txt"):
        etag = md5(key.encode(), usedforsecurity=False).hexdigest()
        assert f'<Key>{key}</Key><ETag>"{etag}"</ETag></Object>'.encode() in body
    assert body.count(b"<ETag>") == 2
    assert "Contents" not in direct.list_objects_v2(Bucket=name)
