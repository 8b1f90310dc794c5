"""Who may look, and what a browser may do with what it gets. It stands before every page.

Sources: Fetch Metadata and CSP Level 3 (W3C); DNS rebinding is met by comparing the Host header (RFC 9112, 3.2).
"""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from keyturn.console.posting import PLACES, not_ours
from keyturn.console.text import visible
from keyturn.errors import KeyturnError

Headers = list[tuple[bytes, bytes]]

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_SIGNED_QUERY: Final = re.compile(rb"(?:^|[&;])(?:x-amz-|awsaccesskeyid=)", re.IGNORECASE)


class Guard:
    """Lets through GET and HEAD to the console's own address, from people; everything else is refused in one line.

    And POST to the few places where a page of `origin` hands something in. `note` gives what every answer of the gate's
    own says about itself (`not sealed: ...`).
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], origin: str, note: Callable[[], Awaitable[str]]) -> None:
        self._app = app
        self._hosts = hosts
        self._origin = origin
        self._note = note

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # a websocket is closed by the server when nobody accepts it

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        refusal = _refusal(scope, self._hosts, self._origin)
        if refusal is None:
            await self._app(scope, receive, guarded)
            return
        status, text = refusal
        try:
            text = f"{text}\n{await self._note()}"
        except KeyturnError as error:
            text = f"{text}\n{visible(str(error))}"
        answer = PlainTextResponse(f"keyturn: {text}\n", status)
        if status == 405:
            answer.headers["allow"] = "GET, HEAD"
        await answer(scope, receive, guarded)


def _refusal(scope: Scope, hosts: frozenset[str], origin: str) -> tuple[int, str] | None:
    """Why this request is not served, or None."""
    headers: Headers = scope["headers"]
    named = [value.decode("latin-1").lower() for name, value in headers if name.lower() == b"host"]
    if len(named) != 1 or named[0] not in hosts:
        return 421, "this console is not served under that name: use the address that `keyturn up` printed"
    if any(name.lower() == b"authorization" or name.lower().startswith(b"x-amz-") for name, _ in headers):
        return 403, "a session's key is not accepted here: agents have the AWS door, people have their own keys"
    if _SIGNED_QUERY.search(scope["query_string"]):
        return 403, "a session's key is not accepted here: agents have the AWS door, people have their own keys"
    if scope["method"] == "POST" and scope["path"] in PLACES:
        why = not_ours(headers, origin)
        return None if why is None else (403, why)
    if scope["method"] not in {"GET", "HEAD"}:
        return 405, "this page only shows: vote with a passkey on the page of the change, or with `keyturn approve`"
    return None
