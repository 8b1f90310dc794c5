"""Answers as bytes on a client's connection (RFC 9112, section 6).

A head says where its body ends; no other header of the door's own is added.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from keyturn.errors import OurError

Headers = Sequence[tuple[bytes, bytes]]

_LINES: Final = {status.value: b"HTTP/1.1 %d %b" % (status, status.phrase.encode()) for status in HTTPStatus}
_BODILESS: Final = frozenset({204, 304})
"""Answers that end with their head (RFC 9110, section 6.4.1)."""

CLOSE: Final = b"connection: close"
_LENGTH: Final = b"\r\ncontent-length: "


class Unwritable(OurError):
    """An answer cannot be written so that every client reads the same."""

    code = "ours.unwritable"

    def __init__(self, why: str) -> None:
        super().__init__(f"an answer cannot be passed on: {why}")


def whole(status: int, headers: Headers, body: bytes, *, is_head: bool, close: bool) -> bytes:
    """Return a whole answer. Raises Unwritable where its headers are none, or give its body another length."""
    if status in _BODILESS:
        return _block(status, _without_length(headers), close=close) + b"\r\n\r\n"
    block = _block(status, headers, close=close)
    if is_head:
        return block + b"\r\n\r\n"
    length = b"%b%d\r\n" % (_LENGTH, len(body))
    lowered = block.lower() + b"\r\n"
    if length in lowered and lowered.count(_LENGTH) == 1:
        return b"%b\r\n\r\n%b" % (block, body)
    if _LENGTH in lowered:
        raise Unwritable(f"it has {len(body)} bytes and says otherwise")
    return b"%b%b\r\n%b" % (block, length, body)


def begun(status: int, headers: Headers, *, close: bool, old: bool) -> tuple[bytes, int | None]:
    """Return the head of an answer whose body streams, and its length; None if each piece must be a chunk of its own.

    `old` is for a client of HTTP/1.0, which knows no chunks: a body of unknown length (-1) ends with its connection.
    Raises Unwritable.
    """
    block = _block(status, headers, close=close)
    lowered = block.lower() + b"\r\n"
    if _LENGTH not in lowered:
        return (block + b"\r\n\r\n", -1) if old else (block + b"\r\ntransfer-encoding: chunked\r\n\r\n", None)
    text = lowered.partition(_LENGTH)[2].partition(b"\r\n")[0]
    if lowered.count(_LENGTH) > 1 or not text.isdigit():
        raise Unwritable("its length is not one number")
    return block + b"\r\n\r\n", int(text)


def chunk(piece: bytes) -> bytes:
    """Return `piece`, which is not empty, as a chunk (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def plain(status: int, text: str) -> bytes:
    """Return an answer in words, after which the connection is closed."""
    body = f"{text}\n".encode("ascii", "replace")
    return whole(status, [(b"content-type", b"text/plain; charset=us-ascii")], body, is_head=False, close=True)


def _block(status: int, headers: Headers, *, close: bool) -> bytes:
    """Return the status line and the headers, without the last line's end."""
    line = _LINES.get(status) or b"HTTP/1.1 %d " % status
    lines = [line, *[b": ".join(pair) for pair in headers]]
    if close:
        lines.append(CLOSE)
    block = b"\r\n".join(lines)
    if block.count(b"\n") != len(lines) - 1 or block.count(b"\r") != len(lines) - 1 or b"\x00" in block:
        raise Unwritable("a header of it has a line break in it")
    return block


def _without_length(headers: Headers) -> Headers:
    return [pair for pair in headers if pair[0].lower() != b"content-length"]
