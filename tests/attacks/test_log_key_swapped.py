"""I have a key of my own for the log. From some entry on, it is signed by mine."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.writer import Writer
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.model.evidence import Draft, Entry, Kind
from keyturn.record.entries import entry, instant_of
from tests.gateway import Gateway, Said, change_of, gateway


@pytest.fixture
def gate(moto_server: str, tmp_path: Path) -> Iterator[Gateway]:
    """A sealed gate that keeps its checkpoints in a file, too."""
    with gateway(moto_server, more=f'[log]\nkept = ["file://{tmp_path}/kept"]') as running:
        for name in ("dana", "ana", "bo"):
            running.must("seal", *running.signed(name))
        yield running


def verified(gate: Gateway, *more: str) -> Said:
    return gate.keyturn("log", "verify", str(gate.data), *more)


def key_of(gate: Gateway) -> str:
    return gate.screens[0].split("log key")[1].split()[0]


def approved(gate: Gateway, *keys: str) -> None:
    """Have people name these keys in the charter."""
    said = gate.must("propose", "log-keys", *keys, *gate.signed("dana"))
    gate.approve(change_of(said.out))


def test_a_key_that_people_approved_takes_over_and_the_old_one_vouches_for_it(gate: Gateway) -> None:
    root = gate.must("charter", "--json").json["root"]
    old, new = key_of(gate), gate.must("log", "next-key").out.strip()
    approved(gate, old, new)
    gate.stop()
    gate.must("log", "rotate")
    gate.start()

    assert gate.must("charter", "--json").json["sealed"]
    assert new in gate.screens[-1]
    shutil.rmtree(gate.folder / "state")  # each reviewer compares the new key with what they approved, and begins anew
    approved(gate, new)
    for key in (old, new):
        assert "the log holds" in verified(gate, "--key", key, "--root", root).out
    gate.stop()
    gate.start()


def test_a_key_that_nobody_approved_does_not_take_over(gate: Gateway) -> None:
    gate.must("log", "next-key")
    gate.stop()

    refused = gate.keyturn("log", "rotate")
    assert refused.code != 0
    assert "not one that people approved" in refused.err
    gate.start()


def test_a_gate_that_runs_keeps_its_key(gate: Gateway) -> None:
    approved(gate, key_of(gate), gate.must("log", "next-key").out.strip())

    assert "in use by process" in gate.keyturn("log", "rotate").err


def _handed_over(gate: Gateway, to: Path) -> str:
    """Hand the log over to a key in the folder `to`, past everybody but whoever holds the old one; the new key."""
    store, old, mine = SqliteStore.open(gate.data), FileSigner.open(gate.data), FileSigner.open(to)
    writer = Writer(store, old, ())
    at = instant_of(store.leaf(writer.size - 1) or b"")
    payload = {"old": old.verifier().format(), "new": mine.verifier().format()}

    def told(seq: int, handover: str) -> Entry:
        draft = Draft(Kind.LOG_KEY_CHANGED, at, {}, {**payload, "handover": handover})
        return entry(draft, seq, SystemChance().token(32), at)

    writer.hand_over(mine, told)
    store.close()
    return payload["new"]


def test_with_the_old_key_alone_it_is_seen_and_not_started_on(gate: Gateway, tmp_path: Path) -> None:
    gate.stop()
    old = key_of(gate)
    (tmp_path / "mine").mkdir(mode=0o700)
    mine = _handed_over(gate, tmp_path / "mine")
    shutil.copy(tmp_path / "mine" / "log.key", gate.data / "log.key")

    for key in (old, mine):
        found = verified(gate, "--key", key)
        assert found.code == 1
        assert "people did not approve both" in found.out
    with pytest.raises(AssertionError, match="did not start"):
        gate.start()
    gate.process = None
    assert "which its charter does not name" in gate.complaints()


def test_without_the_old_key_nothing_vouches_for_mine(gate: Gateway, tmp_path: Path) -> None:
    gate.stop()
    old = key_of(gate)
    (tmp_path / "mine").mkdir(mode=0o700)
    _handed_over(gate, tmp_path / "mine")
    with closing(sqlite3.connect(gate.data / "log.db")) as store, store:
        (seq, payload) = store.execute("SELECT seq, payload FROM payloads ORDER BY seq DESC LIMIT 1").fetchone()
        told = json.loads(payload)
        told["handover"] = told["handover"].replace("\u2014 ", "\u2014 x")
        changed = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        store.execute("UPDATE payloads SET payload = ? WHERE seq = ?", (changed, seq))

    assert verified(gate, "--key", old).code == 1
