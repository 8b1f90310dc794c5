"""A log read by somebody who must not change it: live, stopped, or a copy on any medium."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from keyturn.adapters.store.files import LOG_FILE, StoreRefused
from keyturn.errors import quoted
from keyturn.model.evidence import Entry

_LARGEST_CELL: Final = 64 * 1024 * 1024
_PUBLIC: Final = ("entries", "payloads", "checkpoints", "meta")


class LogCopy:
    """The four public tables as they stood at one moment, whatever is written meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open_log`."""
        self._connection = connection

    def entries(self, first: int | None = None) -> Iterator[Entry]:
        """The entries from number `first` on, or all that lie there, in order.

        A cell of another type than it must have is read as empty.
        """
        rows = self._connection.execute(
            "SELECT e.seq, e.leaf, p.salt, p.payload FROM entries e LEFT JOIN payloads p ON p.seq = e.seq"
            " WHERE ?1 IS NULL OR e.seq >= ?1 ORDER BY e.seq",
            (first,),
        )
        for seq, leaf, salt, payload in rows:
            yield Entry(_number(seq), _bytes(leaf), _bytes(salt), None if payload is None else _bytes(payload))

    def size(self) -> int:
        """One more than the number of the last entry."""
        (last,) = self._connection.execute("SELECT max(seq) FROM entries").fetchone()
        return 0 if last is None else int(last) + 1

    def checkpoints(self) -> Sequence[tuple[int, str]]:
        """All checkpoints: the size each is stored under, and its note."""
        rows = self._connection.execute("SELECT size, note FROM checkpoints ORDER BY size")
        return [(_number(size), str(note)) for size, note in rows]

    def verifier(self) -> str | None:
        """The verifier key that lies beside the entries."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'verifier'").fetchone()
        return None if row is None else str(row[0])

    def export(self, to: Path) -> None:
        """Write the public tables into a new file `to`, one that needs nothing beside it.

        Raises StoreRefused if there is something of that name already.
        """
        try:
            os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        except FileExistsError:
            raise StoreRefused(f"`{quoted(str(to))}` is there already: name another file") from None
        except OSError as error:
            raise _unreadable(to, error.strerror or "it cannot be written") from None
        target = sqlite3.connect(to, isolation_level=None)
        try:
            self._copy_to(target)
        finally:
            target.close()

    def _copy_to(self, target: sqlite3.Connection) -> None:
        target.execute("PRAGMA synchronous = FULL")
        target.execute("BEGIN")
        for table in _PUBLIC:
            (sql,) = self._connection.execute(
                "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
            ).fetchone()
            target.execute(sql)
            rows = self._connection.execute(f"SELECT * FROM {table}")  # noqa: S608  # four names of ours
            target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows.description))})", rows)  # noqa: S608
        target.execute("COMMIT")


@contextmanager
def open_log(path: Path) -> Iterator[LogCopy]:
    """Open the log at `path`, a data folder or a store file, for reading only; what is seen is one moment of it.

    Nothing is migrated and no entry is written. Raises StoreRefused for what is no log.
    """
    with ExitStack() as stack:
        try:
            file = path / LOG_FILE if path.is_dir() else path
            if not file.is_file():
                raise _unreadable(path, f"there is no `{LOG_FILE}` there")
            connection = _reading(file, stack)
            connection.execute("BEGIN")
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        except (sqlite3.Error, OSError) as error:
            raise _unreadable(path, str(error)) from error
        if not found.issuperset(_PUBLIC):
            raise _unreadable(path, f"it has not the tables {', '.join(_PUBLIC)}")
        try:
            yield LogCopy(connection)
        except sqlite3.Error as error:
            raise _unreadable(path, str(error)) from error


def _reading(file: Path, stack: ExitStack) -> sqlite3.Connection:
    """A connection that can read `file` where it lies, or else a private copy of it."""
    has_tail = _size(file.with_name(f"{file.name}-wal")) > 0
    if not has_tail and not os.access(file.parent, os.W_OK):
        # Without its two helper files, which cannot be made here, SQLite reads a WAL database only as one that nobody
        # writes to. Nobody does: whoever did would have made them.
        return _connect(file, "immutable=1", stack)
    try:
        return _connect(file, "mode=ro", stack)
    except sqlite3.OperationalError:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyturn-")))
        for name in (file.name, f"{file.name}-wal"):
            if file.with_name(name).is_file():
                shutil.copyfile(file.with_name(name), folder / name)
        return _connect(folder / file.name, "mode=rw", stack)


def _connect(file: Path, how: str, stack: ExitStack) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file.absolute()))}?{how}", uri=True, isolation_level=None)
    stack.callback(connection.close)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_CELL)
    # The file may be anybody's: nothing in its schema is trusted, and nothing is written.
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "busy_timeout = 5000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else b""


def _number(cell: object) -> int:
    return cell if isinstance(cell, int) else -1


def _unreadable(path: Path, why: str) -> StoreRefused:
    return StoreRefused(f"`{quoted(str(path))}` cannot be read as a log: {why}")
