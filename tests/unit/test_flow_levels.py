"""Levels in the house: what goes alone, what one person lets through, what never goes; and the evidence holds."""

from collections.abc import Callable, Iterator

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import bundle_of
from keyturn.model.autonomy import Act, Autonomy, Row, Word
from keyturn.model.decision import parse_quorum
from keyturn.testing.house import DEVELOPMENT, House
from tests.auditing import audit

TWO = parse_quorum("2 of sre")
ONE = parse_quorum("1 of sre")
Open = Callable[..., House]


@pytest.fixture
def gate() -> Iterator[Open]:
    houses: list[House] = []

    def opened(*rows: Row) -> House:
        houses.append(House(bundle_of(TWO, Autonomy(rows)), PackagedCatalogue()))
        return houses[-1]

    yield opened
    for house in houses:
        assert audit(house.log).ok
        house.close()


def test_one_approval_is_enough_where_the_level_says_so(gate: Open) -> None:
    house = gate(Row("production", {Act.MODIFY: ONE}))
    session = house.session()
    change = house.held(house.submit(session, "dynamodb:UpdateTable", TableName="costs"))

    house.approve(change, "ana")

    assert house.passed(house.submit(session, "dynamodb:UpdateTable", TableName="costs"))
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_a_read_of_data_waits_where_it_is_marked(gate: Open) -> None:
    house = gate(Row("production", {Act.DATA: ONE}))
    session = house.session()
    change = house.held(house.submit(session, "dynamodb:Scan", TableName="costs"))
    assert house.upstream.received == []

    house.approve(change, "bo")

    assert house.passed(house.submit(session, "dynamodb:Scan", TableName="costs"))
    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    assert house.passed(house.submit(session, "dynamodb:Scan", DEVELOPMENT, TableName="costs"))


def test_what_never_goes_is_refused_with_the_rule(gate: Open) -> None:
    house = gate(Row("production", {}, {"dynamodb:UpdateTable": Word.NEVER}))
    session = house.session()

    assert house.refused(house.submit(session, "dynamodb:UpdateTable", TableName="costs")) == "policy.forbidden"
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_an_operation_goes_alone_and_its_neighbours_wait(gate: Open) -> None:
    house = gate(Row("production", {}, {"dynamodb:UpdateTable": Word.ALONE}))
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:UpdateTable", TableName="costs"))
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_development_is_what_its_row_says(gate: Open) -> None:
    house = gate(Row("development", {Act.DELETE: ONE, Act.CREATE: Word.NEVER}))
    session = house.session()

    assert house.held(house.submit(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs"))
    assert house.passed(house.submit(session, "dynamodb:UpdateTable", DEVELOPMENT, TableName="costs"))
    refused = house.submit(session, "dynamodb:CreateBackup", DEVELOPMENT, TableName="costs", BackupName="before")
    assert house.refused(refused) == "policy.forbidden"


def test_approvals_with_key_files_count_as_verified_locally(gate: Open) -> None:
    house = gate(Row("production", {Act.DELETE: parse_quorum("2 of sre, 1 verified locally")}))
    session = house.session()
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))

    house.approve(change, "ana", "bo")

    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
