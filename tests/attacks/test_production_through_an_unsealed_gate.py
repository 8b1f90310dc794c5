"""The gate is not sealed yet. One person writes the list of approvers, so that one person is enough for production."""

from collections.abc import Iterator

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.execution import Refusal
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEVELOPMENT, House
from tests.telling import problems

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """A gate as somebody installs it, without a word about sealing in its configuration."""
    built = House(bundle, catalogue, unsealed_production=False)
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def lax(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    """The same gate with `unsealed_production = true`."""
    built = House(bundle, catalogue)
    yield built
    assert problems(built) == []
    built.close()


def test_no_change_is_even_opened(house: House) -> None:
    session = house.session()

    assert house.refused(house.submit(session, CALL, TableName="costs")) == "gate.not_sealed"
    assert house.ask("inbox")["changes"] == []
    assert house.upstream.received == []


def test_what_is_told_names_the_seal_and_the_way_on(house: House) -> None:
    answer = house.submit(house.session(), CALL, TableName="costs")
    assert isinstance(answer, Refusal)
    said = answer.message

    assert "keyturn seal" in said
    assert "unsealed_production" in said
    assert said.endswith("(not sealed: one person can still change this gate)")


def test_a_change_that_was_approved_while_it_was_configured_passes_no_more(
    lax: House, bundle: Bundle, catalogue: AwsTables
) -> None:
    session = lax.session()
    lax.approved(session, CALL, TableName="costs")
    again = House(bundle, catalogue, unsealed_production=False, before=lax)

    assert again.refused(again.submit(session, CALL, TableName="costs")) == "gate.not_sealed"
    assert again.upstream.received == []


def test_reads_and_development_go_on(house: House) -> None:
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    assert house.passed(house.submit(session, "dynamodb:Scan", TableName="costs"))
    assert house.passed(house.submit(session, CALL, DEVELOPMENT, TableName="costs"))


def test_where_it_is_configured_every_change_carries_that_it_went_through_an_unsealed_gate(lax: House) -> None:
    session = lax.session()
    lax.approved(session, CALL, TableName="costs")
    assert lax.passed(lax.submit(session, CALL, TableName="costs"))

    (sent,) = lax.noted(Kind.INTENT)
    assert sent["sealed"] is False
