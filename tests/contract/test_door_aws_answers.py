"""Streams and their ends at the AWS door, and the answers that are Keyturn's own."""

import socket
import threading
import time
from http.client import IncompleteRead

import pytest

from keyturn.doors.aws import server
from keyturn.model.execution import Answer, Rehearsed, Reply
from keyturn.model.wire import HttpRequest
from tests.aws_door import NOWHERE, as_bytes, open_door, receive
from tests.aws_signed import QUERY, S3_QUERY, s3, signed
from tests.fault_upstream import Wire, answer, answering, fault_upstream

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


def test_a_client_of_http_1_0_reads_a_body_of_unknown_length_to_the_end_of_its_connection() -> None:
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    request = as_bytes(s3("GET", "/bucket/key")).replace(b" HTTP/1.1\r\n", b" HTTP/1.0\r\n")

    with fault_upstream(answering(data)) as upstream, open_door(f"http://127.0.0.1:{upstream.port}") as door:
        status, headers, body = door.ask(request)

    assert (status, body) == (200, b"ok")
    assert "transfer-encoding" not in dict(headers)


def test_a_call_under_way_is_answered_before_the_door_closes() -> None:
    arrived, go_on = threading.Event(), threading.Event()

    def slow(wire: Wire) -> None:
        wire.read_request()
        arrived.set()
        go_on.wait(10)
        wire.send(answer(b"done"))

    with fault_upstream(slow) as upstream:
        with open_door(f"http://127.0.0.1:{upstream.port}") as door:
            connection = door.send(as_bytes(s3("GET", "/bucket/key")))
            assert arrived.wait(5)
            threading.Timer(0.3, go_on.set).start()
        with connection:
            status, headers, body = receive(connection)

    assert (status, body) == (200, b"done")
    assert dict(headers)["connection"] == "close"


def test_a_stream_that_does_not_end_does_not_keep_the_door_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.2)

    def endless(wire: Wire) -> None:
        wire.read_request()
        wire.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")
        wire.read_request()

    with fault_upstream(endless) as upstream:
        with open_door(f"http://127.0.0.1:{upstream.port}") as door:
            connection = door.send(as_bytes(s3("GET", "/bucket/key")))
            assert connection.recv(1, socket.MSG_PEEK)
        with connection, pytest.raises((IncompleteRead, ConnectionResetError)):
            receive(connection)


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
