"""I put an item over one that nobody has looked at, or over another than people saw."""

import json

import pytest

from keyturn.model.execution import Answer, Outgoing
from keyturn.testing.house import House, Opened

PUT = "dynamodb:PutItem"
ITEM = {"team": {"S": "core"}, "day": {"S": "2026-11-22"}, "cost": {"N": "12"}}
KEY = {"day": {"S": "2026-11-22"}, "team": {"S": "core"}}


def stands(
    house: House, item: dict[str, object] | None, table: object = ("team", "day"), status: int = 200
) -> list[str]:
    """From here on the table's key is `table`, and this item is there; return what is asked of it, as it is asked."""
    asked: list[str] = []

    def answer(outgoing: Outgoing) -> Answer:
        if outgoing.request.header("x-amz-target") == "DynamoDB_20120810.DescribeTable":
            schema = [{"AttributeName": one, "KeyType": "HASH"} for one in table] if isinstance(table, tuple) else table
            return Answer(status, (), json.dumps({"Table": {"KeySchema": schema}}).encode())
        asked.append(bytes(outgoing.request.content.data or b"").decode())
        return Answer(200, (), json.dumps({} if item is None else {"Item": item}).encode())

    house.facts.answers = answer
    return asked


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def test_people_see_what_would_be_replaced(house: House, session: Opened) -> None:
    asked = stands(house, {**KEY, "cost": {"N": "900"}})
    change = house.held(house.submit(session, PUT, TableName="costs", Item=ITEM))
    (thing,) = house.ask("show", change=change)["review"]["state"]["observed"]
    assert json.loads(asked[0]) == {"TableName": "costs", "Key": KEY, "ConsistentRead": True}
    assert thing["stands"] == "there"
    assert thing["state"]["dynamodb:GetItem"]["Item"]["cost"] == {"N": "900"}
    assert thing["thing"].startswith('dynamodb item costs {"day":{"S":"2026-11-22"},"team":{"S":"core"}}')


def test_what_was_put_there_since_is_not_replaced(house: House, session: Opened) -> None:
    stands(house, None)
    change = house.approved(session, PUT, TableName="costs", Item=ITEM)
    stands(house, {**KEY, "cost": {"N": "900"}})
    assert house.refused(house.submit(session, PUT, TableName="costs", Item=ITEM)) == "change.drifted"
    assert house.upstream.received == []
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, PUT, TableName="costs", Item=ITEM))


@pytest.mark.parametrize("table", [("other",), (), "none", [{"AttributeName": 3}], [["team"]]])
def test_a_table_that_does_not_say_its_key_leaves_the_state_unbound(
    house: House, session: Opened, table: object
) -> None:
    asked = stands(house, None, table)
    change = house.held(house.submit(session, PUT, TableName="costs", Item=ITEM))
    (thing,) = house.ask("show", change=change)["review"]["state"]["observed"]
    assert thing["stands"] == "not bound"
    assert asked == []


def test_a_key_that_is_not_shown_is_not_asked_for(house: House, session: Opened) -> None:
    asked = stands(house, None, ("team",))
    item = {"team": {"B": b"\x00\x01"}}
    change = house.held(house.submit(session, PUT, TableName="costs", Item=item))
    (thing,) = house.ask("show", change=change)["review"]["state"]["observed"]
    assert thing["stands"] == "not bound"
    assert asked == []


def test_while_the_table_cannot_be_asked_nobody_is(house: House, session: Opened) -> None:
    stands(house, None, status=503)
    assert house.refused(house.submit(session, PUT, TableName="costs", Item=ITEM)) == "state.unreadable"


def test_that_there_is_no_item_is_said_so(house: House, session: Opened) -> None:
    stands(house, None)
    change = house.held(house.submit(session, PUT, TableName="costs", Item=ITEM))
    (thing,) = house.ask("show", change=change)["review"]["state"]["observed"]
    assert thing["stands"] == "absent"


def test_an_item_too_large_to_be_shown_is_not_taken_for_none(house: House, session: Opened) -> None:
    stands(house, {**KEY, "note": {"S": "x" * 70_000}})
    change = house.approved(session, PUT, TableName="costs", Item=ITEM)
    (thing,) = house.ask("show", change=change)["review"]["state"]["observed"]
    assert thing["stands"] == "there"
    stands(house, {**KEY, "note": {"S": "y" * 70_000}})
    assert house.refused(house.submit(session, PUT, TableName="costs", Item=ITEM)) == "change.drifted"
