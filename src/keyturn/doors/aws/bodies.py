"""Request bodies at the door: held in memory, passed through while they are hashed, or spooled to a file first."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from keyturn.codec.digest import same
from keyturn.doors.aws.incoming import Incoming
from keyturn.errors import CallerError, OurError

_PIECE: Final = 262_144


class WrongBody(CallerError):
    """A body is not the one that its request declares."""

    code = "body.not_as_declared"

    def __init__(self, why: str) -> None:
        super().__init__(f"the body {why}; it was kept from upstream: send it as it was signed")


class TooLarge(CallerError):
    """A body is longer than this gateway takes."""

    code = "limit.body"

    def __init__(self, limit: int, name: str) -> None:
        super().__init__(
            f"the body is longer than the {limit} bytes of `limits.{name}`: send less at once, or raise the limit"
        )


class NoRoom(OurError):
    """The spool cannot be written."""

    code = "spool.unwritable"

    def __init__(self, why: str) -> None:
        super().__init__(f"a body cannot be kept in the data folder ({why}): make room there")


async def whole(incoming: Incoming, limit: int) -> bytes:
    """Read until the body has ended or is longer than `limit` (then `incoming.ended` is False)."""
    piece, more = await incoming.piece()
    if not more:
        return piece
    pieces = [piece]
    size = len(piece)
    while more and size <= limit:
        piece, more = await incoming.piece()
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


async def verified(incoming: Incoming, sha256: str, length: int) -> AsyncIterator[bytes]:
    """Yield the body as it comes; its last piece only once everything hashes to `sha256` and is `length` bytes long.

    So a body that is not as declared never becomes a whole upload. Raises WrongBody, ClientGone.
    """
    digest = hashlib.sha256()
    size = 0
    last = b""
    more = True
    while more:
        piece, more = await incoming.piece()
        if not piece:
            continue
        digest.update(piece)
        size += len(piece)
        if size > length:
            raise WrongBody(f"is longer than the {length} bytes declared")
        if last:
            yield last
        last = piece
    if size != length:
        raise WrongBody(f"has {size} bytes, not the {length} declared")
    if not same(digest.hexdigest(), sha256):
        raise WrongBody("does not hash to the x-amz-content-sha256 that was signed")
    yield last


@dataclass(slots=True)
class Spooled:
    """A body in a file without a name: it is gone when it is closed, and when the process ends."""

    file: IO[bytes]
    sha256: str
    length: int

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body from its beginning."""
        await asyncio.to_thread(self.file.seek, 0)
        while piece := await asyncio.to_thread(self.file.read, _PIECE):
            yield piece


class Spool:
    """Room in the data folder for bodies whose hash nobody declared; `limit` bytes for all of them together."""

    def __init__(self, folder: Path, limit: int) -> None:
        """`folder` is the gateway's own; it is made when it is first needed."""
        self._folder = folder
        self._limit = limit
        self._used = 0

    async def keep(self, incoming: Incoming, first: bytes) -> Spooled:
        """Write the whole body, beginning with `first`. Raises TooLarge, NoRoom, ClientGone."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by `drop`
        except OSError as error:
            raise NoRoom(str(error)) from None
        spooled = Spooled(file, "", 0)
        digest = hashlib.sha256()
        try:
            await self._write(spooled, digest, first)
            more = not incoming.ended
            while more:
                piece, more = await incoming.piece()
                await self._write(spooled, digest, piece)
        except BaseException:
            self.drop(spooled)
            raise
        spooled.sha256 = digest.hexdigest()
        return spooled

    def drop(self, spooled: Spooled) -> None:
        """Let go of a body that was kept."""
        self._used -= spooled.length
        spooled.length = 0
        spooled.file.close()

    async def _write(self, spooled: Spooled, digest: "hashlib._Hash", piece: bytes) -> None:
        if self._used + len(piece) > self._limit:
            raise TooLarge(self._limit, "spool_bytes")
        self._used += len(piece)
        spooled.length += len(piece)
        digest.update(piece)
        try:
            await asyncio.to_thread(spooled.file.write, piece)
        except OSError as error:
            raise NoRoom(str(error)) from None
