"""I let my call wait at the door, and hope that what happens meanwhile is not noticed, or asks people once more."""

from collections.abc import Iterator

import pytest

from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.identity import EndSession
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEPLOYMENT, House, Opened
from tests.telling import problems

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def house(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(bundle, catalogue, hold_seconds=30)
    yield built
    assert problems(built) == []
    built.close()


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def the_change(house: House) -> str:
    (change,) = house.considering.state.cases
    return change


def test_it_passes_when_two_people_have_approved(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    house.approve(the_change(house), "ana")
    house.settle()
    assert not waiting.done()
    house.approve(the_change(house), "bo")

    assert house.passed(house.finish(waiting))
    assert len(house.upstream.received) == 1


def test_a_rejection_is_its_answer_and_nobody_is_asked_again(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    house.vote(the_change(house), "ana", Verdict.REJECT)

    assert house.refused(house.finish(waiting)) == "change.closed"
    assert house.kinds().count(Kind.CHANGE_OPENED) == 1
    assert house.upstream.received == []


def test_so_is_a_withdrawal(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    shown = house.ask("show", change=the_change(house))
    taken = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    house.ask("withdraw", envelope=house.signed("dana", taken))

    assert house.refused(house.finish(waiting)) == "change.closed"
    assert house.kinds().count(Kind.CHANGE_OPENED) == 1


def test_a_revoked_session_waits_no_longer_and_passes_nothing(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    ending = EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("ana", ending))
    house.settle()

    assert waiting.done()
    assert house.refused(house.finish(waiting)) == "session.ended"
    house.approve(the_change(house), "ana", "bo")
    assert house.upstream.received == []


def test_a_sponsor_who_is_disabled_while_it_waits_lends_nothing(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    house.ask("person_disable", name="dana")

    assert house.refused(house.finish(waiting)) == "session.sponsor"


def test_a_reviewer_who_is_disabled_while_it_waits_does_not_count(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    house.approve(the_change(house), "ana")
    house.ask("person_disable", name="ana")
    house.approve(the_change(house), "bo")
    house.settle()

    assert not waiting.done()
    assert house.upstream.received == []
    waiting.cancel()


def test_of_many_that_wait_for_one_change_one_passes(house: House, session: Opened) -> None:
    waiting = [house.begin(house.call(session, CALL, TableName="costs")) for _ in range(5)]
    house.approve(the_change(house), "ana", "bo")

    replies = [house.finish(one) for one in waiting]

    assert sum(house.passed(reply) for reply in replies) == 1
    assert {house.refused(reply) for reply in replies if not house.passed(reply)} <= {"change.running", "change.closed"}
    assert house.kinds().count(Kind.CHANGE_OPENED) == 1
    assert len(house.upstream.received) == 1


def test_whoever_goes_away_has_caused_nothing(house: House, session: Opened) -> None:
    waiting = house.begin(house.call(session, CALL, TableName="costs"))
    waiting.cancel()
    house.settle()
    house.approve(the_change(house), "ana", "bo")
    house.settle()

    assert house.upstream.received == []
