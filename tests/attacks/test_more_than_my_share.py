"""I use up the gate: calls, open changes, uploads, so that nobody can refuse, revoke or vote any more."""

from collections.abc import Iterator

import pytest

from keyturn.flow.settings import Limits
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.identity import EndSession
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEPLOYMENT, House
from tests.telling import problems


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(bundle, catalogue, limits=Limits(open_changes_per_session=3, calls_per_second_per_session=5))
    yield built
    assert problems(built) == []
    built.close()


def test_more_calls_a_second_are_refused_and_go_again_a_second_later(house: House) -> None:
    session = house.session()

    replies = [house.submit(session, "dynamodb:ListTables") for _ in range(7)]

    assert [house.passed(reply) for reply in replies] == [True] * 5 + [False] * 2
    assert house.refused(replies[-1]) == "limit.rate"
    house.clock.advance(seconds=1)
    assert house.passed(house.submit(session, "dynamodb:ListTables"))


def test_a_call_too_many_leaves_nothing_in_the_log_to_fill_it(house: House) -> None:
    session = house.session()
    for _ in range(5):
        house.submit(session, "dynamodb:ListTables")
    before = len(house.log.drafts)

    for _ in range(50):
        assert house.refused(house.submit(session, "dynamodb:ListTables")) == "limit.rate"

    assert len(house.log.drafts) == before


def test_one_session_takes_nothing_from_another(house: House) -> None:
    greedy, modest = house.session(), house.session()
    for _ in range(9):
        house.submit(greedy, "dynamodb:ListTables")

    assert house.passed(house.submit(modest, "dynamodb:ListTables"))


def test_signatures_that_do_not_hold_use_nothing_up(house: House) -> None:
    session = house.session()
    forged = house.call(session, "dynamodb:ListTables")
    house.clock.advance(minutes=20)
    for _ in range(20):
        assert house.refused(house.send(forged)) == "sigv4.out_of_time"

    assert house.passed(house.submit(session, "dynamodb:ListTables"))


def test_more_open_changes_are_refused_and_everything_else_goes_on(house: House) -> None:
    session = house.session()
    changes = []
    for table in ("one", "two", "three"):
        changes.append(house.held(house.submit(session, "dynamodb:DeleteTable", TableName=table)))
        house.clock.advance(seconds=1)

    assert house.refused(house.submit(session, "dynamodb:DeleteTable", TableName="four")) == "limit.open_changes"
    assert house.kinds().count(Kind.CHANGE_OPENED) == 3
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="one")) == changes[0]
    # The other session of the same task has room of its own.
    assert house.held(
        house.submit(house.session(intent=None, task=session.task), "dynamodb:DeleteTable", TableName="four")
    )

    house.approve(changes[0], "ana", "bo")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="one"))
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="five"))


def test_revoking_works_when_all_is_used_up(house: House) -> None:
    session = house.session()
    for table in ("one", "two", "three", "four", "five", "six"):
        house.submit(session, "dynamodb:DeleteTable", TableName=table)

    ending = EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("ana", ending))

    assert house.refused(house.submit(session, "dynamodb:ListTables")) == "session.ended"
