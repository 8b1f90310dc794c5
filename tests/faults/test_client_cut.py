"""Upstream breaks off before, during and after its answer: the client causes one effect at most, and is told."""

import random
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import ClientError

from tests.broken_cloud import (
    Arrived,
    Behaviour,
    BrokenCloud,
    answer,
    breaks_after_the_effect,
    breaks_before_the_effect,
    breaks_in_the_body,
    breaks_in_the_head,
    breaks_in_the_request,
    broken_cloud,
    closes_after_the_answer,
    fails_with,
    refuses_early,
    takes,
)
from tests.gateway import DEVELOPMENT, PRODUCTION, Gateway, Session, change_of, gateway, held, refusal

ITEM = {"TableName": "costs", "Item": {"day": {"S": "2026-11-21"}}}
TABLE = {"TableName": "costs"}


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


@pytest.fixture
def session(gate: Gateway) -> Session:
    return gate.session()


def client(gate: Gateway, session: Session, region: str, mode: str, **more: Any) -> Any:  # noqa: ANN401
    return gate.client(session, "dynamodb", region, retries={"mode": mode, "max_attempts": 4}, **more)


BREAKS = (breaks_before_the_effect, breaks_after_the_effect, breaks_in_the_head, breaks_in_the_body)
modes = pytest.mark.parametrize("mode", ["legacy", "standard"])
breaks = pytest.mark.parametrize("behave", BREAKS, ids=lambda behave: behave.__name__)


@modes
@breaks
def test_boto3_sends_a_free_call_once_and_shows_that_its_outcome_is_unknown(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str, behave: Behaviour
) -> None:
    cloud.next.append(behave)

    error = refusal(client(gate, session, DEVELOPMENT, mode).put_item, **ITEM)

    assert "keyturn: outcome unknown: it was sent once and its answer never came" in str(error)
    assert [one.operation for one in cloud.arrived] == ["PutItem"]
    assert len(cloud.effects) <= 1


@modes
@breaks
def test_boto3_sends_an_approved_call_once_and_no_second_change_is_opened(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str, behave: Behaviour
) -> None:
    delete = client(gate, session, PRODUCTION, mode).delete_table
    change = held(delete, **TABLE)
    gate.approve(change)
    cloud.next.append(behave)

    error = refusal(delete, **TABLE)
    assert "keyturn: outcome unknown: it was sent once and its answer never came" in str(error)
    again = refusal(delete, **TABLE)  # whoever types it once more is told the same, and the approval is used up

    assert f"keyturn: outcome unknown: a call of change {change} was sent once" in str(again)
    assert [one.operation for one in cloud.arrived] == ["DeleteTable"]
    assert [(one["short"], one["state"]) for one in gate.waiting(session)] == [(change, "in doubt")]
    gate.must("withdraw", change, *gate.signed("dana"))


@breaks
def test_the_aws_program_shows_the_unknown_outcome_and_sends_once(
    gate: Gateway, cloud: BrokenCloud, session: Session, behave: Behaviour
) -> None:
    words = ("dynamodb", "delete-table", "--table-name", "costs")
    change = change_of(gate.aws(session, *words, region=PRODUCTION).err)
    gate.approve(change)
    cloud.next.append(behave)

    ran = gate.aws(session, *words, region=PRODUCTION)

    assert ran.code == 255
    assert "keyturn: outcome unknown: it was sent once and its answer never came" in ran.err
    assert [one.operation for one in cloud.arrived] == ["DeleteTable"]
    assert [(one["short"], one["state"]) for one in gate.waiting(session)] == [(change, "in doubt")]
    gate.must("withdraw", change, *gate.signed("dana"))


@modes
def test_an_answer_that_was_whole_counts_although_upstream_closed_after_it(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str
) -> None:
    dynamodb = client(gate, session, DEVELOPMENT, mode)
    cloud.next.extend([closes_after_the_answer] * 5)

    for _ in range(5):
        dynamodb.put_item(**ITEM)

    assert cloud.effects == ["PutItem"] * 5


@modes
def test_a_client_that_loses_patience_gets_the_answer_of_the_one_sending(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str
) -> None:
    impatient = client(gate, session, DEVELOPMENT, mode, read_timeout=1)
    cloud.next.append(takes(2.5))

    got = impatient.put_item(**ITEM)

    assert got["ResponseMetadata"]["RetryAttempts"] >= 1
    assert cloud.effects == ["PutItem"]


@modes
def test_a_server_error_may_have_had_its_effect_so_the_clients_retry_is_not_sent(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str
) -> None:
    cloud.next.append(fails_with(500))

    with pytest.raises(ClientError, match="keyturn: outcome unknown: this call was sent once"):
        client(gate, session, DEVELOPMENT, mode).put_item(**ITEM)

    assert cloud.effects == ["PutItem"]


