"""The `Log` port by group commit: what comes in during one turn of the event loop, or two, is committed with one sync.

`append` numbers a draft at once, in the order of calls. When the turn is over (and one more, where several entries
wait), all that was numbered is written and committed together, and only then are those who wait woken. Whatever fails
in there poisons the log for good: those who wait and all who come later are refused, because nobody knows what the disk
holds until it is read again.

The commit is made on the loop itself while syncs are quick, because handing it to a thread and back costs more than
the sync; once one was slow it is made in a thread, until they are quick again (docs/adr, "Commits on the loop"). No two
are under way at the same time, and nothing else uses the writing half while one is.

Nothing passes on the strength of a read's answer having been noted, so such an entry asks for no commit: it goes along
with the next one that does, or a moment later. A read costs one sync that way, not two.
"""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from keyturn.adapters.log.needs import Chance, Signer, Store
from keyturn.adapters.log.reading import committed, proved
from keyturn.adapters.log.writer import Head, Writer
from keyturn.codec.digest import SALT_BYTES
from keyturn.errors import Malformed
from keyturn.model.evidence import Draft, Durable, Entry, EvidenceUnavailable, Kind
from keyturn.record.entries import entry, instant_of
from keyturn.record.tiles import consistency

_ANEW: Final = Kind.CLOCK_ACCEPTED
D = TypeVar("D", bound=Draft)

Waiting: TypeAlias = "tuple[Draft, Entry, asyncio.Future[Durable[Any]] | None]"
"""An entry on its way to the disk, and whoever waits for it."""

_SALTS_AT_ONCE: Final = 256
_UNSIGNED_SECONDS: Final = 1.0
"""How long reads and their answers may stand without a signed head over them."""

_PATIENCE_SECONDS: Final = 0.05
"""How long an entry that asks for no commit may wait for one."""

_FEW: Final = 4
"""How many entries may wait without a turn more being given to others: what one or two calls bring."""

_QUICK_SECONDS: Final = 0.002
"""How long a commit may hold up the loop: after one that took longer, the next is made in a thread."""


