"""I send many calls at once, so that they wait for each other, and go on with them when my session is over."""

import asyncio

import pytest

from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Outgoing, Reply
from keyturn.model.identity import EndSession
from keyturn.runner.abreast import FEW
from keyturn.testing.house import DEPLOYMENT, House, Opened
from keyturn.testing.upstream import fine

MANY = 8
STEPS = 3
"""After each of them a call that waits for others is asked again: it is known, read, named."""


async def sent(house: House, session: Opened, taken: int = 0, envelope: str | None = None) -> list[Reply]:
    """Send more calls at once than go on without each other; with `envelope`, hand it in after `taken` steps."""
    release = asyncio.Event()

    async def later(outgoing: Outgoing) -> Answer:
        await release.wait()
        return fine(outgoing)

    house.upstream.reaction = later
    requests = [house.call(session, "dynamodb:DescribeTable", TableName=f"t-{n}") for n in range(FEW + MANY)]
    calls = [asyncio.ensure_future(house.calls.handle(one, one.content.data or b"")) for one in requests]
    for _ in range(1 + taken):
        await asyncio.sleep(0)
    if envelope is not None:
        await house.desk.ask("session_end", {"envelope": envelope})
    release.set()
    return list(await asyncio.gather(*calls))


@pytest.mark.parametrize("taken", range(STEPS))
def test_whichever_step_my_calls_have_taken_none_goes_on_once_my_session_is_over(house: House, taken: int) -> None:
    session = house.session()
    ending = EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce())

    replies = house.run(sent(house, session, taken, house.signed("ana", ending)))

    refused = [house.refused(reply) for reply in replies if not house.passed(reply)]
    assert refused == ["session.ended"] * MANY
    assert house.kinds().count(Kind.REFUSED) == MANY
    assert len(house.upstream.received) == house.kinds().count(Kind.READ) == FEW


def test_calls_that_take_their_steps_together_are_answered_and_noted_each_for_itself(house: House) -> None:
    replies = house.run(sent(house, house.session()))

    assert all(house.passed(reply) for reply in replies)
    assert house.kinds().count(Kind.READ) == len(house.upstream.received) == len(replies) == FEW + MANY
