"""I am the agent. The gateway holds more power than I do, and I have my call carried out with more than it needs."""

from collections.abc import Iterator
from typing import Any

import pytest

from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEVELOPMENT, House
from tests.iam import allows
from tests.telling import problems

ACCOUNT = "123456789012"
ADMIN = f"arn:aws-cn:iam::{ACCOUNT}:role/admin"


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate whose power is narrowed to each call."""
    built = House(bundle, catalogue)
    built.considering.permissions = PackagedPermissions()
    yield built
    assert problems(built) == []
    built.close()


def policy(house: House, action: str, **parameters: Any) -> str:  # noqa: ANN401 - the operation's own
    """What AWS is told to allow while my call is carried out."""
    house.submit(house.session(), action, DEVELOPMENT, **parameters)
    (sent,) = house.upstream.received
    assert sent.power is not None
    return sent.power.policies[0]


@pytest.mark.parametrize("key", ["*.csv", "a*", "?", "${aws:userid}", "r?ports/x"])
def test_i_name_my_object_like_a_pattern(house: House, key: str) -> None:
    house.facts.homes["sandbox"] = DEVELOPMENT

    said = policy(house, "s3:PutObject", Bucket="sandbox", Key=key, Body=b"x")

    assert allows(said, "s3:PutObject", f"arn:aws-cn:s3:::sandbox/{key}")
    for other in ("costs.csv", "ab", "z", "reports/x", "me"):
        assert not allows(said, "s3:PutObject", f"arn:aws-cn:s3:::sandbox/{other}"), other


def test_i_may_delete_one_table_and_reach_for_another(house: House) -> None:
    said = policy(house, "dynamodb:DeleteTable", TableName="costs")

    assert not allows(said, "dynamodb:DeleteTable", f"arn:aws-cn:dynamodb:{DEVELOPMENT}:{ACCOUNT}:table/other")
    assert not allows(said, "dynamodb:PutItem", f"arn:aws-cn:dynamodb:{DEVELOPMENT}:{ACCOUNT}:table/costs")


def test_i_write_quotes_and_brackets_into_a_key(house: House) -> None:
    house.facts.homes["sandbox"] = DEVELOPMENT

    said = policy(
        house, "s3:PutObject", Bucket="sandbox", Key='x"]},{"Effect":"Allow","Action":"*","Resource":["', Body=b""
    )

    assert not allows(said, "iam:CreateUser", f"arn:aws-cn:iam::{ACCOUNT}:user/me")


def test_i_make_something_that_could_take_a_role_and_hope_for_one(house: House) -> None:
    said = policy(
        house,
        "rds:CreateDBInstance",
        DBInstanceIdentifier="d",
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
    )

    assert not allows(said, "iam:PassRole", ADMIN)
    assert not allows(said, "kms:ScheduleKeyDeletion", "*", {"kms:ViaService": "rds.cn-northwest-1.amazonaws.com"})


def test_i_have_many_small_things_deleted_and_the_policy_grows_too_long(house: House) -> None:
    house.facts.homes["sandbox"] = DEVELOPMENT
    keys = [{"Key": f"logs/{number:04}"} for number in range(1000)]

    said = policy(house, "s3:DeleteObjects", Bucket="sandbox", Delete={"Objects": keys})

    assert allows(said, "s3:DeleteObject", "arn:aws-cn:s3:::sandbox/logs/0007")
    assert not allows(said, "s3:DeleteObject", "arn:aws-cn:s3:::sandbox/reports/0007")
    assert not allows(said, "s3:DeleteObject", "arn:aws-cn:s3:::costs/logs/0007")
