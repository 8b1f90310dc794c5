"""Bodies at the door: passed through while they are checked, spooled to a file first, or hashed and thrown away.

A `Meter` takes in the bytes on the wire and says in the end what the body hashes to; for a framed body that is what
stands in the frame.
"""

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Protocol

from keyturn.codec.digest import same
from keyturn.doors.aws.incoming import Incoming
from keyturn.errors import CallerError, OurError

LEFT_FOR_THE_LOG: Final = 268_435_456
"""How many bytes of the disk stay free of bodies."""

_PIECE: Final = 262_144
_END: Final = 4_096
"""How much of a body's end is held back until all of it is known to be right: more than what follows the data in a
frame (its last chunk and 8 trailers have less than 2,000 bytes), so that data is missing too."""


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


class SpoolFull(CallerError):
    """There is no room for a body now; there may be when others have gone on."""

    code = "limit.spool"

    def __init__(self, limit: int, whose: str) -> None:
        super().__init__(
            f"there is no room for this body in {whose} of `limits.spool_bytes` ({limit} bytes): "
            "wait until other uploads have ended, upload in smaller parts, or raise the limit"
        )


class NoRoom(OurError):
    """The spool cannot be written."""

    code = "spool.unwritable"

    def __init__(self, why: str) -> None:
        super().__init__(f"a body cannot be kept in the data folder ({why}): make room there")


class Meter(Protocol):
    """What checks and measures a body while it comes."""

    def feed(self, data: bytes) -> bytes:
        """Take in what came and return what may go on. Raises CallerError."""

    def finish(self) -> str:
        """Say that all has come, and return the SHA-256 (hex) of the body. Raises CallerError."""


class Plain:
    """Measures a body that stands on the wire as it is."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._digest = hashlib.sha256()

    def feed(self, data: bytes) -> bytes:
        """Take in what came; all of it may go on."""
        self._digest.update(data)
        return data

    def finish(self) -> str:
        """Return the SHA-256 (hex) of all that came."""
        return self._digest.hexdigest()


async def whole(incoming: Incoming, limit: int) -> bytes:
    """Read until the body has ended or is longer than `limit` (then `incoming.ended` is False)."""
    piece, more = await incoming.piece()
    if not more:
        return piece
    pieces = bytearray(piece)
    while more and len(pieces) <= limit:
        piece, more = await incoming.piece()
        pieces += piece
    return bytes(pieces)


async def verified(incoming: Incoming, meter: Meter, sha256: str, length: int) -> AsyncIterator[bytes]:
    """Yield the body as it comes; its end only once it hashes to `sha256` and has `length` bytes on the wire.

    So a body that is not as declared never becomes a whole upload, even for a reader that stops where a frame ends.
    Raises WrongBody, ClientGone, and what `meter` does.
    """
    size = 0
    last = b""
    more = True
    while more:
        piece, more = await incoming.piece()
        size += len(piece)
        if size > length:
            raise WrongBody(f"is longer than the {length} bytes declared")
        last += meter.feed(piece)
        if len(last) > _END:
            yield last[:-_END]
            last = last[-_END:]
    if size != length:
        raise WrongBody(f"has {size} bytes, not the {length} declared")
    if not same(meter.finish(), sha256):
        raise WrongBody("does not hash to the SHA-256 that was signed for it")
    yield last


async def hashed(incoming: Incoming, first: bytes, meter: Meter) -> tuple[str, int]:
    """Read the whole body, beginning with `first`, and keep nothing. Return its SHA-256 and its length on the wire.

    Raises ClientGone, and what `meter` does.
    """
    meter.feed(first)
    size = len(first)
    more = not incoming.ended
    while more:
        piece, more = await incoming.piece()
        size += len(piece)
        meter.feed(piece)
    return meter.finish(), size


@dataclass(slots=True)
class Spooled:
    """A body in a file without a name: it is gone when it is closed, and when the process ends.

    `sha256` is the body's, `length` counts its bytes on the wire.
    """

    file: IO[bytes]
    session: str
    sha256: str = ""
    length: int = 0
    wire: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body from its beginning; its end only if the file is as it was written.

        What was recognised is what is sent, even where the signature upstream does not bind it (`aws-chunked`).
        """
        again = hashlib.sha256()
        last = b""
        await asyncio.to_thread(self.file.seek, 0)
        while piece := await asyncio.to_thread(self.file.read, _PIECE):
            again.update(piece)
            last += piece
            yield last[:-_END]
            last = last[-_END:]
        if not same(again.digest(), self.wire.digest()):
            raise NoRoom("a file of its spool is not as it was written")
        yield last


class Spool:
    """Room in the data folder for bodies whose hash nobody declared.

    `limit` bytes for all of them together, and half of that for one session, so that none keeps out the others. What is
    left of the disk is the evidence log's: without it nothing passes.
    """

    def __init__(self, folder: Path, limit: int, reserve: int = LEFT_FOR_THE_LOG) -> None:
        """`folder` is the gateway's own; it is made when it is first needed. `reserve` bytes of its disk stay free."""
        self._folder = folder
        self._limit = limit
        self._reserve = reserve
        self._used: dict[str, int] = {}

    def check(self, session: str, length: int) -> None:
        """Look whether `length` bytes more would have room now. Raises SpoolFull."""
        if self._used.get(session, 0) + length > self._limit // 2:
            raise SpoolFull(self._limit // 2, "a session's half")
        if sum(self._used.values()) + length > self._limit:
            raise SpoolFull(self._limit, "the spool")

    async def keep(self, session: str, incoming: Incoming, first: bytes, meter: Meter) -> Spooled:
        """Write the whole body, beginning with `first`. Raises SpoolFull, NoRoom, ClientGone, and what `meter` does."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed by `drop`
        except OSError as error:
            raise NoRoom(str(error)) from None
        spooled = Spooled(file, session)
        try:
            await self._write(spooled, meter, first)
            more = not incoming.ended
            while more:
                piece, more = await incoming.piece()
                await self._write(spooled, meter, piece)
            spooled.sha256 = meter.finish()
        except BaseException:
            self.drop(spooled)
            raise
        return spooled

    def drop(self, spooled: Spooled) -> None:
        """Let go of a body that was kept."""
        left = self._used.get(spooled.session, 0) - spooled.length
        spooled.length = 0
        if left:
            self._used[spooled.session] = left
        else:
            self._used.pop(spooled.session, None)
        spooled.file.close()

    async def _write(self, spooled: Spooled, meter: Meter, piece: bytes) -> None:
        self.check(spooled.session, len(piece))
        if shutil.disk_usage(self._folder).free < self._reserve:
            raise NoRoom(f"its disk has less than {self._reserve} bytes left, which are the evidence log's")
        self._used[spooled.session] = self._used.get(spooled.session, 0) + len(piece)
        spooled.length += len(piece)
        meter.feed(piece)
        spooled.wire.update(piece)
        try:
            await asyncio.to_thread(spooled.file.write, piece)
        except OSError as error:
            raise NoRoom(str(error)) from None
