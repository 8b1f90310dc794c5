"""A gateway that speaks TLS under its own authority: ordinary clients trust it by what the session hands them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest
from botocore.exceptions import SSLError

from tests.gateway import AWS, DEVELOPMENT, PRODUCTION, Gateway, Session, change_of, gateway, held
from tests.journeys.things import bucket, fresh


@pytest.fixture(scope="module")
def secure(moto_server: str) -> Iterator[Gateway]:
    with gateway(moto_server, gate='tls = true\nnames = ["localhost"]') as running:
        yield running


@pytest.fixture
def inside(secure: Gateway) -> Session:
    return secure.session()


def test_the_first_screen_the_doctor_and_the_session_say_it(secure: Gateway, inside: Session) -> None:
    assert "  tls           its own authority, until " in secure.screens[0]
    findings = secure.keyturn("doctor", "--json").json["findings"]
    assert [one["level"] for one in findings if one["about"] == "tls"] == ["good"]
    assert inside.env["AWS_ENDPOINT_URL"].startswith("https://localhost:")
    trusted = Path(inside.env["AWS_CA_BUNDLE"])
    assert trusted.read_text() == (secure.data / "ca.pem").read_text()
    assert inside.env["NODE_EXTRA_CA_CERTS"] == str(trusted)
    assert (secure.data / "ca.key").stat().st_mode & 0o777 == 0o600


def test_the_aws_program_works_and_its_changes_wait(secure: Gateway, inside: Session, tmp_path: Path) -> None:
    name, file = bucket(secure, DEVELOPMENT), tmp_path / "costs.bin"
    file.write_bytes(os.urandom(12_000_000))

    assert secure.aws(inside, "sts", "get-caller-identity").code == 0
    assert secure.aws(inside, "s3", "cp", str(file), f"s3://{name}/costs.bin").code == 0
    assert secure.aws(inside, "s3", "cp", f"s3://{name}/costs.bin", str(tmp_path / "back")).code == 0
    assert (tmp_path / "back").read_bytes() == file.read_bytes()

    doomed = bucket(secure, PRODUCTION)
    refused = secure.aws(inside, "s3api", "delete-bucket", "--bucket", doomed, region=PRODUCTION)
    secure.approve(change_of(refused.err))
    assert secure.aws(inside, "s3api", "delete-bucket", "--bucket", doomed, region=PRODUCTION).code == 0


def test_boto3_writes_and_reads_objects_of_every_size(secure: Gateway, inside: Session) -> None:
    name = bucket(secure, DEVELOPMENT)
    s3 = secure.client(inside, "s3", DEVELOPMENT)

    for size in (0, 1, 100_000, 3_000_000):
        body = os.urandom(size)
        s3.put_object(Bucket=name, Key="key", Body=body)
        assert s3.get_object(Bucket=name, Key="key")["Body"].read() == body


def test_an_object_for_production_is_one_change_though_its_body_is_not_signed(secure: Gateway, inside: Session) -> None:
    name, body = bucket(secure, PRODUCTION), os.urandom(2_000_000)
    put = secure.client(inside, "s3", PRODUCTION).put_object
    change = held(put, Bucket=name, Key="key", Body=body)
    secure.approve(change)

    other = held(put, Bucket=name, Key="key", Body=body[:-1] + b"!")
    put(Bucket=name, Key="key", Body=body)

    assert other != change
    assert secure.direct("s3").get_object(Bucket=name, Key="key")["Body"].read() == body


def test_a_client_that_was_not_handed_the_certificate_talks_to_nobody(secure: Gateway, inside: Session) -> None:
    stranger = Session(inside.id, inside.task, {**inside.env, "AWS_CA_BUNDLE": certifi.where()})

    with pytest.raises(SSLError):
        secure.client(stranger, "sts", DEVELOPMENT).get_caller_identity()


def test_a_command_in_keyturn_run_trusts_it_too(secure: Gateway) -> None:
    name = fresh("costs")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "keyturn", "run", "--config", str(secure.config), "--agent", "fixer"),
            *secure.signed("dana"),
            *("--task", "look", "--region", DEVELOPMENT, "--", str(AWS), "s3", "mb", f"s3://{name}"),
        ],
        env=secure.bare() | {"HTTPS_PROXY": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ran.returncode == 0, ran.stderr
    assert name in json.dumps(secure.direct("s3").list_buckets(), default=str)
