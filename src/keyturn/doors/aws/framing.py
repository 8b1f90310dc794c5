"""Where a request's body ends (RFC 9112, sections 6 and 7.1): by its length, or chunk by chunk.

Pure: bytes in, bytes out, in whatever pieces they come. A chunk has no extensions here, and a trailer ends here: no AWS
client sends the former, and RFC 9110, section 6.5.1, lets the latter be thrown away. Nor are there many small ones.
"""

import re
from typing import Final, Protocol

from keyturn.doors.aws.heads import HEAD_BYTES
from keyturn.errors import Malformed

_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,12}")
_SIZE_BEGUN: Final = re.compile(rb"[0-9A-Fa-f]{0,12}\r?")
_TRAILER: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++:[\t -~]*+")

CRLF: Final = b"\r\n"

FREE_CHUNKS: Final = 1_024
LEAST_CHUNK: Final = 64
"""What a chunk costs to read does not depend on its size: past the free ones, chunks must hold so many bytes each, on
average. Clients write kilobytes; a file that is sent line by line has lines of about this length."""


class Frame(Protocol):
    """How one body is framed."""

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Return what `data` holds of the body, and what comes after its end, None before that. Raises Malformed."""


class Sized:
    """A body of so many bytes."""

    __slots__ = ("_left",)

    def __init__(self, length: int) -> None:
        """Await `length` bytes, at least one."""
        self._left = length

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Return what is of the body, and what comes after its end."""
        if len(data) < self._left:
            self._left -= len(data)
            return data, None
        return data[: self._left], data[self._left :]


class Chunked:
    """A body in chunks."""

    __slots__ = ("_chunks", "_held", "_left", "_of_trailer", "_size")

    def __init__(self) -> None:
        """Await the first chunk."""
        self._held = b""  # the beginning of a line that has not come whole
        self._left = -1  # how much of a chunk is to come, its CR LF included; -1 before its size is known
        self._chunks = 0
        self._size = 0  # of the chunks that have begun
        self._of_trailer = -1  # how long the trailer is so far; -1 before the last chunk

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Return what the chunks in `data` hold, and what comes after the last one's trailer. Raises Malformed."""
        data = self._held + data if self._held else data
        self._held = b""
        at = 0
        pieces: list[bytes] = []
        while at < len(data):
            if self._left >= 0:
                at = self._take(data, at, pieces)
                continue
            end = data.find(CRLF, at)
            if end < 0:
                self._hold(data[at:])
                break
            line, at = data[at:end], end + 2
            if self._of_trailer >= 0:
                if not line:
                    return b"".join(pieces), data[at:]
                self._note_trailer(line)
            else:
                self._begin(line)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces), None

    def _take(self, data: bytes, at: int, pieces: list[bytes]) -> int:
        """Take what is here of a chunk; return where the rest begins."""
        if self._left > 2:
            piece = data[at : at + self._left - 2]
            pieces.append(piece)
            self._left -= len(piece)
            at += len(piece)
        ending = data[at : at + self._left] if self._left <= 2 else b""
        if ending != CRLF[2 - self._left :][: len(ending)]:
            raise Malformed("chunk", ending, "it does not end where its size says")
        self._left -= len(ending)
        if not self._left:
            self._left = -1
        return at + len(ending)

    def _begin(self, line: bytes) -> None:
        if not _SIZE.fullmatch(line):
            raise Malformed("chunk", line, "a size in hexadecimal digits is wanted, and nothing else on its line")
        size = int(line, 16)
        if size:
            # All of the chunks before have come, so that none is counted for what it only promised.
            if self._chunks > FREE_CHUNKS + self._size // LEAST_CHUNK:
                raise Malformed("chunk", line, f"chunks of fewer than {LEAST_CHUNK} bytes are too many here")
            self._chunks += 1
            self._size += size
            self._left = size + 2
        else:
            self._of_trailer = 0

    def _note_trailer(self, line: bytes) -> None:
        self._of_trailer += len(line) + 2
        if self._of_trailer > HEAD_BYTES or not _TRAILER.fullmatch(line):
            raise Malformed("trailer", line, f"headers are wanted, of {HEAD_BYTES} bytes together")

    def _hold(self, begun: bytes) -> None:
        """Keep the beginning of a line, if it can become one."""
        self._held = begun
        if self._of_trailer < 0:
            if not _SIZE_BEGUN.fullmatch(begun):
                raise Malformed("chunk", begun, "a size in hexadecimal digits is wanted, and nothing else on its line")
        elif len(begun) + self._of_trailer > HEAD_BYTES or b"\n" in begun:
            raise Malformed("trailer", begun, f"headers are wanted, of {HEAD_BYTES} bytes together")
