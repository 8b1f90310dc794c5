"""The gate is sealed, and my session runs under the gateway's own user: I read its keys, and then I ask nobody."""

from dataclasses import replace

import pytest

from keyturn.model.evidence import Kind
from keyturn.model.execution import Refusal
from keyturn.model.identity import Isolation
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import DEVELOPMENT, House, Opened

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def beside(house: House) -> Opened:
    """A session of isolation `none`, of a gate that three people sealed."""
    Gatekeepers(house).seal()
    return house.session(isolation=Isolation.NONE)


def test_it_changes_nothing_of_production_and_opens_no_change(house: House, beside: Opened) -> None:
    assert house.refused(house.submit(beside, CALL, TableName="costs")) == "session.not_isolated"
    assert house.ask("inbox")["changes"] == []
    assert house.upstream.received == []


def test_it_reads_no_data_of_production(house: House, beside: Opened) -> None:
    assert house.refused(house.submit(beside, "dynamodb:Scan", TableName="costs")) == "session.not_isolated"
    assert house.upstream.received == []


def test_it_looks_around_and_works_in_development(house: House, beside: Opened) -> None:
    assert house.passed(house.submit(beside, "dynamodb:DescribeTable", TableName="costs"))
    assert house.passed(house.submit(beside, CALL, DEVELOPMENT, TableName="costs"))


def test_what_people_approved_for_another_session_does_not_pass_through_it(house: House) -> None:
    Gatekeepers(house).seal()
    apart = house.session()
    house.approved(apart, CALL, TableName="costs")
    beside = house.session(intent=None, task=apart.task, isolation=Isolation.NONE)

    assert house.refused(house.submit(beside, CALL, TableName="costs")) == "session.not_isolated"
    assert house.passed(house.submit(apart, CALL, TableName="costs"))


def test_the_refusal_names_the_way_on(house: House, beside: Opened) -> None:
    answer = house.submit(beside, CALL, TableName="costs")

    assert isinstance(answer, Refusal)
    assert "--isolation user" in answer.message
    assert "not sealed" not in answer.message


def test_where_people_sealed_the_exception_it_goes(house: House) -> None:
    considering = house.considering
    considering.settings = replace(
        considering.settings,
        unisolated_production=True,
        document={**considering.settings.document, "gateway": {"unisolated_production": True}},
    )
    root = Gatekeepers(house).seal()
    beside = house.session(isolation=Isolation.NONE)
    house.approved(beside, CALL, TableName="costs")

    assert root
    assert house.passed(house.submit(beside, CALL, TableName="costs"))
    assert "sealed" not in house.noted(Kind.INTENT)[-1]
