"""Last: the log is verified offline, then a copy of it with one altered entry."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from keyturn.demo.gate import DATA, Gate
from keyturn.demo.outcome import Evidence
from keyturn.demo.processes import Children, WorldFailed
from keyturn.demo.stage import Stage


def last_act(stage: Stage, children: Children) -> Evidence:
    """Check the log that the stopped gateway left, and show that a forged copy does not pass."""
    stage.act("Last", "Keyturn is stopped; the log speaks for itself")
    auditor = Gate(stage, children.folder)
    honest = auditor.types("auditor", "log", "verify", DATA)
    stage.say("A copy of the log, in which somebody alters one entry, an approval:")
    forged = children.folder / "forged"
    shutil.copytree(children.folder / DATA, forged, ignore=shutil.ignore_patterns("*.sock"))
    altered = _alter_an_approval(forged)
    caught = auditor.types("auditor", "log", "verify", "forged")
    return Evidence(
        verified=honest.code == 0,
        verdict=honest.said,
        tamper_detected=caught.code == 1,
        altered_entry=altered,
        reason=caught.said,
    )


def _alter_an_approval(folder: Path) -> int:
    """Change one letter of the last entry that speaks of an approval; the number of that entry."""
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or file.read_bytes()[:16] != b"SQLite format 3\0":
            continue
        with closing(sqlite3.connect(file)) as store, store:
            rows = store.execute("SELECT seq, leaf FROM entries ORDER BY seq DESC").fetchall()
            for seq, leaf in rows:
                if b"approv" in leaf:
                    store.execute("UPDATE entries SET leaf = ? WHERE seq = ?", (_one_letter(leaf), seq))
                    return int(seq)
    raise WorldFailed(f"found no entry of an approval to alter in `{folder}`")


def _one_letter(leaf: bytes) -> bytes:
    """The leaf with one digit of its first instant or number changed: still JSON, no longer what was signed."""
    at = next(place for place, byte in enumerate(leaf) if chr(byte).isdigit())
    changed = leaf[:at] + (b"1" if leaf[at : at + 1] != b"1" else b"2") + leaf[at + 1 :]
    json.loads(changed)
    return changed
