"""The door as a proxy: it speaks for AWS's hosts itself, and lets a session through to the few that are listed."""

import asyncio
import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from keyturn.doors.aws import proxy, server, tunnel
from tests.aws_door import as_bytes, receive
from tests.aws_signed import S3_HEADER, signed
from tests.fault_upstream import answer, answering, fault_upstream
from tests.proxied import Gatekeeper, Proxied, listening, proxied

HOSTS = [
    "s3.amazonaws.com",
    "costs.s3.eu-west-1.amazonaws.com",
    "a.b.c.s3.cn-north-1.amazonaws.com.cn",
    "data-servicediscovery.eu-west-1.amazonaws.com",
    "123456789012.s3-control.us-gov-west-1.amazonaws.com",
    "sts.us-iso-east-1.c2s.ic.gov",
    "lambda.eu-west-1.api.aws",
]


def request(host: str) -> bytes:
    return as_bytes(signed(S3_HEADER, "GET", f"https://{host}/key", b"", {}, "s3"))


@pytest.mark.parametrize("host", HOSTS)
def test_it_speaks_for_every_partitions_hosts(tmp_path: Path, host: str) -> None:
    with (
        fault_upstream(answering(answer(b"read"))) as upstream,
        proxied(tmp_path, f"http://127.0.0.1:{upstream.port}") as through,
        through.inside(host) as connection,
    ):
        for _ in range(2):
            connection.sendall(request(host))
            assert receive(connection)[::2] == (200, b"read")
        assert [(one.scheme, one.host) for one in through.door.gate.seen] == [("https", host)] * 2
        assert through.reached == []


@pytest.mark.parametrize("host", [b"S3.amazonaws.com", b"s3.amazonaws.com:443"])
def test_upper_case_and_a_port_that_is_https_own_are_the_same_host(tmp_path: Path, host: bytes) -> None:
    with proxied(tmp_path) as through, through.inside("S3.AmazonAWS.com") as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost: %b\r\n\r\n" % host)
        status, _, body = receive(connection)

    assert (status, b"AWS_ACCESS_KEY_ID" in body) == (403, True)  # heard, and not signed


def test_it_is_a_proxy_over_tls_too(tmp_path: Path) -> None:
    with (
        fault_upstream(answering(answer(b"x" * 3_000_000))) as upstream,
        proxied(tmp_path, f"http://127.0.0.1:{upstream.port}", tls=True) as through,
    ):
        context = ssl.create_default_context(cadata=through.own.trust)
        outer = context.wrap_socket(
            socket.create_connection(("127.0.0.1", through.door.port), timeout=20), server_hostname="localhost"
        )
        outer.sendall(b"CONNECT s3.amazonaws.com:443 HTTP/1.0\r\n\r\n")  # as Python's http.client does, without Host
        assert outer.recv(1000).startswith(b"HTTP/1.1 200 ")
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        inner = context.wrap_bio(incoming, outgoing, server_hostname="s3.amazonaws.com")
        got = b""
        step = inner.do_handshake
        asked = False
        while len(got) < 3_000_000:
            try:
                step()
                if not asked:
                    inner.write(request("s3.amazonaws.com"))
                    asked = True
                    step = lambda: None  # noqa: E731
                got += inner.read(65_536)
            except ssl.SSLWantReadError:
                outer.sendall(outgoing.read()) if outgoing.pending else None
                incoming.write(outer.recv(65_536))
        outer.close()


def test_tls_that_comes_without_waiting_for_the_answer_is_heard(tmp_path: Path) -> None:
    with proxied(tmp_path) as through:
        context = ssl.create_default_context(cadata=through.own.trust)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = context.wrap_bio(incoming, outgoing, server_hostname="s3.amazonaws.com")
        with pytest.raises(ssl.SSLWantReadError):
            client.do_handshake()
        with through.door.send(b"CONNECT s3.amazonaws.com:443 HTTP/1.1\r\n\r\n" + outgoing.read()) as connection:
            got = b""
            while b"\r\n\r\n" not in got or len(got) < 200:
                got += connection.recv(65_536)

    assert got.startswith(proxy.ESTABLISHED + b"\x16\x03")


def echo(connection: socket.socket) -> None:
    while data := connection.recv(65_536):
        connection.sendall(data)


def opened(through: Proxied, target: bytes = b"pypi.example:443") -> socket.socket:
    status, head, connection = through.connect(b"CONNECT " + target, b"Proxy-Authorization: Basic YTpi")
    assert status == 200, head
    return connection


