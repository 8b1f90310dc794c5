"""I use a leave that was given once for a second sending: at once, later, or by not hearing the answer."""

import asyncio

import pytest

from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing
from keyturn.model.wire import HttpRequest
from keyturn.testing.house import House, Opened
from keyturn.testing.upstream import Reaction

CALL = "dynamodb:DeleteTable"


def breaks(_: Outgoing) -> Answer:
    raise Cut("reset by peer")


def unreachable(_: Outgoing) -> Answer:
    raise NeverSent("no route")


def status(code: int) -> Reaction:
    return lambda _: Answer(code, (), b"")


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, CALL, TableName="costs")
    return opened


def attempt(house: House, session: Opened, mark: str | None = None) -> HttpRequest:
    return house.call(session, CALL, TableName="costs", mark=mark)


def test_two_sendings_at_the_same_time(house: House, session: Opened) -> None:
    answered = asyncio.Event()

    async def slow(_: Outgoing) -> Answer:
        await answered.wait()
        return Answer(200, (), b"{}")

    house.upstream.reaction = slow
    first = house.begin(attempt(house, session))
    others = [house.begin(attempt(house, session, mark)) for mark in (None, "mark")]
    assert len(house.upstream.received) == 1
    answered.set()

    assert [house.refused(house.finish(other)) for other in others] == ["change.running"] * 2
    assert house.passed(house.finish(first))
    assert len(house.upstream.received) == 1


def test_many_in_one_breath(house: House, session: Opened) -> None:
    calls = [house.begin(attempt(house, session)) for _ in range(20)]

    replies = [house.finish(call) for call in calls]

    assert sum(house.passed(reply) for reply in replies) == 1
    assert len(house.upstream.received) == 1


def test_after_upstream_broke_off_it_is_in_doubt_and_is_not_sent_again(house: House, session: Opened) -> None:
    house.upstream.reaction = breaks

    assert house.refused(house.send(attempt(house, session, "one"))) == "call.outcome_unknown"
    assert house.refused(house.send(attempt(house, session, "one"))) == "call.outcome_unknown"
    assert house.refused(house.send(attempt(house, session, "another"))) == "change.in_doubt"
    assert house.refused(house.send(attempt(house, session))) == "change.in_doubt"
    assert len(house.upstream.received) == 1


@pytest.mark.parametrize("code", [500, 502, 504])
def test_after_upstream_could_not_say_it_is_in_doubt_too(house: House, session: Opened, code: int) -> None:
    house.upstream.reaction = status(code)

    assert house.passed(house.send(attempt(house, session, "one")))
    assert house.refused(house.send(attempt(house, session, "one"))) == "call.outcome_unknown"
    assert house.refused(house.send(attempt(house, session, "another"))) == "change.in_doubt"
    assert len(house.upstream.received) == 1


@pytest.mark.parametrize("reaction", [unreachable, status(400), status(429), status(503)])
def test_after_it_failed_it_is_spent_all_the_same(house: House, session: Opened, reaction: Reaction) -> None:
    house.upstream.reaction = reaction
    house.send(attempt(house, session, "one"))
    house.upstream.reaction = status(200)

    reply = house.send(attempt(house, session, "one"))
    assert not (isinstance(reply, Answer) and reply.status == 200)
    assert house.held(house.send(attempt(house, session, "another")))
    assert len(house.upstream.received) == 1


def test_after_a_restart_what_was_under_way_is_in_doubt(house: House, session: Opened) -> None:
    async def never(_: Outgoing) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError

    house.upstream.reaction = never
    house.begin(attempt(house, session, "one")).cancel()
    house.settle()

    again = house.restarted()

    assert again.refused(again.send(attempt(again, session, "one"))) == "call.outcome_unknown"
    assert again.refused(again.send(attempt(again, session, "another"))) == "change.in_doubt"
    assert len(again.upstream.received) == 1


def test_after_a_restart_what_was_done_is_done(house: House, session: Opened) -> None:
    assert house.passed(house.send(attempt(house, session, "one")))

    again = house.restarted()

    assert again.refused(again.send(attempt(again, session, "one"))) == "call.already_done"
    assert again.held(again.send(attempt(again, session, "another")))
    assert len(again.upstream.received) == 1


def test_whoever_stops_listening_has_used_it(house: House, session: Opened) -> None:
    answered = asyncio.Event()

    async def slow(_: Outgoing) -> Answer:
        await answered.wait()
        return Answer(200, (), b"{}")

    house.upstream.reaction = slow
    house.begin(attempt(house, session)).cancel()
    answered.set()
    house.settle()

    assert house.held(house.send(attempt(house, session)))
    assert house.kinds().count(Kind.OUTCOME) == 1
    assert len(house.upstream.received) == 1


def test_whatever_breaks_inside_leaves_no_leave_behind(house: House, session: Opened) -> None:
    def bug(_: Outgoing) -> Answer:
        raise ZeroDivisionError

    house.upstream.reaction = bug

    assert house.refused(house.send(attempt(house, session, "one"))) == "ours.unexpected"
    assert house.noted(Kind.OUTCOME)[-1]["outcome"] == {
        "ended": "unknown", "status": None, "request_id": None, "error_code": None, "why": "ZeroDivisionError",
    }  # fmt: skip
    house.upstream.reaction = status(200)
    assert house.refused(house.send(attempt(house, session, "another"))) == "change.in_doubt"
    assert len(house.upstream.received) == 1
