"""HTTP at the AWS door: exact bytes to upstream and back, and no byte on which two readers could differ."""

import hashlib
import threading
import time
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path

import pytest

from keyturn.model.execution import Answer, Refusal, Rehearsed, Reply
from keyturn.model.wire import HttpRequest
from tests.aws_door import Door, as_bytes, open_door, receive
from tests.aws_signed import KEY, QUERY, S3_HEADER, S3_QUERY, changed, signed, with_header
from tests.fault_upstream import Wire, answer, answering, fault_upstream

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    """A door with nothing behind it, for what must not get that far."""
    with open_door(NOWHERE) as opened:
        yield opened


def s3(method: str, path: str, body: bytes = b"", **headers: str) -> HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return signed(S3_HEADER, method, f"http://127.0.0.1:8400{path}", body, named, "s3")


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

    assert answered == [("set-cookie", "a"), ("x-other", "1"), ("set-cookie", "b"), ("content-length", "2")]
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

    assert (status, dict(headers)["location"]) == (307, "http://elsewhere.example/")


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
        (b"CONNECT h:443 HTTP/1.1\r\nhost: h\r\n\r\n", b"path"),
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


# -------------------------------------------------------------------------------------------------------- bodies


def test_a_long_object_streams_through_and_comes_back() -> None:
    data = hashlib.shake_256(b"object").digest(20_000_000)
    kept: list[bytes] = []

    def stores(wire: Wire) -> None:
        while request := wire.read_request():
            if request.startswith(b"PUT"):
                kept.append(request.partition(b"\r\n\r\n")[2])
                wire.send(answer())
            else:
                wire.send(answer(kept[0]))

    with fault_upstream(stores) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(s3("PUT", "/bucket/key", data)))[0] == 200
        assert door.ask(as_bytes(s3("GET", "/bucket/key")))[2] == data

    assert kept == [data]
    assert door.gate.seen[0].content.data is None
    assert door.gate.seen[0].content.length == len(data)


def test_a_long_object_that_is_not_as_signed_never_becomes_a_whole_upload() -> None:
    data = b"x" * 3_000_000
    request = s3("PUT", "/bucket/key", data)
    received: list[int] = []

    def counts(wire: Wire) -> None:
        wire.read_head()
        received.append(len(wire.read_body(len(data))))

    with fault_upstream(counts) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        status, _, body = door.ask(as_bytes(request, b"y" + data[1:]))
        upstream.threads[0].join(5)

    assert status == 403
    assert b"does not hash" in body
    assert received[0] < len(data)


def test_a_client_that_leaves_in_the_middle_of_its_object_leaves_no_whole_upload() -> None:
    data = b"x" * 3_000_000
    received: list[int] = []

    def counts(wire: Wire) -> None:
        wire.read_head()
        received.append(len(wire.read_body(len(data))))

    with fault_upstream(counts) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        door.send(as_bytes(s3("PUT", "/bucket/key", data))[:2_000_000]).close()
        while not upstream.threads:
            time.sleep(0.01)
        upstream.threads[0].join(5)

    assert received[0] < 2_000_000
    assert "client went away" in str(door.gate.ended[0])


def test_a_body_in_memory_that_is_not_as_signed_goes_nowhere() -> None:
    with open_door(NOWHERE) as door:
        status, _, body = door.ask(as_bytes(s3("PUT", "/bucket/key", b"data"), b"dataX"[:4].replace(b"d", b"D")))

    assert status == 403
    assert b"x-amz-content-sha256" in body


@pytest.mark.parametrize("service", ["dynamodb", "lambda"])
def test_long_bodies_are_for_objects_only(service: str) -> None:
    request = signed(body=b"x" * 1_100_000, headers={"Content-Type": "application/json"}, service=service)

    with open_door(NOWHERE) as door:
        status, _, body = door.ask(as_bytes(request))

    assert status == 403
    assert b"limits.parameters_bytes" in body
    assert door.gate.seen == []