@pytest.mark.parametrize("target", [b"pypi.example:443", b"a.mirror.example:8443", b"PyPI.example:443"])
def test_what_is_listed_is_let_through_unread_once_leave_is_given(tmp_path: Path, target: bytes) -> None:
    with listening(echo) as port, proxied(tmp_path, leads_to=port) as through, opened(through, target) as connection:
        connection.sendall(b"\x16\x03anything at all")
        assert connection.recv(100) == b"\x16\x03anything at all"
        assert through.gatekeeper.asked == [("Basic YTpi", *_parts(target))]


def _parts(target: bytes) -> tuple[str, int]:
    host, _, port = target.decode().lower().rpartition(":")
    return host, int(port)


def test_a_tunnel_holds_back_whoever_is_too_fast(tmp_path: Path) -> None:
    go_on, sent = threading.Event(), 0

    def takes_its_time(connection: socket.socket) -> None:
        go_on.wait(10)
        echo(connection)

    with listening(takes_its_time) as port, proxied(tmp_path, leads_to=port) as through, opened(through) as connection:
        connection.settimeout(0.5)
        try:
            while sent < 60_000_000:
                sent += connection.send(b"x" * 100_000)
        except TimeoutError:
            assert sent < 30_000_000
        finally:
            go_on.set()
        connection.settimeout(20)
        got = 0
        while got < sent:
            got += len(connection.recv(1_000_000))
        assert got == sent


def test_the_end_of_one_end_is_the_end_of_the_other_after_its_last_bytes(tmp_path: Path) -> None:
    def says_and_closes(connection: socket.socket) -> None:
        connection.sendall(b"last words")

    with listening(says_and_closes) as port, proxied(tmp_path, leads_to=port) as through:
        with opened(through) as connection:
            got = b"".join(iter(lambda: connection.recv(100), b""))
        assert got == b"last words"


def test_a_tunnel_ends_with_its_leave(tmp_path: Path) -> None:
    with listening(echo) as port, proxied(tmp_path, leads_to=port) as through, opened(through) as connection:
        connection.sendall(b"one")
        assert connection.recv(100) == b"one"
        through.gatekeeper.end()
        assert _is_cut(connection)


def test_a_tunnel_ends_with_its_time(tmp_path: Path) -> None:
    keeper = Gatekeeper(seconds=0.3)
    with (
        listening(echo) as port,
        proxied(tmp_path, leads_to=port, gatekeeper=keeper) as through,
        opened(through) as connection,
    ):
        assert _is_cut(connection)


def test_a_tunnel_through_which_nothing_passes_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tunnel, "IDLE_SECONDS", 0.3)

    with listening(echo) as port, proxied(tmp_path, leads_to=port) as through, opened(through) as connection:
        for _ in range(3):
            time.sleep(0.2)
            connection.sendall(b"one")
            assert connection.recv(100) == b"one"
        assert _is_cut(connection)


def test_there_are_so_many_tunnels_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "TUNNELS", 2)
    held: list[socket.socket] = []

    def hold(connection: socket.socket) -> None:
        held.append(connection.dup())

    with listening(hold) as port, proxied(tmp_path, leads_to=port) as through:
        first, second = opened(through), opened(through)
        assert through.refused(b"CONNECT pypi.example:443")[0] == 503
        first.close()
        time.sleep(0.1)
        opened(through).close()
        second.close()
    for one in held:
        one.close()


def test_a_tunnel_counts_as_one_connection_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 1)

    with listening(echo) as port, proxied(tmp_path, leads_to=port) as through:
        for _ in range(3):
            with opened(through) as connection:
                connection.sendall(b"one")
                assert connection.recv(100) == b"one"
                with through.door.send(b"") as other:
                    assert b"too many connections" in receive(other)[2]
            time.sleep(0.1)
        asked = through.gatekeeper
        assert asked.loop is not None
        assert len(asyncio.all_tasks(asked.loop)) == 1  # the server's own


def test_an_open_tunnel_does_not_keep_the_door_open(tmp_path: Path) -> None:
    with listening(echo) as port:
        with proxied(tmp_path, leads_to=port) as through:
            connection = opened(through)
            began = time.monotonic()
        assert time.monotonic() - began < 5
        assert _is_cut(connection)
        connection.close()


def test_a_host_that_cannot_be_reached_is_said(tmp_path: Path) -> None:
    with proxied(tmp_path) as through:
        status, phrase = through.refused(b"CONNECT pypi.example:443")

    assert status == 502
    assert "cannot be reached" in phrase


def _is_cut(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
