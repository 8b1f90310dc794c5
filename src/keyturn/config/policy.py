"""`[policy]`: policies of one's own, in place of those that are written from `[autonomy]`."""

from pathlib import Path
from typing import Final

from keyturn.config.table import Table

KEYS: Final = ("file",)


def read(root: Table, base: Path) -> Path | None:
    """Return the path of the policies, absolute; None where they are written from the configuration."""
    table = root.section("policy", KEYS)
    file = table.text("file", wanted="the path of a file with Cedar policies is wanted")
    if file is not None and file.startswith("~"):
        raise table.bad("file", "is not expanded: write the whole path, or one relative to this file")
    return None if file is None else base / file
