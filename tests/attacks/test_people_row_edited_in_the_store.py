"""I can write to the store, and hold no key: I write myself among the people, or somebody out of what is read back."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.files import LOG_FILE
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.codec.canonical import Json, encode
from keyturn.codec.digest import commitment
from keyturn.flow.state import State
from keyturn.model import written
from keyturn.model.evidence import Draft, EvidenceUnavailable, Kind
from keyturn.model.identity import Person
from keyturn.record.entries import entry
from keyturn.runner.journal import DamagedLog, Journal

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MALLORY: dict[str, Json] = {
    "person": dict(written.person(Person("mallory", frozenset({"sre"}), ()))),
    "by": "setting up",
}
Edit = Callable[[sqlite3.Connection], None]


def opened(folder: Path) -> Journal:
    return Journal(GroupLog(SqliteStore.open(folder), FileSigner.open(folder), SystemChance()), State())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gate's store with ana, who was enrolled and disabled, and 600 entries that nobody looks at."""

    async def write() -> None:
        journal = opened(tmp_path)
        person = dict(written.person(Person("ana", frozenset({"sre"}), ())))
        await journal.write(Draft(Kind.PERSON_ADDED, AT, {}, {"person": person, "by": "setting up"}))
        await journal.write(Draft(Kind.PERSON_DISABLED, AT, {}, {"name": "ana", "by": "setting up"}))
        for number in range(600):
            journal.note(Draft(Kind.REFUSED, AT, {}, {"number": number}))
        await journal.log.close()

    asyncio.run(write())
    return tmp_path


def payload_swapped(store: sqlite3.Connection) -> None:
    """Only the row of payloads: the leaf stays as it was signed for."""
    store.execute("UPDATE payloads SET payload = ? WHERE seq = 0", (encode(MALLORY),))


def leaf_swapped_too(store: sqlite3.Connection) -> None:
    """The leaf as well, so that it commits to the new payload."""
    (salt,) = store.execute("SELECT salt FROM payloads WHERE seq = 0").fetchone()
    (leaf,) = store.execute("SELECT leaf FROM entries WHERE seq = 0").fetchone()
    forged = json.loads(leaf) | {"payload": commitment(salt, encode(MALLORY))}
    store.execute("UPDATE entries SET leaf = ? WHERE seq = 0", (encode(forged),))
    payload_swapped(store)


def passed_over(store: sqlite3.Connection) -> None:
    """The disabling becomes something that nobody reads back."""
    store.execute("UPDATE entries SET leaf = CAST(replace(leaf, 'person.disabled', 'read') AS BLOB) WHERE seq = 1")


def appended(store: sqlite3.Connection) -> None:
    """One more entry at the end, for the gateway to sign when it starts."""
    mine = entry(Draft(Kind.PERSON_ADDED, AT, {}, MALLORY), 602, sha256(b"salt").digest(), AT)
    store.execute("INSERT INTO entries VALUES (?, ?)", (mine.seq, mine.leaf))
    store.execute("INSERT INTO payloads VALUES (?, ?, ?)", (mine.seq, mine.salt, mine.payload))


@pytest.mark.parametrize("edit", [payload_swapped, leaf_swapped_too, passed_over, appended])
def test_a_gate_does_not_start_on_it(folder: Path, edit: Edit) -> None:
    with closing(sqlite3.connect(folder / LOG_FILE)) as store, store:
        edit(store)

    async def start() -> None:
        store = SqliteStore.open(folder)
        try:
            journal = Journal(GroupLog(store, FileSigner.open(folder), SystemChance()), State())
            journal.read_back()
        finally:
            store.close()

    with pytest.raises((EvidenceUnavailable, DamagedLog), match="log verify"):
        asyncio.run(start())


def test_untouched_it_starts_and_ana_stays_out(folder: Path) -> None:
    async def start() -> Journal:
        journal = opened(folder)
        journal.read_back()
        await journal.log.close()
        return journal

    people = asyncio.run(start()).state.people
    assert {name: person.enabled for name, person in people.items()} == {"ana": False}
