"""What an auditor says of a log."""

from collections.abc import Mapping
from dataclasses import dataclass

from keyturn.codec.canonical import Json


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that should not be. `seq` is the entry it is about, None for the log as a whole; `code` is stable."""

    seq: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the bytes show: `size` entries under `root` (base64, as checkpoints write it), and what is wrong with them.

    `ok` if nothing is; `notes` say how far that goes.
    """

    ok: bool
    size: int
    root: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def to_json(self) -> Mapping[str, Json]:
        """The verdict as data, for `--json`."""
        return {
            "ok": self.ok,
            "size": self.size,
            "root": self.root,
            "problems": [
                {"seq": problem.seq, "code": problem.code, "message": problem.message} for problem in self.problems
            ],
            "notes": list(self.notes),
        }

    def lines(self) -> tuple[str, ...]:
        """The verdict as lines for people: first whether the log holds, then what is wrong, then how far that goes."""
        entries = "1 entry" if self.size == 1 else f"{self.size} entries"
        first = f"the log holds: {entries}, root {self.root}" if self.ok else f"the log does NOT hold: {entries}"
        wrong = (
            f"  {'log' if problem.seq is None else f'entry {problem.seq}'}: {problem.message} [{problem.code}]"
            for problem in self.problems
        )
        return (first, *wrong, *(f"  note: {note}" for note in self.notes))
