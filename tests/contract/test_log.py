"""What every log promises, the one in memory and the one on disk: the same suite for both."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.codec.canonical import Json
from keyturn.codec.digest import commitment
from keyturn.codec.merkle import leaf_hash, root_of, verify_consistency
from keyturn.codec.note import Verifier, open_checkpoint
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed
from keyturn.model.evidence import Draft, Durable, Entry, Intent, Kind
from keyturn.ports import Log
from keyturn.record.entries import Unrecordable
from keyturn.testing.log import MemoryLog

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
T = TypeVar("T")


class Bench:
    """One log, and what is known of it without asking it."""

    def __init__(self, log: Log, entries: Callable[[], list[Entry]], loop: asyncio.AbstractEventLoop) -> None:
        self.log = log
        self.entries = entries
        self.loop = loop

    def settled(self, *waiting: Awaitable[T]) -> list[T]:
        async def all_of_them() -> list[T]:
            return list(await asyncio.gather(*waiting))

        return self.loop.run_until_complete(all_of_them())

    def append(self, *drafts: Draft) -> list[Durable[Draft]]:
        async def one_after_the_other() -> list[Durable[Draft]]:
            return list(await asyncio.gather(*[self.log.append(draft) for draft in drafts]))

        return self.loop.run_until_complete(one_after_the_other())


@pytest.fixture(params=["memory", "disk"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    loop = asyncio.new_event_loop()
    if request.param == "memory":
        memory = MemoryLog()
        yield Bench(memory, lambda: memory.entries, loop)
    else:
        folder = tmp_path / "data"
        store = SqliteStore.open(folder)
        disk = GroupLog(store, FileSigner.open(folder), SystemChance())
        yield Bench(disk, lambda: _rows(store), loop)
        loop.run_until_complete(disk.close())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def _rows(store: SqliteStore) -> list[Entry]:
    rows = store._reading.execute("SELECT seq, leaf, salt, payload FROM entries JOIN payloads USING (seq) ORDER BY seq")
    return [Entry(*row) for row in rows]


def draft(number: int, kind: Kind = Kind.SESSION_ENDED, at: datetime = START, **payload: Json) -> Draft:
    return Draft(kind, at, {"session": f"S-{number:026d}"}, payload or {"number": number})


def test_entries_are_numbered_from_0_in_the_order_of_calls(bench: Bench) -> None:
    durable = bench.append(*[draft(number) for number in range(50)])
    assert [one.seq for one in durable] == list(range(50))
    assert [one.draft.payload["number"] for one in durable] == list(range(50))
    assert [entry.seq for entry in bench.entries()] == list(range(50))


def test_an_acknowledged_entry_is_there(bench: Bench) -> None:
    (durable,) = bench.append(Intent(Kind.INTENT, START, {"grant": "G-1"}, {"name": "s3:DeleteBucket"}))
    entry = bench.entries()[durable.seq]
    leaf = loads_canonical(entry.leaf)
    assert entry.payload == b'{"name":"s3:DeleteBucket"}'
    assert leaf == {
        "v": 1,
        "seq": 0,
        "at": "2026-11-22T12:00:00.000000Z",
        "kind": "intent",
        "about": {"grant": "G-1"},
        "payload": commitment(entry.salt, entry.payload),
    }


def test_equal_payloads_do_not_look_equal(bench: Bench) -> None:
    bench.append(draft(1), draft(1))
    one, other = bench.entries()
    assert one.payload == other.payload
    assert one.salt != other.salt
    assert commitment(one.salt, b"{}") != commitment(other.salt, b"{}")


def test_time_in_the_log_never_goes_back(bench: Bench) -> None:
    later = START + timedelta(minutes=5)
    bench.append(draft(0, at=later), draft(1, at=START), draft(2, at=later + timedelta(seconds=1)))
    instants = [dict(loads_canonical(entry.leaf))["at"] for entry in bench.entries()]  # type: ignore[arg-type]
    assert instants == ["2026-11-22T12:05:00.000000Z", "2026-11-22T12:05:00.000000Z", "2026-11-22T12:05:01.000000Z"]


def test_only_a_time_that_people_accepted_begins_anew(bench: Bench) -> None:
    before, after = START, START + timedelta(minutes=5)
    bench.append(draft(0, at=after), draft(1, Kind.CLOCK_ACCEPTED, at=before), draft(2, at=before))
    instants = [dict(loads_canonical(entry.leaf))["at"] for entry in bench.entries()]  # type: ignore[arg-type]
    assert instants == ["2026-11-22T12:05:00.000000Z", "2026-11-22T12:00:00.000000Z", "2026-11-22T12:00:00.000000Z"]
    assert bench.log.last() == before


def test_state_is_read_back_from_all_but_reads_answers_and_refusals(bench: Bench) -> None:
    kinds = list(Kind)
    bench.append(*[draft(number, kind) for number, kind in enumerate(kinds)])
    told = [Kind(str(dict(loads_canonical(entry.leaf))["kind"])) for entry in bench.log.folded()]  # type: ignore[arg-type]
    left_out = {Kind.READ, Kind.ANSWER, Kind.REFUSED, Kind.STATEMENT_REFUSED}
    left_out |= {Kind.KEY_DERIVED, Kind.LOOKED, Kind.TUNNEL_OPENED}
    assert told == [kind for kind in kinds if kind not in left_out]
    assert [entry.payload is not None for entry in bench.log.folded()] == [True] * len(told)


def test_what_was_acknowledged_is_under_the_newest_checkpoint(bench: Bench) -> None:
    verifier = Verifier.parse(bench.log.verifier())
    assert open_checkpoint(bench.log.checkpoint(), verifier).size == 0
    for size in range(1, 12):
        bench.append(draft(size))
        checkpoint = open_checkpoint(bench.log.checkpoint(), verifier)
        assert checkpoint.size == size
        assert checkpoint.root == root_of(leaf_hash(entry.leaf) for entry in bench.entries())


def test_the_log_can_show_that_it_only_grew(bench: Bench) -> None:
    verifier = Verifier.parse(bench.log.verifier())
    seen = [open_checkpoint(bench.log.checkpoint(), verifier)]
    for group in (1, 2, 300, 1, 300, 5):
        bench.append(*[draft(number) for number in range(group)])
        seen.append(open_checkpoint(bench.log.checkpoint(), verifier))
    newest = seen[-1]
    for old in seen:
        verify_consistency(old.size, old.root, newest.size, newest.root, bench.log.consistency(old.size))


@pytest.mark.parametrize("size", [-1, 4, 10**9])
def test_nothing_can_be_shown_about_a_log_of_another_size(bench: Bench, size: int) -> None:
    bench.append(draft(1), draft(2), draft(3))
    with pytest.raises(Malformed):
        bench.log.consistency(size)


@pytest.mark.parametrize("payload", [float("nan"), 2**60, "\ud800", b"bytes", {"a": {1: 2}}])
def test_a_payload_without_a_canonical_form_is_refused_and_takes_no_number(bench: Bench, payload: Json) -> None:
    async def refused() -> None:
        with pytest.raises(Malformed):
            await bench.log.append(draft(0, bad=payload))

    bench.loop.run_until_complete(refused())
    assert bench.log.usable()
    assert [one.seq for one in bench.append(draft(1))] == [0]


@pytest.mark.parametrize("told", ["ana@example.com", "delete the table", "", "x" * 129, "C-1\n"])
def test_a_leaf_never_says_what_could_not_be_erased(bench: Bench, told: str) -> None:
    async def refused() -> None:
        with pytest.raises(Unrecordable):
            await bench.log.append(Draft(Kind.REFUSED, START, {"who": told}, {}))

    bench.loop.run_until_complete(refused())
    assert bench.entries() == []


def test_a_read_that_cannot_be_recorded_harms_none_of_those_beside_it(bench: Bench) -> None:
    async def appended(read: Draft) -> int:
        return (await bench.log.append(read)).seq

    async def story() -> list[int | BaseException]:
        bad, told = draft(1, Kind.READ, bad="\ud800"), Draft(Kind.READ, START, {"who": "ana@example.com"}, {})
        reads = [draft(0, Kind.READ), bad, draft(2, Kind.READ), told, draft(4, Kind.READ)]
        return list(await asyncio.gather(*map(appended, reads), return_exceptions=True))

    first, bad, second, told, third = bench.loop.run_until_complete(story())
    assert (first, second, third) == (0, 1, 2)
    assert isinstance(bad, Malformed)
    assert isinstance(told, Unrecordable)
    assert [entry.payload for entry in bench.entries()] == [b'{"number":%d}' % number for number in (0, 2, 4)]
    assert bench.log.usable()


def test_a_group_of_nothing_but_unrecordable_reads_leaves_the_log_as_it_was(bench: Bench) -> None:
    async def refused() -> None:
        with pytest.raises(Malformed):
            await bench.log.append(draft(0, Kind.READ, bad=float("nan")))

    bench.loop.run_until_complete(refused())
    assert bench.entries() == []
    assert [one.seq for one in bench.append(draft(1))] == [0]


def test_what_nobody_waits_for_and_cannot_be_recorded_is_refused_at_once(bench: Bench) -> None:
    async def story() -> None:
        with pytest.raises(Malformed):
            bench.log.note(draft(0, Kind.ANSWER, bad="\ud800"))
        with pytest.raises(Unrecordable):
            bench.log.note(Draft(Kind.ANSWER, START, {"grant": "ana@example.com"}, {}))
        assert (await bench.log.append(draft(1))).seq == 0

    bench.loop.run_until_complete(story())
    assert len(bench.entries()) == 1


def test_what_nobody_waits_for_is_numbered_in_its_place_and_committed_all_the_same(bench: Bench) -> None:
    async def story() -> None:
        await bench.log.append(draft(0, Kind.READ))
        bench.log.note(draft(1, Kind.ANSWER))
        assert (await bench.log.append(draft(2, Kind.READ))).seq == 2
        bench.log.note(draft(3, Kind.ANSWER))
        for _ in range(200):
            if len(bench.entries()) == 4:
                break
            await asyncio.sleep(0.01)

    bench.loop.run_until_complete(story())
    payloads = [loads_canonical(entry.payload or b"") for entry in bench.entries()]
    assert payloads == [{"number": number} for number in range(4)]
