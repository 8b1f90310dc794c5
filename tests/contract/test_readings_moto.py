"""What the gateway reads for people about a call in doubt, against a simulated AWS: there, gone, and not to be read."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any, Final

import boto3
import pytest

from keyturn.adapters.aws.facts import AwsFacts
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b64decode
from keyturn.gather.readings import reading, says
from keyturn.model.execution import Answer
from tests.contract.test_upstream_moto import run

REGION: Final = "cn-north-1"
Make = Callable[[Callable[[str], Any]], dict[str, Json]]


def looked(url: str, name: str, parameters: dict[str, Json]) -> str:
    """What is read now about the thing of a call with these parameters."""
    service, _, operation = name.partition(":")
    found = reading({"service": service, "operation": operation, "region": REGION, "parameters": parameters})
    assert found is not None
    return says(found, run(url, lambda sender: AwsFacts(sender, REGION, None, lambda: 0.0).read(found.outgoing)))


@pytest.fixture
def aws(moto_reset: str) -> Callable[[str], Any]:
    def client(service: str) -> Any:  # noqa: ANN401 - boto3's own
        session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "secret", region_name=REGION)
        return session.client(service, endpoint_url=moto_reset)  # type: ignore[call-overload]  # a name among hundreds

    return client


def bucket(aws: Callable[[str], Any]) -> dict[str, Json]:
    aws("s3").create_bucket(Bucket="costs", CreateBucketConfiguration={"LocationConstraint": REGION})
    return {"Bucket": "costs"}


def an_object(aws: Callable[[str], Any]) -> dict[str, Json]:
    bucket(aws)
    aws("s3").put_object(Bucket="costs", Key="2026/a b+c.csv", Body=b"data")
    return {"Bucket": "costs", "Key": "2026/a b+c.csv"}


def table(aws: Callable[[str], Any]) -> dict[str, Json]:
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    types = [{"AttributeName": "id", "AttributeType": "S"}]
    aws("dynamodb").create_table(
        TableName="costs", KeySchema=key, AttributeDefinitions=types, BillingMode="PAY_PER_REQUEST"
    )
    return {"TableName": "costs"}


def database(aws: Callable[[str], Any]) -> dict[str, Json]:
    aws("rds").create_db_instance(DBInstanceIdentifier="costs", DBInstanceClass="db.t3.micro", Engine="postgres")
    return {"DBInstanceIdentifier": "costs"}


def stack(aws: Callable[[str], Any]) -> dict[str, Json]:
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    aws("cloudformation").create_stack(StackName="costs", TemplateBody=json.dumps(template))
    return {"StackName": "costs"}


def instance(aws: Callable[[str], Any]) -> dict[str, Json]:
    made = aws("ec2").run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)
    return {"InstanceIds": [made["Instances"][0]["InstanceId"]]}


@pytest.mark.parametrize(
    ("call", "make", "there"),
    [
        ("s3:DeleteBucket", bucket, "bucket costs exists"),
        ("s3:PutObject", an_object, "object 2026/a b+c.csv exists: content-length 4, last-modified"),
        ("dynamodb:DeleteTable", table, "table costs exists: ACTIVE"),
        ("rds:DeleteDBInstance", database, "database costs exists: available"),
        ("cloudformation:DeleteStack", stack, "stack costs exists: CREATE_COMPLETE"),
        ("ec2:TerminateInstances", instance, "exists: running"),
    ],
)
def test_what_is_there_is_said_to_be_and_in_which_state(
    moto_server: str, aws: Callable[[str], Any], call: str, make: Make, there: str
) -> None:
    assert there in looked(moto_server, call, make(aws))


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("s3:DeleteBucket", {"Bucket": "costs"}),
        ("s3:DeleteObject", {"Bucket": "costs", "Key": "a"}),
        ("dynamodb:DeleteTable", {"TableName": "costs"}),
        ("rds:DeleteDBInstance", {"DBInstanceIdentifier": "costs"}),
        ("cloudformation:DeleteStack", {"StackName": "costs"}),
        ("ec2:TerminateInstances", {"InstanceIds": ["i-0123456789abcdef0"]}),
        ("lambda:DeleteFunction", {"FunctionName": "costs"}),
    ],
)
def test_what_is_gone_does_not_exist(moto_reset: str, call: str, parameters: dict[str, Json]) -> None:
    assert looked(moto_reset, call, parameters).endswith(" does not exist")


def test_a_functions_code_is_named_by_the_digest_that_people_saw(moto_server: str, aws: Callable[[str], Any]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("report.py", "def handler(event, context): ...")
    trust = {"Version": "2012-10-17", "Statement": []}
    role = aws("iam").create_role(RoleName="reports", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    made = aws("lambda").create_function(
        FunctionName="report",
        Runtime="python3.11",
        Role=role,
        Handler="report.handler",
        Code={"ZipFile": packed.getvalue()},
    )

    digest = b64decode(made["CodeSha256"]).hex()
    told = looked(moto_server, "lambda:UpdateFunctionCode", {"FunctionName": "report"})
    assert told == f"function report exists: code SHA-256 {digest}"


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("iam:CreateUser", {"UserName": "x"}),
        ("dynamodb:DeleteTable", {}),
        ("dynamodb:DeleteTable", {"TableName": {"$sensitive": "x", "$length": 1}}),
        ("ec2:TerminateInstances", {"InstanceIds": ["i-1", "i-2"]}),
    ],
)
def test_where_there_is_no_one_thing_to_read_nothing_is_read(call: str, parameters: dict[str, Json]) -> None:
    service, _, operation = call.partition(":")
    document: dict[str, Json] = {"service": service, "operation": operation, "region": REGION, "parameters": parameters}
    assert reading(document) is None


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (403, b'{"__type": "com.amazon.coral#AccessDeniedException"}', "AWS answered 403 (AccessDeniedException)"),
        (403, b"<Error><Code>AccessDenied</Code></Error>", "AWS answered 403 (AccessDenied)"),
        (301, b"", "AWS answered 301"),
        (500, b"<Code>\x1b[31m</Code>", "AWS answered 500"),
    ],
)
def test_what_cannot_be_read_is_neither_there_nor_gone(status: int, body: bytes, told: str) -> None:
    parameters: dict[str, Json] = {"TableName": "costs"}
    found = reading({"service": "dynamodb", "operation": "DeleteTable", "region": REGION, "parameters": parameters})
    assert found is not None
    assert says(found, Answer(status, (), body)) == f"table costs cannot be read: {told}"
