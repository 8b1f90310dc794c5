"""I have the call under way before the objection is on disk, or send the next one after it: it goes all the same."""

import asyncio
from typing import Any, Final

from keyturn.model.approval import Verdict
from keyturn.model.evidence import Kind
from keyturn.testing.house import House

DELETE: Final = "dynamodb:DeleteTable"


def test_an_objection_that_came_first_is_before_the_sending_in_the_log_and_stops_it(house: House) -> None:
    session = house.session()
    change = house.approved(session, DELETE, TableName="costs")
    house.log.hold()
    objecting = house.loop.create_task(
        house.desk.ask("vote", {"envelope": house.signed("ana", house.verdict(change, "ana", Verdict.REJECT))})
    )
    house.settle()
    sending = house.begin(house.call(session, DELETE, TableName="costs"))

    house.log.release()

    told: Any = house.loop.run_until_complete(objecting)
    assert told["state"] == "rejected"
    assert not house.passed(house.finish(sending))
    assert house.upstream.received == []


def test_an_objection_that_came_second_finds_it_sent_once_and_stops_the_rest(house: House) -> None:
    session = house.session()
    change = house.approved(session, DELETE, TableName="costs")
    house.log.hold()
    sending = house.begin(house.call(session, DELETE, TableName="costs"))
    again = house.begin(house.call(session, DELETE, TableName="costs"))
    objecting = house.loop.create_task(
        house.desk.ask("vote", {"envelope": house.signed("ana", house.verdict(change, "ana", Verdict.REJECT))})
    )
    house.settle()
    assert house.upstream.received == []  # nothing is sent before its evidence

    house.log.release()
    house.finish(sending)
    house.finish(again)
    house.loop.run_until_complete(asyncio.wait([objecting]))

    assert len(house.upstream.received) == 1
    assert house.kinds().count(Kind.INTENT) == 1
    assert not house.passed(house.submit(session, DELETE, TableName="costs"))
