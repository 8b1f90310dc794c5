"""Read-only questions to AWS in its three dialects, answered as plain values: query and REST XML, and JSON."""

from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Final, TypeAlias
from urllib.parse import quote, urlencode
from xml.parsers import expat

from keyturn.adapters.aws.upstream import Sender
from keyturn.codec.canonical import Json, encode
from keyturn.codec.strict import loads
from keyturn.errors import Malformed, UpstreamError, quoted
from keyturn.model.execution import Answer, InHost, Outgoing
from keyturn.model.wire import Content, CredentialScope, HttpRequest

Tree: TypeAlias = str | list["Tree"] | dict[str, "Tree"]
"""An XML element: its text, a list (elements named `member` or `item`), or its children by name."""

_LARGEST: Final = 256 * 1024 * 1024
_LISTED: Final = frozenset({"member", "item"})
_THROTTLED: Final = frozenset({
    "BandwidthLimitExceeded", "RequestLimitExceeded", "RequestThrottled",
    "RequestThrottledException", "SlowDown", "Throttling", "ThrottlingException", "TooManyRequestsException",
})  # fmt: skip
_AGAIN: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds to wait where AWS says that it was asked too often (docs.aws.amazon.com/sdkref, retry behavior)."""


class Refused(UpstreamError):
    """AWS answered a question with an error. `name` is AWS's own word for it, perhaps empty."""

    code = "upstream.question_refused"

    def __init__(self, asked: str, status: int, name: str) -> None:
        super().__init__(f"AWS refused `{asked}`: {quoted(name) if name else 'no reason given'} (status {status})")
        self.name = name
        self.status = status


class Asker:
    """Asks AWS with the gateway's own credentials; only what changes nothing."""

    def __init__(self, sender: Sender, pause: Callable[[float], Awaitable[None]] | None = None) -> None:
        """`pause` waits as many seconds before it asks again where AWS was asked too often; None: it does not."""
        self._sender = sender
        self._pause = pause

    async def query(self, service: str, region: str, action: str, version: str, **members: str) -> dict[str, Tree]:
        """Ask a service of the query dialect, and return the result element. Raises Refused, NeverSent, Cut."""
        body = urlencode({"Action": action, "Version": version, **members}).encode()
        headers = (("content-type", "application/x-www-form-urlencoded; charset=utf-8"),)
        tree = _xml(await self._send(service, region, _post(headers, body), f"{service}:{action}"))
        result = tree.get(f"{action}Result", tree)
        return result if isinstance(result, dict) else {}

    async def json(
        self, service: str, region: str, target: str, members: Mapping[str, Json], version: str = "1.1"
    ) -> Mapping[str, Json]:
        """Ask a service of the JSON dialect. Raises Refused, NeverSent, Cut."""
        body = encode(members)
        headers = (("content-type", f"application/x-amz-json-{version}"), ("x-amz-target", target))
        asked = f"{service}:{target.rpartition('.')[2]}"
        return _object(await self._send(service, region, _post(headers, body), asked))

    async def rest(
        self, service: str, region: str, path: str, query: Mapping[str, str] | None = None, *, bucket: str | None = None
    ) -> bytes:
        """Ask with GET. Raises Refused, NeverSent, Cut."""
        text = urlencode(query or {}, quote_via=quote)
        content = Content(sha256(b"").hexdigest(), 0, b"")
        request = HttpRequest("GET", "https", "", path, text, (), content)
        return await self._send(service, region, request, f"{service}:GET {path}", bucket)

    async def _send(
        self, service: str, region: str, request: HttpRequest, asked: str, bucket: str | None = None
    ) -> bytes:
        scope = CredentialScope(region, service)
        body = request.content.data or b""
        in_host = None if bucket is None else InHost(bucket)
        outgoing = Outgoing(request, scope, service, body, mutating=False, bucket=in_host)
        pauses = iter(_AGAIN)
        while True:
            answer = await self._sender.read(outgoing)
            text = await _whole(answer)
            if answer.status == 200:
                return text
            name = _error_name(text, answer)
            throttled = name in _THROTTLED or answer.status in {429, 503}
            seconds = next(pauses, None) if throttled else None
            if seconds is None or self._pause is None:
                raise Refused(asked, answer.status, name)
            await self._pause(seconds)


def _post(headers: tuple[tuple[str, str], ...], body: bytes) -> HttpRequest:
    return HttpRequest("POST", "https", "", "/", "", headers, Content(sha256(body).hexdigest(), len(body), body))


async def _whole(answer: Answer) -> bytes:
    if isinstance(answer.body, bytes):
        return answer.body
    parts: list[bytes] = []
    size = 0
    async for part in answer.body:
        size += len(part)
        if size > _LARGEST:
            raise Refused("an answer", answer.status, "it is longer than 256 MiB")
        parts.append(part)
    return b"".join(parts)


def _error_name(text: bytes, answer: Answer) -> str:
    """AWS's word for an error: `Code` in XML, `__type` or `code` in JSON."""
    try:
        if text.lstrip().startswith(b"{"):
            members = _object(text)
            named = members.get("__type") or members.get("code") or members.get("Code") or ""
            return str(named).rpartition("#")[2]
        tree = _xml(text) if text else {}
    except (Refused, Malformed):
        return ""
    error = tree.get("Error", tree.get("Errors", tree))
    error = error.get("Error", error) if isinstance(error, dict) else {}
    code = error.get("Code", "") if isinstance(error, dict) else ""
    return code if isinstance(code, str) and code else (answer.header(b"x-amzn-errortype") or "")


def _object(text: bytes) -> Mapping[str, Json]:
    value = loads(text) if text else {}
    if not isinstance(value, Mapping):
        raise Refused("an answer", 200, "it is no JSON object")
    return value


def object_of(text: bytes) -> Mapping[str, Json]:
    """An answer in JSON, as an object. Raises Refused, Malformed."""
    return _object(text)


def tree_of(text: bytes) -> dict[str, Tree]:
    """An answer in XML, as its root's children. Raises Refused."""
    return _xml(text)


class _Node:
    """An element that is being read."""

    def __init__(self) -> None:
        self.children: list[tuple[str, Tree]] = []
        self.text: list[str] = []

    def tree(self) -> Tree:
        if not self.children:
            return "".join(self.text).strip()
        names = {name for name, _ in self.children}
        if names <= _LISTED:
            return [child for _, child in self.children]
        found: dict[str, Tree] = {}
        for name, child in self.children:
            earlier = found.get(name)
            if earlier is None:
                found[name] = child
            else:
                found[name] = [*earlier, child] if isinstance(earlier, list) else [earlier, child]
        return found


def _xml(text: bytes) -> dict[str, Tree]:
    stack: list[_Node] = [_Node()]
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(_name: str, _attributes: dict[str, str]) -> None:
        stack.append(_Node())

    def end(name: str) -> None:
        node = stack.pop()
        stack[-1].children.append((name.rpartition(" ")[2], node.tree()))

    def characters(data: str) -> None:
        stack[-1].text.append(data)

    def doctype(*_: object) -> None:
        raise Refused("an answer", 200, "it declares a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat's own way of saying that this is all
    except expat.ExpatError:
        raise Refused("an answer", 200, "it is no XML") from None
    root = stack[0].children[0][1] if stack[0].children else {}
    return root if isinstance(root, dict) else {}


def listed(tree: Tree | None) -> list[Tree]:
    """A list, whatever an empty or single one looks like in XML."""
    if isinstance(tree, list):
        return tree
    return [] if not tree else [tree]
