"""The log in memory, in the real format."""

import asyncio
from collections.abc import Awaitable, Iterator
from datetime import datetime
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.codec import merkle, note
from keyturn.codec.digest import SALT_BYTES
from keyturn.model.evidence import UNFOLDED, Draft, Durable, Entry, EvidenceUnavailable, Kind
from keyturn.record.entries import entry, instant_of
from keyturn.record.heads import head
from keyturn.testing.world import CountedChance

D = TypeVar("D", bound=Draft)
NAME = "keyturn.test/log"


class MemoryLog:
    """Keeps entries in memory.

    `broken` makes every append from then on fail; `held` keeps what is appended from becoming durable.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.drafts: list[Draft] = []
        self.durable = 0
        self.broken = False
        self.key = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01")
        self._chance = CountedChance(b"log")
        self._gate = asyncio.Event()
        self._gate.set()

    def append(self, draft: D) -> Awaitable[Durable[D]]:
        return self._committed(draft, self._number(draft))

    def note(self, draft: Draft) -> None:
        seq = self._number(draft)
        if self._gate.is_set():
            self.durable = max(self.durable, seq + 1)

    def _number(self, draft: Draft) -> int:
        if self.broken:
            raise EvidenceUnavailable("the simulated store was told to fail")
        last = self.last()
        at = draft.at if last is None or draft.kind is Kind.CLOCK_ACCEPTED else max(draft.at, last)
        seq = len(self.entries)
        self.entries.append(entry(draft, seq, self._chance.token(SALT_BYTES), at))
        self.drafts.append(draft)
        return seq

    async def _committed(self, draft: D, seq: int) -> Durable[D]:
        await self._gate.wait()
        if self.broken:
            raise EvidenceUnavailable("the simulated store was told to fail")
        self.durable = max(self.durable, seq + 1)
        return Durable(draft, seq)

    def usable(self) -> bool:
        return not self.broken

    def hold(self) -> None:
        """Let nothing become durable until `release`."""
        self._gate.clear()

    def release(self) -> None:
        """Let what was appended become durable."""
        self._gate.set()

    def crash(self) -> None:
        """Forget what had not become durable, as a machine does that loses its power."""
        del self.entries[self.durable :]
        del self.drafts[self.durable :]
        self._gate = asyncio.Event()
        self._gate.set()

    def last(self) -> datetime | None:
        return instant_of(self.entries[-1].leaf) if self.entries else None

    def folded(self) -> Iterator[Entry]:
        return (one for one, draft in zip(self.entries, self.drafts, strict=True) if draft.kind not in UNFOLDED)

    def leaves(self, start: int) -> Iterator[tuple[int, bytes]]:
        return ((one.seq, one.leaf) for one in self.entries[start : self.durable])

    def payload(self, seq: int, _: bytes, /) -> bytes | None:
        return self.entries[seq].payload

    def size(self) -> int:
        return self.durable

    def hashes(self) -> list[bytes]:
        """The leaf hashes of the tree."""
        return [merkle.leaf_hash(one.leaf) for one in self.entries]

    def checkpoint(self) -> str:
        frontier = merkle.Frontier()
        for leaf in self.hashes():
            frontier.append(leaf)
        return note.sign_checkpoint(head(NAME, frontier), NAME, self.key)

    def consistency(self, size: int) -> tuple[bytes, ...]:
        return merkle.consistency_proof(self.hashes(), size, len(self.entries))

    def verifier(self) -> str:
        return note.Verifier(NAME, self.key.public_key().public_bytes_raw()).format()

    async def close(self) -> None:
        """Nothing is held open."""
