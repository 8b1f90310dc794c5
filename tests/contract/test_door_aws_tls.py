"""TLS at the AWS door: the same door for clients that trust its certificate, nothing for whoever speaks otherwise."""

import contextlib
import hashlib
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from keyturn.adapters.tls.authority import now, open_authority
from keyturn.adapters.tls.contexts import BadCertificate, Given, Own
from keyturn.doors.aws import secured
from tests.aws_door import NOWHERE, Door, as_bytes, open_door, receive
from tests.aws_signed import s3, with_header
from tests.fault_upstream import answer, answering, fault_upstream

NAMES = ("localhost", "127.0.0.1")
HEALTH = b"GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Own:
    folder = tmp_path_factory.mktemp("data")
    return Own(open_authority(folder, NAMES, now()), NAMES, folder)


@pytest.fixture(scope="module")
def door(own: Own) -> Iterator[Door]:
    with open_door(NOWHERE, tls=own.door) as opened:
        yield opened


def trusting(own: Own) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=own.trust)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


def connected(door: Door, context: ssl.SSLContext, name: str = "localhost") -> ssl.SSLSocket:
    return context.wrap_socket(socket.create_connection(("127.0.0.1", door.port), timeout=20), server_hostname=name)


def ask(connection: ssl.SSLSocket, data: bytes) -> tuple[int, bytes]:
    connection.sendall(data)
    return receive(connection)[::2]


@pytest.mark.parametrize("name", NAMES)
def test_a_client_that_trusts_the_authority_is_served_again_and_again(door: Door, own: Own, name: str) -> None:
    with connected(door, trusting(own), name) as connection:
        assert connection.version() == "TLSv1.3"
        assert connection.selected_alpn_protocol() == "http/1.1"
        for _ in range(3):
            assert ask(connection, HEALTH) == (200, b"ok\n")


def test_long_bodies_pass_in_both_directions(own: Own) -> None:
    data = hashlib.shake_256(b"object").digest(20_000_000)

    with (
        fault_upstream(answering(answer(data))) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}", tls=own.door) as door,
        connected(door, trusting(own)) as connection,
    ):
        assert ask(connection, as_bytes(s3("PUT", "/bucket/key", data)))[0] == 200
        assert ask(connection, as_bytes(s3("GET", "/bucket/key")))[1] == data
        assert data in upstream.requests[0]
        assert door.gate.seen[0].scheme == "https"


def test_an_answer_to_a_body_that_nobody_reads_is_seen(own: Own) -> None:
    request = with_header(s3("PUT", "/bucket/key", b""), "content-length", "200000000")

    with open_door(NOWHERE, tls=own.door) as door, connected(door, trusting(own)) as connection:
        connection.sendall(as_bytes(with_header(request, "authorization", "nonsense"), b"x" * 3_000_000))
        assert receive(connection)[0] == 403


def test_a_client_that_does_not_trust_the_authority_gets_nothing(door: Door) -> None:
    with pytest.raises(ssl.SSLError):
        connected(door, ssl.create_default_context())
    assert door.gate.seen == []


def test_older_tls_is_not_spoken(door: Door, own: Own) -> None:
    context = trusting(own)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLS"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1

    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connected(door, context)


def test_keys_that_could_be_read_afterwards_are_not_agreed_on(door: Door, own: Own) -> None:
    context = trusting(own)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with connected(door, context) as connection:
        cipher = connection.cipher()
        assert cipher is not None
        assert cipher[0].startswith("ECDHE-")
    context.set_ciphers("AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        connected(door, context)


def test_plain_http_is_told_so_and_nothing_else(door: Door) -> None:
    with door.send(HEALTH) as connection:
        status, _, body = receive(connection)

    assert (status, b"https" in body) == (400, True)


def test_who_does_not_shake_hands_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, own: Own) -> None:
    monkeypatch.setattr(secured, "HANDSHAKE_SECONDS", 0.2)

    with open_door(NOWHERE, tls=own.door) as door, door.send(b"") as silent, door.send(b"\x16\x03\x01") as slow:
        for connection in (silent, slow):
            with contextlib.suppress(ConnectionResetError):
                assert connection.recv(1) == b""


def test_clients_that_leave_in_the_middle_of_a_handshake_leave_nothing_behind(door: Door, own: Own) -> None:
    for size in (0, 1, 5, 100, 200):
        hello = ssl.MemoryBIO()
        with pytest.raises(ssl.SSLWantReadError):
            trusting(own).wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost").do_handshake()
        door.send(hello.read()[:size]).close()
    time.sleep(0.1)

    with connected(door, trusting(own)) as connection:
        assert ask(connection, HEALTH)[0] == 200


def test_a_request_that_comes_with_the_last_of_the_handshake_is_heard(door: Door, own: Own) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting(own).wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        client.do_handshake()
    with door.send(outgoing.read()) as connection:
        while True:
            incoming.write(connection.recv(65_536))
            try:
                client.do_handshake()
                break
            except ssl.SSLWantReadError:
                connection.sendall(outgoing.read())
        client.write(HEALTH)
        connection.sendall(outgoing.read())
        got = b""
        while b"ok\n" not in got:
            incoming.write(connection.recv(65_536))
            try:
                got += client.read(65_536)
            except ssl.SSLWantReadError:
                continue

    assert got.startswith(b"HTTP/1.1 200")


# ---------------------------------------------------------------------------------------------- a given certificate


def issued(folder: Path, own: Own, mode: int = 0o600) -> tuple[Path, Path]:
    """A certificate for localhost and its key, in files."""
    leaf = own._authority.leaf(["localhost"], now())
    key = own._authority._leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate_path, key_path = folder / "door.pem", folder / "door.key"
    certificate_path.write_bytes(leaf.pem.removeprefix(key))
    key_path.write_bytes(key)
    key_path.chmod(mode)
    return certificate_path, key_path


def test_a_given_certificate_is_shown(tmp_path: Path, own: Own) -> None:
    given = Given(*issued(tmp_path, own), None)

    with open_door(NOWHERE, tls=given.door) as door, connected(door, trusting(own)) as connection:
        assert ask(connection, HEALTH)[0] == 200


def test_a_new_one_in_its_place_is_used_and_a_broken_one_is_not(tmp_path: Path, own: Own) -> None:
    given = Given(*issued(tmp_path, own), None)
    first, fingerprint = given.door(), given.fingerprint

    issued(tmp_path, own)
    given._look = now()
    second = given.door()
    assert second is not first
    assert given.fingerprint != fingerprint
    (tmp_path / "door.pem").write_text("half of a cert")
    given._look = now()
    assert given.door() is second


@pytest.mark.parametrize(
    ("certificate", "mode", "says"),
    [("door.pem", 0o604, "everybody can read"), ("door.key", 0o600, "cannot be used"), ("gone", 0o600, "gone")],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, own: Own, certificate: str, mode: int, says: str) -> None:
    _, key = issued(tmp_path, own, mode)

    with pytest.raises(BadCertificate, match=says):
        Given(tmp_path / certificate, key, None)


def test_a_locked_key_is_refused_and_nobody_is_asked(tmp_path: Path, own: Own) -> None:
    certificate, key = issued(tmp_path, own)
    key.write_bytes(
        own._authority._leaf_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    )

    with pytest.raises(BadCertificate, match="password"):
        Given(certificate, key, None)
