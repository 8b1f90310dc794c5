"""Real clients at the AWS door: each shows the reason it was refused with, and none sends a refused call again."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from keyturn.model.execution import Refusal, Reply
from keyturn.model.wire import HttpRequest
from tests.aws_door import Door, open_door
from tests.aws_signed import KEY, KEY_ID

Client = Any  # boto3 makes its clients at run time
Mode = Literal["legacy", "standard", "adaptive"]

REASON: Final = (
    "keyturn: needs 2 approvals, change C-7Q2M9K, approve at http://127.0.0.1:8401/changes/C-7Q2M9K; "
    "then send the same call again"
)

CALLS: Final = [
    ("sts", "get_caller_identity", {}, "AccessDenied"),
    ("s3", "delete_bucket", {"Bucket": "costs"}, "AccessDenied"),
    ("s3", "put_object", {"Bucket": "costs", "Key": "k", "Body": b"x" * 20_000_000}, "AccessDenied"),
    ("s3", "list_objects_v2", {"Bucket": "costs"}, "AccessDenied"),
    ("dynamodb", "delete_table", {"TableName": "costs"}, "AccessDeniedException"),
    ("ec2", "terminate_instances", {"InstanceIds": ["i-0123456789abcdef0"]}, "UnauthorizedOperation"),
    ("lambda", "delete_function", {"FunctionName": "costs"}, "AccessDeniedException"),
    ("iam", "delete_user", {"UserName": "x"}, "AccessDenied"),
    ("sqs", "delete_queue", {"QueueUrl": "https://sqs/1/q"}, "AccessDeniedException"),
    ("rds", "delete_db_instance", {"DBInstanceIdentifier": "costs"}, "AccessDenied"),
    ("cloudformation", "delete_stack", {"StackName": "costs"}, "AccessDenied"),
]

COMMANDS: Final = [
    "sts get-caller-identity",
    "s3 rb s3://costs",
    "s3 cp {file} s3://costs/key",
    "s3api put-object --bucket costs --key k --body {file}",
    "dynamodb delete-table --table-name costs",
    "ec2 terminate-instances --instance-ids i-0123456789abcdef0",
    "lambda delete-function --function-name costs",
    "iam delete-user --user-name x",
    "sqs delete-queue --queue-url https://sqs/1/q",
    "rds delete-db-instance --db-instance-identifier costs",
    "cloudformation delete-stack --stack-name costs",
]


def pending(_: HttpRequest) -> Reply:
    return Refusal("change.pending", REASON)


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with open_door("http://127.0.0.1:1", pending) as opened:
        yield opened


def client(door: Door, service: str, mode: Mode) -> Client:
    session = boto3.Session(KEY_ID, KEY.secret, KEY.token, region_name="cn-north-1")
    config = Config(retries={"mode": mode, "max_attempts": 5}, connect_timeout=5, read_timeout=20)
    return session.client(service, endpoint_url=door.url, config=config)  # type: ignore[call-overload]


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
@pytest.mark.parametrize(("service", "operation", "parameters", "code"), CALLS)
def test_boto3_shows_the_reason_and_sends_once(
    door: Door, service: str, operation: str, parameters: dict[str, Any], code: str, mode: Mode
) -> None:
    before = len(door.gate.seen)

    with pytest.raises(ClientError) as refused:
        getattr(client(door, service, mode), operation)(**parameters)

    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["Error"]["Message"] == REASON
    assert len(door.gate.seen) == before + 1


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_boto3_stops_a_multipart_upload_at_its_first_call(door: Door, mode: Mode) -> None:
    before = len(door.gate.seen)

    with pytest.raises(Exception, match="C-7Q2M9K"):
        client(door, "s3", mode).upload_fileobj(io.BytesIO(b"x" * 20_000_000), "costs", "key")

    assert len(door.gate.seen) == before + 1


@pytest.mark.parametrize("mode", ["legacy", "standard"])
def test_boto3_takes_a_refused_head_for_refused(door: Door, mode: Mode) -> None:
    before = len(door.gate.seen)

    with pytest.raises(ClientError) as refused:
        client(door, "s3", mode).head_object(Bucket="costs", Key="k")

    assert refused.value.response["Error"]["Code"] == "403"
    assert refused.value.response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-errormessage"] == REASON
    assert len(door.gate.seen) == before + 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_aws_program_shows_the_reason_and_sends_once(door: Door, command: str, tmp_path: Path) -> None:
    file = tmp_path / "20MB"
    file.write_bytes(b"x" * 20_000_000)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": KEY.secret,
        "AWS_SESSION_TOKEN": KEY.token,
        "AWS_DEFAULT_REGION": "cn-north-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_MAX_ATTEMPTS": "5",
    }
    before = len(door.gate.seen)

    program = Path(sys.executable).with_name("aws")
    arguments = [str(program), "--endpoint-url", door.url, *command.format(file=file).split()]
    ended = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode != 0
    assert REASON in ended.stderr + ended.stdout
    assert len(door.gate.seen) == before + 1
