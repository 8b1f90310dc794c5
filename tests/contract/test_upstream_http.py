"""What goes to upstream and what comes back, byte for byte: framing, connections, TLS, patience in both directions."""

import asyncio
import ipaddress
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from keyturn.adapters.aws.call import Call
from keyturn.adapters.aws.pool import Origin, Pool
from keyturn.adapters.aws.pool_connection import QUEUED_BYTES, WHOLE_BYTES
from keyturn.adapters.aws.pool_stream import Stream
from keyturn.model.execution import Answer, Body, NeverSent
from tests.fault_upstream import FaultUpstream, Script, Wire, answer, answering, fault_upstream

T = TypeVar("T")


def call(body: Body = b"", length: int | None = None, *, method: str = "GET", mutating: bool = False) -> Call:
    size = len(body) if isinstance(body, bytes) else length or 0
    return Call(
        f"{method} / HTTP/1.1\r\ncontent-length: {size}\r\n\r\n".encode(), body, size, method == "HEAD", mutating
    )


def run(use: Callable[[Pool, Origin], Awaitable[T]], upstream: FaultUpstream) -> T:
    async def main() -> T:
        pool = Pool()
        try:
            return await asyncio.wait_for(use(pool, Origin("http", "127.0.0.1", upstream.port)), 30)
        finally:
            await pool.close()
            await asyncio.sleep(0.01)

    return uvloop.run(main())


async def whole(answered: Answer) -> bytes:
    if isinstance(answered.body, bytes):
        return answered.body
    return b"".join([piece async for piece in answered.body])


def sending(data: bytes, *, close: bool = False) -> Script:
    """Answer every request with these exact bytes."""

    def script(wire: Wire) -> None:
        while wire.read_request():
            wire.send(data)
            if close:
                return

    return script


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("mutating", [True, False])
def test_one_connection_carries_many_calls(method: str, mutating: bool) -> None:
    async def use(pool: Pool, origin: Origin) -> list[Body]:
        return [(await pool.send(origin, call(b"x", method=method, mutating=mutating))).body for _ in range(5)]

    with fault_upstream(answering(answer(b"1"), answer(b"2"))) as upstream:
        assert run(use, upstream) == [b"1", b"2", b"2", b"2", b"2"]
        assert len(upstream.wires) == 1


def test_calls_at_the_same_time_do_not_share_a_connection() -> None:
    async def use(pool: Pool, origin: Origin) -> list[Body]:
        return [answered.body for answered in await asyncio.gather(*[pool.send(origin, call()) for _ in range(8)])]

    with fault_upstream(answering(answer(b"mine"))) as upstream:
        assert run(use, upstream) == [b"mine"] * 8
        assert len(upstream.wires) == 8


