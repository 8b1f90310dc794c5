"""What a page may hand in: one JSON object, small, from a page of this console's own, and nothing that acts by itself.

Sources: Fetch Metadata (W3C), `Sec-Fetch-Site`; Fetch (WHATWG), `Origin`. A form or a link on another site can set
neither of them nor the media type without asking first, and what is handed in carries a signature of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from keyturn.codec.canonical import Json
from keyturn.codec.strict import loads
from keyturn.errors import CallerError, Malformed

LONGEST: Final = 524_288
"""Bytes of what is handed in: a comment may have 65,536 characters, which an envelope holds twice encoded."""

STATEMENTS: Final[Mapping[str, str]] = {
    "/api/votes": "vote_on_page",
    "/api/seal": "seal_on_page",
    "/api/freezes": "freeze_on_page",
    "/api/ends": "leave_end_on_page",
    "/api/suspensions": "key_suspend_on_page",
    "/api/session-ends": "session_end_on_page",
    "/api/withdrawals": "withdraw_on_page",
    "/api/proposals": "propose_on_page",
}
"""Where pages hand in what a passkey signed, and the desk's method for each."""

PLACES: Final = frozenset({*STATEMENTS, "/api/enrolment", "/api/enrolment/finish"})
"""Where pages hand something in. Everywhere else the console only shows."""


class TooLong(CallerError):
    """More was handed in than any page of ours would."""

    code = "console.too_long"


def local_origin(address: str) -> str:
    """The origin at which a browser on this machine makes passkeys: `localhost`, for it makes none for an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://localhost:{parts.port}"


def hosts_of(address: str, origin: str) -> frozenset[str]:
    """The Host headers under which the console is reached: its address, the loopback's names, and its origin."""
    own = address.partition("://")[2] or address
    port = own.rpartition(":")[2]
    names = {own.lower(), f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"}
    return frozenset(names | {urlsplit(origin).netloc.lower()})


def not_ours(headers: Iterable[tuple[bytes, bytes]], origin: str) -> str | None:
    """Why what comes with these headers was not handed in by a page at `origin`; None if it was."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value)
    if found.get(b"origin") != [origin.encode()]:
        return f"only a page at {origin} hands something in here: open it there"
    if found.get(b"sec-fetch-site", [b"same-origin"]) != [b"same-origin"]:
        return "a page of another site hands nothing in here"
    if found.get(b"content-type") != [b"application/json"]:
        return "what is handed in must be `application/json`"
    return None


async def handed_in(request: Request, *names: str) -> Mapping[str, Json]:
    """Read the one JSON object of a request, which must have exactly these members. Raises TooLong, Malformed."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise TooLong(f"at most {LONGEST} bytes are read: write a shorter comment")
    value = loads(body)
    if not isinstance(value, Mapping) or value.keys() != set(names):
        raise Malformed("what the page handed in", type(value).__name__, f"an object with {', '.join(names)} is wanted")
    return value
