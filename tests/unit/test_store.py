"""The store on disk: one writer, nobody else's files, and any reader welcome."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import KEY_FILE, FileSigner, LogKeyRefused
from keyturn.adapters.store.copy import open_log
from keyturn.adapters.store.files import LOG_FILE, StoreBusy, StoreRefused
from keyturn.adapters.store.migrate import migrations
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.errors import Malformed
from keyturn.model.evidence import Draft, EvidenceUnavailable, Kind
from keyturn.verify.log import Evidence, verify
from keyturn.verify.verdict import Verdict

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def opened(folder: Path) -> GroupLog:
    return GroupLog(SqliteStore.open(folder), FileSigner.open(folder), SystemChance(), ("not sealed",))


def written(folder: Path, count: int = 3) -> Path:
    """A folder with a log of `count` entries, closed again."""

    async def write() -> None:
        log = opened(folder)
        await asyncio.gather(*[log.append(Draft(Kind.REFUSED, AT, {}, {"number": number})) for number in range(count)])
        await log.close()

    asyncio.run(write())
    return folder


def audited(path: Path) -> Verdict:
    with open_log(path) as log:
        return verify(Evidence(log.entries, log.checkpoints(), log.verifier()))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_can_read_anything_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    old = os.umask(0)
    try:
        log = opened(folder)
        assert mode(folder) == 0o700
        names = {path.name for path in folder.iterdir()}
        assert {LOG_FILE, KEY_FILE, f"{LOG_FILE}-wal", f"{LOG_FILE}-shm"} <= names
        assert {mode(path) for path in folder.iterdir()} == {0o600}
        asyncio.run(log.close())
    finally:
        os.umask(old)


def test_a_log_goes_on_where_it_stood(tmp_path: Path) -> None:
    folder = written(tmp_path / "data", 700)
    written(folder, 5)
    found = audited(folder)
    assert found.ok
    assert found.size == 705


def test_every_checkpoint_says_what_the_gate_says(tmp_path: Path) -> None:
    with open_log(written(tmp_path / "data")) as log:
        assert all(note.split("\n")[3] == "not sealed" for _, note in log.checkpoints())


def test_a_second_writer_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    log = opened(folder)
    with pytest.raises(StoreBusy, match=f"process {os.getpid()}:"):
        SqliteStore.open(folder)
    asyncio.run(log.close())
    asyncio.run(opened(folder).close())


def test_a_writer_that_was_killed_leaves_no_lock(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    code = f"""
import os
from pathlib import Path
from keyturn.adapters.store.sqlite import SqliteStore
store = SqliteStore.open(Path({str(folder)!r}))
os.kill(os.getpid(), 9)
"""
    subprocess.run(
        [sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    asyncio.run(opened(folder).close())


def test_a_folder_that_others_can_write_to_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o770)
    with pytest.raises(StoreRefused, match="chmod 700"):
        SqliteStore.open(folder)


def test_a_link_in_place_of_the_log_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (tmp_path / "elsewhere").touch()
    (folder / LOG_FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreRefused):
        SqliteStore.open(folder)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StoreRefused):
        SqliteStore.open(tmp_path / "data")


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("CREATE TABLE other (x)", "another program"),
        ("PRAGMA user_version = 99; PRAGMA application_id = 0x4B54524E", "newer"),
    ],
)
def test_a_store_of_another_program_or_a_later_version_is_refused(tmp_path: Path, sql: str, why: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with closing(sqlite3.connect(folder / LOG_FILE)) as other:
        other.executescript(sql)
    with pytest.raises(StoreRefused, match=why):
        SqliteStore.open(folder)
    SqliteStore.open(tmp_path / "fresh").close()  # the lock of the refused one was let go


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / LOG_FILE).write_bytes(b"no database at all, but long enough to be looked at" * 100)
    with pytest.raises(StoreRefused, match="not a database"):
        SqliteStore.open(folder)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entries SET leaf = x'00' WHERE seq = 1",
        "DELETE FROM entries WHERE seq = 2",
        "DELETE FROM checkpoints",
        "UPDATE checkpoints SET note = replace(note, 'not sealed', 'sealed')",
        "UPDATE checkpoints SET size = size + 1",
        "DELETE FROM meta",
        "DROP TABLE checkpoints",
        "DROP TABLE tiles",
        "INSERT INTO checkpoints SELECT size + 5, note FROM checkpoints ORDER BY size DESC LIMIT 1",
    ],
)
def test_a_gateway_does_not_start_on_a_log_it_did_not_sign(tmp_path: Path, sql: str) -> None:
    folder = written(tmp_path / "data")
    with closing(sqlite3.connect(folder / LOG_FILE)) as store, store:
        store.execute(sql)
    store_again = SqliteStore.open(folder)
    with pytest.raises(EvidenceUnavailable):
        GroupLog(store_again, FileSigner.open(folder), SystemChance())
    store_again.close()


def test_a_log_is_not_continued_with_another_key(tmp_path: Path) -> None:
    folder = written(tmp_path / "data")
    (folder / KEY_FILE).unlink()
    store = SqliteStore.open(folder)
    with pytest.raises(EvidenceUnavailable, match="another key"):
        GroupLog(store, FileSigner.open(folder), SystemChance())
    store.close()


def test_the_log_key_is_kept_from_others_and_never_shown(tmp_path: Path) -> None:
    first = FileSigner.open(tmp_path).verifier()
    assert mode(tmp_path / KEY_FILE) == 0o600
    assert FileSigner.open(tmp_path).verifier() == first
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(LogKeyRefused, match="chmod 600"):
        FileSigner.open(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o600)
    (tmp_path / KEY_FILE).write_bytes(b"-----BEGIN PRIVATE KEY-----\nhunter2\n")
    with pytest.raises(Malformed) as caught:
        FileSigner.open(tmp_path)
    assert "hunter2" not in str(caught.value)
    (tmp_path / KEY_FILE).unlink()
    (tmp_path / KEY_FILE).mkdir(mode=0o700)
    with pytest.raises(LogKeyRefused):
        FileSigner.open(tmp_path)


def test_no_two_logs_have_one_name(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    assert FileSigner.open(tmp_path / "one").verifier().name != FileSigner.open(tmp_path / "other").verifier().name


# ---- reading


def test_a_log_is_read_live_and_the_reader_sees_one_moment(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    async def story() -> None:
        log = opened(folder)
        await log.append(Draft(Kind.REFUSED, AT, {}, {}))
        with open_log(folder) as live:
            before = [entry.seq for entry in live.entries()]
            for number in range(51):
                await log.append(Draft(Kind.REFUSED, AT, {}, {"number": number, "fill": "x" * 2000}))
            assert [entry.seq for entry in live.entries()] == before == [0]
            assert len(live.checkpoints()) == 2
            assert verify(Evidence(live.entries, live.checkpoints(), live.verifier())).ok
        assert audited(folder).size == 52
        await log.close()

    asyncio.run(story())


def test_a_copy_is_read_wherever_it_lies(tmp_path: Path) -> None:
    folder = written(tmp_path / "data")
    shutil.copy(folder / LOG_FILE, tmp_path / "copy.db")
    assert audited(tmp_path / "copy.db").ok
    with open_log(folder) as log:
        log.export(tmp_path / "evidence.sqlite")
    assert audited(tmp_path / "evidence.sqlite") == audited(folder)
    assert mode(tmp_path / "evidence.sqlite") == 0o600
    with open_log(folder) as log, pytest.raises(StoreRefused, match="is there already"):
        log.export(tmp_path / "evidence.sqlite")


def test_a_log_that_was_killed_is_read_with_what_lies_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    async def story() -> None:
        log = opened(folder)
        await log.append(Draft(Kind.REFUSED, AT, {}, {}))
        shutil.copytree(folder, tmp_path / "killed")
        await log.close()

    asyncio.run(story())
    (tmp_path / "killed" / f"{LOG_FILE}-shm").unlink()
    assert audited(tmp_path / "killed").size == 1


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root may write anywhere")
@pytest.mark.parametrize("tail", [True, False])
def test_a_copy_that_nobody_may_write_to_is_read_and_nothing_is_left_beside_it(tmp_path: Path, tail: bool) -> None:
    folder = tmp_path / "data"

    async def story() -> None:
        log = opened(folder)
        await log.append(Draft(Kind.REFUSED, AT, {}, {}))
        if tail:
            shutil.copytree(folder, tmp_path / "medium")
        await log.close()

    asyncio.run(story())
    medium = tmp_path / "medium"
    if not tail:
        shutil.copytree(folder, medium)
    (medium / f"{LOG_FILE}-shm").unlink(missing_ok=True)
    names = sorted(path.name for path in medium.iterdir())
    for path in medium.iterdir():
        path.chmod(0o444)
    medium.chmod(0o555)
    for above in [tmp_path, *tmp_path.parents]:
        if above.is_relative_to(tempfile.gettempdir()) and above.stat().st_uid == os.geteuid():
            above.chmod(above.stat().st_mode | 0o111)
    code = f"""
