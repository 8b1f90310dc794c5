"""What the gateway narrows itself to: each change in the name of its grant and its sponsor, and no read at all."""

from collections.abc import Iterator

import pytest

from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer
from keyturn.model.touching import AwsTables
from keyturn.runner.outcomes import NARROWED
from keyturn.testing.house import DEVELOPMENT, House
from tests.iam import allows

TABLE = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate whose power can be narrowed."""
    built = House(bundle, catalogue)
    built.considering.permissions = PackagedPermissions()
    yield built
    built.close()


def test_an_approved_change_is_narrowed_in_the_name_of_grant_and_sponsor(house: House) -> None:
    session = house.session("dana")
    house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))

    (sent,) = house.upstream.received
    assert sent.power is not None
    (about,) = [draft.about for draft in house.log.drafts if draft.kind is Kind.INTENT]
    assert (sent.power.grant, sent.power.sponsor) == (about["grant"], "dana")
    assert allows(sent.power.policies[0], "dynamodb:DeleteTable", TABLE)
    assert not allows(sent.power.policies[0], "dynamodb:DeleteTable", f"{TABLE}2")


def test_so_is_a_change_that_nobody_has_to_approve(house: House) -> None:
    house.submit(house.session("bo"), "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs")

    (sent,) = house.upstream.received
    assert sent.power is not None
    assert sent.power.sponsor == "bo"


def test_a_read_is_not(house: House) -> None:
    house.submit(house.session(), "dynamodb:ListTables")

    assert house.upstream.received[0].power is None


def test_each_call_of_one_change_is_narrowed_to_itself(house: House) -> None:
    session = house.session()
    for name in ("one", "two"):
        house.submit(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName=name)

    one, two = (sent.power for sent in house.upstream.received)
    assert one is not None
    assert two is not None
    assert one.grant != two.grant
    assert one.policies != two.policies


def test_what_aws_refuses_a_narrowed_session_is_noted_as_that(house: House) -> None:
    body = b'{"__type":"AccessDeniedException","message":"because no session policy allows the action"}'
    house.upstream.reaction = lambda _: Answer(403, ((b"x-amzn-requestid", b"R-1"),), body)

    reply = house.submit(house.session(), "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs")

    assert isinstance(reply, Answer)
    assert reply.body == body
    (noted,) = house.noted(Kind.OUTCOME)
    outcome = noted["outcome"]
    assert isinstance(outcome, dict)
    assert outcome["why"] == NARROWED


def test_a_gate_that_cannot_narrow_itself_says_nothing_of_it(bundle: Bundle, catalogue: AwsTables) -> None:
    house = House(bundle, catalogue)
    try:
        house.upstream.reaction = lambda _: Answer(403, (), b"{}")
        house.submit(house.session(), "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs")
        assert house.upstream.received[0].power is None
        (noted,) = house.noted(Kind.OUTCOME)
        assert isinstance(noted["outcome"], dict)
        assert noted["outcome"]["why"] is None
    finally:
        house.close()
