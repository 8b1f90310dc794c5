"""The `Log` port by group commit: one thread writes whatever came in while it was writing.

`append` numbers a draft at once, in the order of calls, on the event loop. The thread takes all that waits, commits it
with one sync, and only then wakes those who wait. Whatever fails in there poisons the log for good: those who wait and
all who come later are refused, because nobody knows what the disk holds until it is read again.

Nothing passes on the strength of a read's answer having been noted, so such an entry does not wake the thread: it goes
along with the next one that does, or a moment later. A read costs one sync that way, not two.
"""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from keyturn.adapters.log.needs import Chance, Signer, Store
from keyturn.adapters.log.writer import Head, Writer
from keyturn.codec.digest import SALT_BYTES
from keyturn.errors import Malformed
from keyturn.model.evidence import Draft, Durable, Entry, EvidenceUnavailable, Kind
from keyturn.record.entries import entry, instant_of
from keyturn.record.tiles import consistency

_ANEW: Final = Kind.CLOCK_ACCEPTED
D = TypeVar("D", bound=Draft)

_LARGEST_GROUP: Final = 2048
_SALTS_AT_ONCE: Final = 256
_UNSIGNED_SECONDS: Final = 1.0
"""How long reads and their answers may stand without a signed head over them."""

_BUSY: Final = 4
_GATHER_SECONDS: Final = 0.002
"""How long the next group may grow after one of `_BUSY` or more: under load more entries share a commit's cost."""

_PATIENCE_SECONDS: Final = 0.05
"""How long an entry that does not wake the thread may wait for one that does."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An entry on its way to the disk, and whoever waits for it."""

    draft: Draft
    entry: Entry
    future: asyncio.Future[Durable[Any]]


