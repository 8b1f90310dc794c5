"""Bodies in flight: passed on as they are, cut when their session ends, let go of whoever stops reading."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from keyturn.errors import CallerError
from keyturn.model.execution import Answer
from keyturn.runner.streams import KEPT, SessionCut, cuttable, drain, kept


class Source:
    """A body of `pieces` that then goes on for ever without saying anything; `closed` once it was let go of."""

    def __init__(self, *pieces: bytes, ends: bool = True, fails: Exception | None = None) -> None:
        self.pieces = list(pieces)
        self.ends = ends
        self.fails = fails
        self.closed = False
        self.reading = False

    def __aiter__(self) -> "Source":
        return self

    async def __anext__(self) -> bytes:
        if self.pieces:
            return self.pieces.pop(0)
        if self.fails is not None:
            raise self.fails
        if self.ends:
            raise StopAsyncIteration
        self.reading = True
        try:
            await asyncio.Event().wait()
        finally:
            self.reading = False
        raise AssertionError

    async def aclose(self) -> None:
        if self.reading:
            raise RuntimeError("closed while it was read")
        self.closed = True


async def whole(body: AsyncIterator[bytes]) -> list[bytes]:
    return [piece async for piece in body]


def test_a_body_is_passed_on_piece_by_piece() -> None:
    source = Source(b"a", b"", b"b")

    assert asyncio.run(whole(cuttable(source, asyncio.Event()))) == [b"a", b"", b"b"]
    assert source.closed


def test_the_end_of_the_session_cuts_it_even_while_nothing_flows() -> None:
    source = Source(b"a", ends=False)

    async def story() -> list[bytes]:
        ended = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, ended.set)
        body = cuttable(source, ended)
        first = await anext(body)
        with pytest.raises(SessionCut):
            await anext(body)
        return [first]

    assert asyncio.run(asyncio.wait_for(story(), 5)) == [b"a"]
    assert source.closed


def test_a_session_that_has_ended_already_yields_nothing() -> None:
    source = Source(b"a", b"b")

    async def story() -> None:
        ended = asyncio.Event()
        ended.set()
        await whole(cuttable(source, ended))

    with pytest.raises(SessionCut):
        asyncio.run(story())
    assert source.closed


def test_what_the_source_raises_comes_through() -> None:
    source = Source(b"a", fails=CallerError("not as declared"))

    with pytest.raises(CallerError, match="not as declared"):
        asyncio.run(whole(cuttable(source, asyncio.Event())))
    assert source.closed


def test_whoever_stops_reading_lets_go_of_the_source() -> None:
    source = Source(b"a", b"b")

    async def story() -> None:
        body = cuttable(source, asyncio.Event())
        await anext(body)
        await body.aclose()  # type: ignore[attr-defined]  # it is a generator

    asyncio.run(story())
    assert source.closed


def test_whoever_is_cancelled_while_nothing_flows_lets_go_of_it_too() -> None:
    source = Source(ends=False)

    async def story() -> None:
        before = asyncio.all_tasks()
        task = asyncio.ensure_future(whole(cuttable(source, asyncio.Event())))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before

    asyncio.run(asyncio.wait_for(story(), 5))
    assert source.closed


def test_what_is_thrown_away_is_read_to_its_end() -> None:
    source = Source(b"a", b"b")
    asyncio.run(drain(source))
    assert source.pieces == []

    with pytest.raises(CallerError):
        asyncio.run(drain(Source(fails=CallerError("not as declared"))))
    asyncio.run(drain(b"bytes"))


@pytest.mark.parametrize(("sizes", "held"), [([], True), ([1, 2], True), ([KEPT], True), ([KEPT, 1], False)])
def test_small_answers_are_kept_and_long_ones_flow_on_whole(sizes: list[int], held: bool) -> None:
    source = Source(*(bytes([65 + number]) * size for number, size in enumerate(sizes)))
    expected = b"".join(source.pieces)

    async def story() -> bytes:
        answer, is_whole = await kept(Answer(200, ((b"a", b"b"),), source))
        assert is_whole is held is isinstance(answer.body, bytes)
        assert (answer.status, answer.headers) == (200, ((b"a", b"b"),))
        return answer.body if isinstance(answer.body, bytes) else b"".join(await whole(aiter(answer.body)))

    assert asyncio.run(story()) == expected


def test_an_answer_in_memory_stays_as_it_is() -> None:
    answer = Answer(200, (), b"x" * (KEPT + 1))

    assert asyncio.run(kept(answer)) == (answer, True)


def test_whoever_stops_reading_a_long_answer_lets_go_of_it() -> None:
    source = Source(b"x" * KEPT, b"y", b"z")

    async def story() -> None:
        answer, _ = await kept(Answer(200, (), source))
        assert not isinstance(answer.body, bytes)
        body = aiter(answer.body)
        await anext(body)
        await body.aclose()  # type: ignore[attr-defined]  # it is a generator

    asyncio.run(story())
    assert source.closed
