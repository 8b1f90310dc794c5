"""What is spoken on the control socket: one JSON object a line each way.

    in   {"method": "show", "params": {"change": "C-7Q2M9K8XVB"}}
    out  {"result": ...}   or   {"error": {"code", "message", "whose"}}

`whose` is `caller`, `policy`, `ours` or `upstream`. Only people speak here: whatever looks like a session's key or its
signature is refused, wherever in the request it stands.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.codec.strict import loads
from keyturn.errors import CallerError, KeyturnError, Malformed, PolicyError, UpstreamError, quoted

SOCKET: Final = "control.sock"
REQUEST_BYTES: Final = 4 * 1024 * 1024
"""A signed statement is a few kilobytes; this leaves room for the longest intent and scope."""

_METHOD: Final = re.compile(r"[a-z][a-z_]{0,39}")
_HTTP: Final = re.compile(rb"[A-Za-z]{1,20} [^\r\n]* HTTP/[0-9.]+\r?\n?")
_SESSION_NAMES: Final = re.compile(
    r"authorization|(?:http[_-])?x[_-]amz[_-].*|aws[_-]?access[_-]?key[_-]?id|aws[_-]?secret[_-]?access[_-]?key"
    r"|aws[_-]?session[_-]?token|access[_-]?key[_-]?id|secret[_-]?access[_-]?key|session[_-]?token",
    re.IGNORECASE,
)
_SESSION_VALUE: Final = re.compile(r"\s*(?:AWS4-(?:HMAC|ECDSA)-|AWS [A-Z0-9]+:)", re.IGNORECASE)


class SessionKeyRefused(CallerError):
    """A session's key was shown where people speak."""

    code = "control.session_key"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"`{quoted(what)}`: a session's key is not accepted here, it opens nothing and votes nowhere; "
            "let a person sign with their own key"
        )


class NotSpokenHere(CallerError):
    """What came in is no request of this protocol."""

    code = "control.protocol"


@dataclass(frozen=True, slots=True)
class Request:
    """One question to the desk."""

    method: str
    params: Mapping[str, Json]


def parse_request(line: bytes) -> Request:
    """Read one request line. Raises NotSpokenHere, SessionKeyRefused or Malformed."""
    if _HTTP.match(line):
        raise NotSpokenHere("the control socket does not speak HTTP: use the `keyturn` command")
    value = loads(line)
    for name in _traces(value):
        raise SessionKeyRefused(name)
    if not isinstance(value, dict) or not {"method"} <= value.keys() <= {"method", "params"}:
        raise NotSpokenHere("a request is one JSON object with `method` and `params`: use the `keyturn` command")
    method, params = value["method"], value.get("params", {})
    if not isinstance(method, str) or not _METHOD.fullmatch(method):
        raise Malformed("method", method)
    if not isinstance(params, dict):
        raise Malformed("object of parameters", params)
    return Request(method, params)


def result(value: Json) -> bytes:
    """Write the answer that carries `value`."""
    return encode({"result": value}) + b"\n"


def failure(error: KeyturnError) -> bytes:
    """Write the answer that says what is wrong and whose turn it is."""
    return encode({"error": {"code": error.code, "message": str(error), "whose": whose(error)}}) + b"\n"


def whose(error: KeyturnError) -> str:
    """Return the word for the side that can mend `error`."""
    match error:
        case CallerError():
            return "caller"
        case PolicyError():
            return "policy"
        case UpstreamError():
            return "upstream"
        case _:
            return "ours"


def _traces(value: Json) -> Iterator[str]:
    """Yield whatever in `value` looks like a session's key or signature."""
    if isinstance(value, str):
        if _SESSION_VALUE.match(value):
            yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if _SESSION_NAMES.fullmatch(name):
                yield name
            yield from _traces(member)
    elif isinstance(value, list):
        for item in value:
            yield from _traces(item)