class GroupLog:
    """The evidence log of one gateway. Used on one event loop; the writing thread is its own affair."""

    def __init__(self, store: Store, signer: Signer, chance: Chance, lines: Sequence[str] = ()) -> None:
        """Take up the log in `store`; `lines` are said in every checkpoint from now on.

        Raises EvidenceUnavailable if what is there is not the log that `signer` has signed so far.
        """
        self._store = store
        self._chance = chance
        self._verifier = signer.verifier().format()
        try:
            self._writer = Writer(store, signer, lines)
            leaf = store.leaf(self._writer.size - 1)
            self._last = None if leaf is None else instant_of(leaf)
        except EvidenceUnavailable:
            raise
        except Exception as error:  # whatever is wrong with the store, there is no evidence
            raise EvidenceUnavailable(str(error)) from error
        self._next = self._writer.size
        self._head = self._writer.head
        self._salts: list[bytes] = []
        self._refusal: str | None = None
        self._closing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: deque[_Waiting] = deque()
        self._group: list[_Waiting] = []
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._rung = False
        self._alarm: asyncio.TimerHandle | None = None
        self._thread = threading.Thread(target=self._run, name="keyturn-log", daemon=True)
        self._thread.start()

    def append(self, draft: D) -> Awaitable[Durable[D]]:
        if self._refusal is not None:
            raise EvidenceUnavailable(self._refusal)
        loop = self._loop = asyncio.get_running_loop()
        # Time is the larger of the clock and the last entry: the order of entries is the order of their instants.
        # Only a new time that two people accepted begins anew, also before it (docs/adr, "A time that people accept").
        at = draft.at if self._last is None or draft.at > self._last or draft.kind is _ANEW else self._last
        written = entry(draft, self._next, self._salt(), at)
        self._next += 1
        self._last = at
        future: asyncio.Future[Durable[D]] = loop.create_future()
        self._waiting.append(_Waiting(draft, written, future))
        if draft.kind is not Kind.ANSWER:
            self._ring()
        elif self._alarm is None:
            self._alarm = loop.call_later(_PATIENCE_SECONDS, self._ring_late)
        return future

    def usable(self) -> bool:
        return self._refusal is None

    def last(self) -> datetime | None:
        return self._last

    def folded(self) -> Iterator[Entry]:
        return self._store.folded()

    def checkpoint(self) -> str:
        return self._head.note

    def consistency(self, size: int) -> tuple[bytes, ...]:
        if size > self._head.size:
            raise Malformed("log size", size, f"the newest checkpoint is over {self._head.size} entries")
        return consistency(size, self._head.size, self._store.hashes)

    def verifier(self) -> str:
        return self._verifier

    async def close(self) -> None:
        if self._refusal is None:
            self._refusal = "the log was closed"
        if self._alarm is not None:
            self._alarm.cancel()
        self._closing = True
        self._ring()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._store.close()

    def _salt(self) -> bytes:
        if not self._salts:
            chance = self._chance.token(_SALTS_AT_ONCE * SALT_BYTES)
            self._salts = [chance[at : at + SALT_BYTES] for at in range(0, len(chance), SALT_BYTES)]
        return self._salts.pop()

    def _ring(self) -> None:
        """Wake the thread, once for all that comes in until it is awake."""
        if not self._rung:
            self._rung = True
            self._bell.put(None)

    def _ring_late(self) -> None:
        self._alarm = None
        self._ring()

    # The writing thread's half begins here.

    def _run(self) -> None:
        try:
            self._write()
        except Exception as error:  # noqa: BLE001  # whatever it was, evidence can no longer be promised
            # First the refusal, then the news of it: whoever hears of a failure finds the log closed to all.
            self._refusal = f"{type(error).__name__}: {error}"
            self._tell(self._group, None, self._refusal)
            self._refuse_all(self._refusal)

    def _write(self) -> None:
        """Commit group after group until the log is closed."""
        due: float | None = None
        while True:
            closing = self._closing
            group = self._group = self._take()
            late = due is not None and time.monotonic() >= due
            head = self._writer.add([(one.draft.kind, one.entry) for one in group]) if group else None
            if self._writer.has_unsigned and (late or (closing and not group)):
                head = self._writer.sign_tail()
            if group or head is not None:
                self._tell(group, head, None)
            if not self._writer.has_unsigned:
                due = None
            elif due is None or late:
                due = time.monotonic() + _UNSIGNED_SECONDS
            if closing and not group:
                return
            if not group:
                self._sleep(due)
            if len(group) >= _BUSY:
                time.sleep(_GATHER_SECONDS)

    def _take(self) -> list[_Waiting]:
        """All that waits now, up to the largest group. Whatever comes in from here on rings the bell anew."""
        self._rung = False
        group: list[_Waiting] = []
        with contextlib.suppress(IndexError):
            while len(group) < _LARGEST_GROUP:
                group.append(self._waiting.popleft())
        return group

    def _sleep(self, until: float | None) -> None:
        """Sleep until the bell rings, or until the unsigned tail is due."""
        with contextlib.suppress(Empty):
            self._bell.get(timeout=None if until is None else max(0.0, until - time.monotonic()))

    def _refuse_all(self, failure: str) -> None:
        """Answer what was appended before the failure was known, until the log is closed."""
        while True:
            closing = self._closing
            group = self._take()
            self._tell(group, None, failure)
            if closing and not group:
                return
            if not group:
                self._sleep(None)

    def _tell(self, group: Sequence[_Waiting], head: Head | None, failure: str | None) -> None:
        """Wake those who wait, on their loop. If that loop has ended, nobody waits any more."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake, group, head, failure)

    def _wake(self, group: Sequence[_Waiting], head: Head | None, failure: str | None) -> None:
        if head is not None:
            self._head = head
        for one in group:
            if one.future.done():
                continue  # whoever waited has gone away; the entry stands all the same
            if failure is None:
                one.future.set_result(Durable(one.draft, one.entry.seq))
            else:
                one.future.set_exception(EvidenceUnavailable(failure))
