"""The bytes of a body that must be read here, decompressed within bounds."""

import zlib
from typing import Final

from keyturn.errors import quoted
from keyturn.model.wire import Content
from keyturn.recognise.aws.refusal import malformed, unsupported

STEEPEST: Final = 256
"""How many times its own length a compressed body may have once it is decompressed; metrics reach some dozens."""

SHORT: Final = 65_536
"""How many bytes it may have in any case."""

_GZIP: Final = 31
"""zlib's window size for gzip with its header and trailer."""


def read_body(content: Content, encoding: str | None) -> bytes:
    """The body's bytes. Raises Refused if the door does not hold them, or for an encoding other than gzip."""
    if content.framing is not None:
        raise unsupported("a body in aws-chunked framing is read here for S3 objects and their parts only")
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
        body = inflater.decompress(content.data, content.most + 1)
    except zlib.error:
        raise malformed("the body is not valid gzip") from None
    if len(body) > content.most:
        raise unsupported(
            f"the body is longer than the {content.most} bytes of `limits.parameters_bytes` once it is decompressed: "
            "send less at once"
        )
    if len(body) > max(SHORT, STEEPEST * content.length):
        raise unsupported(f"the body grows to more than {STEEPEST} times its length: send it uncompressed")
    if not inflater.eof or inflater.unused_data:
        raise malformed("the body is not valid gzip: it ends too early, or something stands after it")
    return body
