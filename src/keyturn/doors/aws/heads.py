"""The head of a request: ASGI's scope read strictly into the value that everything after it believes."""

import re
from collections.abc import MutableMapping
from typing import Any, Final

from keyturn.doors.aws.framing import HEAD_BYTES
from keyturn.errors import Malformed
from keyturn.model.wire import EMPTY, Content, HttpRequest

Scope = MutableMapping[str, Any]

# RFC 3986, sections 3.3 and 3.4: whatever else stands raw in a target is read differently by different readers.
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]+|%[0-9A-Fa-f]{2})*")
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]+|%[0-9A-Fa-f]{2})*")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_FRAMING: Final = frozenset({"connection", "transfer-encoding", "upgrade", "content-length", "expect"})
_CONNECTION: Final = frozenset({"keep-alive", "close", ""})


class Head:
    """A request whose body is still to come.

    `length` is what its Content-Length announces, None without one; `chunked` says that the body has no length before
    its end; `expects` that the client waits to be told before it sends a body.
    """

    __slots__ = ("_parts", "chunked", "expects", "headers", "length", "path", "query")

    def __init__(self, scope: Scope, host: str, path: str, query: str, headers: tuple[tuple[str, str], ...]) -> None:
        """Hold what will be the request."""
        self._parts = (scope["method"], scope["scheme"], host, path, query, headers)
        self.path = path
        self.query = query
        self.headers = headers
        self.length: int | None = None
        self.chunked = False
        self.expects = False

    def request(self, content: Content = EMPTY) -> HttpRequest:
        """Return the request with its body."""
        return HttpRequest(*self._parts, content)


def read_head(scope: Scope) -> Head:
    """Return the request that `scope` describes.

    Raises Malformed for a target in another form than a path, other than one Host header, headers that are not ASCII or
    too long together, a Connection header that names other headers, and framing that readers take differently.
    """
    try:
        path, query = scope["raw_path"].decode("ascii"), scope["query_string"].decode("ascii")
    except UnicodeDecodeError:
        raise Malformed("request target", scope["raw_path"], "it must be ASCII, percent-encoded where needed") from None
    if not _PATH.fullmatch(path):
        raise Malformed("path", path, "it must begin with `/` and be percent-encoded (RFC 3986)")
    if query and not _QUERY.fullmatch(query):
        raise Malformed("query", query, "it must be percent-encoded (RFC 3986)")
    names, values = _split(scope["headers"])
    if names.count("host") != 1:
        raise Malformed("request", f"{names.count('host')} Host headers", "exactly one is wanted")
    host = values[names.index("host")]
    if not _HOST.fullmatch(host):
        raise Malformed("Host header", host, "a name is wanted, and perhaps a port")
    headers = tuple(zip(names, values, strict=True))
    head = Head(scope, host, path, query, headers)
    if not _FRAMING.isdisjoint(names):
        for name, value in headers:
            if name in _FRAMING:
                _frame(head, name, value)
    return head


def _split(raw: list[tuple[bytes, bytes]]) -> tuple[list[str], list[str]]:
    """Return names and values as text, values without blanks around them. Raises Malformed."""
    block = b"\n".join([part for pair in raw for part in pair])  # no line break can be in a header
    if len(block) > HEAD_BYTES:
        raise Malformed("request", f"{len(block)} bytes", f"its headers may have {HEAD_BYTES} bytes together")
    try:
        parts = block.decode("ascii").split("\n")
    except UnicodeDecodeError:
        name, value = next(pair for pair in raw if not pair[1].isascii())
        raise Malformed(f"header `{name.decode('ascii')}`", value, "it must be ASCII") from None
    if len(parts) != 2 * len(raw):
        raise Malformed("request", f"{len(raw)} headers", "a Host header is wanted, and no line break in any")
    values = parts[1::2]
    if b" \n" in block or b"\t" in block or block.endswith(b" "):
        values = [value.strip(" \t") for value in values]
    return parts[::2], values


def _frame(head: Head, name: str, value: str) -> None:
    """Note what a header says about framing. Raises Malformed where the next reader could take it differently."""
    match name:
        case "connection":
            if not _CONNECTION.issuperset(token.strip() for token in value.lower().split(",")):
                # What a Connection header names would be left out upstream, and it was recognised and approved.
                raise Malformed("Connection header", value, "only `keep-alive` and `close` are accepted")
        case "transfer-encoding":
            if value.lower() != "chunked":
                raise Malformed("Transfer-Encoding header", value, "only `chunked` is accepted")
            head.chunked = True
        case "content-length":
            if not (value.isdigit() and len(value) < 16) or head.length is not None:
                raise Malformed("Content-Length header", value, "one number of bytes is wanted")
            head.length = int(value)
        case "expect":
            if value.lower() != "100-continue":
                raise Malformed("Expect header", value, "only `100-continue` is accepted")
            head.expects = True
        case _:
            raise Malformed("request", value, "`Upgrade` is not accepted")
    if head.chunked and head.length is not None:
        raise Malformed("request", value, "it has both Content-Length and Transfer-Encoding")
