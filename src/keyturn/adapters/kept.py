"""Checkpoints kept in a file: on another disk, or a folder that another machine takes its copies from."""

import asyncio
import os
from pathlib import Path
from typing import Final

from keyturn.errors import quoted
from keyturn.model.evidence import KeptUnknown

SCHEME: Final = "file://"
_LARGEST: Final = 65_536


class KeptFile:
    """The `Keep` port on one file, which holds the newest checkpoint and is replaced as a whole."""

    def __init__(self, place: str) -> None:
        """`place` is `file:///...`, an absolute path."""
        self.place: Final = place
        self._path: Final = Path(place.removeprefix(SCHEME))

    async def newest(self) -> str | None:
        return await asyncio.to_thread(self._read)

    async def keep(self, size: int, note: str) -> None:  # noqa: ARG002 - the note says its size itself
        await asyncio.to_thread(self._write, note)

    def _read(self) -> str | None:
        try:
            with self._path.open(encoding="utf-8", newline="") as file:
                return file.read(_LARGEST)
        except FileNotFoundError:
            if not self._path.parent.is_dir():
                # A disk that is not mounted must not pass for a place where nothing was kept yet.
                raise KeptUnknown(self.place, f"`{quoted(str(self._path.parent))}` is not there") from None
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise KeptUnknown(self.place, str(error)) from None

    def _write(self, note: str) -> None:
        fresh = self._path.with_name(f".{self._path.name}.new")
        try:
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(note)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError as error:
            raise KeptUnknown(self.place, (error.strerror or str(error)).lower()) from None
