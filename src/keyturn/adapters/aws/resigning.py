"""Signing the chunks of a framed body anew: the chain begins with the gateway's own signature of the head.

Sizes, data and trailers stay as they came, and so does the length; only the signatures between them are others. What
comes in has been verified (authenticate.chunks), and is read strictly all the same.
"""

from collections.abc import AsyncIterable, AsyncIterator
from hashlib import sha256

from keyturn.codec import aws_chunked
from keyturn.codec.sigv4 import STREAMING_SIGNED_TRAILER, STREAMING_UNSIGNED_TRAILER, Seal
from keyturn.model.execution import Body
from keyturn.model.wire import Framing


def resigned(body: Body, framing: Framing, seal: Seal) -> Body:
    """Return `body` with the signatures that follow from `seal`; as it is, where its chunks carry none."""
    if framing.mark == STREAMING_UNSIGNED_TRAILER:
        return body
    signer = _Resigner(seal, trailers=framing.mark == STREAMING_SIGNED_TRAILER)
    if isinstance(body, bytes):
        data = signer.feed(body)
        signer.finish()
        return data
    return _stream(body, signer)


async def _stream(body: AsyncIterable[bytes], signer: "_Resigner") -> AsyncIterator[bytes]:
    source = aiter(body)
    try:
        async for piece in source:
            ready = signer.feed(piece)
            if ready:
                yield ready
        signer.finish()
    finally:
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()


class _Resigner:
    def __init__(self, seal: Seal, *, trailers: bool) -> None:
        self._seal = seal
        self._before = seal.seed
        self._reader = aws_chunked.Reader(signed=True, trailers=trailers)
        self._chunk = bytearray()
        self._digits = b""
        self._lines = b""

    def feed(self, data: bytes) -> bytes:
        """Take in the next bytes and return what can go on: a chunk goes once it is whole."""
        ready = []
        for event in self._reader.feed(data):
            match event:
                case aws_chunked.Head(size, digits=digits):
                    self._digits = digits
                    if not size:
                        ready.append(self._head())
                case bytes():
                    self._chunk += event
                case aws_chunked.Tail():
                    ready += (self._head(), bytes(self._chunk), b"\r\n")
                    self._chunk.clear()
                case aws_chunked.Trailer(name, value):
                    ready.append(f"{name}:{value}\r\n".encode())
                    self._lines += f"{name}:{value}\n".encode()
                case aws_chunked.TrailerSignature():
                    signature = self._seal.trailers(self._before, self._lines)
                    ready.append(f"{aws_chunked.TRAILER_SIGNATURE}:{signature}\r\n".encode())
                case aws_chunked.End():
                    ready.append(b"\r\n")
        return b"".join(ready)

    def finish(self) -> None:
        """Say that nothing more comes. Raises Malformed where the body has not come to its end."""
        self._reader.finish()

    def _head(self) -> bytes:
        self._before = self._seal.chunk(self._before, sha256(self._chunk).hexdigest())
        return b"%s;chunk-signature=%s\r\n" % (self._digits, self._before.encode())
