"""Bodies in flight: cut when their session ends, kept whole where they are small."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

from keyturn.errors import CallerError
from keyturn.model.execution import Answer, Body

KEPT = 1_048_576


class SessionCut(CallerError):
    """The session of this stream was ended while it ran."""

    code = "session.ended"

    def __init__(self) -> None:
        super().__init__("the session was ended, so its streams were cut")


async def cuttable(body: AsyncIterable[bytes], ended: asyncio.Event) -> AsyncIterator[bytes]:
    """Yield `body` until it is through or `ended` is set.

    Raises SessionCut at once when it is, even while nothing flows.
    """
    source = aiter(body)
    waiter = asyncio.ensure_future(ended.wait())
    reading: asyncio.Task[bytes | None] | None = None
    try:
        while True:
            reading = asyncio.ensure_future(_next(source))
            await asyncio.wait({reading, waiter}, return_when=asyncio.FIRST_COMPLETED)
            if waiter.done():
                raise SessionCut
            data = reading.result()
            if data is None:
                return
            yield data
    finally:
        waiter.cancel()
        if reading is not None:
            # Whoever reads may itself be cancelled while nothing flows; a source at work cannot be closed.
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        await _close(source)


async def _next(source: AsyncIterator[bytes]) -> bytes | None:
    return await anext(source, None)


async def _close(source: AsyncIterator[bytes]) -> None:
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()


async def drain(body: Body) -> None:
    """Read `body` to its end and throw it away.

    Raises what its source raises (a body that is not what was declared).
    """
    if not isinstance(body, bytes):
        async for _ in body:
            pass


async def kept(answer: Answer, most: int = KEPT) -> tuple[Answer, bool]:
    """Return `answer` with its body in memory if that is at most `most` bytes (then True), else as a stream."""
    if isinstance(answer.body, bytes):
        return answer, True
    source = aiter(answer.body)
    chunks: list[bytes] = []
    size = 0
    async for chunk in source:
        chunks.append(chunk)
        size += len(chunk)
        if size > most:
            return Answer(answer.status, answer.headers, _chained(chunks, source)), False
    return Answer(answer.status, answer.headers, b"".join(chunks)), True


async def _chained(first: list[bytes], rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        for chunk in first:
            yield chunk
        async for chunk in rest:
            yield chunk
    finally:
        await _close(rest)


async def whole(answer: Answer, most: int = KEPT) -> Answer:
    """Return `answer` with its body in memory; one of more than `most` bytes is let go of, a stream at its end."""
    found, is_whole = await kept(answer, most)
    if not is_whole and isinstance(found.body, AsyncIterator):
        await anext(found.body, None)  # a generator that never began lets go of nothing
        await _close(found.body)
    return found
