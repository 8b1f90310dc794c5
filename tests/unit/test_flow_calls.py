"""One call through the house: reads pass, production waits for two people, development goes."""

from keyturn.model.evidence import Kind
from keyturn.testing.house import DEVELOPMENT, House


def test_a_read_passes_with_its_intent_in_the_log_first(house: House) -> None:
    session = house.session()

    reply = house.submit(session, "dynamodb:ListTables")

    assert house.passed(reply)
    assert house.kinds()[-2:] == [Kind.READ, Kind.ANSWER]
    assert house.upstream.intents[0].seq == len(house.log.drafts) - 2


def test_development_is_free(house: House) -> None:
    session = house.session()

    assert house.passed(house.submit(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs"))
    assert house.kinds()[-2:] == [Kind.INTENT, Kind.OUTCOME]


def test_a_production_change_waits_for_two_people_and_passes_once(house: House) -> None:
    session = house.session()

    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    assert house.upstream.received == []
    house.approve(change, "ana")
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    house.approve(change, "bo")

    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    assert len(house.upstream.received) == 1
    again = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    assert again != change
