"""What a client is told, what the log keeps, and what may be sent again, for each way in which a sending can end."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from keyturn.errors import CallerError
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, Cut, NeverSent, Outgoing, Refusal
from keyturn.model.identity import EndSession
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, PRODUCTION, House
from keyturn.testing.upstream import Reaction, fine

CALL = "dynamodb:DeleteTable"


def unreachable(_: Outgoing) -> Answer:
    raise NeverSent("no route")


def broken(_: Outgoing) -> Answer:
    raise Cut("reset by peer")


def status(code: int) -> Reaction:
    return lambda _: Answer(code, ((b"x-amzn-requestid", b"R-9"),), b'{"__type":"aws#SomeError"}')


def ended(house: House, kind: Kind) -> object:
    house.settle()
    outcome = house.noted(kind)[-1]["outcome"]
    assert isinstance(outcome, dict)
    return outcome["ended"]


@pytest.mark.parametrize(
    ("reaction", "told", "code", "noted"),
    [
        (unreachable, 503, "upstream.never_sent", "never sent"),
        (broken, 503, "upstream.cut", "unknown"),
        (status(500), 500, None, "unknown"),
        (status(400), 400, None, "answered"),
        (status(200), 200, None, "answered"),
    ],
)
def test_a_read(house: House, reaction: Reaction, told: int, code: str | None, noted: str) -> None:
    house.upstream.reaction = reaction
    session = house.session()

    reply = house.submit(session, "dynamodb:ListTables")

    assert isinstance(reply, Answer | Refusal)
    assert reply.status == told
    assert (reply.code if isinstance(reply, Refusal) else None) == code
    assert ended(house, Kind.ANSWER) == noted
    # A read may always be sent again.
    house.upstream.reaction = fine
    assert house.passed(house.submit(session, "dynamodb:ListTables"))


@pytest.mark.parametrize(
    ("reaction", "told", "code", "noted", "again"),
    [
        # What certainly changed nothing may be sent again under the same mark ...
        (unreachable, 503, "upstream.never_sent", "never sent", True),
        (status(503), 503, None, "answered", True),
        (status(429), 429, None, "answered", True),
        # ... and what may have changed something never is.
        (broken, 403, "call.outcome_unknown", "unknown", False),
        (status(500), 500, None, "unknown", False),
        (status(504), 504, None, "unknown", False),
        (status(400), 400, None, "answered", False),
        (status(200), 200, None, "answered", False),
    ],
)
def test_a_change_in_development(
    house: House, reaction: Reaction, told: int, code: str | None, noted: str, again: bool
) -> None:
    house.upstream.reaction = reaction
    session = house.session()

    reply = house.send(house.call(session, CALL, DEVELOPMENT, mark="attempt", TableName="costs"))

    assert isinstance(reply, Answer | Refusal)
    assert reply.status == told
    assert (reply.code if isinstance(reply, Refusal) else None) == code
    assert ended(house, Kind.OUTCOME) == noted
    house.upstream.reaction = fine
    house.send(house.call(session, CALL, DEVELOPMENT, mark="attempt", TableName="costs"))
    assert len(house.upstream.received) == 1 + again


@pytest.mark.parametrize(
    ("reaction", "told", "code", "stands"),
    [
        (unreachable, 403, "upstream.never_sent", "failed"),
        (status(503), 503, None, "failed"),
        (status(400), 400, None, "failed"),
        (status(307), 307, None, "failed"),
        (broken, 403, "call.outcome_unknown", "in doubt"),
        (status(500), 500, None, "in doubt"),
        (status(200), 200, None, "done"),
        (status(204), 204, None, "done"),
    ],
)
def test_an_approved_change_in_production(
    house: House, reaction: Reaction, told: int, code: str | None, stands: str
) -> None:
    house.upstream.reaction = reaction
    session = house.session()
    change = house.approved(session, CALL, TableName="costs")

    reply = house.submit(session, CALL, TableName="costs")

    assert isinstance(reply, Answer | Refusal)
    assert reply.status == told
    assert (reply.code if isinstance(reply, Refusal) else None) == code
    shown = house.ask("show", change=change)
    assert shown["state"] == stands
    (grant,) = shown["grants"]
    assert grant["outcome"]["status"] == (told if code is None else None)
    # Whichever it was, this leave is used.
    house.upstream.reaction = fine
    assert not house.passed(house.submit(session, CALL, TableName="costs"))
    assert len(house.upstream.received) == 1


def test_upstreams_own_words_are_kept_short_and_printable(house: House) -> None:
    house.upstream.reaction = lambda _: Answer(
        400, ((b"x-amzn-requestid", b"R\x1b[2J\xff" + b"x" * 500), (b"x-amzn-errortype", b"a#Bad\nOne:http"))
    , b"")  # fmt: skip

    house.submit(house.session(), CALL, DEVELOPMENT, TableName="costs")

    outcome = house.noted(Kind.OUTCOME)[-1]["outcome"]
    assert isinstance(outcome, dict)
    assert outcome["request_id"] == "R[2J" + "x" * (128 - 6)
    assert outcome["error_code"] == "BadOne"


def test_a_retry_waits_for_the_answer_to_what_is_under_way(house: House) -> None:
    answered = asyncio.Event()

    async def slow(_: Outgoing) -> Answer:
        await answered.wait()
        return Answer(200, (), b"done")

    house.upstream.reaction = slow
    call = house.call(house.session(), CALL, DEVELOPMENT, mark="attempt", TableName="costs")
    first, retry = house.begin(call), house.begin(call)
    assert not retry.done()
    answered.set()

    assert house.finish(first) == house.finish(retry) == Answer(200, (), b"done")
    assert len(house.upstream.received) == 1


def test_a_retry_of_what_was_answered_long_is_told_that_it_was_done(house: House) -> None:
    async def pages() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 600_000

    house.upstream.reaction = lambda _: Answer(200, ((b"x-amzn-requestid", b"R-7"),), pages())
    call = house.call(house.session(), CALL, DEVELOPMENT, mark="attempt", TableName="costs")
    first = house.send(call)
    assert isinstance(first, Answer)
    body = first.body
    assert not isinstance(body, bytes)

    async def size() -> int:
        return sum([len(chunk) async for chunk in body])

    assert house.run(size()) == 1_800_000
    again = house.send(call)
    assert house.refused(again) == "call.already_done"
    assert isinstance(again, Refusal)
    assert "request id R-7" in again.message


def test_an_upload_whose_session_ends_on_the_way_may_have_arrived(house: House) -> None:
    house.facts.homes["data"] = PRODUCTION
    session = house.session()
    put = {"Bucket": "data", "Key": "a", "Body": b"x" * 100}
    change = house.approved(session, "s3:PutObject", **put)  # type: ignore[arg-type]
    arrived = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"x" * 100
        arrived.set()
        await asyncio.Event().wait()

    async def taking(outgoing: Outgoing) -> Answer:
        assert not isinstance(outgoing.body, bytes)
        async for _ in outgoing.body:
            pass
        raise AssertionError

    house.upstream.reaction = taking
    task = house.begin(house.call(session, "s3:PutObject", **put), slowly())  # type: ignore[arg-type]
    assert arrived.is_set()
    ending = EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("ana", ending))

    # All its bytes had left: nobody can say that it was never sent.
    assert house.refused(house.finish(task)) == "call.outcome_unknown"
    assert house.ask("show", change=change)["state"] == "in doubt"


def test_an_upload_whose_body_is_not_the_declared_one_was_never_whole(house: House) -> None:
    house.facts.homes["data"] = PRODUCTION
    session = house.session()
    put = {"Bucket": "data", "Key": "a", "Body": b"x" * 100}
    change = house.approved(session, "s3:PutObject", **put)  # type: ignore[arg-type]

    async def false() -> AsyncIterator[bytes]:
        yield b"x" * 50
        raise CallerError("the body is not as declared")

    async def taking(outgoing: Outgoing) -> Answer:
        assert not isinstance(outgoing.body, bytes)
        return Answer(200, (), b"".join([chunk async for chunk in outgoing.body]))

    house.upstream.reaction = taking
    task = house.begin(house.call(session, "s3:PutObject", **put), false())  # type: ignore[arg-type]

    assert house.refused(house.finish(task)) == "caller"
    assert ended(house, Kind.OUTCOME) == "never sent"
    assert house.ask("show", change=change)["state"] == "failed"
