"""I sign for the development region, and name what lies in production."""

from typing import Any

import pytest

from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House


@pytest.fixture
def buckets(house: House) -> House:
    house.facts.homes.update({"prod-data": PRODUCTION, "dev-data": DEVELOPMENT})
    return house


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("s3:DeleteBucket", {"Bucket": "prod-data"}),
        ("s3:PutObject", {"Bucket": "prod-data", "Key": "a", "Body": b"b"}),
        ("s3:DeleteObject", {"Bucket": "prod-data", "Key": "a"}),
        ("s3:DeleteObjects", {"Bucket": "prod-data", "Delete": {"Objects": [{"Key": "a"}]}}),
        ("s3:PutBucketTagging", {"Bucket": "prod-data", "Tagging": {"TagSet": []}}),
        ("sqs:SendMessage", {"QueueUrl": "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q", "MessageBody": "b"}),
        ("dynamodb:DeleteTable", {"TableName": "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"}),
        (
            "dynamodb:BatchWriteItem",
            {
                "RequestItems": {
                    "dev": [{"DeleteRequest": {"Key": {"k": {"S": "a"}}}}],
                    "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs": [
                        {"DeleteRequest": {"Key": {"k": {"S": "a"}}}}
                    ],
                }
            },
        ),
        ("rds:CopyDBSnapshot", {
            "SourceDBSnapshotIdentifier": "arn:aws-cn:rds:cn-north-1:123456789012:snapshot:costs",
            "TargetDBSnapshotIdentifier": "mine",
        }),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_it_counts_in_production(buckets: House, action: str, parameters: dict[str, Any]) -> None:
    session = buckets.session()

    change = buckets.held(buckets.submit(session, action, DEVELOPMENT, **parameters))

    (shown,) = buckets.ask("show", change=change)["review"]["actions"]
    assert "production" in shown["environments"]
    assert buckets.upstream.received == []


def test_the_same_calls_on_what_lies_in_development_pass(buckets: House) -> None:
    session = buckets.session()

    for action, parameters in (
        ("s3:DeleteBucket", {"Bucket": "dev-data"}),
        ("dynamodb:DeleteTable", {"TableName": "arn:aws-cn:dynamodb:cn-northwest-1:123456789012:table/costs"}),
    ):
        assert buckets.passed(buckets.submit(session, action, DEVELOPMENT, **parameters))


def test_a_bucket_whose_home_nobody_knows_counts_in_production(house: House) -> None:
    assert house.held(house.submit(house.session(), "s3:DeleteBucket", DEVELOPMENT, Bucket="whose"))


def test_a_session_for_development_only_may_not_even_ask(buckets: House) -> None:
    session = buckets.session(environment="development")

    reply = buckets.submit(session, "s3:DeleteBucket", DEVELOPMENT, Bucket="prod-data")

    assert buckets.refused(reply) == "policy.forbidden"


def test_what_belongs_to_another_account_is_refused(buckets: House) -> None:
    reply = buckets.submit(
        buckets.session(),
        "dynamodb:DeleteTable",
        DEVELOPMENT,
        TableName="arn:aws-cn:dynamodb:cn-northwest-1:999999999999:table/costs",
    )

    assert buckets.refused(reply) == "account.unlisted"