from pathlib import Path
from keyturn.adapters.store.copy import open_log
with open_log(Path({str(medium)!r})) as log:
    print(len(list(log.entries())))
"""
    # The superuser may write anywhere: only somebody else's eyes show whether reading is enough.
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*drop, sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/tmp"},  # noqa: S108  # nobody has none
    )
    medium.chmod(0o755)
    if "Permission denied" in done.stderr and "site-packages" not in done.stderr:
        pytest.skip("nobody else may run this Python")
    assert done.stdout == "1\n", done.stderr
    assert sorted(path.name for path in medium.iterdir()) == names


@pytest.mark.parametrize("content", [None, b"", b"nothing of the kind" * 1000])
def test_what_is_no_log_is_named_as_such(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "thing"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreRefused, match="cannot be read as a log"), open_log(path):
        pass


def test_cells_of_a_strange_type_are_a_problem_of_the_log_and_not_of_the_auditor(tmp_path: Path) -> None:
    path = tmp_path / "strange.db"
    with closing(sqlite3.connect(path)) as store:
        store.executescript(
            """
            CREATE TABLE entries (seq, leaf); CREATE TABLE payloads (seq, salt, payload);
            CREATE TABLE checkpoints (size, note); CREATE TABLE meta (key, value);
            INSERT INTO entries VALUES ('zero', 'text'), (NULL, 5), (1.5, NULL);
            INSERT INTO payloads VALUES ('zero', 7, 'text'); INSERT INTO checkpoints VALUES ('many', x'00');
            INSERT INTO meta VALUES ('verifier', 5);
            """
        )
    found = audited(path)
    assert not found.ok
