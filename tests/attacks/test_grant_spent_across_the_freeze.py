"""I have a call under way when somebody freezes: on its way to disk, or waiting for people."""

import pytest

from keyturn.model.bundle import Bundle
from keyturn.model.touching import AwsTables
from keyturn.testing.house import House, Opened
from tests.telling import problems

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, CALL, TableName="costs")
    return opened


def test_a_call_whose_intent_was_on_its_way_to_disk_is_not_sent(house: House, session: Opened) -> None:
    order = house.signed("ana", house.freezing("ana"))
    house.log.hold()
    task = house.begin(house.call(session, CALL, TableName="costs"))
    asked = house.loop.create_task(house.desk.ask("freeze", {"envelope": order}))
    house.settle()
    house.log.release()
    house.loop.run_until_complete(asked)

    assert house.refused(house.finish(task)) == "freeze.in_force"
    assert house.upstream.received == []


def test_a_call_that_waited_for_people_finds_it_frozen(bundle: Bundle, catalogue: AwsTables) -> None:
    house = House(bundle, catalogue, hold_seconds=50)
    session = house.session()
    task = house.begin(house.call(session, CALL, TableName="costs"))
    change = next(iter(house.considering.state.cases))
    house.freeze("ana")
    house.approve(change, "ana", "bo")
    house.settle()

    assert house.refused(house.finish(task)) == "freeze.in_force"
    assert problems(house) == []
    house.close()
