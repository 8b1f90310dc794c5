"""'I put an entry where nobody counts: before the first one.'"""

import asyncio
import sqlite3
from pathlib import Path

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.copy import open_log
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.model.evidence import Draft, Kind
from keyturn.testing.world import START
from keyturn.verify.log import Evidence, verify


async def _one_entry(folder: Path) -> None:
    log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), SystemChance())
    await log.append(Draft(Kind.CLOCK_HELD, START, {}, {"why": "a test"}))
    await log.close()


def test_an_entry_with_a_negative_number_is_read_and_found_out_of_place(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    asyncio.run(_one_entry(folder))
    with sqlite3.connect(folder / "log.db") as store:
        store.execute("INSERT INTO entries VALUES (-5, x'00')")
    store.close()

    with open_log(folder) as copy:
        verdict = verify(Evidence(copy.entries, copy.checkpoints(), copy.verifier()))

    assert not verdict.ok
    assert -5 in [problem.seq for problem in verdict.problems]
