"""The store on SQLite (WAL): whatever `commit` has returned from is on stable storage."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from keyturn.adapters.store.files import LOG_FILE, Lock, StoreRefused, prepare_file, prepare_folder, sync_folder
from keyturn.adapters.store.migrate import migrate
from keyturn.codec.merkle import leaf_hash
from keyturn.errors import quoted
from keyturn.model.evidence import Entry
from keyturn.record.tiles import WIDTH, Tile

_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    # Every commit waits until the write-ahead log is on stable storage; NORMAL would lose acknowledged entries.
    "PRAGMA synchronous = FULL",
    # On macOS a plain fsync leaves data in the drive's cache; elsewhere this changes nothing.
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    # A commit never stops to bring the write-ahead log into the file: `tidy` does, where that holds nobody up.
    "PRAGMA wal_autocheckpoint = 0",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
)
_PAGES_KEPT: Final = 2000
"""How many pages (4 KiB) the write-ahead log holds, roughly, before it is brought into the file."""

_PAGES_A_COMMIT: Final = 4
_ENTRIES_A_PAGE: Final = 3
"""What a commit adds to it: the last pages of the tables, and new ones as entries fill them."""


class SqliteStore:
    """The tables of one folder, open for writing by this process alone.

    Adding, committing and tidying follow one another on one connection, in whatever thread; reading has a connection of
    its own, and WAL lets both work at the same time.
    """

    def __init__(self, lock: Lock, writing: sqlite3.Connection, reading: sqlite3.Connection) -> None:
        """Use `open`."""
        self._lock = lock
        self._writing = writing
        self._reading = reading
        self._pages = 0

    @classmethod
    def open(cls, folder: Path, connection: type[sqlite3.Connection] = sqlite3.Connection) -> Self:
        """Open the store in `folder`, making both if they are not there; `connection` is the class of the writing side.

        Raises StoreBusy if another process has it open, StoreRefused if it cannot be used.
        """
        prepare_folder(folder)
        lock = Lock.take(folder)
        try:
            path = folder / LOG_FILE
            prepare_file(path)
            writing = _connect(path, connection)
            migrate(writing)
            reading = _connect(path, sqlite3.Connection)
            reading.execute("PRAGMA query_only = ON")
            sync_folder(folder)
        except (sqlite3.Error, StoreRefused) as error:
            lock.release()
            if isinstance(error, StoreRefused):
                raise
            raise StoreRefused(f"the store in `{quoted(str(folder))}` cannot be opened: {error}") from error
        return cls(lock, writing, reading)

    def size(self) -> int:
        """How many entries there are."""
        (last,) = self._reading.execute("SELECT max(seq) FROM entries").fetchone()
        return 0 if last is None else int(last) + 1

    def leaf(self, seq: int) -> bytes | None:
        """The leaf of entry `seq`."""
        row = self._reading.execute("SELECT leaf FROM entries WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else bytes(row[0])

    def newest_checkpoint(self) -> tuple[int, str] | None:
        """The size and note of the newest checkpoint."""
        row = self._reading.execute("SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def leaves(self, start: int = 0) -> Iterator[tuple[int, bytes]]:
        """Number and leaf of each entry from `start` on, in order."""
        yield from self._reading.execute("SELECT seq, leaf FROM entries WHERE seq >= ? ORDER BY seq", (start,))

    def payload(self, seq: int) -> tuple[bytes, bytes] | None:
        """Salt and payload of entry `seq`, None where it was erased."""
        row = self._reading.execute("SELECT salt, payload FROM payloads WHERE seq = ?", (seq,)).fetchone()
        return None if row is None else (row[0], row[1])

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Tree hashes, as `record.tiles.Hashes` asks for them. Raises StoreRefused if they are not all there."""
        position, offset = divmod(start, WIDTH)
        row = self._reading.execute(
            "SELECT hashes FROM tiles WHERE level = ? AND position = ?", (level, position)
        ).fetchone()
        if row is not None:
            tile = row[0]
            found = [tile[32 * at : 32 * at + 32] for at in range(offset, offset + end - start)]
        elif level == 0:
            rows = self._reading.execute(
                "SELECT leaf FROM entries WHERE seq >= ? AND seq < ? ORDER BY seq", (start, end)
            )
            found = [leaf_hash(leaf) for (leaf,) in rows]
        else:
            found = []
        if len(found) != end - start or (found and len(found[-1]) != 32):
            raise StoreRefused(f"the store lacks hashes {start} to {end} of level {level}: run `keyturn log verify`")
        return found

    def value(self, key: str) -> str | None:
        """What `meta` says under `key`."""
        row = self._reading.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def begin(self, key: str, value: str) -> None:
        """Write `value` into `meta` under a `key` that has none yet. Only before the first `commit`."""
        self._writing.execute("INSERT INTO meta VALUES (?, ?)", (key, value))

    def change(self, key: str, value: str) -> None:
        """Write another `value` into `meta` under `key`, in the transaction that `add` began."""
        self._writing.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))

    def add(
        self,
        entries: Sequence[Entry],
        tiles: Sequence[Tile],
        checkpoint: tuple[int, str] | None,
    ) -> None:
        """Begin a transaction that adds all of this.

        Raises sqlite3.Error, after which nobody knows: write no more.
        """
        run = self._writing
        run.execute("BEGIN IMMEDIATE")
        run.executemany("INSERT INTO entries VALUES (?, ?)", [(entry.seq, entry.leaf) for entry in entries])
        run.executemany("INSERT INTO payloads VALUES (?, ?, ?)", [(e.seq, e.salt, e.payload) for e in entries])
        if tiles:
            rows = [(tile.level, tile.position, tile.hashes) for tile in tiles]
            run.executemany("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?)", rows)
        if checkpoint is not None:
            run.execute("INSERT INTO checkpoints VALUES (?, ?)", checkpoint)
        self._pages += _PAGES_A_COMMIT + len(entries) // _ENTRIES_A_PAGE

    def commit(self) -> None:
        """End the transaction; when it returns, all that was added is on stable storage. Raises as `add` does."""
        self._writing.execute("COMMIT")

    @property
    def untidy(self) -> bool:
        """Whether the write-ahead log has grown so long that it wants to be brought into the file."""
        return self._pages >= _PAGES_KEPT

    def tidy(self) -> None:
        """Bring the write-ahead log into the file, so that the next commit begins it anew; only between commits.

        A reader may hold some of it back; then the rest comes the next time. Raises sqlite3.Error.
        """
        self._pages = 0
        self._writing.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def close(self) -> None:
        """Let go of the files and of the lock. Only once nobody commits any more."""
        self._reading.close()
        self._writing.close()
        self._lock.release()


def _connect(path: Path, factory: type[sqlite3.Connection]) -> sqlite3.Connection:
    # Transactions are written out, and no two threads use a connection at the same time.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=factory)
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if synchronous != 2 or journal != "wal":
        raise StoreRefused(f"SQLite will not sync as it must here (synchronous {synchronous}, journal {journal})")
    return connection
