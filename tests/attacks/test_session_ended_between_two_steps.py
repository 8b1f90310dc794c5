"""I send many calls at once, so that they wait for each other, and go on with them when my session is over."""

import asyncio
from datetime import datetime

import pytest

from keyturn.flow.answers import Answer as Considered
from keyturn.flow.answers import Named, Seen
from keyturn.flow.statements import end_session
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Outgoing, Reply
from keyturn.model.facts import Facts
from keyturn.model.identity import EndSession
from keyturn.runner.abreast import FEW, TURNS
from keyturn.testing.house import DEPLOYMENT, House, Opened
from keyturn.testing.upstream import fine

MANY = 8


async def sent(
    house: House, session: Opened, last: str, taken: int = 0, envelope: str | None = None, **parameters: str
) -> list[Reply]:
    """Send as many reads as go on without each other, and more calls behind them, of the operation `last`.

    With `envelope`, hand it in `taken` turns after they have all come.
    """
    release = asyncio.Event()

    async def later(outgoing: Outgoing) -> Answer:
        await release.wait()
        return fine(outgoing)

    house.upstream.reaction = later
    requests = [house.call(session, "dynamodb:DescribeTable", TableName=f"t-{n}") for n in range(FEW)]
    requests += [house.call(session, last, **parameters) for _ in range(MANY)]
    calls = [asyncio.ensure_future(house.calls.handle(one, one.content.data or b"")) for one in requests]
    for _ in range(1 + taken):
        await asyncio.sleep(0)
    if envelope is not None:
        await house.desk.ask("session_end", {"envelope": envelope})
    release.set()
    return list(await asyncio.gather(*calls))


def ending(house: House, session: Opened) -> str:
    """The statement that ends it."""
    return house.signed("ana", EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce()))


def refusals(house: House, replies: list[Reply]) -> list[str]:
    """The codes under which these calls were refused."""
    return [house.refused(reply) for reply in replies if not house.passed(reply)]


@pytest.mark.parametrize("taken", range(1 + TURNS))
def test_however_long_my_reads_have_waited_for_others_none_goes_on_once_my_session_is_over(
    house: House, taken: int
) -> None:
    session = house.session()

    replies = house.run(
        sent(house, session, "dynamodb:DescribeTable", taken, ending(house, session), TableName="costs")
    )

    assert refusals(house, replies) == ["session.ended"] * MANY
    assert len(house.upstream.received) == house.kinds().count(Kind.READ) == FEW


@pytest.mark.parametrize(
    ("last", "parameters"),
    [("dynamodb:DeleteTable", {"TableName": "costs"}), ("s3:ListObjectsV2", {"Bucket": "cost-reports"})],
)
def test_nor_do_calls_that_are_named_and_for_which_something_must_be_read_first(
    house: House, last: str, parameters: dict[str, str]
) -> None:
    session = house.session()

    replies = house.run(sent(house, session, last, 1 + TURNS, ending(house, session), **parameters))

    assert refusals(house, replies) == ["session.ended"] * MANY
    assert house.kinds().count(Kind.REFUSED) == MANY
    assert len(house.upstream.received) == house.kinds().count(Kind.READ) == FEW


@pytest.mark.parametrize("considered", range(MANY))
def test_nor_does_a_read_that_was_considered_when_something_else_is_folded_before_it_is_numbered(
    house: House, monkeypatch: pytest.MonkeyPatch, considered: int
) -> None:
    session = house.session()
    envelope = ending(house, session)
    consider, asked = house.considering.consider, 0

    def and_end(
        named: Named, facts: Facts, at: datetime, *, steady: bool, fresh: str, seen: Seen | None = None
    ) -> Considered:
        nonlocal asked
        answer, asked = consider(named, facts, at, steady=steady, fresh=fresh, seen=seen), asked + 1
        if asked == FEW + 1 + considered:
            house.journal.note(end_session(house.considering, envelope, house.clock.wall()))
        return answer

    monkeypatch.setattr(house.considering, "consider", and_end)
    replies = house.run(sent(house, session, "dynamodb:DescribeTable", TableName="costs"))

    assert refusals(house, replies) == ["session.ended"] * MANY
    assert house.kinds().count(Kind.REFUSED) == MANY
    assert len(house.upstream.received) == house.kinds().count(Kind.READ) == FEW


def test_calls_that_take_their_steps_together_are_answered_and_noted_each_for_itself(house: House) -> None:
    replies = house.run(sent(house, house.session(), "dynamodb:DescribeTable", TableName="costs"))

    assert all(house.passed(reply) for reply in replies)
    assert house.kinds().count(Kind.READ) == len(house.upstream.received) == len(replies) == FEW + MANY
