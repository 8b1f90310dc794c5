"""Bodies at the AWS door, in memory, streamed or spooled: always those that were signed. And answers to unread ones."""

import asyncio
import hashlib
import shutil
import time
from pathlib import Path

import pytest

from keyturn.doors.aws.bodies import NoRoom, Plain, Spool
from keyturn.doors.aws.incoming import Incoming
from keyturn.model.execution import Refusal, Reply
from keyturn.model.wire import HttpRequest
from tests.aws_door import NOWHERE, as_bytes, open_door, receive
from tests.aws_signed import S3_QUERY, changed, s3, signed, with_header
from tests.fault_upstream import Wire, answer, answering, fault_upstream

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
        while not upstream.threads:
            time.sleep(0.01)
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
        open_door(f"http://127.0.0.1:{upstream.port}", spool=tmp_path, spool_bytes=5_000_000) as door,
    ):
        for _ in range(3):
            assert door.ask(long(2_000_000))[0] == 200
            status, _, body = door.ask(long(3_000_000))
            assert status == 403
            assert b"limits.spool_bytes" in body


def test_a_spool_that_cannot_be_written_is_our_fault_and_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    request = signed(S3_QUERY, "PUT", "http://127.0.0.1:8400/bucket/key", service="s3")

    with open_door(NOWHERE, spool=tmp_path / "file") as door:
        long = as_bytes(with_header(request, "content-length", "2000000"), b"z" * 2_000_000)
        status, _, body = door.ask(long)

    assert status == 403
    assert b"data folder" in body


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


def test_the_spool_leaves_the_evidence_log_room_on_the_disk(tmp_path: Path) -> None:
    everything = shutil.disk_usage(tmp_path).total
    spool = Spool(tmp_path, 10_000_000, everything)

    with pytest.raises(NoRoom, match="the evidence log's"):
        asyncio.run(spool.keep("session", Incoming(Silent()), b"x" * 10, Plain()))


class Silent:
    """A connection on which nothing comes."""

    def wanted(self, incoming: Incoming) -> None: ...

    def served(self, incoming: Incoming) -> None: ...
