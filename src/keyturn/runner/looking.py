"""Reading for people how the thing stands that a call in doubt was about. What was read is noted."""

from collections.abc import Mapping
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import OurError, UpstreamError
from keyturn.flow.kept import Case
from keyturn.gather.readings import Reading, reading, says
from keyturn.model.change import State as Stage
from keyturn.model.evidence import Draft, Kind
from keyturn.model.grant import GrantState
from keyturn.ports import Facts
from keyturn.runner.journal import Journal
from keyturn.runner.timekeeper import Timekeeper

KEPT_SECONDS: Final = 60.0
"""How long a look is told again instead of being made again: pages ask every few seconds."""

MOST: Final = 5
"""How many actions in doubt of one change are looked at."""

NO_READER: Final = "nothing is read for this operation: look yourself"


class Looking:
    """Looks at what calls in doubt were about."""

    def __init__(self, facts: Facts, journal: Journal, time: Timekeeper) -> None:
        """`facts` reads with the gateway's own credentials."""
        self._facts = facts
        self._journal = journal
        self._time = time
        self._kept: dict[str, tuple[float, str]] = {}

    async def at(self, case: Case) -> Mapping[int, str]:
        """Return what is read now of the actions of `case` in doubt, in words, by their number."""
        at, _ = self._time.now()
        if case.stands(at) is not Stage.IN_DOUBT:
            return {}
        doubted = [number for number, use in enumerate(case.uses) if use.state is GrantState.IN_DOUBT]
        return {number: await self._look(case, number) for number in doubted[:MOST]}

    async def _look(self, case: Case, number: int) -> str:
        grant = case.uses[number].grant or ""
        until, told = self._kept.get(grant, (0.0, ""))
        if told and self._time.monotonic() < until:
            return told
        found = reading(case.change.actions[number].shown.document)
        if found is None:
            return NO_READER
        told = await self._read(found)
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > self._time.monotonic()}
        self._kept[grant] = (self._time.monotonic() + KEPT_SECONDS, told)
        payload: dict[str, Json] = {"action": number, "asked": found.asks, "says": told}
        about = {"change": case.change.id, "grant": grant}
        await self._journal.write(Draft(Kind.LOOKED, self._time.now()[0], about, payload))
        return told

    async def _read(self, found: Reading) -> str:
        try:
            answer = await self._facts.read(found.outgoing)
        except (UpstreamError, OurError) as error:
            return f"{found.thing} cannot be read now: {error}"
        return f"{says(found, answer)} ({found.asks})"
