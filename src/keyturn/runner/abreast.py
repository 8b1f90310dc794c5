"""Calls that are under way together take each step together.

A call runs through a great deal of code once. By the time the next call gets there, the processor has forgotten that
code, and half of a call's time goes into meeting it again. So where many calls are under way, each stops between two
steps until the others have taken the first (docs/adr, "Steps taken together").
"""

import asyncio
from typing import Final

FEW: Final = 12
"""How many calls may be under way without waiting for each other: then a turn of the loop costs more than it saves."""


class Abreast:
    """The calls of one gate."""

    __slots__ = ("_under_way",)

    def __init__(self) -> None:
        """Begin with none."""
        self._under_way = 0

    def begin(self) -> None:
        """Count a call that begins."""
        self._under_way += 1

    def end(self) -> None:
        """Count it no more."""
        self._under_way -= 1

    async def step(self) -> None:
        """Let others take the step that this call has just taken. What was checked before may be otherwise after."""
        if self._under_way > FEW:
            await asyncio.sleep(0)
