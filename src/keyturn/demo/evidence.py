"""Last: the log is verified offline, then a copy of it with one altered entry."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from keyturn.demo.gate import DATA, Gate
from keyturn.demo.outcome import Evidence
from keyturn.demo.processes import Children, Finished
from keyturn.demo.stage import Stage

_COPY: Final = "copy.db"
_SHOWN: Final = 4  # lines of a verdict


def last_act(stage: Stage, children: Children, log_key: str, root: str, coveted: str | None) -> Evidence:
    """Check the log that the stopped gateway left, and show that a forged copy does not pass.

    The forger takes the last approval and makes it say `coveted`, the change that nobody approved.
    """
    stage.act("Last", "Keyturn is stopped: the log speaks for itself")
    auditor = Gate(stage, children.folder)
    known = ("--key", log_key, "--root", root)
    honest = auditor.types("auditor", "log", "verify", DATA, *known, excerpt=_verdict)
    auditor.must("auditor", "log", "export", _COPY, "--path", DATA)
    stage.say("In the copy somebody edits one entry: an approval of the fix becomes one of the deletion.")
    altered = _alter_an_approval(children.folder / _COPY, coveted) if coveted else None
    if altered is None:
        stage.say("There is no approval in the log to edit.", style="red")
    caught = auditor.types("auditor", "log", "verify", _COPY, *known, excerpt=_verdict)
    return Evidence(
        verified=honest.code == 0,
        verdict=_summary(honest),
        tamper_detected=altered is not None and _found_something(caught),
        altered_entry=altered,
        reason=_summary(caught),
    )


def _verdict(done: Finished) -> list[str]:
    lines = done.out.splitlines() or [done.said]
    return lines if len(lines) <= _SHOWN else [*lines[:_SHOWN], f"  ... and {len(lines) - _SHOWN} lines more"]


def _summary(done: Finished) -> str:
    """The verdict, and with a bad one the first thing that is wrong."""
    first, *rest = _verdict(done)
    return first if done.code == 0 or not rest else f"{first}; {rest[0].strip()}"


def _found_something(done: Finished) -> bool:
    # A program that breaks also ends with 1, but it has no verdict to print.
    return done.code == 1 and bool(done.out.strip())


def _alter_an_approval(file: Path, coveted: str) -> int | None:
    """Rewrite the last vote of the log in `file` as one about change `coveted`; the number of that entry, if any."""
    with closing(sqlite3.connect(file)) as store, store:
        rows = store.execute("SELECT seq, leaf FROM entries ORDER BY seq").fetchall()
        leaves: list[dict[str, Any]] = [json.loads(leaf) for _, leaf in rows]
        opened = next((leaf for leaf in leaves if leaf["about"].get("change", "").startswith(coveted)), None)
        votes = [at for at, leaf in enumerate(leaves) if leaf["kind"] == "vote"]
        if opened is None or not votes:
            return None
        forged = leaves[votes[-1]]
        forged["about"] |= {name: opened["about"][name] for name in ("change", "digest")}
        # Sorted, without blanks: for such leaves that is RFC 8785, so nothing but the words is wrong with it.
        leaf = json.dumps(forged, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        seq = int(rows[votes[-1]][0])
        store.execute("UPDATE entries SET leaf = ? WHERE seq = ?", (leaf, seq))
    return seq
