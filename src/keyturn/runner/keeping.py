"""Checkpoints kept besides the store: compared with it before the gate serves, and kept on while it does.

Whoever puts the whole store back to an older state, with its key, leaves no trace inside it. A checkpoint kept in
another place shows it: a log only grows (RFC 6962 consistency).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.codec.keys import BadSignature
from keyturn.codec.merkle import BadProof, verify_consistency
from keyturn.codec.note import Checkpoint, Verifier, open_checkpoint
from keyturn.errors import Malformed, OurError, quoted
from keyturn.model.evidence import KeptUnknown, Kind
from keyturn.ports import Clock, Keep, Log

LOOK_SECONDS: Final = 1.0
"""How often it is looked whether there is something to keep."""

AGAIN_SECONDS: Final = 10.0

WEIGHTY: Final = frozenset(
    kind for kind in Kind if kind.value.partition(".")[0] in {"person", "gate", "seal", "key"}
) - {Kind.KEY_DERIVED} | {Kind.VOTE}
"""What is followed by a kept checkpoint at once: votes, and whatever changes the gate itself."""


class StorePutBack(OurError):
    """The store is older than a checkpoint that was kept of it, or another one."""

    code = "store.put_back"

    def __init__(self, place: str, why: str) -> None:
        super().__init__(
            f"the store is not the one that was kept in `{quoted(place)}`: {why}. Put the newer store back; how two "
            "people go on without it: docs/how-to/ways-back.md"
        )


@dataclass(slots=True)
class _Place:
    keep: Keep
    size: int | None = None
    at: datetime | None = None
    problem: str = ""


class Keeping:
    """Keeps one log's checkpoints in some places."""

    def __init__(self, keeps: Sequence[Keep], log: Log, clock: Clock, every: timedelta) -> None:
        """`every`: how often at least, while the log grows; what is WEIGHTY is kept at once."""
        self._places: Final = [_Place(keep) for keep in keeps]
        self._log: Final = log
        self._clock: Final = clock
        self._every: Final = every.total_seconds()
        self._weighty = True
        self._kept_at = float("-inf")

    def note(self) -> None:
        """Hear that a WEIGHTY entry was written."""
        self._weighty = True

    async def compare(self, former: Sequence[str] = ()) -> None:
        """Refuse a store that is not the one of which checkpoints were kept.

        `former` are verifier keys that signed the log before the one in use. Raises StorePutBack, and KeptUnknown where
        a place cannot be asked: what is not known may be a newer one.
        """
        verifier = Verifier.parse(self._log.verifier())
        head = open_checkpoint(self._log.checkpoint(), verifier)
        known = {one.name: one for one in (*map(Verifier.parse, former), verifier)}
        for place in self._places:
            note = await place.keep.newest()
            if note is not None:
                place.size = self._only_grew(
                    place.keep.place, note, head, known.get(note.partition("\n")[0], verifier)
                ).size

    def _only_grew(self, place: str, note: str, head: Checkpoint, verifier: Verifier) -> Checkpoint:
        try:
            kept = open_checkpoint(note, verifier)
        except (Malformed, BadSignature) as error:
            raise StorePutBack(place, f"what lies there is no checkpoint of this log ({error})") from None
        if kept.size > head.size:
            raise StorePutBack(place, f"the log had {kept.size} entries when it was kept, here are {head.size}")
        try:
            verify_consistency(kept.size, kept.root, head.size, head.root, self._log.consistency(kept.size))
        except BadProof:
            raise StorePutBack(place, f"the first {kept.size} entries are not those that were kept") from None
        return kept

    async def run(self) -> None:
        """Keep what is new, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            # Where something went wrong it is tried again sooner.
            wait = min(self._every, AGAIN_SECONDS) if any(place.problem for place in self._places) else self._every
            if self._weighty or self._clock.monotonic() >= self._kept_at + wait:
                await self.keep_now()

    async def keep_now(self) -> None:
        """Keep the newest checkpoint in every place that has an older one. What goes wrong is told, and tried again."""
        self._weighty = False
        self._kept_at = self._clock.monotonic()
        note = self._log.checkpoint()
        size = open_checkpoint(note, Verifier.parse(self._log.verifier())).size
        await asyncio.gather(*(self._keep(place, size, note) for place in self._places))

    async def _keep(self, place: _Place, size: int, note: str) -> None:
        if place.size == size:
            return
        try:
            await place.keep.keep(size, note)
        except KeptUnknown as error:
            place.problem = error.why
            return
        place.size, place.at, place.problem = size, self._clock.wall(), ""

    def told(self) -> Json:
        """What people are told of each place: the size of what it holds, since when, and what went wrong."""
        return [
            {
                "place": place.keep.place,
                "size": place.size,
                "at": None if place.at is None else format_instant(place.at),
                "problem": place.problem,
            }
            for place in self._places
        ]
