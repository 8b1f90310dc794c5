"""A request without a signature is named where host and protocol leave one reading, and not guessed elsewhere."""

import pytest

from tests.explaining import scope, wire

JSON = ("content-type", "application/x-amz-json-1.0")
DELETE_TABLE = (JSON, ("x-amz-target", "DynamoDB_20120810.DeleteTable"))
LIST_STREAMS = (JSON, ("x-amz-target", "DynamoDBStreams_20120810.ListStreams"))
CBOR = (("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor"))
ALARMS = "/service/GraniteServiceVersion20100801/operation/DeleteAlarms"
FORM = ("content-type", "application/x-www-form-urlencoded")


@pytest.mark.parametrize(
    ("method", "url", "headers", "body", "name", "region"),
    [
        (
            "GET",
            "sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
            (),
            "",
            "sts:GetCallerIdentity",
            "us-east-1",
        ),
        ("POST", "iam.amazonaws.com/", (FORM,), "Action=ListUsers&Version=2010-05-08", "iam:ListUsers", "us-east-1"),
        (
            "POST",
            "iam.cn-north-1.amazonaws.com.cn/",
            (FORM,),
            "Action=ListUsers&Version=2010-05-08",
            "iam:ListUsers",
            "cn-north-1",
        ),
        ("DELETE", "costs.s3.eu-west-1.amazonaws.com/a", (), "", "s3:DeleteObject", "eu-west-1"),
        ("DELETE", "costs.s3-eu-west-1.amazonaws.com/a", (), "", "s3:DeleteObject", "eu-west-1"),
        ("DELETE", "costs-us-west-2-x.s3.amazonaws.com/", (), "", "s3:DeleteBucket", "us-east-1"),
        ("GET", "costs.s3-fips.dualstack.us-gov-west-1.amazonaws.com/", (), "", "s3:ListObjects", "us-gov-west-1"),
        (
            "POST",
            "dynamodb-fips.us-gov-west-1.amazonaws.com/",
            DELETE_TABLE,
            '{"TableName":"a"}',
            "dynamodb:DeleteTable",
            "us-gov-west-1",
        ),
        (
            "POST",
            "streams.dynamodb.eu-west-1.amazonaws.com/",
            LIST_STREAMS,
            "{}",
            "dynamodbstreams:ListStreams",
            "eu-west-1",
        ),
        ("POST", "localhost:4566/", DELETE_TABLE, '{"TableName":"a"}', "dynamodb:DeleteTable", "us-east-1"),
        (
            "DELETE",
            "lambda.eu-west-1.amazonaws.com/2015-03-31/functions/costs",
            (),
            "",
            "lambda:DeleteFunction",
            "eu-west-1",
        ),
        ("DELETE", "eks.eu-west-1.api.aws/clusters/costs", (), "", "eks:DeleteCluster", "eu-west-1"),
        ("POST", f"monitoring.eu-west-1.amazonaws.com{ALARMS}", CBOR, "", "cloudwatch:DeleteAlarms", "eu-west-1"),
        ("DELETE", "costs.localhost:4566/a", (scope("s3"),), "", "s3:DeleteObject", "us-east-1"),
        ("DELETE", "127.0.0.1:4566/costs/a", (scope("s3"),), "", "s3:DeleteObject", "us-east-1"),
        ("DELETE", "[::1]:4566/costs/a", (scope("s3"),), "", "s3:DeleteObject", "us-east-1"),
        ("DELETE", "gateway.example:8400/costs/a", (scope("s3"),), "", "s3:DeleteObject", "us-east-1"),
    ],
)
def test_host_and_marker_name_the_call(
    method: str, url: str, headers: tuple[tuple[str, str], ...], body: str, name: str, region: str
) -> None:
    answer = wire(method, url, *headers, body=body)
    assert [f"{one['service']}:{one['operation']}" for one in answer["actions"]] == [name], answer
    assert answer["actions"][0]["region"] == region


def test_what_two_services_could_read_is_not_guessed() -> None:
    answer = wire("DELETE", "localhost:4566/2015-03-31/functions/costs")

    assert answer["code"] == "unrecognised.aws.ambiguous"
    assert "`lambda:DeleteFunction`" in answer["reason"]
    assert "`s3:DeleteObject`" in answer["reason"]


def test_a_host_that_is_nothing_known_is_taken_for_the_endpoint_and_said() -> None:
    answer = wire("DELETE", "gateway.example:8400/costs/a", scope("s3"))

    assert "the endpoint gateway.example:8400, with no bucket in its name" in answer["assumed"]


def test_an_aws_host_of_no_service_names_nothing() -> None:
    assert wire("GET", "nothing.eu-west-1.amazonaws.com/")["code"].startswith("unrecognised.")
