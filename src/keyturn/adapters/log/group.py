"""The `Log` port by group commit: what comes in during a few turns of the event loop is committed with one sync.

What is appended gets its number in the order of calls. When the turn is over (and three more, where several entries
wait), all that came in is written and committed together, and only then are those who wait woken. Whatever fails in
there poisons the log for good: those who wait and all who come later are refused, because nobody knows what the disk
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
from keyturn.record.entries import instant_of, signed_at_once, told, written
from keyturn.record.nouns import Told
from keyturn.record.tiles import consistency

_ANEW: Final = Kind.CLOCK_ACCEPTED
D = TypeVar("D", bound=Draft)

Future: TypeAlias = asyncio.Future[Durable[Any]]
Waiting: TypeAlias = tuple[Draft, Told | None, datetime, Future | None]
"""What is to be written, as it was told if that was looked at, when it came in, and whoever waits for it."""

Numbered: TypeAlias = tuple[Draft, Entry, Future | None]
"""What is on its way to the disk, and whoever waits for it."""

_UNSIGNED_SECONDS: Final = 1.0
"""How long reads and their answers may stand without a signed head over them."""

_PATIENCE_SECONDS: Final = 0.05
"""How long an entry that asks for no commit may wait for one."""

_FEW: Final = 4
"""How many entries may wait without more turns being given to others: what one or two calls bring."""

_TURNS: Final = 3
"""How many turns of the loop more are given to others: until all that came in together has been led to its entry."""

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
        self._head = self._writer.head
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
        # State is no fold of reads, so whoever sent one learns what is wrong with it while waiting.
        self._take(draft, None if draft.kind is Kind.READ else told(draft), future)
        self._ask(loop)
        return future

    def note(self, draft: Draft) -> None:
        self._take(draft, told(draft), None)
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

    def _take(self, draft: Draft, said: Told | None, future: Future | None) -> None:
        if self._refusal is not None:
            raise EvidenceUnavailable(self._refusal)
        # Time is the larger of the clock and the last entry: the order of entries is the order of their instants.
        # Only a new time that two people accepted begins anew, also before it (docs/adr, "A time that people accept").
        at = draft.at if self._last is None or draft.at > self._last or draft.kind is _ANEW else self._last
        self._waiting.append((draft, said, at, future))
        self._last = at
        if signed_at_once(draft.kind):
            self._sign_next = True

    def _numbered(self, group: Sequence[Waiting]) -> list[Numbered]:
        """Number these, one right after the other, which takes half the time (docs/adr, "Steps taken together").

        A read that cannot be recorded is refused, and takes no number.
        """
        chance = self._chance.token(SALT_BYTES * len(group))
        numbered: list[Numbered] = []
        for draft, looked_at, at, future in group:
            try:
                said = looked_at or told(draft)
            except Exception as error:  # noqa: BLE001  # whatever is wrong with a read, its caller is to hear
                assert future is not None  # noqa: S101  # what nobody waits for was looked at
                if not future.done():
                    future.set_exception(error)
                continue
            place = len(numbered)
            salt = chance[SALT_BYTES * place : SALT_BYTES * (place + 1)]
            numbered.append((draft, written(said, self._writer.size + place, salt, at), future))
        return numbered

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        """Have a commit made when this turn of the loop is over, or when the one under way has come to its end."""
        if not self._asked:
            self._asked = True
            if self._committing is None:
                loop.call_soon(self._gather, loop, _TURNS)

    def _gather(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        """Commit, or let more turns go by first, as many as that: where several came in one, more are on their way."""
        if turns and len(self._waiting) > _FEW:
            loop.call_soon(self._gather, loop, turns - 1)
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
        waiting, self._waiting = self._waiting, []
        sign, self._sign_next = self._sign_next, False
        if not waiting and not sign:
            return
        try:
            group = self._numbered(waiting)
            head = self._writer.add([entry for _, entry, _ in group], sign=sign)
            if self._quick and not self._writer.untidy:
                self._committed(group, head, self._writer.commit())
                return
        except Exception as error:  # noqa: BLE001  # whatever it was, evidence can no longer be promised
            self._fail(waiting, error)
            return
        self._committing = asyncio.get_running_loop().run_in_executor(self._worker, self._writer.commit_and_tidy)
        self._committing.add_done_callback(partial(self._ended, group, head))

    def _ended(self, group: Sequence[Numbered], head: Head | None, commit: asyncio.Future[float]) -> None:
        """Go on after a commit that was made in the thread."""
        self._committing = None
        error = commit.exception()
        if error is not None:
            self._fail(group, error)
            return
        self._committed(group, head, commit.result())
        if self._asked:
            self._commit()

    def _committed(self, group: Sequence[Numbered], head: Head | None, seconds: float) -> None:
        """Wake those who wait: what they wait for is on stable storage."""
        self._quick = seconds <= _QUICK_SECONDS
        if head is not None:
            self._head = head
        for draft, entry, future in group:
            # Whoever waited may have gone away; the entry stands all the same.
            if future is not None and not future.done():
                future.set_result(Durable(draft, entry.seq))
        if self._signing is None and self._writer.has_unsigned and self._refusal is None:
            loop = asyncio.get_running_loop()
            self._signing = loop.call_later(_UNSIGNED_SECONDS, self._sign_late, loop)

    def _fail(self, group: Sequence[Waiting | Numbered], error: BaseException) -> None:
        """Close the log to all for good, first, and then refuse those who wait."""
        self._refusal = f"{type(error).__name__}: {error}"
        waiting, self._waiting = [*group, *self._waiting], []
        for *_, future in waiting:
            if future is not None and not future.done():
                future.set_exception(EvidenceUnavailable(self._refusal))
