"""I write to my own development bucket, and what I write is a copy of production's."""

import pytest

from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House


@pytest.fixture
def buckets(house: House) -> House:
    house.facts.homes.update({"prod-data": PRODUCTION, "dev-data": DEVELOPMENT})
    return house


@pytest.mark.parametrize("source", ["prod-data/secret", "/prod-data/secret", "prod-data/secret?versionId=3"])
def test_it_counts_where_it_is_read_from(buckets: House, source: str) -> None:
    buckets.accept("s3://prod-data/*")
    reply = buckets.submit(
        buckets.session(), "s3:CopyObject", DEVELOPMENT, Bucket="dev-data", Key="mine", CopySource=source
    )

    (shown,) = buckets.ask("show", change=buckets.held(reply))["review"]["actions"]
    assert shown["environments"] == ["development", "production"]
    assert "arn:aws-cn:s3:::prod-data/secret" in shown["document"]["resources"]


def test_a_copy_within_development_passes(buckets: House) -> None:
    reply = buckets.submit(
        buckets.session(), "s3:CopyObject", DEVELOPMENT, Bucket="dev-data", Key="mine", CopySource="dev-data/other"
    )

    assert buckets.passed(reply)


def test_part_by_part_it_is_held_as_well(buckets: House) -> None:
    buckets.accept("s3://prod-data/*")
    reply = buckets.submit(
        buckets.session(),
        "s3:UploadPartCopy",
        DEVELOPMENT,
        Bucket="dev-data",
        Key="mine",
        CopySource="prod-data/secret",
        UploadId="real-upload",
        PartNumber=1,
    )

    assert buckets.held(reply)


def test_a_session_for_development_only_may_not_even_ask(buckets: House) -> None:
    session = buckets.session(environment="development")

    reply = buckets.submit(
        session, "s3:CopyObject", DEVELOPMENT, Bucket="dev-data", Key="mine", CopySource="prod-data/secret"
    )

    assert buckets.refused(reply) == "policy.forbidden"
