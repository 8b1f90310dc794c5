"""What a body in `aws-chunked` framing says, once its framing, its signatures and its checksums are known to hold.

The head announces all of it under the request's signature: the framing by `x-amz-content-sha256`, the length of what
is inside by `x-amz-decoded-content-length`, each trailer by `x-amz-trailer`. The body must be exactly that. Signed
chunks are a chain that begins with the request's signature, so that none can be replaced, moved, left out, added, or
taken from another request; each is held back until its signature holds.

Sources: codec.aws_chunked, and for who sends what
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from keyturn.authenticate.errors import BadChunk, BadFraming, WrongChecksum
from keyturn.codec import aws_chunked, checksums
from keyturn.codec.digest import same
from keyturn.codec.sigv4 import STREAMING, STREAMING_SIGNED, STREAMING_UNSIGNED_TRAILER, Seal
from keyturn.errors import Malformed, quoted
from keyturn.model.wire import UNREAD, Content, Framing, HttpRequest

LONGEST_SIGNED: Final = 1_048_576
"""How many bytes one signed chunk may have: it lies in memory until its signature holds. SDKs send 8 to 128 KiB."""

SHORT: Final = 8_192
"""S3 takes a chunk shorter than this for the last one only (its error `InvalidChunkSizeError`)."""

SHORT_CHUNKS: Final = 64
"""How many such chunks are read here: that leaves S3 to say no, and keeps nobody busy with chunks of one byte."""

_LENGTH: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_CHECKSUM: Final = re.compile(r"x-amz-checksum-([a-z0-9]{1,32})")


@dataclass(frozen=True, slots=True)
class Announced:
    """What the head says of a framed body: its mark, how many bytes stand inside, and the names of its trailers."""

    mark: str
    length: int
    trailers: tuple[str, ...]

    @property
    def signed(self) -> bool:
        """Whether each chunk carries a signature."""
        return self.mark != STREAMING_UNSIGNED_TRAILER

    def content(self, wire_length: int | None, digest: str = UNREAD, data: bytes | None = None) -> Content:
        """Return the value of this body: `wire_length` bytes on the wire, whose inside hashes to `digest`."""
        return Content(digest, self.length, data, Framing(self.mark, wire_length))


def announced(request: HttpRequest) -> Announced | None:
    """Return what the head of `request` says of a framed body, None if it announces none. Raises BadFraming."""
    mark = request.header("x-amz-content-sha256")
    if mark not in STREAMING:
        return None
    length = request.header("x-amz-decoded-content-length")
    if length is None or not _LENGTH.fullmatch(length):
        raise BadFraming("header `x-amz-decoded-content-length` must give the number of bytes inside")
    listed = [value for name, value in request.headers if name == "x-amz-trailer"]
    names = tuple(name.strip(" \t").lower() for value in listed for name in value.split(",")) if listed else ()
    if (mark == STREAMING_SIGNED) != (not names):
        raise BadFraming(f"header `x-amz-trailer` and `x-amz-content-sha256: {mark}` do not fit together")
    if len(names) > 1:
        raise BadFraming("`x-amz-trailer` announces more than one checksum, and S3 takes one")
    for name in names:
        if not _CHECKSUM.fullmatch(name):
            raise BadFraming(f"the trailer `{quoted(name)}` is no checksum, and others are not accepted")
    return Announced(mark, int(length), names)


class Unframing:
    """One framed body on its way: checks what comes, and says what stands inside.

    `kept` are the decoded bytes, if they were asked for. A checksum that cannot be computed here (codec.checksums) goes
    on as it is, and S3 holds it against the body.
    """

    def __init__(self, announced: Announced, seal: Seal | None, *, keep: bool = False) -> None:
        """`seal` is where the chain of signatures begins; needed for signed framing only."""
        if announced.signed and seal is None:
            raise ValueError("a body in signed framing cannot be read without its seal")
        self._announced = announced
        self._seal = seal
        self._before = "" if seal is None else seal.seed
        self._reader = aws_chunked.Reader(signed=announced.signed, trailers=bool(announced.trailers))
        self._digest = sha256()
        self._length = 0
        self._short = 0
        self._claimed = ""
        self._chunk = sha256()
        self._waiting = bytearray()
        self._trailers: dict[str, str] = {}
        self._sums = {name: checksums.checksum(name.removeprefix("x-amz-checksum-")) for name in announced.trailers}
        self.kept = bytearray() if keep else None

    def feed(self, data: bytes) -> bytes:
        """Take in what came and return what may go on, in the same framing: of signed chunks only whole ones.

        Raises BadFraming, BadChunk, WrongChecksum.
        """
        done = 0
        for event in self._events(data):
            match event:
                case aws_chunked.Head(size, signature):
                    self._begin(size, signature)
                case bytes():
                    self._take(event)
                case aws_chunked.Tail():
                    self._verify_chunk()
                    done = self._reader.at
                case aws_chunked.Trailer(name, value):
                    self._note(name, value)
                case aws_chunked.TrailerSignature(signature):
                    self._verify_trailers(signature)
                case aws_chunked.End():
                    self._end()
                    done = self._reader.at
        if not self._announced.signed:
            return data
        if not done:
            self._waiting += data
            return b""
        ready = bytes(self._waiting) + data[:done]
        self._waiting = bytearray(data[done:])
        return ready

    def finish(self) -> str:
        """Say that nothing more comes, and return the SHA-256 (hex) of what stood inside. Raises BadFraming."""
        try:
            self._reader.finish()
        except Malformed as error:
            raise BadFraming(str(error)) from None
        return self._digest.hexdigest()

    def _events(self, data: bytes) -> Iterable[aws_chunked.Event]:
        try:
            yield from self._reader.feed(data)
        except Malformed as error:
            raise BadFraming(str(error)) from None

    def _begin(self, size: int, signature: str | None) -> None:
        if self._length + size > self._announced.length:
            raise BadFraming(f"it holds more than the {self._announced.length} bytes of `x-amz-decoded-content-length`")
        self._short += size < SHORT
        if self._short > SHORT_CHUNKS:
            raise BadFraming(
                f"more than {SHORT_CHUNKS} of its chunks are shorter than {SHORT} bytes, and S3 takes only the last "
                "one so short: set a larger chunk size in the client"
            )
        if signature is None:
            return
        if size > LONGEST_SIGNED:
            raise BadFraming(f"a signed chunk may have {LONGEST_SIGNED} bytes: set a smaller chunk size in the client")
        self._claimed = signature
        self._chunk = sha256()
        if not size:
            self._verify_chunk()

    def _take(self, piece: bytes) -> None:
        self._length += len(piece)
        self._digest.update(piece)
        if self._announced.signed:
            self._chunk.update(piece)
        for found in self._sums.values():
            if found is not None:
                found.update(piece)
        if self.kept is not None:
            self.kept += piece

    def _verify_chunk(self) -> None:
        if self._seal is None or not self._announced.signed:
            return
        expected = self._seal.chunk(self._before, self._chunk.hexdigest())
        if not same(expected, self._claimed):
            raise BadChunk("a chunk")
        self._before = expected

    def _note(self, name: str, value: str) -> None:
        if name not in self._sums or name in self._trailers:
            raise BadFraming(
                f"the trailer `{quoted(name)}` was not announced by `x-amz-trailer`, or stands there twice"
            )
        self._trailers[name] = value
        found = self._sums[name]
        if found is not None and not same(checksums.text(found), value):
            raise WrongChecksum(name)

    def _verify_trailers(self, signature: str) -> None:
        assert self._seal is not None  # noqa: S101 - only signed framing has such a line
        lines = "".join(f"{name}:{value}\n" for name, value in self._trailers.items()).encode()
        if not same(self._seal.trailers(self._before, lines), signature):
            raise BadChunk("the trailers")

    def _end(self) -> None:
        if self._length != self._announced.length:
            raise BadFraming(
                f"it holds {self._length} bytes, not the {self._announced.length} of `x-amz-decoded-content-length`"
            )
        missing = self._sums.keys() - self._trailers.keys()
        if missing:
            raise BadFraming(f"the trailer `{min(missing)}` was announced and did not come")
