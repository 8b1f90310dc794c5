"""Telling people and their programs what happened, at least once, without anybody waiting for that.

The log is the queue: each receiver has its place in it, kept on disk, and is told what lies behind that place. So
nothing is lost by a crash, nothing is held in memory, and a receiver that is slow, or away, holds up neither a call nor
another receiver. Alarms have a place of their own for each receiver, and overtake what waits.
"""

import asyncio
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from keyturn.codec import strict
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b32encode_id, format_instant, parse_instant
from keyturn.errors import CallerError, OurError
from keyturn.flow.notices import TOLD, Noted, notices
from keyturn.model.evidence import EvidenceUnavailable, Kind
from keyturn.model.notice import ALARMS, Event, Late, Notice, NotTold, Position
from keyturn.ports import Chance, Clock, Notifier, Positions
from keyturn.runner.journal import Journal

EVERY: Final = 0.5
"""Seconds between two looks at the log."""

PAUSES: Final = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)
"""Seconds until a notice that was not taken is told again; the last one holds from then on."""

GIVE_UP: Final = 72 * 3600.0
"""Seconds after which a notice that nobody took is given up. The log still has what it was about."""

MOST_LATE: Final = 100
"""How many notices of one receiver may wait beside its place in the log; with so many it stays where it is."""

AT_ONCE: Final = 1000
"""How many entries are looked at without letting anybody else work."""

_KIND: Final = b'"kind":"'
_TOLD: Final = frozenset(kind.value.encode() for kind in TOLD)


class Lane:
    """One receiver's alarms, or all the rest of what it is told."""

    def __init__(
        self, journal: Journal, to: Notifier, positions: Positions, clock: Clock, console: str, *, alarms: bool
    ) -> None:
        """Go on where `positions` says; a receiver that is new is told what happens from now on."""
        self.to: Final = to
        self._journal = journal
        self._positions = positions
        self._clock = clock
        self._console = console
        self._alarms = alarms
        self._key = f"{to.key}-alarms" if alarms else to.key
        self._last: float | None = None
        self._failing: float | None = None
        self._why: str | None = None
        self._peace: float = 0.0
        end = journal.log.size() - 1
        found = positions.read(self._key)
        self._position = Position(end) if found is None else replace(found, seq=min(found.seq, end))
        self._saved = -AT_ONCE - 1  # where a new receiver begins is kept, too

    async def turn(self) -> float:
        """Tell what is due, and what is new. Returns the seconds until there may be more."""
        await self._again()
        if len(self._position.late) >= MOST_LATE:
            return EVERY
        seq, found, more = self._next()
        for notice in found:
            if not await self._told(notice):
                self._put_off(notice)
        self._position = replace(self._position, seq=seq)
        if found or seq - self._saved >= AT_ONCE:
            await self._save()
        return 0.0 if more else EVERY

    def broke(self, what: str) -> None:
        """Take in that telling broke in here, and how."""
        self._why, self._failing = f"it broke inside the gateway: {what}", self._failing or self._now()

    def stands(self) -> dict[str, Json]:
        """How this receiver fares."""
        return {
            "to": self.to.name,
            "alarms": self._alarms,
            "late": len(self._position.late),
            "given_up": self._position.given_up,
            "told": self._shown(self._last),
            "failing": self._shown(self._failing),
            "why": self._why,
        }

    async def _again(self) -> None:
        """Tell once more what was not taken, as far as it is due."""
        for _ in self._position.late:
            now = self._now()
            late = next((one for one in self._position.late if one.due <= now), None)
            if late is None:
                return
            notice = self._find(late)
            if notice is None or await self._told(notice):
                self._replace(late, None)
            elif now - late.first >= GIVE_UP:
                self._replace(late, None)
                self._position = replace(self._position, given_up=self._position.given_up + 1)
            else:
                self._replace(late, replace(late, tries=late.tries + 1, due=self._pause(late.tries + 1)))
            await self._save()

    def _replace(self, late: Late, by: Late | None) -> None:
        there = [by if (one.seq, one.part) == (late.seq, late.part) else one for one in self._position.late]
        self._position = replace(self._position, late=tuple(one for one in there if one is not None))

    def _put_off(self, notice: Notice) -> None:
        late = Late(notice.seq, notice.part, 1, self._now(), self._pause(1))
        self._position = replace(self._position, late=(*self._position.late, late))

    def _pause(self, tries: int) -> float:
        wanted = PAUSES[min(tries, len(PAUSES)) - 1]
        return self._now() + min(PAUSES[-1], max(wanted, self._peace))

    async def _told(self, notice: Notice) -> bool:
        try:
            await self.to.tell(notice)
        except NotTold as error:
            self._why, self._peace = str(error), error.after or 0.0
            self._failing = self._failing or self._now()
            return False
        now = self._now()
        if self._failing is not None:
            # It listens again: what else waits need not wait on.
            rest = tuple(replace(one, due=min(one.due, now)) for one in self._position.late)
            self._position = replace(self._position, late=rest)
        self._last, self._failing, self._why = now, None, None
        return True

    def _next(self) -> tuple[int, Sequence[Notice], bool]:
        """Read on to the next entry that is told of: where that is, what to tell, and whether there may be more.

        No reading is left open while a receiver is waited for: it would keep the store from tidying up.
        """
        seq = self._position.seq
        for count, (number, leaf) in enumerate(self._journal.log.leaves(seq + 1), 1):
            seq = number
            found = self._read(number, leaf)
            if found or count >= AT_ONCE:
                return seq, found, True
        return seq, (), False

    def _find(self, late: Late) -> Notice | None:
        found = next(self._journal.log.leaves(late.seq), None)
        if found is None:
            return None  # an older copy of the store was put back: this entry never was
        return next((notice for notice in self._read(*found) if notice.part == late.part), None)

    def _read(self, seq: int, leaf: bytes) -> Sequence[Notice]:
        if _kind(leaf) not in _TOLD:
            return ()
        try:
            return tuple(self._notices(seq, leaf))
        except (KeyError, TypeError, ValueError, CallerError, EvidenceUnavailable) as error:
            # What cannot be read must not keep people from hearing the rest; that it was left out is shown.
            self._why = f"entry {seq} of the log could not be read ({type(error).__name__}), nobody is told of it"
            self._failing = self._failing or self._now()
            self._position = replace(self._position, given_up=self._position.given_up + 1)
            return ()

    def _notices(self, seq: int, leaf: bytes) -> Iterator[Notice]:
        said: Mapping[str, Any] = strict.loads_canonical(leaf)  # type: ignore[assignment]  # our own
        about = {name: str(value) for name, value in said["about"].items()}

        def payload() -> bytes:
            return self._journal.log.payload(seq, leaf) or b"{}"

        noted = Noted(seq, sha256(leaf).hexdigest(), parse_instant(said["at"]), about, payload)
        for notice in notices(Kind(said["kind"]), noted, self._journal.state, self._console):
            if (notice.event in ALARMS) is self._alarms and self.to.wants(notice.event):
                yield notice

    async def _save(self) -> None:
        self._saved = self._position.seq
        try:
            await self._positions.write(self._key, self._position)
        except OurError as error:
            # Who is told goes on being told; after a restart some of it once more.
            self._why, self._failing = str(error), self._failing or self._now()

    def _now(self) -> float:
        return self._clock.wall().timestamp()

    def _shown(self, seconds: float | None) -> str | None:
        return None if seconds is None else format_instant(datetime.fromtimestamp(seconds, UTC))


