"""The head of a request, read strictly into the value that everything after it believes (RFC 9112, sections 2 to 6).

A regular grammar reads each line; what is outside it is refused. Nothing is repaired, skipped or guessed: no
bare LF, no folded line, no blank before a colon, no second Host, no target but a path.
"""

import re
from functools import lru_cache
from typing import Final

from keyturn.errors import Malformed, quoted
from keyturn.model.wire import EMPTY, Content, HttpRequest

HEAD_BYTES: Final = 65_536
"""How long the head of a request may be, its last empty line included."""

HEADERS: Final = 500
"""How many headers a request may have. S3 metadata, the most that clients send, has room for far fewer."""

_REQUEST: Final = re.compile(r"([A-Za-z-]{1,32}) ([!-~]{1,65536}) HTTP/([0-9])\.([0-9])")
_FIELD: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]++):[ \t]*+([\t -~]*+)")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
"""All that AWS's models use, and what a browser asks S3 beforehand."""

# RFC 3986, sections 3.3 and 3.4: whatever else stands raw in a target is read differently by different readers. The
# repetitions are possessive (`++`, `*+`): a group in a group that gave back would take exponential time to say no.
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]++|%[0-9A-Fa-f]{2})*+")
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]++|%[0-9A-Fa-f]{2})*+")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_FRAMED: Final = "x-amz-decoded-content-length"
_SPECIAL: Final = frozenset({"connection", "transfer-encoding", "upgrade", "content-length", "expect", _FRAMED})
_CONNECTION: Final = frozenset({"keep-alive", "close", ""})

_KEPT: Final = 1_024
_KEPT_CHARACTERS: Final = 200
"""A client sends nearly the same lines over and over: so many of them, and no longer ones, need not be read anew."""

Field = tuple[str, str]
Fields = tuple[Field, ...]


class Head:
    """A request whose body is still to come.

    `length` is what its Content-Length announces, None without one; `chunked` says that the body has no length before
    its end; `expects` that the client waits to be told before it sends a body; `last` that it wants the connection
    closed after the answer; `old` that it speaks HTTP/1.0; `framed` that there may be a frame within HTTP's own.
    """

    __slots__ = (
        "chunked",
        "expects",
        "framed",
        "headers",
        "host",
        "last",
        "length",
        "method",
        "old",
        "path",
        "query",
        "scheme",
    )

    def __init__(self, method: str, scheme: str, host: str, path: str, query: str, headers: Fields) -> None:
        """Hold what will be the request."""
        self.method = method
        self.scheme = scheme
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.length: int | None = None
        self.chunked = False
        self.expects = False
        self.last = False
        self.old = False
        self.framed = False

    def header(self, name: str) -> str | None:
        """Return the value of the header `name` (lower case) if it stands there exactly once, else None."""
        return self.request().header(name)

    def request(self, content: Content = EMPTY) -> HttpRequest:
        """Return the request with its body."""
        return HttpRequest(self.method, self.scheme, self.host, self.path, self.query, self.headers, content)


def read_head(raw: bytes, scheme: str = "http") -> Head:
    """Return the request that `raw` begins: its lines, each with its CR LF, without the empty one at the end.

    Raises Malformed for whatever is not one plain HTTP/1.1 or 1.0 request in origin form (RFC 9112, section 3.2.1),
    other than one Host header, a Connection header that names other headers, and framing that readers take differently.
    """
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed("request", raw[error.start :], "its head must be ASCII, percent-encoded where needed") from None
    line, _, block = text.partition("\r\n")
    method, path, query, minor = _kept_line(line) if len(line) <= _KEPT_CHARACTERS else _read_line(line)
    headers = split_fields(block)
    if len(headers) > HEADERS:
        raise Malformed("request", f"{len(headers)} headers", f"it may have {HEADERS}")
    values = dict(headers)
    host = values.get("host")
    if host is None or (len(values) != len(headers) and [name for name, _ in headers].count("host") != 1):
        count = sum(name == "host" for name, _ in headers)
        raise Malformed("request", f"{count} Host headers", "exactly one is wanted")
    if not _is_host(host):
        raise Malformed("Host header", host, "a name is wanted, and perhaps a port")
    head = Head(method, scheme, host, path, query, headers)
    head.old = head.last = minor == "0"
    if not _SPECIAL.isdisjoint(values):
        for name, value in headers:
            if name in _SPECIAL:
                _frame(head, name, value)
    return head