class GroupLog:
    """The evidence log of one gateway, used on one event loop."""

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
        self._waiting: list[Waiting] = []
        self._asked = False
        self._sign_next = False
        self._quick = True
        self._committing: asyncio.Future[float] | None = None
        self._worker = ThreadPoolExecutor(1, "keyturn-log")
        self._alarm: asyncio.TimerHandle | None = None
        self._signing: asyncio.TimerHandle | None = None

    def append(self, draft: D) -> Awaitable[Durable[D]]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Durable[D]] = loop.create_future()
        self._number(draft, future)
        self._ask(loop)
        return future

    def note(self, draft: Draft) -> None:
        self._number(draft, None)
        if self._alarm is None:
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(_PATIENCE_SECONDS, self._ring, loop)

    def say(self, lines: Sequence[str]) -> None:
        """Say `lines` in every checkpoint from the next one on."""
        self._writer.say(lines)

    def usable(self) -> bool:
        return self._refusal is None

    def last(self) -> datetime | None:
        return self._last

    def folded(self) -> Iterator[Entry]:
        return proved(self._store, self._head.size, self._writer.root)

    def leaves(self, start: int) -> Iterator[tuple[int, bytes]]:
        return self._store.leaves(start)

    def payload(self, seq: int, leaf: bytes) -> bytes | None:
        return committed(self._store, seq, leaf)

    def size(self) -> int:
        return self._store.size()

    def checkpoint(self) -> str:
        return self._head.note

    def consistency(self, size: int) -> tuple[bytes, ...]:
        if size > self._head.size:
            raise Malformed("log size", size, f"the newest checkpoint is over {self._head.size} entries")
        return consistency(size, self._head.size, self._store.hashes)

    def verifier(self) -> str:
        return self._verifier

    async def close(self) -> None:
        failed = self._refusal is not None
        self._refusal = self._refusal or "the log was closed"
        for timer in (self._alarm, self._signing):
            if timer is not None:
                timer.cancel()
        if self._committing is not None:
            await asyncio.wait({self._committing})
            await asyncio.sleep(0)  # what is called when it is done has been called
        if not failed:
            self._quick, self._sign_next = True, self._writer.has_unsigned or bool(self._waiting)
            self._commit()
        self._worker.shutdown()
        self._store.close()

    def _number(self, draft: Draft, future: asyncio.Future[Durable[Any]] | None) -> None:
        if self._refusal is not None:
            raise EvidenceUnavailable(self._refusal)
        # Time is the larger of the clock and the last entry: the order of entries is the order of their instants.
        # Only a new time that two people accepted begins anew, also before it (docs/adr, "A time that people accept").
        at = draft.at if self._last is None or draft.at > self._last or draft.kind is _ANEW else self._last
        self._waiting.append((draft, entry(draft, self._next, self._salt(), at), future))
        self._next += 1
        self._last = at

    def _salt(self) -> bytes:
        if not self._salts:
            chance = self._chance.token(_SALTS_AT_ONCE * SALT_BYTES)
            self._salts = [chance[at : at + SALT_BYTES] for at in range(0, len(chance), SALT_BYTES)]
        return self._salts.pop()

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have a commit made when this turn of the loop is over, or when the one under way has come to its end."""
        if not self._asked:
            self._asked = True
            if self._committing is None:
                loop.call_soon(self._gather, loop)

    def _gather(self, loop: asyncio.AbstractEventLoop) -> None:
        """Commit, or let one more turn go by first: where several came in one turn, more are on their way."""
        if len(self._waiting) > _FEW:
            loop.call_soon(self._commit)
        else:
            self._commit()

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._alarm = None
        if self._waiting:
            self._ask(loop)

    def _sign_late(self, loop: asyncio.AbstractEventLoop) -> None:
        self._signing = None
        if self._writer.has_unsigned:
            self._sign_next = True
            self._ask(loop)

    def _commit(self) -> None:
        """Commit all that waits, here or in the thread."""
        if self._committing is not None:
            return
        self._asked = False
        group, self._waiting = self._waiting, []
        sign, self._sign_next = self._sign_next, False
        if not group and not sign:
            return
        try:
            head = self._writer.add([(draft.kind, entry) for draft, entry, _ in group], sign=sign)
            if self._quick and not self._writer.untidy:
                self._committed(group, head, self._writer.commit())
                return
        except Exception as error:  # noqa: BLE001  # whatever it was, evidence can no longer be promised
            self._fail(group, error)
            return
        self._committing = asyncio.get_running_loop().run_in_executor(self._worker, self._writer.commit_and_tidy)
        self._committing.add_done_callback(partial(self._ended, group, head))

    def _ended(self, group: Sequence[Waiting], head: Head | None, commit: asyncio.Future[float]) -> None:
        """Go on after a commit that was made in the thread."""
        self._committing = None
        error = commit.exception()
        if error is not None:
            self._fail(group, error)
            return
        self._committed(group, head, commit.result())
        if self._asked:
            self._commit()

    def _committed(self, group: Sequence[Waiting], head: Head | None, seconds: float) -> None:
        """Wake those who wait: what they wait for is on stable storage."""
        self._quick = seconds <= _QUICK_SECONDS
        if head is not None:
            self._head = head
        for draft, written, future in group:
            # Whoever waited may have gone away; the entry stands all the same.
            if future is not None and not future.done():
                future.set_result(Durable(draft, written.seq))
        if self._signing is None and self._writer.has_unsigned and self._refusal is None:
            loop = asyncio.get_running_loop()
            self._signing = loop.call_later(_UNSIGNED_SECONDS, self._sign_late, loop)

    def _fail(self, group: Sequence[Waiting], error: BaseException) -> None:
        """Close the log to all for good, first, and then refuse those who wait."""
        self._refusal = f"{type(error).__name__}: {error}"
        waiting, self._waiting = [*group, *self._waiting], []
        for _, _, future in waiting:
            if future is not None and not future.done():
                future.set_exception(EvidenceUnavailable(self._refusal))