@modes
def test_an_approved_call_that_upstream_failed_is_not_sent_again_by_the_clients_retries(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str
) -> None:
    delete = client(gate, session, PRODUCTION, mode).delete_table
    change = held(delete, **TABLE)
    gate.approve(change)
    cloud.next.append(fails_with(503))

    with pytest.raises(ClientError, match="it is broken"):
        delete(**TABLE)

    assert cloud.effects == ["DeleteTable"]
    assert gate.show(change)["state"] == "failed"
    assert gate.waiting(session) == []


@modes
def test_a_read_that_was_cut_is_asked_again(gate: Gateway, cloud: BrokenCloud, session: Session, mode: str) -> None:
    cloud.next.append(breaks_in_the_head)

    got = client(gate, session, DEVELOPMENT, mode).list_tables()

    assert got["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert [one.operation for one in cloud.arrived] == ["ListTables"] * 2


@modes
def test_a_body_that_breaks_off_is_never_passed_off_as_whole(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str
) -> None:
    s3 = gate.client(session, "s3", DEVELOPMENT, retries={"mode": mode, "max_attempts": 1})

    def long_and_cut(connection: Any, _: object, perform: Any) -> bool:  # noqa: ANN401
        perform()
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 4000000\r\n\r\n" + b"x" * 1_000_000)
        return False

    cloud.next.extend([long_and_cut] * 3)

    with pytest.raises(Exception, match=r"IncompleteRead|[Cc]onnection broken|content_length|Connection was closed"):
        s3.get_object(Bucket="dev-costs", Key="long")["Body"].read()


@modes
def test_an_upload_that_upstream_drops_half_way_is_sent_once(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str
) -> None:
    s3 = gate.client(session, "s3", DEVELOPMENT, retries={"mode": mode, "max_attempts": 4})
    cloud.unread.append(breaks_in_the_request)

    error = refusal(s3.put_object, Bucket="dev-costs", Key="long", Body=b"u" * 20_000_000)

    assert "keyturn: outcome unknown: it was sent once and its answer never came" in str(error)
    assert [one.operation for one in cloud.arrived] == ["PUT /dev-costs/long"]
    assert cloud.effects == []


def test_an_answer_that_comes_before_the_whole_upload_is_passed_on(
    gate: Gateway, cloud: BrokenCloud, session: Session
) -> None:
    s3 = gate.client(session, "s3", DEVELOPMENT)
    cloud.unread.append(refuses_early)

    with pytest.raises(ClientError, match="not yours"):
        s3.put_object(Bucket="dev-costs", Key="long", Body=b"u" * 20_000_000)

    assert len(cloud.arrived) == 1


def storage(connection: socket.socket, request: Arrived, perform: Callable[[], None]) -> bool:
    """Answer the calls of an upload in parts as S3 does."""
    perform()
    if "uploads" in request.path:
        body = b"<InitiateMultipartUploadResult><UploadId>real-1</UploadId></InitiateMultipartUploadResult>"
        connection.sendall(answer(body=body, headers="content-type: application/xml\r\n"))
    elif request.method == "PUT":
        connection.sendall(answer(body=b"", headers=f'etag: "{sha256(request.body).hexdigest()[:32]}"\r\n'))
    else:
        connection.sendall(
            answer(body=b"<CompleteMultipartUploadResult/>", headers="content-type: application/xml\r\n")
        )
    return True


@modes
@pytest.mark.parametrize("at", [0, 2, 4], ids=["its beginning", "a part", "its end"])
def test_an_approved_upload_in_parts_that_is_cut_opens_no_second_change(
    gate: Gateway, cloud: BrokenCloud, session: Session, mode: str, at: int, tmp_path: Path
) -> None:
    file, s3 = tmp_path / "costs.bin", gate.client(session, "s3", PRODUCTION, retries={"mode": mode, "max_attempts": 4})
    file.write_bytes(random.Random(1).randbytes(20_000_000))
    with pytest.raises(S3UploadFailedError, match="keyturn: needs 2 approvals"):
        s3.upload_file(str(file), "prod-costs", "costs.bin")
    (change,) = gate.waiting(session)
    gate.approve(change["id"])
    cloud.next.extend(breaks_after_the_effect if number == at else storage for number in range(20))

    with pytest.raises(S3UploadFailedError, match="keyturn: outcome unknown: it was sent once"):
        s3.upload_file(str(file), "prod-costs", "costs.bin")

    # The client aborts by itself what broke off. Nobody is asked about that while the change is still in doubt.
    assert [(one["id"], one["state"]) for one in gate.waiting(session)] == [(change["id"], "in doubt")]
    assert max(Counter(one.path for one in cloud.arrived).values()) == 1
    with pytest.raises(S3UploadFailedError, match=f"keyturn: outcome unknown: a call of change {change['short']}"):
        s3.upload_file(str(file), "prod-costs", "costs.bin")
    assert len(gate.waiting(session)) == 1
    gate.must("withdraw", change["id"], *gate.signed("dana"))


def test_the_log_of_all_this_holds(gate: Gateway) -> None:
    said = gate.keyturn("log", "verify", "--json")

    assert said.code == 0, said.out
