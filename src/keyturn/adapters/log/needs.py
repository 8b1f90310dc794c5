"""What the log needs of others, as it sees them: a place for entries, a key to sign with, chance for salts."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from keyturn.codec.note import Checkpoint, Verifier
from keyturn.model.evidence import Entry
from keyturn.record.tiles import Tile


class Signer(Protocol):
    """Whoever holds the log's key."""

    def verifier(self) -> Verifier:
        """Return the name and public key under which it signs."""

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the signed note of `checkpoint`."""


class Chance(Protocol):
    """Randomness fit for salts."""

    def token(self, count: int) -> bytes:
        """Return `count` random bytes."""


class Store(Protocol):
    """Where entries lie.

    `commit` and `tidy` may be called in a thread, and then `add` is not before they have returned; everything else only
    reads, at any time, in the thread of whoever made the log.
    """

    def size(self) -> int:
        """Return how many entries there are."""

    def leaf(self, seq: int) -> bytes | None:
        """Return the leaf of entry `seq`."""

    def newest_checkpoint(self) -> tuple[int, str] | None:
        """Return the size and note of the newest checkpoint."""

    def leaves(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield number and leaf of each entry from `start` on, in order."""

    def payload(self, seq: int) -> tuple[bytes, bytes] | None:
        """Return salt and payload of entry `seq`, None where it was erased."""

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return tree hashes, as `record.tiles.Hashes` asks for them."""

    def value(self, key: str) -> str | None:
        """Return what was begun under `key`."""

    def begin(self, key: str, value: str) -> None:
        """Write `value` under a `key` that has none yet; only before the first `commit`."""

    def change(self, key: str, value: str) -> None:
        """Write another `value` under `key`, to be committed with what was just added."""

    def add(
        self,
        entries: Sequence[Entry],
        tiles: Sequence[Tile],
        checkpoint: tuple[int, str] | None,
    ) -> None:
        """Write all of this, to be committed. Raises whatever went wrong."""

    def commit(self) -> None:
        """Commit what was added, all or nothing, and return once it is on stable storage.

        Raises whatever went wrong.
        """

    @property
    def untidy(self) -> bool:
        """Whether it is time to `tidy`."""

    def tidy(self) -> None:
        """Put in order what commits leave behind, between two of them. Takes a while. Raises whatever went wrong."""

    def close(self) -> None:
        """Let go of it."""
