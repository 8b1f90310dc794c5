"""`[log]`: where checkpoints are kept besides the store, so that the store cannot be put back unseen."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from keyturn.config.table import Table
from keyturn.errors import quoted

KEYS: Final = ("kept", "kept_every", "continues")

_PLACE: Final = re.compile(r"file:///[!-~]{1,1000}|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[A-Za-z0-9!_.*'()/-]{1,900}")
_EARLIER: Final = re.compile(r"[0-9a-f]{64}|[!-~]{1,200}")


@dataclass(frozen=True, slots=True)
class KeptLog:
    """Where each new checkpoint is kept (`file:///...`, `s3://bucket/prefix`), and how often at least while it grows.

    Votes, and whatever changes the gate itself, are followed by a kept checkpoint at once. `continues` is the root (or
    the log's verifier key) of an earlier gate that this one takes the place of; its founders sign it with the charter.
    """

    kept: tuple[str, ...] = ()
    every: timedelta = timedelta(minutes=1)
    continues: str | None = None


def read(root: Table, data: Path) -> KeptLog:
    """Read `[log]`; `data` is the folder of the store, where nothing can be kept apart from it."""
    table = root.section("log", KEYS)
    wanted = "a place outside the data folder is wanted: `file:///var/backups/keyturn` or `s3://bucket/prefix`"
    kept = table.texts("kept", _PLACE, wanted)
    if len(set(kept)) != len(kept):
        raise table.bad("kept", "names one place twice")
    for place in kept:
        if place.startswith("file://") and Path(place.removeprefix("file://")).is_relative_to(data.absolute()):
            raise table.bad("kept", f"holds `{quoted(place)}`, which lies in the data folder: name a place outside it")
    default = KeptLog()
    every = table.duration("kept_every", timedelta(seconds=1), timedelta(days=1), "`1s` and `1d`")
    earlier = table.text("continues", _EARLIER, "the root of an earlier gate is wanted, or its log's verifier key")
    return KeptLog(tuple(place.rstrip("/") for place in kept), every or default.every, earlier)
