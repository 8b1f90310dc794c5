"""The head of a request: ASGI's scope read strictly into the value that everything after it believes."""

import re
from collections.abc import MutableMapping
from typing import Any, Final

from keyturn.doors.aws.framing import HEAD_BYTES
from keyturn.errors import Malformed, quoted
from keyturn.model.wire import EMPTY, HttpRequest

Scope = MutableMapping[str, Any]

# RFC 3986, section 3.3 and 3.4: whatever else stands raw in a target is read differently by different readers.
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_CONNECTION: Final = frozenset({"keep-alive", "close", ""})


def read_head(scope: Scope) -> HttpRequest:
    """Return the request that `scope` describes, its body still to come.

    Raises Malformed for a target in another form than a path, other than one Host header, headers that are not ASCII,
    a Connection header that names other headers, `Upgrade`, and transfer encodings other than `chunked`.
    """
    raw_path: bytes = scope["raw_path"]
    raw_query: bytes = scope["query_string"]
    if not (raw_path.isascii() and raw_query.isascii()):
        raise Malformed("request target", raw_path, "it must be ASCII, percent-encoded where needed")
    path, query = raw_path.decode("ascii"), raw_query.decode("ascii")
    if not _PATH.fullmatch(path):
        raise Malformed("path", path, "it must begin with `/` and be percent-encoded (RFC 3986)")
    if not _QUERY.fullmatch(query):
        raise Malformed("query", query, "it must be percent-encoded (RFC 3986)")
    headers, host = _headers(scope["headers"])
    return HttpRequest(scope["method"], scope["scheme"], host, path, query, headers, EMPTY)


def _headers(raw: list[tuple[bytes, bytes]]) -> tuple[tuple[tuple[str, str], ...], str]:
    host: str | None = None
    size = 0
    headers: list[tuple[str, str]] = []
    for raw_name, raw_value in raw:
        if not raw_value.isascii():
            raise Malformed(f"header `{quoted(raw_name)}`", raw_value, "it must be ASCII")
        name, value = raw_name.decode("ascii"), raw_value.decode("ascii").strip(" \t")
        size += len(name) + len(value)
        headers.append((name, value))
        if name == "host":
            if host is not None:
                raise Malformed("request", value, "it has two Host headers")
            host = value
        elif name in _FRAMING:
            _check_framing(name, value)
    if size > HEAD_BYTES:
        raise Malformed("request", f"{size} bytes", f"its headers may have {HEAD_BYTES} bytes together")
    if host is None or not _HOST.fullmatch(host):
        raise Malformed("Host header", host, "exactly one is wanted, with a name and perhaps a port")
    return tuple(headers), host


_FRAMING: Final = frozenset({"connection", "transfer-encoding", "upgrade", "content-length"})


def _check_framing(name: str, value: str) -> None:
    """Refuse framing that the next reader could take differently. Raises Malformed."""
    match name:
        case "connection":
            if not _CONNECTION.issuperset(token.strip() for token in value.lower().split(",")):
                # What a Connection header names would be left out upstream, and it was recognised and approved.
                raise Malformed("Connection header", value, "only `keep-alive` and `close` are accepted")
        case "transfer-encoding":
            if value.lower() != "chunked":
                raise Malformed("Transfer-Encoding header", value, "only `chunked` is accepted")
        case "content-length":
            if not (value.isdigit() and len(value) < 16):
                raise Malformed("Content-Length header", value)
        case _:
            raise Malformed("request", value, "`Upgrade` is not accepted")
