"""I send the held call a thousand times, from every session I have, until somebody approves to be left in peace."""

from keyturn.model.approval import Verdict
from keyturn.model.notice import Event
from keyturn.testing.house import House

DELETE = "dynamodb:DeleteTable"
TIMES = 100


def test_it_is_one_change_one_line_and_one_notice(house: House) -> None:
    session = house.session()
    again = house.session("dana", "fixer", intent=None, task=session.task)

    changes = {
        house.held(house.submit(one, DELETE, TableName="costs")) for _ in range(TIMES // 2) for one in (session, again)
    }

    assert len(changes) == 1
    assert len(house.ask("inbox")["changes"]) == 1
    assert house.told() == [Event.CHANGE_OPENED]
    assert house.upstream.received == []


def test_a_refused_change_that_is_asked_for_anew_says_so_to_people(house: House) -> None:
    session = house.session()
    first = house.held(house.submit(session, DELETE, TableName="costs"))
    house.vote(first, "ana", Verdict.REJECT)

    second = house.held(house.submit(session, DELETE, TableName="costs"))

    # It is another change, whose votes begin at none; each is told once, in the order in which it happened.
    assert second != first
    assert house.ask("show", change=second)["votes"] == []
    assert house.told() == [Event.CHANGE_OPENED, Event.CHANGE_REJECTED, Event.CHANGE_OPENED]
