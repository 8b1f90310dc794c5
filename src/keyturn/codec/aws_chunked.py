"""The `aws-chunked` framing of S3 bodies, read strictly while it comes. Not HTTP's own chunks: these lie inside them.

    chunk    = size [";chunk-signature=" 64 hexadecimal digits] CRLF, `size` bytes, CRLF
    body     = chunks, the last of them of size 0 and without its second CRLF,
               trailers as `name:value` CRLF, [ "x-amz-trailer-signature:" 64 hexadecimal digits CRLF ], CRLF

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html. Every deviation is refused: what two
readers take differently is how bytes are smuggled past one of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from keyturn.errors import Malformed

TRAILER_SIGNATURE: Final = "x-amz-trailer-signature"

TRAILERS: Final = 8
"""How many trailers may follow a body; clients send one."""

_HEAD: Final = re.compile(rb"(0|[1-9A-Fa-f][0-9A-Fa-f]{0,15})")
_SIGNED_HEAD: Final = re.compile(rb"(0|[1-9A-Fa-f][0-9A-Fa-f]{0,15});chunk-signature=([0-9a-f]{64})")
_TRAILER: Final = re.compile(rb"([a-z0-9-]{1,64}):([!-~]{1,128})")
_SIGNATURE: Final = re.compile(rb"[0-9a-f]{64}")
_HEAD_BYTES: Final = 16 + len(";chunk-signature=") + 64 + 2
_TRAILER_BYTES: Final = 64 + 1 + 128 + 2


@dataclass(frozen=True, slots=True)
class Head:
    """A chunk begins: `size` bytes will follow, 0 at the end; `signature` stands there in signed framing only.

    `digits` are the size as it was written: hexadecimal digits may be of either case.
    """

    size: int
    signature: str | None
    digits: bytes


@dataclass(frozen=True, slots=True)
class Tail:
    """A chunk has come to its end, its closing CRLF included."""


@dataclass(frozen=True, slots=True)
class Trailer:
    """One line behind the last chunk."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class TrailerSignature:
    """The signature over the trailers."""

    signature: str


@dataclass(frozen=True, slots=True)
class End:
    """The body is complete; nothing may follow."""


Event: TypeAlias = Head | bytes | Tail | Trailer | TrailerSignature | End
"""What stands in a body, in this order. `bytes` are a piece of the current chunk's data, never empty."""


class _At(Enum):
    HEAD = "the size of a chunk"
    DATA = "the data of a chunk"
    TAIL = "the end of a chunk"
    TRAILER = "a trailer"
    SIGNED = "the end of the trailers"
    END = "nothing more"


_LONGEST: Final = {_At.HEAD: _HEAD_BYTES, _At.TAIL: 2, _At.TRAILER: _TRAILER_BYTES, _At.SIGNED: 2}


class Reader:
    """Reads one body, in whatever pieces it comes. `at` is how far `feed` has read of its current piece."""

    def __init__(self, *, signed: bool, trailers: bool) -> None:
        """`signed`: each chunk carries a signature, and so do trailers; `trailers`: there may be some."""
        self._signed = signed
        self._trailers = trailers
        self._state = _At.HEAD
        self._left = 0
        self._line = b""
        self._seen = 0
        self.at = 0

    def feed(self, data: bytes) -> Iterator[Event]:
        """Yield what stands in the next piece; exhaust it before the next call. Raises Malformed."""
        self.at = 0
        while self.at < len(data):
            match self._state:
                case _At.DATA:
                    piece = data[self.at : self.at + self._left]
                    self.at += len(piece)
                    self._left -= len(piece)
                    if not self._left:
                        self._state = _At.TAIL
                    yield piece
                case _At.END:
                    raise _malformed(data[self.at :], "something follows its end")
                case _:
                    line = self._take_line(data)
                    if line is not None:
                        yield from self._read(line)

    def finish(self) -> None:
        """Say that nothing more comes. Raises Malformed where the body has not come to its end."""
        if self._state is not _At.END:
            raise _malformed(self._line, f"it ends where {self._state.value} is wanted")

    def _take_line(self, data: bytes) -> bytes | None:
        """Return the next line without its CRLF, or None while it has not all come."""
        most = _LONGEST[self._state] - len(self._line)
        found = data.find(b"\n", self.at, self.at + most)
        end = self.at + most if found < 0 else found + 1
        line = self._line + data[self.at : end]
        if found < 0:
            if len(data) - self.at >= most:
                raise _malformed(line, f"{self._state.value} is wanted, and this line does not end")
            self.at = len(data)
            self._line = line
            return None
        self.at = end
        self._line = b""
        if not line.endswith(b"\r\n"):
            raise _malformed(line, "lines end with CR and LF")
        return line[:-2]

    def _read(self, line: bytes) -> Iterator[Event]:
        match self._state:
            case _At.HEAD:
                yield self._head(line)
            case _At.TAIL if not line:
                self._state = _At.HEAD
                yield Tail()
            case _At.TRAILER if line:
                yield self._trailer(line)
            case _At.TRAILER if self._signed and self._trailers:
                raise _malformed(line, "the signature of its trailers is missing")
            case _At.TRAILER | _At.SIGNED if not line:
                self._state = _At.END
                yield End()
            case _:
                raise _malformed(line, f"{self._state.value} is wanted")

    def _head(self, line: bytes) -> Head:
        found = (_SIGNED_HEAD if self._signed else _HEAD).fullmatch(line)
        if found is None:
            wanted = "SIZE;chunk-signature=SIGNATURE" if self._signed else "SIZE"
            raise _malformed(line, f"`{wanted}` is wanted, the size in hexadecimal digits without leading zeros")
        self._left = int(found[1], 16)
        self._state = _At.DATA if self._left else _At.TRAILER
        return Head(self._left, found[2].decode() if self._signed else None, found[1])

    def _trailer(self, line: bytes) -> Trailer | TrailerSignature:
        found = _TRAILER.fullmatch(line)
        if found is None or not self._trailers:
            raise _malformed(line, "`name:value` is wanted, or the end" if self._trailers else "it has no trailers")
        name, value = found[1].decode(), found[2].decode()
        if name == TRAILER_SIGNATURE:
            if not self._signed or not _SIGNATURE.fullmatch(found[2]):
                raise _malformed(line, "no such signature is wanted here")
            self._state = _At.SIGNED
            return TrailerSignature(value)
        self._seen += 1
        if self._seen > TRAILERS:
            raise _malformed(line, f"more than {TRAILERS} trailers follow it")
        return Trailer(name, value)


def _malformed(shown: bytes, why: str) -> Malformed:
    return Malformed("part of an aws-chunked body", shown, why)
