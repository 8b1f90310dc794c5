"""docs/reference/log-format.md is true: its program, and nothing of ours, tells a whole log from an altered one."""

import asyncio
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from keyturn.adapters.chance import SystemChance
from keyturn.adapters.log.group import GroupLog
from keyturn.adapters.signer.file import FileSigner
from keyturn.adapters.store.copy import open_log
from keyturn.adapters.store.files import LOG_FILE
from keyturn.adapters.store.sqlite import SqliteStore
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateKind
from keyturn.model.touching import AwsTables
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key
from keyturn.testing.house import House
from keyturn.verify.log import Evidence, verify
from tests.auditing import tell
from tests.passkey_house import PasskeyHouse

DOCUMENT = Path(__file__).parents[2] / "docs" / "reference" / "log-format.md"
PROGRAM = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)[0]


def stored(house: House, folder: Path) -> tuple[Path, str]:
    """The house's story, written to disk as a gateway writes it; the store file and the log's verifier key."""

    async def write() -> str:
        log = GroupLog(SqliteStore.open(folder), FileSigner.open(folder), SystemChance(), ("not sealed",))
        for draft in house.log.drafts:
            await log.append(draft)
        await log.close()
        return log.verifier()

    return folder / LOG_FILE, asyncio.run(write())


@pytest.fixture
def store(house: House, tmp_path: Path) -> tuple[Path, str]:
    """A day at the gate."""
    tell(house)
    return stored(house, tmp_path / "data")


@pytest.fixture
def sealed(bundle: Bundle, catalogue: AwsTables) -> Iterator[PasskeyHouse]:
    """A gate that was sealed after ana voted with a passkey; eve came later, by two approvals, and has voted."""
    made = PasskeyHouse(bundle, catalogue)
    made.enrol("ana")
    change = made.held()
    made.vote(change, "ana")
    keepers = Gatekeepers(made.house)
    keepers.seal()
    document = enrolment("eve", "sre")
    made.house.keys["eve"] = new_key("eve")
    keepers.change("dana", GateKind.PERSON_ADD, document, "ana", "bo")
    made.house.approve(change, "eve")
    yield made
    made.house.close()


def run(tmp_path: Path, file: Path, key: str) -> subprocess.CompletedProcess[str]:
    script = tmp_path / "verify.py"
    script.write_text(PROGRAM)
    # -I: not a line of ours is on its path, whatever the environment says.
    return subprocess.run(
        [sys.executable, "-I", str(script), str(file), key], check=False, capture_output=True, text=True
    )


def test_the_program_is_as_short_as_it_is_said_to_be() -> None:
    assert len([line for line in PROGRAM.splitlines() if line.strip()]) <= 116
    assert "keyturn." not in PROGRAM


def test_the_program_finds_that_an_honest_log_holds(store: tuple[Path, str], tmp_path: Path) -> None:
    file, key = store
    with open_log(file) as log:
        # The votes name checkpoints of the log in memory, which this one is a copy of under another key.
        found = verify(Evidence(log.entries, log.checkpoints(), log.verifier()), key)
    assert {problem.code for problem in found.problems} <= {"signature.bad"}
    done = run(tmp_path, file, key)
    assert done.stdout == f"holds: {found.size} entries, 3 votes, root {found.root}\n", done.stderr


def test_the_program_follows_people_through_the_charters(sealed: PasskeyHouse, tmp_path: Path) -> None:
    file, key = stored(sealed.house, tmp_path / "data")
    done = run(tmp_path, file, key)
    first, second = done.stdout.splitlines()
    assert "4 votes" in first, done.stderr
    root = next(iter(sealed.house.considering.state.charters))
    assert second == f"sealed: 2 charters, the root of the gate is {root}"


@pytest.mark.parametrize("withheld", [Kind.GATE_CHANGED, Kind.PASSKEY_REGISTERED, Kind.GATE_SEALED])
def test_the_program_takes_no_vote_of_a_key_that_nobody_enrolled(
    sealed: PasskeyHouse, tmp_path: Path, withheld: Kind
) -> None:
    # Whoever holds the log's key writes it anew without that entry: all is as it should be but for whose keys they are.
    sealed.house.log.drafts[:] = [draft for draft in sealed.house.log.drafts if draft.kind is not withheld]
    file, key = stored(sealed.house, tmp_path / "data")
    assert run(tmp_path, file, key).returncode == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), '2026', '2025') AS BLOB) WHERE seq = 9",
        "UPDATE payloads SET payload = CAST(replace(CAST(payload AS TEXT), 'bo', 'ob') AS BLOB)",
        "UPDATE payloads SET salt = zeroblob(32) WHERE seq = 3",
        "DELETE FROM entries WHERE seq = 5",
        "DELETE FROM entries WHERE seq > 5",
        "UPDATE checkpoints SET note = replace(note, 'not sealed', 'sealed') WHERE size = 4",
        "UPDATE entries SET seq = seq + 1000 WHERE seq > 9",
    ],
)
def test_the_program_finds_what_was_altered(store: tuple[Path, str], tmp_path: Path, sql: str) -> None:
    file, key = store
    with closing(sqlite3.connect(file)) as altered, altered:
        assert altered.execute(sql).rowcount > 0
    done = run(tmp_path, file, key)
    assert done.returncode == 1
    assert done.stdout == ""


def test_the_document_names_every_kind_of_entry() -> None:
    text = DOCUMENT.read_text()
    assert [kind for kind in Kind if f"`{kind}`" not in text] == []
