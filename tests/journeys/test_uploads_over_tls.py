"""Uploads as clients send them over https: framed, with a checksum behind, which is what they do on their own."""

import random
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from boto3.exceptions import S3UploadFailedError

from tests.gateway import DEVELOPMENT, PRODUCTION, Gateway, Session, change_of, gateway, held
from tests.journeys.things import bucket

SHORT = b"a short object"
LONG = random.Random(3).randbytes(3_000_000)


@pytest.fixture(scope="module")
def gate(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server, gate="tls = true") as running:
        yield running


@pytest.fixture
def session(gate: Gateway) -> Session:
    return gate.session()


@pytest.fixture
def marks() -> list[str]:
    """The `x-amz-content-sha256` of each request that `watched` has seen."""
    return []


def watched(client: Any, marks: list[str]) -> Any:  # noqa: ANN401 - boto3's clients have no type of their own
    def note(request: Any, **_: object) -> None:  # noqa: ANN401
        mark = request.headers.get("X-Amz-Content-SHA256", "")
        marks.append(mark.decode() if isinstance(mark, bytes) else str(mark))

    client.meta.events.register("before-send.s3", note)
    return client


def stored(gate: Gateway, name: str, key: str) -> bytes:
    return bytes(gate.direct("s3").get_object(Bucket=name, Key=key)["Body"].read())


def test_boto3_puts_objects(gate: Gateway, session: Session, marks: list[str]) -> None:
    name = bucket(gate, DEVELOPMENT)
    s3 = watched(gate.client(session, "s3"), marks)

    for algorithm in ("CRC32", "SHA1", "SHA256"):
        for data in (SHORT, LONG, b""):
            s3.put_object(Bucket=name, Key="object", Body=data, ChecksumAlgorithm=algorithm, ContentEncoding="gzip")
            assert stored(gate, name, "object") == data

    assert marks == ["STREAMING-UNSIGNED-PAYLOAD-TRAILER"] * 9
    assert gate.direct("s3").head_object(Bucket=name, Key="object")["ContentEncoding"] == "gzip"


@pytest.mark.parametrize("data", [SHORT, LONG], ids=["short", "long"])
def test_into_production_it_waits_for_two_people_and_passes_once(
    gate: Gateway, session: Session, marks: list[str], data: bytes
) -> None:
    name = bucket(gate, PRODUCTION)
    s3 = watched(gate.client(session, "s3", PRODUCTION), marks)

    change = held(s3.put_object, Bucket=name, Key="object", Body=data)
    gate.approve(change)
    # What was approved is the object: another framing, another checksum, another client.
    gate.client(session, "s3", PRODUCTION, request_checksum_calculation="when_required").put_object(
        Bucket=name, Key="object", Body=data
    )

    assert stored(gate, name, "object") == data
    assert set(marks) == {"STREAMING-UNSIGNED-PAYLOAD-TRAILER"}
    assert held(s3.put_object, Bucket=name, Key="object", Body=data) != change


def test_a_file_in_parts_is_one_change(
    gate: Gateway, session: Session, marks: list[str], twenty_megabytes: bytes
) -> None:
    name = bucket(gate, PRODUCTION)
    path = gate.folder / "costs.bin"
    path.write_bytes(twenty_megabytes)
    s3 = watched(gate.client(session, "s3", PRODUCTION), marks)

    with pytest.raises(S3UploadFailedError, match="keyturn: needs 2 approvals, change C-") as refused:
        s3.upload_file(str(path), name, "costs.bin")
    gate.approve(change_of(str(refused.value)))
    s3.upload_file(str(path), name, "costs.bin")

    assert stored(gate, name, "costs.bin") == twenty_megabytes
    assert marks.count("STREAMING-UNSIGNED-PAYLOAD-TRAILER") == 6


def test_the_aws_program_puts_objects(gate: Gateway, session: Session, tmp_path: Path) -> None:
    name = bucket(gate, DEVELOPMENT)
    path = tmp_path / "object"
    path.write_bytes(LONG)
    place = ("--bucket", name, "--key", "object")

    ran = gate.aws(session, "s3api", "put-object", *place, "--body", str(path), "--checksum-algorithm", "SHA256")

    assert ran.code == 0, ran.err
    assert stored(gate, name, "object") == LONG


def test_a_presigned_upload_may_be_sent_by_any_http_library(gate: Gateway, session: Session) -> None:
    name = bucket(gate, DEVELOPMENT)
    s3 = gate.client(session, "s3", signature_version="s3v4")
    url = s3.generate_presigned_url("put_object", {"Bucket": name, "Key": "object"}, 60)
    context = ssl.create_default_context(cafile=session.env["AWS_CA_BUNDLE"])

    for data in (SHORT, LONG):
        # The type is not among the signed headers: HTTP libraries add one on their own.
        upload = urllib.request.Request(url, data, {"content-type": "text/plain"}, method="PUT")
        with urllib.request.urlopen(upload, context=context) as answer:
            assert answer.status == 200
        assert stored(gate, name, "object") == data
    assert gate.direct("s3").head_object(Bucket=name, Key="object")["ContentType"] == "text/plain"


def test_metrics_are_compressed_and_read(gate: Gateway, session: Session) -> None:
    client = gate.client(session, "cloudwatch", DEVELOPMENT)
    packed: list[bool] = []
    client.meta.events.register(
        "before-send.cloudwatch", lambda request, **_: packed.append("Content-Encoding" in request.headers)
    )
    data = [{"MetricName": f"metric-{number}", "Value": float(number)} for number in range(900)]

    change = held(client.put_metric_data, Namespace="costs", MetricData=data)
    gate.approve(change)
    client.put_metric_data(Namespace="costs", MetricData=data)

    assert packed == [True, True]
    assert len(gate.direct("cloudwatch", DEVELOPMENT).list_metrics(Namespace="costs")["Metrics"]) > 0
