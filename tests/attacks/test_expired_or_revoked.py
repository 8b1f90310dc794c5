"""I go on with what is over: an expired session, a revoked one, a change or a task whose time has passed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from keyturn.approve.votes import Expired
from keyturn.errors import CallerError
from keyturn.model.approval import Withdrawal
from keyturn.model.change import IllegalMove
from keyturn.model.execution import Answer, Outgoing, Reply
from keyturn.model.identity import EndSession
from keyturn.model.wire import HttpRequest
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, House, Opened

CALL = "dynamodb:DeleteTable"


def end(house: House, session: Opened, by: str = "ana") -> None:
    ending = EndSession(DEPLOYMENT, by, session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed(by, ending))


def test_an_expired_session_reads_nothing_and_spends_nothing(house: House) -> None:
    session = house.session()
    house.approved(session, CALL, TableName="costs")
    house.clock.advance(hours=2)

    for action, parameters in (("dynamodb:ListTables", {}), (CALL, {"TableName": "costs"})):
        assert house.refused(house.submit(session, action, **parameters)) == "session.expired"
    assert house.upstream.received == []


def test_the_last_moment_of_a_session_is_not_one_of_its_moments(house: House) -> None:
    session = house.session()
    house.clock.advance(hours=2, microseconds=-1)
    assert house.passed(house.submit(session, "dynamodb:ListTables"))

    house.clock.advance(microseconds=1)
    assert house.refused(house.submit(session, "dynamodb:ListTables")) == "session.expired"


def test_a_session_lasts_a_day_at_most_and_never_longer_than_its_task(house: House) -> None:
    with pytest.raises(CallerError, match="24 hours"):
        house.session(expires=house.clock.wall() + timedelta(hours=24, seconds=1))
    first = house.session(expires=house.clock.wall() + timedelta(hours=1))
    house.clock.advance(hours=20)

    # The task lives for as long as the changes it may have opened in its first session: 25 hours.
    later = house.session(intent=None, task=first.task, expires=house.clock.wall() + timedelta(hours=23))
    assert house.considering.state.sessions[later.id].expires == house.considering.state.tasks[first.task].expires
    house.clock.advance(hours=5)
    with pytest.raises(CallerError, match="has expired"):
        house.session(intent=None, task=first.task)


def test_a_revoked_session_counts_for_nothing_from_the_next_request_on(house: House) -> None:
    session = house.session()
    house.approved(session, CALL, TableName="costs")
    end(house, session)

    for action, parameters in (("dynamodb:ListTables", {}), (CALL, {"TableName": "costs"})):
        assert house.refused(house.submit(session, action, **parameters)) == "session.ended"
        assert house.restarted().refused(house.submit(session, action, **parameters)) == "session.ended"
    assert house.upstream.received == []


def test_what_its_change_got_is_spent_by_the_tasks_next_session_only(house: House) -> None:
    session = house.session()
    change = house.approved(session, CALL, TableName="costs")
    end(house, session)
    later = house.session(intent=None, task=session.task)

    assert house.passed(house.submit(later, CALL, TableName="costs"))
    assert house.ask("show", change=change)["state"] == "done"


def test_an_expired_change_takes_no_vote_no_withdrawal_and_no_call(house: House) -> None:
    session = house.session(expires=house.clock.wall() + timedelta(hours=24))
    house.clock.advance(hours=1)
    change = house.held(house.submit(session, CALL, TableName="costs"))
    house.vote(change, "ana")
    shown = house.ask("show", change=change)
    house.clock.advance(hours=24)

    with pytest.raises(Expired):
        house.vote(change, "bo")
    withdrawal = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    with pytest.raises(IllegalMove):
        house.ask("withdraw", envelope=house.signed("dana", withdrawal))
    assert house.ask("show", change=change)["state"] == "expired"
    assert house.ask("inbox")["changes"] == []


def test_an_approved_change_that_expired_is_asked_for_anew(house: House) -> None:
    session = house.session()
    change = house.approved(session, CALL, TableName="costs")
    house.clock.advance(hours=24)
    later = house.session(intent=None, task=session.task)

    assert house.held(house.submit(later, CALL, TableName="costs")) != change
    assert house.upstream.received == []


# ---- over while the call is on its way through the gate


def looked_into(house: House, call: HttpRequest) -> "asyncio.Task[Reply]":
    """Begin a call, and let it wait while the gate looks up where a bucket lies."""
    house.facts.hold()
    return house.begin(call)


@pytest.mark.parametrize("region", ["cn-north-1", DEVELOPMENT])
def test_a_session_that_is_revoked_while_its_call_is_looked_into_passes_nothing(house: House, region: str) -> None:
    house.facts.homes["data"] = region
    session = house.session()
    if region != DEVELOPMENT:
        house.approved(session, "s3:DeleteBucket", region, Bucket="data")
    task = looked_into(house, house.call(session, "s3:DeleteBucket", region, Bucket="data"))
    end(house, session)
    house.facts.release()

    assert house.refused(house.finish(task)) == "session.ended"
    assert house.upstream.received == []


def test_a_session_that_expires_meanwhile_passes_nothing(house: House) -> None:
    house.facts.homes["data"] = DEVELOPMENT
    session = house.session()
    task = looked_into(house, house.call(session, "s3:DeleteBucket", DEVELOPMENT, Bucket="data"))
    house.clock.advance(hours=2)
    house.facts.release()

    assert house.refused(house.finish(task)) == "session.expired"
    assert house.upstream.received == []


def test_a_sponsor_who_is_disabled_meanwhile_opens_nothing(house: House) -> None:
    house.facts.homes["data"] = DEVELOPMENT
    session = house.session()
    task = looked_into(house, house.call(session, "s3:DeleteBucket", DEVELOPMENT, Bucket="data"))
    house.ask("person_disable", name="dana")
    house.facts.release()

    assert house.refused(house.finish(task)) == "session.sponsor"
    assert house.upstream.received == []


def test_a_long_answer_is_cut_when_the_session_ends_before_or_during_it(house: House) -> None:
    session = house.session()
    began, goes_on = asyncio.Event(), asyncio.Event()

    async def pages() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.Event().wait()
        yield b"never"

    async def slow(_: Outgoing) -> Answer:
        began.set()
        await goes_on.wait()
        return Answer(200, (), pages())

    house.upstream.reaction = slow
    task = house.begin(house.call(session, "dynamodb:ListTables"))
    end(house, session)
    goes_on.set()
    reply = house.finish(task)
    assert isinstance(reply, Answer)
    body = reply.body
    assert not isinstance(body, bytes)

    async def read() -> list[bytes]:
        return [chunk async for chunk in body]

    with pytest.raises(CallerError, match="session was ended"):
        house.run(asyncio.wait_for(read(), 1))