def split_fields(block: str) -> Fields:
    """Return names in lower case, and values without blanks around them, of headers that each end in CR LF.

    Raises Malformed where one of them is none.
    """
    *lines, end = block.split("\r\n")
    if end:
        raise Malformed("header", end, "CR LF is wanted at its end")
    return tuple([_kept_field(line) if len(line) <= _KEPT_CHARACTERS else _read_field(line) for line in lines])


def _read_field(line: str) -> Field:
    found = _FIELD.fullmatch(line)
    if found is None:
        raise Malformed("header", line, "`name: value` in printable ASCII on one line is wanted")
    name, value = found.groups()
    return name.lower(), value.rstrip(" \t")


_kept_field: Final = lru_cache(_KEPT)(_read_field)


def guess(raw: bytes, scheme: str = "http") -> HttpRequest:
    """Return what can be told of a head that was refused: good for the shape of the refusal, and for nothing else."""
    line, _, block = raw.decode("latin-1").partition("\r\n")
    fields = (one.partition(":") for one in block.split("\r\n") if ":" in one)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in fields)
    return HttpRequest(line.partition(" ")[0], scheme, "", "/", "", headers)


def _read_line(line: str) -> tuple[str, str, str, str]:
    """Return method, path, query and the minor version of a request line. Raises Malformed."""
    found = _REQUEST.fullmatch(line)
    if found is None:
        raise Malformed("request line", line, "a method, a path and `HTTP/1.1` are wanted, with one blank between")
    method, target, major, minor = found.groups()
    if major != "1" or minor not in "01":
        raise Malformed("request line", line, "HTTP/1.1 is spoken here")
    if method not in _METHODS:
        raise Malformed("method", method, "no AWS operation uses it")
    path, _, query = target.partition("?")
    if _PATH.fullmatch(path) and (not query or _QUERY.fullmatch(query)):
        return method, path, query, minor
    if not target.startswith("/"):
        raise Malformed("request target", target, "it must be a path: set the endpoint URL, not a proxy")
    if "#" in target:
        raise Malformed("request target", target, "it holds a `#`: write it %23")
    raise Malformed("request target", target, "it must be percent-encoded (RFC 3986)")


_kept_line: Final = lru_cache(_KEPT)(_read_line)


@lru_cache(256)
def _is_host(value: str) -> bool:
    return _HOST.fullmatch(value) is not None


def _frame(head: Head, name: str, value: str) -> None:
    """Note what a header says about framing. Raises Malformed where the next reader could take it differently."""
    match name:
        case "connection":
            tokens = {token.strip() for token in value.lower().split(",")}
            if not tokens <= _CONNECTION:
                # What a Connection header names would be left out upstream, and it was recognised and approved.
                raise Malformed("Connection header", value, "only `keep-alive` and `close` are accepted, no `Upgrade`")
            head.last = head.last or "close" in tokens
        case "transfer-encoding":
            if value.lower() != "chunked" or head.chunked or head.old:
                raise Malformed("Transfer-Encoding header", value, "only `chunked`, once and in HTTP/1.1, is accepted")
            head.chunked = True
        case "content-length":
            if not (value.isdigit() and len(value) < 16) or head.length is not None:
                raise Malformed("Content-Length header", value, "one number of bytes is wanted")
            head.length = int(value)
        case "expect":
            if value.lower() != "100-continue":
                raise Malformed("Expect header", value, "only `100-continue` is accepted")
            head.expects = not head.old  # RFC 9110, section 10.1.1: from an HTTP/1.0 client it is ignored
        case "x-amz-decoded-content-length":
            head.framed = True
        case _:
            raise Malformed("request", f"Upgrade: {quoted(value)}", "`Upgrade` is not accepted")
    if head.chunked and head.length is not None:
        raise Malformed("request", value, "it has both Content-Length and Transfer-Encoding")
