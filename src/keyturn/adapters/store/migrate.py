"""Numbered migrations: each `.sql` file beside this one is run once, in order, in a transaction of its own."""

import re
import sqlite3
from importlib import resources
from typing import Final

from keyturn.adapters.store.files import StoreRefused

APPLICATION_ID: Final = 0x4B54524E
"""`KTRN`, in the place where SQLite files say what they are for."""

_NAME: Final = re.compile(r"([0-9]{4})_[a-z0-9_]+\.sql")


def migrations() -> list[tuple[int, str]]:
    """The migrations that come with this version: number and SQL, in order."""
    found = []
    for file in resources.files("keyturn.adapters.store").joinpath("migrations").iterdir():
        match = _NAME.fullmatch(file.name)
        if match is not None:
            found.append((int(match[1]), file.read_text("utf-8")))
    return sorted(found)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to this version's form. Raises StoreRefused for a later version's store or another program's."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and tables:
        raise StoreRefused("the file is a database of another program: name another folder as `data`")
    known = migrations()
    newest = known[-1][0]
    if version > newest:
        raise StoreRefused(f"the store has form {version}, this version knows {newest}: start a newer version")
    for number, sql in known:
        if number > version:
            _run(connection, number, sql)


def _run(connection: sqlite3.Connection, number: int, sql: str) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for statement in _statements(sql):
            connection.execute(statement)
        # A pragma takes no parameters; both numbers are ours.
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        connection.execute(f"PRAGMA user_version = {number:d}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        connection.execute("ROLLBACK")
        raise


def _statements(sql: str) -> list[str]:
    """The statements in `sql`, as SQLite itself tells where one ends."""
    statements, current = [], ""
    for line in sql.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements
