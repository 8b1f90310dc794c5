"""I ask for an envelope of deletes, permissions or executions, or bring one inside a call that it holds."""

import pytest

from keyturn.model.envelope import EnvelopeRefused
from keyturn.testing.house import House, Opened
from tests.bounding import PUT, enveloped


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.mark.parametrize(
    "operation",
    [
        "dynamodb:DeleteTable",
        "dynamodb:DeleteItem",
        "iam:PutRolePolicy",
        "lambda:Invoke",
        "lambda:CreateFunction",
        "s3:PutBucketPolicy",
        "dynamodb:Frobnicate",
        "nothing:AtAll",
        "dynamodb:GetItem",
    ],
)
def test_what_deletes_permits_executes_or_has_no_name_is_not_even_proposed(
    house: House, session: Opened, operation: str
) -> None:
    with pytest.raises(EnvelopeRefused):
        enveloped(house, session, operations=[PUT, operation])


def test_one_that_deletes_by_its_parameters_waits_when_it_comes(house: House, session: Opened) -> None:
    batch = "dynamodb:BatchWriteItem"
    enveloped(house, session, operations=[batch], parameters={"RequestItems": {"most_bytes": 1000}})
    puts = [{"PutRequest": {"Item": {"id": {"S": "1"}}}}]
    deletes = [{"DeleteRequest": {"Key": {"id": {"S": "1"}}}}]

    assert house.passed(house.submit(session, batch, RequestItems={"costs": puts}))
    reply = house.submit(session, batch, RequestItems={"costs": deletes})
    assert house.refused(reply) == "change.pending"
    assert "creates and modifies only" in str(reply)
