"""Reading how things stand, with the gateway's own credentials: before people are asked, and before a call is sent."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from keyturn.errors import UpstreamError
from keyturn.flow.answers import Look, Seen
from keyturn.flow.kept import Case
from keyturn.flow.name import Keys
from keyturn.gather.answers import is_passing
from keyturn.gather.keys import key_names, keyed, tables
from keyturn.gather.observing import StateUnreadable, Subject, Wanted, observed, wanted
from keyturn.gather.overlap import touch_same
from keyturn.model.catalogue import Catalogue
from keyturn.model.execution import Answer, Outgoing
from keyturn.model.grant import GrantState
from keyturn.model.observed import Observed, Reference
from keyturn.ports import Facts
from keyturn.runner.resolving import Resolving
from keyturn.runner.streams import whole

AT_ONCE: Final = 8
"""How many reads of one change are under way at the same time."""


class Observing:
    """Reads the state that approvals are bound to."""

    def __init__(self, facts: Facts, catalogue: Catalogue, keys: Keys) -> None:
        """`keys` gives the key of a change, under which what is not shown is digested."""
        self._facts = facts
        self._catalogue = catalogue
        self._keys = keys
        self._resolving = Resolving(facts, catalogue)

    async def see(self, look: Look) -> Seen:
        """Read what `look` asks for. Raises StateUnreadable, OurError."""
        change, ordinal, _ = look.of
        key = self._keys.change_key(change)
        found = await self._observe(wanted(await self._keyed(look.subjects), self._catalogue), key)
        references: tuple[Reference, ...] = ()
        if ordinal is None or look.references:
            references = await self._resolving.resolve(look.subjects, key, again=ordinal is not None)
        return Seen(look.of, look.fresh, found, references)

    async def after(self, case: Case, ordinal: int) -> tuple[Observed, ...]:
        """Read anew what the change's own call number `ordinal` may have changed, where later calls touch it.

        Raises StateUnreadable, OurError.
        """
        change = case.change
        mine = change.actions[ordinal].resources
        later = [
            Subject(number, part.shown.document, part.effect, undone=case.undone.get(number))
            for number, part in enumerate(change.actions)
            if case.uses[number].state is GrantState.OPEN and touch_same(mine, part.resources)
        ]
        things = [one for one in wanted(await self._keyed(later), self._catalogue) if one.thing in case.expected]
        found = await self._observe(things, self._keys.change_key(change.id))
        return tuple(
            Observed(one.thing, case.expected[one.thing].actions, one.asked, one.stands, one.state, one.why)
            for one in found
        )

    async def _keyed(self, subjects: Sequence[Subject]) -> list[Subject]:
        """Return the calls with the keys of the items that they put, which their tables tell (gather.keys)."""
        room = asyncio.Semaphore(AT_ONCE)
        asked = tables(subjects, self._catalogue)
        said = await asyncio.gather(*(self._read(f"table {name}", one, room) for (name, _), one in asked.items()))
        for (name, _), answer in zip(asked, said, strict=True):
            if is_passing(answer):
                raise StateUnreadable(f"table {name}", f"AWS answered {answer.status} to dynamodb:DescribeTable")
        known = {table: key_names(answer) for table, answer in zip(asked, said, strict=True)}
        return [keyed(one, known) for one in subjects]

    async def _observe(self, things: Sequence[Wanted], key: bytes) -> tuple[Observed, ...]:
        room = asyncio.Semaphore(AT_ONCE)

        async def ask(thing: str, asks: Iterable[Outgoing]) -> list[Answer]:
            return [await self._read(thing, one, room) for one in asks]

        answers = await asyncio.gather(*(ask(one.thing, one.asks) for one in things))
        return tuple(observed(one, said, self._catalogue, key) for one, said in zip(things, answers, strict=True))

    async def _read(self, thing: str, ask: Outgoing, room: asyncio.Semaphore) -> Answer:
        async with room:
            try:
                return await whole(await self._facts.read(ask))
            except UpstreamError as error:
                raise StateUnreadable(thing, str(error)) from error
