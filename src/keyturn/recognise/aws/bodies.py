"""The bytes of a body that must be read here, decompressed within bounds."""

import zlib
from typing import Final

from keyturn.errors import quoted
from keyturn.model.wire import Content
from keyturn.recognise.aws.refusal import malformed, unsupported

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a body after decompression; SDKs compress a few metrics calls, whose own limit is 1 MB."""

_GZIP: Final = 31
"""zlib's window size for gzip with its header and trailer."""


def read_body(content: Content, encoding: str | None) -> bytes:
    """The body's bytes. Raises Refused if the door does not hold them, or for an encoding other than gzip."""
    if content.data is None:
        raise unsupported("the body is larger than the gateway reads for this operation: see `limits.parameters_bytes`")
    if encoding is None:
        return content.data
    if encoding.lower() != "gzip":
        raise unsupported(
            f"the content encoding `{quoted(encoding)}` cannot be read here: send the body as it is, or gzip"
        )
    inflater = zlib.decompressobj(_GZIP)
    try:
        body = inflater.decompress(content.data, LARGEST)
    except zlib.error:
        raise malformed("the body is not valid gzip") from None
    if inflater.unconsumed_tail:
        raise unsupported(f"the body is larger than {LARGEST} bytes when decompressed")
    if not inflater.eof or inflater.unused_data:
        raise malformed("the body is not valid gzip: it ends too early, or something stands after it")
    return body