class Telling:
    """Everybody who is told."""

    def __init__(
        self,
        journal: Journal,
        receivers: Sequence[Notifier],
        positions: Positions,
        clock: Clock,
        chance: Chance,
        console: str,
    ) -> None:
        self._journal = journal
        self._receivers = receivers
        self._clock = clock
        self._chance = chance
        self._console = console
        self._lanes: Final = [
            Lane(journal, to, positions, clock, console, alarms=alarms)
            for to in receivers
            for alarms in (True, False)
            if any(to.wants(event) and (event in ALARMS) is alarms for event in Event)
        ]

    async def run(self) -> None:
        """Tell everybody for ever, each at their own pace."""
        await asyncio.gather(*(self._follow(lane) for lane in self._lanes))

    async def _follow(self, lane: Lane) -> None:
        while True:
            try:
                pause = await lane.turn()
            except Exception as error:  # noqa: BLE001 - whatever it was, people are told of the rest, and shown this
                frame = traceback.extract_tb(error.__traceback__)[-1]
                lane.broke(f"{type(error).__name__} at {frame.filename.rpartition('/')[2]}:{frame.lineno}")
                pause = PAUSES[-1]
            await asyncio.sleep(pause)

    async def turn(self) -> None:
        """Tell everybody what is due now, to the end of the log."""
        for lane in self._lanes:
            while await lane.turn() == 0:
                pass

    def stands(self) -> Json:
        """How all receivers fare, for people who look."""
        return [lane.stands() for lane in self._lanes]

    async def test(self) -> Json:
        """Tell each receiver that this is a test, now and once, and return what came of it."""
        data: dict[str, Json] = {"deployment": self._journal.state.deployment, "console": self._console}
        fresh = b32encode_id(self._chance.token(16))
        notice = Notice(f"test_{fresh}", Event.TEST, self._clock.wall(), -1, 0, data)
        return list(await asyncio.gather(*(_test(to, notice) for to in self._receivers)))


async def _test(to: Notifier, notice: Notice) -> Json:
    try:
        await to.tell(notice)
    except NotTold as error:
        return {"to": to.name, "told": False, "why": str(error)}
    return {"to": to.name, "told": True, "why": None}


def _kind(leaf: bytes) -> bytes:
    """The kind of an entry, looked for from behind: an id in its `about` could read like one."""
    start = leaf.rfind(_KIND) + len(_KIND)
    return leaf[start : leaf.find(b'"', start)]
