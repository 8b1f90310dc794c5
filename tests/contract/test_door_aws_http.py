"""HTTP at the AWS door: exact bytes to upstream and back, and no byte on which two readers could differ."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from keyturn.doors.aws import connection as of_door
from keyturn.doors.aws import server
from tests.aws_door import NOWHERE, Door, as_bytes, open_door, receive
from tests.aws_signed import KEY, S3_HEADER, S3_QUERY, changed, s3, signed, with_header
from tests.fault_upstream import answer, answering, fault_upstream


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    """A door with nothing behind it, for what must not get that far."""
    with open_door(NOWHERE) as opened:
        yield opened


# ------------------------------------------------------------------------------------------------- byte fidelity


@pytest.mark.parametrize(
    "target",
    [
        "/bucket//a///b",
        "/bucket/../other/./key",
        "/bucket/a%2Fb%2f%20%7E~%C3%A9",
        "/bucket/a+b&c=d;e:f@g!$'()*,",
        "/bucket/?a=1&a=2&b&c=&list-type=2&prefix=a%2Fb",
        "/bucket/key?x-id=GetObject&versionId=1%2B1",
    ],
)
def test_path_and_query_go_on_byte_for_byte(target: str) -> None:
    with fault_upstream(answering(answer())) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(s3("GET", target)))[0] == 200
        assert upstream.requests[0].startswith(f"GET {target} HTTP/1.1\r\n".encode())


def test_headers_go_on_in_their_order_but_for_the_signature_and_the_connection() -> None:
    request = s3("PUT", "/bucket/key", b"body", x_amz_meta_b="2", content_type="text/plain", x_amz_meta_a="1")
    headers = [*request.headers, ("x-amzn-trace-id", "Root=1"), ("connection", "keep-alive"), ("te", "trailers")]
    sent = changed(request, headers=tuple(headers))

    with fault_upstream(answering(answer())) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(sent))[0] == 200
        arrived, host = upstream.requests[0].decode(), f"127.0.0.1:{upstream.port}"

    head, _, body = arrived.partition("\r\n\r\n")
    lines = [line.partition(": ")[::2] for line in head.split("\r\n")[1:]]
    kept = {"connection", "te"}
    assert [name for name, _ in lines] == [name for name, _ in headers if name not in kept]
    theirs = {"host", "authorization", "x-amz-date", "x-amz-security-token"}
    assert [pair for pair in lines if pair[0] not in theirs] == [
        pair for pair in headers if pair[0] not in theirs | kept
    ]
    assert dict(lines)["host"] == host
    assert "AKIAGATEWAY000000000" in dict(lines)["authorization"]
    assert KEY.token not in arrived
    assert body == "body"


def test_repeated_headers_stay_repeated_in_both_directions() -> None:
    request = signed(S3_HEADER, "GET", "http://127.0.0.1:8400/b", b"", {}, "s3")
    headers = (*request.headers, ("baggage", "a"), ("baggage", "b"))
    sent = changed(request, headers=headers)
    data = b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nX-Other: 1\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok"

    with fault_upstream(answering(data)) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        _, answered, body = door.ask(as_bytes(sent))
        assert upstream.requests[0].count(b"baggage: a\r\nbaggage: b\r\n") == 1

    assert answered == [("Set-Cookie", "a"), ("X-Other", "1"), ("Set-Cookie", "b"), ("Content-Length", "2")]
    assert body == b"ok"


@pytest.mark.parametrize(
    ("method", "data", "status", "body"),
    [
        ("HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nETag: x\r\n\r\n", 200, b""),
        ("HEAD", b"HTTP/1.1 404 Not Found\r\n\r\n", 404, b""),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n", 304, b""),
        ("DELETE", b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
        ("GET", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, b"ok"),
        ("GET", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, b""),
        ("GET", b"HTTP/1.1 503 Slow Down\r\nContent-Length: 4\r\n\r\nslow", 503, b"slow"),
    ],
)
def test_every_kind_of_answer_passes_and_the_clients_connection_goes_on(
    method: str, data: bytes, status: int, body: bytes
) -> None:
    request = as_bytes(s3(method, "/bucket/key"))

    with (
        fault_upstream(answering(data)) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}") as door,
        door.send(b"") as connection,
    ):
        for _ in range(3):
            connection.sendall(request)
            assert receive(connection, method)[::2] == (status, body)


def test_a_redirect_from_upstream_is_an_answer_like_any_other() -> None:
    data = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://elsewhere.example/\r\nContent-Length: 0\r\n\r\n"

    with fault_upstream(answering(data)) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        status, headers, _ = door.ask(as_bytes(s3("GET", "/bucket/key")))

    assert (status, dict(headers)["Location"]) == (307, "http://elsewhere.example/")


def test_a_presigned_request_goes_on_as_one_signed_in_its_header() -> None:
    request = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/bucket/key?versionId=1&x-id=GetObject", service="s3")

    with fault_upstream(answering(answer())) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(request))[0] == 200
        arrived = upstream.requests[0]

    assert arrived.startswith(b"GET /bucket/key?versionId=1&x-id=GetObject HTTP/1.1\r\n")
    assert b"X-Amz-" not in arrived
    assert KEY.token.encode() not in arrived


def test_a_body_sent_in_chunks_goes_on_with_its_length() -> None:
    request = with_header(s3("PUT", "/bucket/key", b"hello"), "content-length", None)
    chunked = with_header(request, "transfer-encoding", "chunked")

    with fault_upstream(answering(answer())) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(chunked, b"2\r\nhe\r\n3\r\nllo\r\n0\r\nx-trailer: 1\r\nhost: evil\r\n\r\n"))[0] == 200
        arrived = upstream.requests[0]

    assert arrived.endswith(b"\r\ncontent-length: 5\r\n\r\nhello")
    assert b"trailer" not in arrived


# --------------------------------------------------------------------------------- what two readers could differ on


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"GET http://elsewhere.example/ HTTP/1.1\r\nhost: h\r\n\r\n", b"path"),
        (b"GET /a#b HTTP/1.1\r\nhost: h\r\n\r\n", b"%23"),
        (b"GET /a?b#c HTTP/1.1\r\nhost: h\r\n\r\n", b"%23"),
        (b"OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n", b"path"),
        (b"GET / HTTP/1.1\r\nhost: h\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n", b"Upgrade"),
        (b"GET / HTTP/1.1\r\nhost: h\r\nupgrade: h2c\r\n\r\n", b"Upgrade"),
        (b"GET / HTTP/1.1\r\n\r\n", b"Host"),
        (b"GET / HTTP/1.0\r\n\r\n", b"Host"),
        (b"GET / HTTP/1.1\r\nhost: h\r\nhost: h\r\n\r\n", b"Host"),
        (b"GET / HTTP/1.1\r\nhost: h\r\nHost: i\r\n\r\n", b"Host"),
        (b"GET / HTTP/1.1\r\nhost: u@h\r\n\r\n", b"Host"),
        (b"GET / HTTP/1.1\r\nhost: \r\n\r\n", b"Host"),
        (b"GET / HTTP/1.1\r\nhost: h, i\r\n\r\n", b"Host"),
        (b"GET /%zz HTTP/1.1\r\nhost: h\r\n\r\n", b"percent-encoded"),
        (b"GET /a\\b HTTP/1.1\r\nhost: h\r\n\r\n", b"percent-encoded"),
        (b"GET /?a=[b] HTTP/1.1\r\nhost: h\r\n\r\n", b"percent-encoded"),
        (b"GET /\xc3\xa9 HTTP/1.1\r\nhost: h\r\n\r\n", b""),
        (b"GET / HTTP/1.1\r\nhost: h\r\nx-amz-meta-a: \xc3\xa9\r\n\r\n", b"ASCII"),
        (b"GET / HTTP/1.1\r\nhost: h\r\nconnection: x-amz-acl\r\nx-amz-acl: private\r\n\r\n", b"Connection"),
        (b"GET / HTTP/1.1\r\nhost: h\r\nexpect: something\r\n\r\n", b"Expect"),
        (b"POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", b"chunked"),
        (b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", b""),
        (b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na", b""),
        (b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: +1\r\n\r\na", b""),
        (b"POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1 1\r\n\r\na", b""),
        (b"GET / HTTP/1.1\nhost: h\n\n", b""),
        (b"GET / HTTP/1.1\r\nhost : h\r\n\r\n", b""),
        (b"GET / HTTP/1.1\r\nhost: h\r\nx: a\r\n b\r\n\r\n", b""),
        (b"GET / HTTP/1.1\r\nhost: h\r\nx: a\x00b\r\n\r\n", b""),
        (b"GET /a b HTTP/1.1\r\nhost: h\r\n\r\n", b""),
        (b"GET / HTTP/2.0\r\nhost: h\r\n\r\n", b""),
        (b"nonsense\r\n\r\n", b""),
    ],
)
def test_what_is_not_one_plain_request_is_refused_and_the_connection_closed(
    door: Door, head: bytes, says: bytes
) -> None:
    with door.send(head) as connection:
        status, headers, body = receive(connection)
        assert connection.recv(1) == b""

    assert status == 400
    assert dict(headers)["connection"] == "close"
    assert b"keyturn: " in body
    assert says in body
    assert door.gate.seen == []


@pytest.mark.parametrize("shape", [b"/" + b"a" * 300_000, b"/ HTTP/1.1\r\nhost: h\r\nx: " + b"a" * 300_000])
def test_a_head_that_does_not_end_is_refused(door: Door, shape: bytes) -> None:
    with door.send(b"GET " + shape) as connection:
        assert receive(connection)[0] == 400


def test_many_headers_that_are_long_together_are_refused(door: Door) -> None:
    lines = b"".join(b"x-amz-meta-%d: %s\r\n" % (number, b"a" * 1000) for number in range(70))

    status, _, body = door.ask(b"GET / HTTP/1.1\r\nhost: h\r\n" + lines + b"\r\n")

    assert status == 400
    assert b"65536" in body


def test_a_trailer_never_becomes_a_header() -> None:
    request = with_header(signed(body=b"{}"), "content-length", None)
    data = as_bytes(
        with_header(request, "transfer-encoding", "chunked"), b"2\r\n{}\r\n0\r\nhost: evil\r\nx-amz-acl: x\r\n\r\n"
    )

    with fault_upstream(answering(answer())) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(data)[0] == 200

    assert "x-amz-acl" not in dict(door.gate.seen[0].headers)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nhost:"])
def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(of_door, "HEAD_SECONDS", 0.2)

    with open_door(NOWHERE) as door, door.send(begun) as connection:
        assert receive(connection)[0] == 400


def test_a_second_head_that_does_not_come_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_door, "HEAD_SECONDS", 0.2)

    with open_door(NOWHERE) as door, door.send(b"GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n") as connection:
        assert receive(connection)[0] == 200
        time.sleep(0.4)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n")
        assert receive(connection)[0] == 200
        connection.sendall(b"GET /healthz")
        assert receive(connection)[0] == 400


def test_agents_cannot_use_up_the_descriptors_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 5)

    with open_door(NOWHERE) as door, contextlib.ExitStack() as held:
        for _ in range(5):
            held.enter_context(door.send(b""))
        with door.send(b"") as connection:
            assert b"connections" in receive(connection)[2]
        held.close()
        time.sleep(0.1)
        assert door.ask(b"GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n")[0] == 200
