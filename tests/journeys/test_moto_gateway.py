"""The wiring through which moto's own tests run: it takes what they send, and nothing in the product leads to it."""

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, Final

import boto3
import pytest
from botocore.config import Config

from tests.gateway import ROOT

REGION: Final = "us-east-1"


@pytest.fixture(scope="module")
def door(moto_server: str) -> Iterator[str]:
    """The address of the gateway for moto's tests, in front of a simulated AWS."""
    words = [sys.executable, "-m", "tests.moto_gateway", "--listen", "127.0.0.1:0", "--upstream", moto_server]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def client(door: str, service: str, key: str = "FOOBARKEY", **more: Any) -> Any:  # noqa: ANN401 - boto3's own
    return boto3.session.Session().client(
        service,  # type: ignore[call-overload]  # a name among hundreds
        region_name=REGION,
        endpoint_url=door,
        aws_access_key_id=key,
        **{"aws_secret_access_key": "mock", **more},
    )


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_any_key_will_do_and_nothing_waits_for_people(door: str) -> None:
    s3 = client(door, "s3", key="mock")
    s3.create_bucket(Bucket="made-up")
    s3.put_object(Bucket="made-up", Key="a//../b c", Body=b"bytes")

    assert s3.get_object(Bucket="made-up", Key="a//../b c")["Body"].read() == b"bytes"


def test_upstream_is_told_who_signed(door: str) -> None:
    iam = client(door, "iam")
    iam.create_user(UserName="carla")
    made = iam.create_access_key(UserName="carla")["AccessKey"]

    told = client(door, "sts", made["AccessKeyId"], aws_secret_access_key=made["SecretAccessKey"])
    assert told.get_caller_identity()["Arn"].endswith(":user/carla")


def test_a_role_of_another_account_is_assumed_and_used(door: str) -> None:
    role = "arn:aws:iam::111111111111:role/other"
    made = client(door, "sts").assume_role(RoleArn=role, RoleSessionName="there")["Credentials"]
    secrets = {"aws_secret_access_key": made["SecretAccessKey"], "aws_session_token": made["SessionToken"]}

    told = client(door, "sts", made["AccessKeyId"], **secrets)
    assert told.get_caller_identity()["Account"] == "111111111111"


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_links_presigned_in_either_form_and_calls_signed_by_nobody_go_on(door: str, version: str) -> None:
    bucket = f"links-{version}"
    s3 = client(door, "s3", config=Config(signature_version=version, s3={"addressing_style": "path"}))
    s3.create_bucket(Bucket=bucket)
    for key, acl in (("open", "public-read"), ("closed", "private")):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x", ACL=acl)

    link = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "closed"})
    assert ("X-Amz-Signature" if version == "s3v4" else "AWSAccessKeyId") in link
    assert status(link) == 200
    assert [status(f"{door}/{bucket}/{key}") for key in ("open", "closed")] == [200, 403]


def test_what_is_not_recognised_is_refused_here_too(door: str) -> None:
    assert status(f"{door}/made-up?list-type=2&invented=1") == 403


def test_the_product_knows_nothing_of_it() -> None:
    words = re.compile(r"moto_gateway|moto_keys|moto_compare")
    named = [path for path in (ROOT / "src").rglob("*.py") if words.search(path.read_text(encoding="utf-8"))]
    assert named == []
