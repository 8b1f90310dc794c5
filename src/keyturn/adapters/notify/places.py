"""The `Positions` port on files: one small file for each receiver, replaced as a whole."""

import asyncio
import json
import os
from pathlib import Path
from typing import Final

from keyturn.errors import OurError, quoted
from keyturn.model.notice import Late, Position

FOLDER: Final = "told"


class NotKept(OurError):
    """How far a receiver was told cannot be written down."""

    code = "notice.not_kept"


class FilePositions:
    """Positions in a folder of the gateway's data."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def read(self, key: str) -> Position | None:
        try:
            found = json.loads((self._folder / f"{key}.json").read_bytes())
            late = tuple(
                Late(int(seq), int(part), int(tries), float(first), float(due))
                for seq, part, tries, first, due in found["late"]
            )
            return Position(int(found["seq"]), late, int(found["given_up"]))
        except (OSError, ValueError, KeyError, TypeError):
            # Not there, or no use: then its receiver is told what happens from now on.
            return None

    async def write(self, key: str, position: Position) -> None:
        # A sync may take long, and nobody waits for this one.
        await asyncio.to_thread(self._write, key, position)

    def _write(self, key: str, position: Position) -> None:
        late = [[one.seq, one.part, one.tries, one.first, one.due] for one in position.late]
        document = {"seq": position.seq, "late": late, "given_up": position.given_up}
        target = self._folder / f"{key}.json"
        fresh = target.with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(json.dumps(document).encode())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(target)
        except OSError as error:
            raise NotKept(f"`{quoted(str(target))}` cannot be written: {(error.strerror or '').lower()}") from None
