"""Calls that are under way together take each step together.

A call runs through a great deal of code once. By the time the next call gets there, the processor has forgotten that
code, and half of a call's time goes into meeting it again. So where many calls are under way, those that come within
a few turns of the loop go on side by side: all take the first step, then all the second (docs/adr, "Steps taken
together").
"""

import asyncio
from collections.abc import Iterator
from typing import Any, Final, TypeVar

FEW: Final = 4
"""How many calls may be under way without waiting for each other: then a turn of the loop costs more than it saves."""

TURNS: Final = 2
"""For how many turns of the loop the first to come waits for others."""

MOST: Final = 64
"""How many go side by side, so that nothing else of the gateway's waits long for them. Those behind them go next."""

T = TypeVar("T")


class Abreast:
    """The calls of one gate."""

    __slots__ = ("_coming", "_under_way")

    def __init__(self) -> None:
        """Begin with none."""
        self._under_way = 0
        self._coming: list[tuple[Iterator[Any], asyncio.Future[Any]]] = []

    def begin(self) -> None:
        """Count a call that begins."""
        self._under_way += 1

    def end(self) -> None:
        """Count it no more."""
        self._under_way -= 1

    async def through(self, steps: Iterator[T | None]) -> T:
        """Lead a call through its steps, each of which but the last yields None, and return what the last one yields.

        Between two of them nothing runs but steps of other calls.
        """
        if self._under_way <= FEW:
            for found in steps:
                if found is not None:
                    return found
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if not self._coming:
            loop.call_soon(self._gather, loop, TURNS)
        self._coming.append((steps, future))
        return await future

    def _gather(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        if turns:
            loop.call_soon(self._gather, loop, turns - 1)
            return
        going, self._coming = self._coming[:MOST], self._coming[MOST:]
        if self._coming:
            loop.call_soon(self._gather, loop, 0)
        while going:
            going = [one for one in going if _goes_on(*one)]


def _goes_on(steps: Iterator[Any], future: asyncio.Future[Any]) -> bool:
    """Take one step of a call, and say whether there are more to take. Whoever awaits it is told what came of it."""
    if future.done():
        return False  # its task was cancelled
    try:
        found = next(steps)
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to this call and not to the others
        future.set_exception(error)
        return False
    if found is None:
        return True
    future.set_result(found)
    return False