def test_a_long_body_without_a_signed_hash_is_kept_in_a_file_first(tmp_path: Path) -> None:
    data = b"z" * 3_000_000
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/bucket/key", service="s3")
    long = with_header(request, "content-length", str(len(data)))

    with (
        fault_upstream(answering(answer())) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}", spool=tmp_path / "spool") as door,
    ):
        assert door.ask(as_bytes(long, data))[0] == 200
        arrived = upstream.requests[0]

    assert arrived.endswith(data)
    digest = hashlib.sha256(data).hexdigest()
    assert door.gate.seen[0].content.sha256 == digest
    assert f"x-amz-content-sha256: {digest}\r\n".encode() in arrived
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_long_body_in_chunks_is_kept_too_and_must_be_as_signed(tmp_path: Path) -> None:
    data = b"z" * 2_000_000
    request = with_header(s3("PUT", "/bucket/key", data), "content-length", None)
    chunked = with_header(request, "transfer-encoding", "chunked")
    pieces = b"".join(b"%x\r\n%s\r\n" % (100_000, b"z" * 100_000) for _ in range(20)) + b"0\r\n\r\n"

    with (
        fault_upstream(answering(answer())) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}", spool=tmp_path) as door,
    ):
        assert door.ask(as_bytes(chunked, pieces))[0] == 200
        assert upstream.requests[0].endswith(b"content-length: 2000000\r\n\r\n" + data)
        assert door.ask(as_bytes(chunked, pieces.replace(b"zz", b"zy", 1)))[0] == 403
        assert len(upstream.requests) == 1


def test_nobody_without_a_session_fills_the_spool(tmp_path: Path) -> None:
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/bucket/key", service="s3")
    forged = changed(request, path="/bucket/other")

    with open_door(NOWHERE, spool=tmp_path / "spool") as door:
        long = with_header(with_header(forged, "content-length", "3000000"), "expect", "100-continue")
        status, headers, _ = door.ask(as_bytes(long))

    assert status == 403
    assert dict(headers)["connection"] == "close"
    assert not (tmp_path / "spool").exists()
    assert door.gate.seen == []


def test_the_spool_has_an_end_and_gives_its_room_back(tmp_path: Path) -> None:
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/bucket/key", service="s3")

    def long(size: int) -> bytes:
        return as_bytes(with_header(request, "content-length", str(size)), b"z" * size)

    with (
        fault_upstream(answering(answer())) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}", spool=tmp_path, spool_bytes=2_500_000) as door,
    ):
        for _ in range(3):
            assert door.ask(long(2_000_000))[0] == 200
            status, _, body = door.ask(long(3_000_000))
            assert status == 403
            assert b"limits.spool_bytes" in body


# ---------------------------------------------------------------------------------------- answers to unread bodies


def refusing(_: HttpRequest) -> Reply:
    return Refusal("change.pending", "keyturn: needs 2 approvals, change C-7Q2M9K")


def test_a_client_that_asked_first_hears_no_without_sending_its_body() -> None:
    request = with_header(s3("PUT", "/bucket/key", b"x" * 5_000_000), "expect", "100-continue")

    with open_door(NOWHERE, refusing) as door, door.send(as_bytes(request, b"")) as connection:
        status, headers, body = receive(connection)
        assert connection.recv(1) == b""

    assert status == 403
    assert b"C-7Q2M9K" in body
    # What comes next on this connection would be taken for the body that never came.
    assert dict(headers)["connection"] == "close"


def test_a_client_that_sends_before_it_listens_hears_no_and_may_go_on() -> None:
    request = as_bytes(s3("PUT", "/bucket/key", b"x" * 20_000_000))

    with open_door(NOWHERE, refusing) as door, door.send(request) as connection:
        assert receive(connection)[0] == 403
        connection.sendall(as_bytes(s3("GET", "/bucket/key")))
        assert receive(connection)[0] == 403
        assert len(door.gate.seen) == 2


def test_a_client_that_waits_is_told_to_go_on_once_its_call_passes() -> None:
    data = b"x" * 2_000_000
    request = with_header(s3("PUT", "/bucket/key", data), "expect", "100-continue")

    with (
        fault_upstream(answering(answer())) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}") as door,
        door.send(as_bytes(request, b"")) as connection,
    ):
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(data)
        assert receive(connection)[0] == 200
        assert b"expect" not in upstream.requests[0].partition(b"\r\n\r\n")[0]


# ------------------------------------------------------------------------------------------- streams and their ends


def test_an_answer_that_breaks_off_upstream_breaks_off_for_the_client() -> None:
    def breaks_off(wire: Wire) -> None:
        wire.read_request()
        wire.send(answer(b"x" * 1_000_000)[:-10])

    with fault_upstream(breaks_off) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        request = as_bytes(s3("GET", "/bucket/key"))
        with pytest.raises((IncompleteRead, ConnectionResetError)):
            door.ask(request)


