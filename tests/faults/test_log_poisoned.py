"""Nothing is acknowledged before its commit has returned, and after one failure nothing is acknowledged at all."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.codec.note import Checkpoint, Verifier
from keyturn.model.evidence import Draft, Durable, EvidenceUnavailable, Kind

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Told(sqlite3.Connection):
    """A connection that notes what it is asked, and fails when it is told to."""

    heard: ClassVar[list[str]] = []
    failing: ClassVar[str | None] = None
    error: ClassVar[Exception] = sqlite3.OperationalError("disk I/O error")

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:  # type: ignore[override]
        return self._note(sql, lambda: super(Told, self).execute(sql, parameters))

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]]) -> sqlite3.Cursor:  # type: ignore[override]
        return self._note(sql, lambda: super(Told, self).executemany(sql, parameters))

    def _note(self, sql: str, do: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        word = " ".join(sql.split(" ")[:3])
        if Told.failing is not None and sql.startswith(Told.failing):
            Told.heard.append(f"{word} failed")
            raise Told.error
        done = do()
        if sql == "COMMIT":
            (synchronous,) = super().execute("PRAGMA synchronous").fetchone()
            word = f"COMMIT synced at level {synchronous}"
        Told.heard.append(word)
        return done


@pytest.fixture(params=[60.0, -1.0], ids=["on the loop", "in the thread"])
def folder(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the log lies, on a disk that is always quick enough and on one that never is."""
    monkeypatch.setattr("keyturn.adapters.log.group._QUICK_SECONDS", request.param)
    Told.failing = None
    Told.heard.clear()
    yield tmp_path / "data"
    Told.failing = None


def opened(folder: Path) -> GroupLog:
    return GroupLog(SqliteStore.open(folder, Told), FileSigner.open(folder), SystemChance())


def draft(number: int, kind: Kind = Kind.INTENT) -> Draft:
    return Draft(kind, AT, {"grant": f"G-{number}"}, {"number": number})


def test_an_entry_is_acknowledged_only_after_a_synced_commit_has_returned(folder: Path) -> None:
    async def story() -> None:
        log = opened(folder)
        for number in range(20):
            Told.heard.clear()
            durable = log.append(draft(number))
            assert isinstance(durable, asyncio.Future)
            durable.add_done_callback(lambda _: Told.heard.append("acknowledged"))
            await durable
            await asyncio.sleep(0)
            assert Told.heard[0] == "BEGIN IMMEDIATE"
            assert "INSERT INTO entries" in Told.heard
            assert "INSERT INTO checkpoints" in Told.heard
            assert Told.heard[-2:] == ["COMMIT synced at level 2", "acknowledged"]
        await log.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    "failing", ["BEGIN", "INSERT INTO entries", "INSERT INTO payloads", "INSERT INTO checkpoints", "COMMIT"]
)
@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("database or disk is full"), OSError(5, "I/O"), MemoryError()]
)
def test_after_one_failure_nothing_passes_any_more(folder: Path, failing: str, error: Exception) -> None:
    async def story() -> None:
        log = opened(folder)
        await log.append(draft(0))
        Told.failing, Told.error = failing, error
        ended = await asyncio.gather(*(appended(log, number) for number in range(1, 6)), return_exceptions=True)
        assert all(isinstance(one, EvidenceUnavailable) for one in ended)
        assert not log.usable()
        Told.failing = None  # the disk is well again, and yet nobody knows what it holds
        for _ in range(3):
            with pytest.raises(EvidenceUnavailable):
                log.append(draft(7))
        await log.close()

    asyncio.run(story())
    asyncio.run(a_fresh_start_goes_on(folder))


async def appended(log: GroupLog, number: int) -> None:
    await log.append(draft(number))


async def a_fresh_start_goes_on(folder: Path) -> None:
    log = opened(folder)
    durable = await log.append(draft(8))
    assert durable.seq == 1
    await log.close()


def test_what_comes_in_while_a_commit_is_failing_is_refused_too(folder: Path) -> None:
    async def story() -> None:
        log = opened(folder)
        Told.failing = "COMMIT"
        waiting = []
        number = 0
        while log.usable():
            waiting.append(asyncio.ensure_future(appended(log, number)))
            number += 1
            await asyncio.sleep(0)
        with pytest.raises(EvidenceUnavailable):
            log.append(draft(number))
        ended = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
        assert ended
        assert all(isinstance(one, EvidenceUnavailable) for one in ended)
        await log.close()

    asyncio.run(story())


class Stumbling(FileSigner):
    """A signer that fails when it is told to."""

    fails = False

    def sign(self, checkpoint: Checkpoint) -> str:
        if self.fails:
            raise OSError(5, "the key is gone")
        return super().sign(checkpoint)


def test_a_log_that_cannot_sign_acknowledges_nothing(folder: Path) -> None:
    async def story() -> None:
        store = SqliteStore.open(folder)
        signer = Stumbling.open(folder)
        log = GroupLog(store, signer, SystemChance())
        signer.fails = True
        with pytest.raises(EvidenceUnavailable):
            await log.append(draft(0))
        await log.close()

    asyncio.run(story())


def test_a_closed_log_takes_nothing_and_has_committed_all_it_took(folder: Path) -> None:
    async def story() -> tuple[list[Durable[Draft]], str]:
        log = opened(folder)
        waiting = [log.append(draft(number, Kind.ANSWER)) for number in range(5)]
        await log.close()
        with pytest.raises(EvidenceUnavailable, match="closed"):
            log.append(draft(9))
        await log.close()
        return list(await asyncio.gather(*waiting)), log.verifier()

    durable, _ = asyncio.run(story())
    assert [one.seq for one in durable] == [0, 1, 2, 3, 4]
    store = SqliteStore.open(folder)
    newest = store.newest_checkpoint()
    store.close()
    assert newest is not None
    assert newest[0] == 5


def test_whoever_stops_waiting_does_not_stop_the_log(folder: Path) -> None:
    async def story() -> None:
        log = opened(folder)
        gone = log.append(draft(0))
        assert isinstance(gone, asyncio.Future)
        gone.cancel()
        durable = await log.append(draft(1))
        assert durable.seq == 1
        await log.close()

    asyncio.run(story())


def test_reads_stand_under_a_signature_within_moments(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyturn.adapters.log.group._UNSIGNED_SECONDS", 0.05)

    async def story() -> None:
        log = opened(folder)
        verifier = Verifier.parse(log.verifier())
        await log.append(draft(0, Kind.READ))
        for _ in range(200):
            if log.checkpoint().split("\n")[1] == "1":
                break
            await asyncio.sleep(0.01)
        assert log.checkpoint().split("\n")[1] == "1"
        assert verifier.name == log.checkpoint().split("\n")[0]
        await log.close()

    asyncio.run(story())
