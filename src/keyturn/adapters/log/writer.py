"""The writing half of the log: the tree, its head and the store, moved on together, a group of entries at a time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.adapters.log.needs import Signer, Store
from keyturn.adapters.log.reading import refuse_unsigned
from keyturn.codec.digest import same
from keyturn.codec.merkle import leaf_hash
from keyturn.codec.note import NEXT_KEY, open_checkpoint
from keyturn.model.evidence import Entry, EvidenceUnavailable
from keyturn.record.heads import head
from keyturn.record.tiles import TileWriter, frontier

VERIFIER: Final = "verifier"
"""Where the store keeps the log's verifier key."""


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head that is on stable storage."""

    size: int
    note: str


class Writer:
    """Moves one log on. One thread at a time may use it."""

    def __init__(self, store: Store, signer: Signer, lines: Sequence[str]) -> None:
        """Take up the log in `store` where it stands; `lines` are said in every checkpoint from now on.

        Raises EvidenceUnavailable if what is there is not the log that `signer` has signed so far.
        """
        self._store = store
        self._signer = signer
        self._lines = tuple(lines)
        size = store.size()
        self._take_up_key(size)
        newest = self._newest_head(size)
        refuse_unsigned(store, 0 if newest is None else newest.size)
        self._tiles = TileWriter(size, store.hashes)
        self._signed = -1 if newest is None else newest.size
        # What a crash left unsigned is signed now, and so is the empty head of a log that only begins.
        self.head = newest if newest is not None and newest.size == size else self.sign_tail()

    def say(self, lines: Sequence[str]) -> None:
        """Say `lines` in every head from the next one on."""
        self._lines = tuple(lines)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._tiles.size

    @property
    def root(self) -> bytes:
        """The root over all entries there are."""
        return self._tiles.edge().root()

    @property
    def has_unsigned(self) -> bool:
        """Whether entries wait for a signed head."""
        return self._signed < self._tiles.size

    @property
    def untidy(self) -> bool:
        """Whether the store wants `commit_and_tidy` this time, which takes longer."""
        return self._store.untidy

    def add(self, entries: Sequence[Entry], *, sign: bool) -> Head | None:
        """Write these entries, to be committed, and, if `sign` asks for it, a signed head over them, which is returned.

        Raises whatever went wrong.
        """
        self._tiles.extend([leaf_hash(entry.leaf) for entry in entries])
        signed = self._sign() if sign else None
        checkpoint = None if signed is None else (signed.size, signed.note)
        self._store.add(entries, self._tiles.take(), checkpoint)
        if signed is not None:
            self._signed = signed.size
        return signed

    def commit(self) -> float:
        """Commit what was added; when it returns, that is on stable storage. Returns how many seconds that took.

        Raises whatever went wrong.
        """
        begun = time.monotonic()
        self._store.commit()
        return time.monotonic() - begun

    def commit_and_tidy(self) -> float:
        """Commit, then let the store put itself in order if it wants that; returns how many seconds the commit took."""
        seconds = self.commit()
        if self._store.untidy:
            self._store.tidy()
        return seconds

    def sign_tail(self) -> Head:
        """Commit a signed head over all there is. Raises whatever went wrong."""
        head = self.add((), sign=True)
        assert head is not None  # noqa: S101 - it was asked for
        self.commit()
        return head

    def hand_over(self, signer: Signer, entry_of: Callable[[int, str], Entry]) -> None:
        """Have `signer` sign from here on; the key in use says so in the last head that it signs.

        `entry_of` makes the entry about it, from its number and that head. All or nothing. Raises whatever went wrong.
        """
        new = signer.verifier().format()
        own = self._signer.verifier().name
        last = self._signer.sign(head(own, self._tiles.edge(), (*self._lines, f"{NEXT_KEY}{new}")))
        entry = entry_of(self.size, last)
        self._signer = signer
        self.add([entry], sign=True)
        self._store.change(VERIFIER, new)
        self.commit()

    def _sign(self) -> Head:
        verifier = self._signer.verifier()
        return Head(self.size, self._signer.sign(head(verifier.name, self._tiles.edge(), self._lines)))

    def _take_up_key(self, size: int) -> None:
        """See that the log was begun with this key, or begin it."""
        ours = self._signer.verifier().format()
        begun = self._store.value(VERIFIER)
        if begun is None and size == 0:
            self._store.begin(VERIFIER, ours)
        elif begun is None or not same(begun, ours):
            raise EvidenceUnavailable(f"the log was begun with another key than `{ours}`; put its own key back")

    def _newest_head(self, size: int) -> Head | None:
        """The newest signed head, once the entries are known to be those it was signed over."""
        newest = self._store.newest_checkpoint()
        if newest is None:
            if size:
                raise EvidenceUnavailable("the log has entries but no checkpoint; look with `keyturn log verify`")
            return None
        checkpoint = open_checkpoint(newest[1], self._signer.verifier())
        if checkpoint.size != newest[0] or checkpoint.size > size:
            raise EvidenceUnavailable("the log is shorter than its newest checkpoint; look with `keyturn log verify`")
        if not same(frontier(checkpoint.size, self._store.hashes).root(), checkpoint.root):
            raise EvidenceUnavailable("the log is not what its newest checkpoint says; look with `keyturn log verify`")
        return Head(*newest)