def test_a_client_that_leaves_stops_the_stream_from_upstream() -> None:
    stopped = threading.Event()

    def endless(wire: Wire) -> None:
        wire.read_request()
        try:
            wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                wire.send(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
        except OSError:
            stopped.set()

    with fault_upstream(endless) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        with door.send(as_bytes(s3("GET", "/bucket/key"))) as connection:
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert stopped.wait(5)


def test_a_client_that_does_not_read_holds_upstream_back() -> None:
    sent = 0

    def floods(wire: Wire) -> None:
        nonlocal sent
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
        for _ in range(600):
            wire.send(b"x" * 100_000)
            sent += 100_000

    with (
        fault_upstream(floods) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}") as door,
        door.send(as_bytes(s3("GET", "/bucket/key"))) as connection,
    ):
        time.sleep(0.5)
        assert sent < 30_000_000
        assert len(receive(connection)[2]) == 60_000_000


def test_an_upstream_that_does_not_read_holds_the_client_back() -> None:
    data = b"x" * 60_000_000
    go_on = threading.Event()

    def takes_its_time(wire: Wire) -> None:
        wire.read_head()
        go_on.wait(10)
        wire.read_body(len(data))
        wire.send(answer())

    sent = 0
    with (
        fault_upstream(takes_its_time) as upstream,
        open_door(f"http://127.0.0.1:{upstream.port}") as door,
        door.send(as_bytes(s3("PUT", "/bucket/key", data), b"")) as connection,
    ):
        connection.settimeout(0.5)
        try:
            while sent < len(data):
                sent += connection.send(data[sent : sent + 100_000])
        except TimeoutError:
            assert sent < 30_000_000
        finally:
            go_on.set()
        connection.settimeout(20)
        connection.sendall(data[sent:])
        assert receive(connection)[0] == 200


def test_a_call_runs_on_to_its_end_when_its_client_has_gone() -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def slow(wire: Wire) -> None:
        wire.read_request()
        arrived.set()
        go_on.wait(10)
        wire.send(answer())

    with fault_upstream(slow) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        connection = door.send(as_bytes(s3("DELETE", "/bucket")))
        assert arrived.wait(5)
        connection.close()
        time.sleep(0.1)
        go_on.set()
        deadline = time.monotonic() + 5
        while not door.gate.ended and time.monotonic() < deadline:
            time.sleep(0.01)

    assert door.gate.ended == [200]


# ------------------------------------------------------------------------------------------------- answers of ours


def test_a_bug_of_ours_is_answered_in_a_way_that_nobody_sends_again_and_quotes_nothing() -> None:
    def broken(_: HttpRequest) -> Reply | None:
        raise RuntimeError("a secret that was in a variable")

    with open_door(NOWHERE, broken) as door:
        status, _, body = door.ask(as_bytes(s3("GET", "/bucket")))

    assert status == 403
    assert b"something broke in the gateway (RuntimeError" in body
    assert b"secret" not in body


def test_a_rehearsed_step_and_a_recorded_answer_are_passed_on() -> None:
    replies: list[Reply] = [Rehearsed("b", "k", upload_id="u"), Answer(200, ((b"content-length", b"2"),), b"ok")]

    with open_door(NOWHERE, lambda _: replies.pop(0)) as door:
        assert b"<UploadId>u</UploadId>" in door.ask(as_bytes(s3("POST", "/b/k?uploads")))[2]
        assert door.ask(as_bytes(s3("GET", "/b/k")))[2] == b"ok"


@pytest.mark.parametrize(("is_ready", "status", "body"), [(True, 200, b"ok\n"), (False, 503, b"not ready\n")])
def test_health_is_told_to_anyone_who_does_not_sign(is_ready: bool, status: int, body: bytes) -> None:
    with open_door(NOWHERE, is_ready=lambda: is_ready) as door:
        assert door.ask(b"GET /healthz HTTP/1.1\r\nhost: h\r\n\r\n")[::2] == (status, body)
        assert door.gate.seen == []


def test_a_bucket_called_healthz_is_a_bucket() -> None:
    with fault_upstream(answering(answer(b"list"))) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(s3("GET", "/healthz")))[2] == b"list"
        presigned = signed(S3_QUERY, "GET", "http://127.0.0.1:8400/healthz", service="s3")
        assert door.ask(as_bytes(presigned))[2] == b"list"


def test_an_unsigned_call_is_told_what_to_set() -> None:
    with open_door(NOWHERE) as door:
        status, _, body = door.ask(b"GET /bucket HTTP/1.1\r\nhost: h\r\n\r\n")

    assert status == 403
    assert b"AWS_ACCESS_KEY_ID" in body


def test_a_presigned_call_of_another_service_passes_too() -> None:
    request = signed(QUERY, "GET", "http://127.0.0.1:8400/?Action=GetCallerIdentity&Version=2011-06-15", service="sts")

    with fault_upstream(answering(answer(b"me"))) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        assert door.ask(as_bytes(request))[2] == b"me"
        assert upstream.requests[0].startswith(b"GET /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\n")
