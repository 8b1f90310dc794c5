"""Revoking a session counts from its next request on, and cuts what is streaming within a second."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.broken_cloud import BrokenCloud, broken_cloud, streams, takes
from tests.gateway import DEVELOPMENT, PRODUCTION, Gateway, Session, gateway, held, refusal

ITEM = {"TableName": "costs", "Item": {"day": {"S": "2026-11-21"}}}


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Gateway, BrokenCloud]]:
    with broken_cloud() as cloud, gateway(cloud.url) as running:
        yield running, cloud


@pytest.fixture
def gate(world: tuple[Gateway, BrokenCloud]) -> Gateway:
    return world[0]


@pytest.fixture
def cloud(world: tuple[Gateway, BrokenCloud]) -> BrokenCloud:
    world[1].forget()
    return world[1]


def revoked(gate: Gateway, session: Session, sponsor: str = "bo") -> float:
    """Revoke `session`; the instant at which that was acknowledged."""
    gate.must("session", "revoke", session.id, *gate.signed(sponsor))
    return time.monotonic()


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_download_is_cut_within_a_second_and_the_next_request_is_refused(gate: Gateway, cloud: BrokenCloud) -> None:
    session = gate.session()
    s3 = gate.client(session, "s3", DEVELOPMENT, retries={"max_attempts": 0})
    cloud.next.append(streams(pieces=600, size=10_000, pause=0.05))
    body = s3.get_object(Bucket="dev-costs", Key="long")["Body"]
    assert len(body.read(20_000)) == 20_000

    before = revoked(gate, session)
    with pytest.raises(Exception, match=r"[Cc]onnection|IncompleteRead"):
        body.read()
    body.close()

    assert time.monotonic() - before < 1
    message = refusal(s3.list_buckets).response["Error"]["Message"]
    assert message.startswith(f"keyturn: session {session.id[:10]} was ended: open another")


def test_an_upload_is_cut_and_never_becomes_an_object(gate: Gateway, cloud: BrokenCloud) -> None:
    session = gate.session()
    size = 8_000_000
    connection = _begin_upload(session, f"{gate.door}/dev-costs/long", b"u" * size)
    connection.send(b"u" * (size // 2))
    time.sleep(0.3)

    before = revoked(gate, session)
    answer: list[Any] = []
    reading = in_thread(lambda: answer.append(_answer_of(connection)))
    reading.join(5)
    connection.close()

    assert not reading.is_alive()
    assert time.monotonic() - before < 1
    assert b"the session was ended" in answer[0]
    assert cloud.effects == []


def _begin_upload(session: Session, url: str, body: bytes) -> http.client.HTTPConnection:
    """Send the head of a PUT of `body`, signed as the session."""
    env = session.env
    credentials = Credentials(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], env["AWS_SESSION_TOKEN"])
    request = AWSRequest("PUT", url, headers={"X-Amz-Content-SHA256": sha256(body).hexdigest()}, data=body)
    S3SigV4Auth(credentials, "s3", DEVELOPMENT).add_auth(request)
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.netloc, timeout=20)
    connection.putrequest("PUT", at.path)
    for name, value in request.headers.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    return connection


def _answer_of(connection: http.client.HTTPConnection) -> bytes:
    try:
        return connection.getresponse().read()
    except (http.client.HTTPException, ConnectionError) as error:
        return f"the session was ended, and so the connection: {error}".encode()


def test_a_call_that_was_sent_before_is_answered_and_the_next_one_is_not_sent(
    gate: Gateway, cloud: BrokenCloud
) -> None:
    session = gate.session()
    dynamodb = gate.client(session, "dynamodb", DEVELOPMENT, retries={"max_attempts": 0})
    cloud.next.append(takes(0.8))
    answers: list[Any] = []
    sending = in_thread(lambda: answers.append(dynamodb.put_item(**ITEM)))
    while not cloud.effects:
        time.sleep(0.01)

    revoked(gate, session)
    sending.join(10)

    assert answers[0]["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert "was ended" in str(refusal(dynamodb.put_item, **ITEM))
    assert cloud.effects == ["PutItem"]


def test_an_approval_is_of_no_use_to_a_revoked_session_and_of_use_to_the_next(
    gate: Gateway, cloud: BrokenCloud
) -> None:
    session = gate.session()
    delete = gate.client(session, "dynamodb", PRODUCTION).delete_table
    change = held(delete, TableName="costs")
    gate.approve(change)

    revoked(gate, session)
    assert "was ended" in str(refusal(delete, TableName="costs"))
    assert cloud.effects == []
    after = gate.session("--task-id", session.task)
    gate.client(after, "dynamodb", PRODUCTION).delete_table(TableName="costs")

    assert cloud.effects == ["DeleteTable"]
    assert gate.show(change)["state"] == "done"


def test_a_person_who_is_disabled_takes_their_sessions_with_them(gate: Gateway, cloud: BrokenCloud) -> None:
    gate.enrol("cem")
    session = gate.session(sponsor="cem")
    client = gate.client(session, "dynamodb", DEVELOPMENT)
    client.list_tables()

    gate.must("person", "disable", "cem")

    assert "the sponsor `cem` is no longer enrolled" in str(refusal(client.list_tables))
