"""'I am an agent with a session's key: let me open a session, vote, or look around at the control socket.'"""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.cli.signing import Signer
from keyturn.console.review import read
from keyturn.doors.control.protocol import REQUEST_BYTES
from keyturn.model.approval import Verdict
from tests.paper_desk import PaperDesk, change, served

SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=KTRNSXFVTP07D3XQBY6A/20261122/cn-north-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=00"
)


@pytest.fixture
def desk() -> PaperDesk:
    return PaperDesk(change())


@pytest.fixture
def folder(desk: PaperDesk, tmp_path: Path) -> Iterator[Path]:
    with served(desk, tmp_path / "data") as served_in:
        yield served_in


def spoken(folder: Path, data: bytes) -> list[dict[str, Any]]:
    """Everything the socket answers to `data` until it closes or waits for more."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(folder / "control.sock"))
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return [json.loads(line) for line in answer.splitlines()]


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "vote", "params": {"envelope": "{}"}, "authorization": SIGNATURE},
        {"method": "vote", "params": {"envelope": "{}", "Authorization": SIGNATURE}},
        {"method": "session_open", "params": {"envelope": "{}"}, "x-amz-security-token": "t"},
        {"method": "inbox", "params": {"headers": {"X-Amz-Date": "20261122T000000Z"}}},
        {"method": "inbox", "params": {"as": SIGNATURE}},
        {"method": "inbox", "params": {"as": "AWS KTRNSXFVTP07D3XQBY6A:c2ln"}},
        {"method": "inbox", "params": {"AWS_SECRET_ACCESS_KEY": "s"}},
        {"method": "status", "params": {"list": [{"deep": {"aws_session_token": "t"}}]}},
        {"method": "status", "params": {"SessionToken": "t", "AccessKeyId": "KTRNSXFVTP07D3XQBY6A"}},
    ],
)
def test_whatever_looks_like_a_sessions_key_is_refused_before_the_desk_hears_of_it(
    desk: PaperDesk, folder: Path, request_: dict[str, Any]
) -> None:
    (answer,) = spoken(folder, json.dumps(request_).encode() + b"\n")

    assert answer["error"]["code"] == "control.session_key"
    assert answer["error"]["whose"] == "caller"
    assert desk.asked == []


def test_a_refused_request_takes_the_rest_of_its_connection_with_it(desk: PaperDesk, folder: Path) -> None:
    bad = json.dumps({"method": "status", "authorization": SIGNATURE}).encode()

    answers = spoken(folder, bad + b'\n{"method":"status"}\n')

    assert len(answers) == 1
    assert desk.asked == []


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:8400\r\n\r\n",
        b'POST /inbox HTTP/1.1\r\nContent-Type: text/plain\r\n\r\n{"method":"status"}\n',
        b'\x16\x03\x01\x02\x00\x01\n{"method":"status"}\n',
        b'[{"method":"status"}]\n{"method":"status"}\n',
        b'{"method":"status","method":"inbox"}\n',
        b'{"method":"status","params":[]}\n',
        b'{"method":"../status"}\n',
        b'{"method":"status","extra":1}\n',
        b'{"params":{}}\n',
        b'{"method":"status"} {"method":"status"}\n',
        b"\n",
        b'{"method":"' + b"s" * (REQUEST_BYTES + 10) + b'"}\n',
    ],
    ids=range(12),
)
def test_what_is_no_request_is_answered_once_and_nothing_after_it_is_read(
    desk: PaperDesk, folder: Path, data: bytes
) -> None:
    answers = spoken(folder, data)

    assert [list(answer) for answer in answers] == [["error"]]
    assert desk.asked == []


def test_http_is_told_that_it_is_not_spoken_here(folder: Path) -> None:
    (answer,) = spoken(folder, b"GET / HTTP/1.1\r\n\r\n")

    assert "does not speak HTTP" in answer["error"]["message"]


def test_a_half_line_is_no_request(desk: PaperDesk, folder: Path) -> None:
    assert spoken(folder, b'{"method":"status"}') == []
    assert desk.asked == []


def test_a_key_nobody_enrolled_votes_for_nobody(desk: PaperDesk, folder: Path) -> None:
    agent = Signer("ana", Ed25519PrivateKey.generate())
    desk.enrol("ana", Ed25519PrivateKey.generate())
    (shown,) = spoken(folder, b'{"method":"show","params":{"change":"C-7Q2M9K81"}}\n')
    envelope = agent.vote(read(shown["result"]), Verdict.APPROVE, "", None)

    (answer,) = spoken(folder, json.dumps({"method": "vote", "params": {"envelope": envelope}}).encode() + b"\n")

    assert answer["error"]["code"] == "statement.unknown_key"
