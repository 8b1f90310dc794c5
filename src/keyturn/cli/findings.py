"""What `keyturn doctor` finds, one thing at a time."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters."""

    GOOD = "good"
    NOTE = "note"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what is so, and what to do about it."""

    level: Level
    about: str
    what: str
    mend: str = ""