@pytest.mark.parametrize(
    ("method", "data", "status", "body"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", 200, b""),
        ("HEAD", b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n", 404, b""),
        ("HEAD", b"HTTP/1.1 200 OK\r\n\r\n", 200, b""),
        ("DELETE", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n", 304, b""),
        ("PUT", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, b""),
        ("PUT", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, b"ok"),
        (
            "GET",
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            200,
            b"ok",
        ),
        (
            "GET",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1;x=y\r\n!\r\n0\r\nx-trailer: 1\r\n\r\n",
            200,
            b"ok!",
        ),
        (
            "GET",
            b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 2\r\n\r\ngo",
            307,
            b"go",
        ),
        ("GET", b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 3\r\n\r\nbad", 500, b"bad"),
    ],
)
def test_every_kind_of_answer_is_read_to_its_end_and_the_connection_goes_on(
    method: str, data: bytes, status: int, body: bytes
) -> None:
    async def use(pool: Pool, origin: Origin) -> None:
        for _ in range(3):
            answered = await pool.send(origin, call(method=method))
            assert (answered.status, await whole(answered)) == (status, body)
            await asyncio.sleep(0)

    with fault_upstream(sending(data)) as upstream:
        run(use, upstream)
        assert len(upstream.wires) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n\r\nto the end",
        b"HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nto the end",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nto the end",
    ],
)
def test_a_connection_that_upstream_ends_is_not_used_again(data: bytes) -> None:
    async def use(pool: Pool, origin: Origin) -> None:
        for _ in range(2):
            assert await whole(await pool.send(origin, call(mutating=True))) == b"to the end"

    with fault_upstream(sending(data, close=True)) as upstream:
        run(use, upstream)
        assert len(upstream.wires) == 2


def test_headers_come_back_as_they_were_but_for_those_of_the_connection() -> None:
    data = (
        b"HTTP/1.1 200 OK\r\nx-amz-Request-ID: 1\r\nConnection: keep-alive, X-Hop\r\n"
        b"Keep-Alive: timeout=5\r\nX-Hop: 1\r\n"
        b'Set-Cookie: a\r\nServer: it\r\nset-cookie: b\r\nContent-Length: 0\r\nETag: "\xe9"\r\n\r\n'
    )

    async def use(pool: Pool, origin: Origin) -> Answer:
        return await pool.send(origin, call())

    with fault_upstream(sending(data)) as upstream:
        assert run(use, upstream).headers == (
            (b"x-amz-Request-ID", b"1"),
            (b"Set-Cookie", b"a"),
            (b"Server", b"it"),
            (b"set-cookie", b"b"),
            (b"Content-Length", b"0"),
            (b"ETag", b'"\xe9"'),
        )


@pytest.mark.parametrize("length", [0, 1, WHOLE_BYTES, WHOLE_BYTES + 1, 3_000_000])
def test_bodies_of_all_lengths_arrive_whole_in_both_directions(length: int) -> None:
    data = bytes(range(256)) * (length // 256 + 1)
    data = data[:length]

    def echo(wire: Wire) -> None:
        while request := wire.read_request():
            wire.send(answer(request.partition(b"\r\n\r\n")[2]))

    async def source() -> AsyncIterator[bytes]:
        for start in range(0, length, 70_000):
            yield data[start : start + 70_000]

    async def use(pool: Pool, origin: Origin) -> None:
        assert await whole(await pool.send(origin, call(data, method="PUT"))) == data
        assert await whole(await pool.send(origin, call(source(), length, method="PUT"))) == data

    with fault_upstream(echo) as upstream:
        run(use, upstream)


def test_a_slow_reader_slows_upstream_down() -> None:
    sent = 0
    length = 50_000_000

    def floods(wire: Wire) -> None:
        nonlocal sent
        wire.read_request()
        wire.send(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode())
        for _ in range(length // 100_000):
            wire.send(b"x" * 100_000)
            sent += 100_000

    async def use(pool: Pool, origin: Origin) -> None:
        answered = await pool.send(origin, call())
        assert isinstance(answered.body, Stream)
        await asyncio.sleep(0.5)
        assert answered.body.queued < QUEUED_BYTES + 1_000_000
        assert sent < 20_000_000
        assert len(await whole(answered)) == length

    with fault_upstream(floods) as upstream:
        run(use, upstream)


def test_a_slow_upstream_slows_the_sender_down() -> None:
    made = 0
    go_on = threading.Event()

    async def source() -> AsyncIterator[bytes]:
        nonlocal made
        for _ in range(500):
            made += 100_000
            yield b"x" * 100_000

    def takes_its_time(wire: Wire) -> None:
        wire.read_head()
        go_on.wait(10)
        assert len(wire.read_body(50_000_000)) == 50_000_000
        wire.send(answer(b"all of it"))

    async def use(pool: Pool, origin: Origin) -> None:
        sending_it = asyncio.ensure_future(pool.send(origin, call(source(), 50_000_000, method="PUT")))
        await asyncio.sleep(0.5)
        assert made < 20_000_000
        go_on.set()
        assert (await sending_it).body == b"all of it"

    with fault_upstream(takes_its_time) as upstream:
        run(use, upstream)


# ----------------------------------------------------------------------------------------------------------- TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "upstream of a test")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"


def server_context(authority: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority)
    return context


def over_tls(upstream: FaultUpstream, host: str, trusted: Path | None, calls: int) -> list[Body]:
    async def main() -> list[Body]:
        tls = ssl.create_default_context(cafile=trusted) if trusted else None
        pool = Pool(tls)
        try:
            origin = Origin("https", host, upstream.port)
            return [(await pool.send(origin, call(b"x", mutating=True))).body for _ in range(calls)]
        finally:
            await pool.close()
            await asyncio.sleep(0.05)

    return uvloop.run(main())


def test_tls_connections_are_kept_too(authority: tuple[Path, Path]) -> None:
    with fault_upstream(answering(answer(b"secret")), server_context(authority)) as upstream:
        assert over_tls(upstream, "127.0.0.1", authority[0], calls=3) == [b"secret"] * 3
        assert len(upstream.wires) == 1


@pytest.mark.parametrize(("host", "known"), [("127.0.0.1", False), ("localhost", True)])
def test_a_server_that_cannot_prove_its_name_gets_nothing(authority: tuple[Path, Path], host: str, known: bool) -> None:
    with fault_upstream(answering(answer(b"secret")), server_context(authority)) as upstream:
        with pytest.raises(NeverSent):
            over_tls(upstream, host, authority[0] if known else None, calls=1)
        assert b"".join(upstream.requests) == b""
