"""Questions and answers of `keyturn explain`: a JSON object a line on the way in, one a line on the way out."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from typing import Final

from keyturn.codec import strict
from keyturn.codec.canonical import MAX_DEPTH, Json
from keyturn.codec.encoding import b64decode, b64encode
from keyturn.errors import CallerError, Malformed, quoted
from keyturn.flow.explain import Explained, Explaining, Verdict
from keyturn.model.action import Action, AnswerOf, Sensitive, Value
from keyturn.model.wire import Content, HttpRequest
from keyturn.recognise.aws.typed import BYTES, INSTANT

_COMMON: Final = frozenset({"id", "kind", "intent", "task_kind", "environment"})
_WIRE: Final = _COMMON | {"method", "scheme", "host", "path", "query", "headers", "body", "body_b64"}
_API: Final = _COMMON | {"service", "operation", "params", "region"}
_DEPTH: Final = MAX_DEPTH
_ALIKE: Final = 0.7
"""How much alike two names are for one to be taken for the other misspelt (`difflib`): `body_b46`, `Headers`."""

_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}")
"""The name of a header (RFC 9110, section 5.1)."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class NotAQuestion(CallerError):
    """A line that cannot be read as a question."""

    code = "explain.malformed"


def answer_line(line: bytes, explaining: Explaining) -> str:
    """Return the answer to one line, itself one line of printable ASCII; it never raises for what stands in `line`."""
    identity: Json = None
    try:
        try:
            asked = strict.loads(line, depth=_DEPTH)
        except Malformed as error:
            raise NotAQuestion(f"the line is not valid JSON: {error.why}") from None
        if not isinstance(asked, dict):
            raise NotAQuestion("the line is no JSON object")
        identity = asked.get("id")
        told = _answer(asked, explaining)
    except CallerError as error:
        told = not_understood(error.code, str(error), Verdict.DENY)
    return one_line({"id": identity, **told})


def too_long(limit: int) -> str:
    """Return the answer to a line of more than `limit` bytes."""
    why = f"the line is longer than {limit} bytes"
    return one_line({"id": None, **not_understood(NotAQuestion.code, why, Verdict.DENY)})


def one_line(value: Json) -> str:
    """`value` as one line of JSON in printable ASCII."""
    # A DEL is the one ASCII character that JSON leaves as it is and a terminal may act on.
    return json.dumps(value, separators=(",", ":")).replace("\x7f", "\\u007f")


def unsupported(what: str) -> dict[str, Json]:
    """Return the answer to a kind that this version does not explain: a person has to look."""
    why = f"{what} cannot be explained by this version: a person has to judge it"
    return {**not_understood("explain.unsupported", why, Verdict.ASK), "unsupported": True}


def not_understood(code: str, why: str, verdict: Verdict) -> dict[str, Json]:
    """Return the answer where nothing is known; what is not known counts as the worst."""
    return written(Explained((), (), verdict, code, why))


def written(explained: Explained) -> dict[str, Json]:
    """Return `explained` as the members of an answer."""
    found: dict[str, Json] = {
        "actions": [_action(action) for action in explained.actions],
        "effect": explained.effect.value,
        "destructive": explained.destructive,
        "reversible": explained.reversible.value,
        "decision": explained.verdict.value,
        "reason": explained.reason,
        "code": explained.code,
        "counts": dict(Counter(action.effect.value for action in explained.actions)),
        "stateful_loss": explained.stateful_loss,
        "environments": list(explained.environments),
        "policies": list(explained.policies),
        "assumed": list(explained.assumed),
    }
    if explained.needs is not None:
        seats: dict[str, Json] = {one.group: one.count for one in explained.needs.seats}
        local: dict[str, Json] = {"local": explained.needs.local} if explained.needs.local else {}
        found["needs"] = {"people": explained.needs.people, "seats": seats, **local}
    return found


def _action(action: Action) -> dict[str, Json]:
    call = action.call
    # As the caller gave them, secrets too: whoever asks has just sent them.
    parameters = {**call.parameters, **call.restated, **call.tokens}
    return {
        "service": call.service,
        "operation": call.operation,
        "region": call.region,
        "parameters": spoken(parameters),
        "iam": list(action.iam),
        "resources": [resource.arn for resource in action.resources],
        "effect": action.effect.value,
        "reading": action.reading.value,
        "reversible": action.reversible.value,
        "stateful_loss": action.stateful_loss,
        "delegates": action.delegates,
    }


def spoken(value: Value) -> Json:
    """Write a parameter as JSON: bytes as `{"$b64": ...}`, instants as `{"$ts": ...}`, all else as it is."""
    match value:
        case str() | None | bool() | int() | float():
            return value
        case bytes():
            return {BYTES: b64encode(value)}
        case Content():
            if value.data is None:
                return {"$sha256": value.sha256, "$length": value.length}
            return {BYTES: b64encode(value.data)}
        case datetime():
            return {INSTANT: value.isoformat().replace("+00:00", "Z")}
        case Sensitive():
            return spoken(value.value)
        case AnswerOf():
            return {"$answer": [value.action, value.member]}
        case Mapping():
            return {name: spoken(member) for name, member in value.items()}
        case _:
            return [spoken(member) for member in value]


# ----------------------------------------------------------------------------------------------------------- questions


def _answer(asked: Mapping[str, Json], explaining: Explaining) -> dict[str, Json]:
    kind = _text(asked, "kind")
    match kind:
        case "aws_wire":
            _only(asked, _WIRE)
            return written(explaining.wire(_request(asked), _optional(asked, "environment")))
        case "aws_api":
            _only(asked, _API)
            return written(
                explaining.api(
                    _text(asked, "service"),
                    _text(asked, "operation"),
                    asked.get("params", {}),
                    _optional(asked, "region"),
                    _optional(asked, "environment"),
                )
            )
        case _:
            return unsupported(f"the kind `{quoted(kind)}`")


def _request(asked: Mapping[str, Json]) -> HttpRequest:
    headers = _headers(asked)
    hosts = [value for name, value in headers if name == "host"]
    host = _optional(asked, "host")
    if host is None:
        if len(hosts) != 1:
            raise NotAQuestion("`host` is wanted, or one Host header")
        host = hosts[0]
    elif not hosts:
        headers = (("host", host), *headers)
    elif hosts != [host]:
        raise NotAQuestion("`host` and the Host header are not the same")
    path, query = _text(asked, "path"), _optional(asked, "query")
    if query is None:
        path, _, query = path.partition("?")
    content = _content(asked)
    _check_length(headers, content)
    scheme = _optional(asked, "scheme") or "https"
    return HttpRequest(_text(asked, "method"), scheme, host, path or "/", query.removeprefix("?"), headers, content)


def _headers(asked: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    given = asked.get("headers", [])
    if isinstance(given, Mapping):
        given = [[name, value] for name, value in given.items()]
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise NotAQuestion("`headers` are pairs: [[name, value], ...]")
    found: list[tuple[str, str]] = []
    for pair in given:
        name, value = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        lowered = _lowered(name) if isinstance(name, str) else None
        if lowered is None or not isinstance(value, str):
            raise NotAQuestion("`headers` are pairs of texts: [[name, value], ...]")
        # Header text is one character a byte from here on, as it is on the wire.
        text = value if value.isascii() else value.encode("utf-8").decode("latin-1")
        if not text.isprintable() and _CONTROL.search(text):
            raise NotAQuestion(f"the header `{quoted(name)}` holds a control character")
        found.append((lowered, text.strip(" \t")))
    return tuple(found)


@lru_cache(maxsize=1024)
def _lowered(name: str) -> str | None:
    """The name of a header in lower case; None if it is no such name. Clients use few of them."""
    return name.lower() if _NAME.fullmatch(name) else None


def _check_length(headers: tuple[tuple[str, str], ...], content: Content) -> None:
    """Refuse bytes behind the announced end of the body: on the wire they would be another request."""
    for name, value in headers:
        if name == "content-length" and not (
            value.isascii() and value.isdigit() and len(value) < 16 and int(value) >= content.length
        ):
            raise NotAQuestion(f"`content-length` says `{quoted(value)}`, and the body has {content.length} bytes")


def _content(asked: Mapping[str, Json]) -> Content:
    text, coded = _optional(asked, "body"), _optional(asked, "body_b64")
    if text is not None and coded is not None:
        raise NotAQuestion("`body` and `body_b64` stand there, and one is meant")
    if coded is not None:
        try:
            data = b64decode(coded)
        except Malformed as error:
            raise NotAQuestion(f"`body_b64` is not base64: {error.why}") from None
    else:
        data = (text or "").encode("utf-8")
    return Content(sha256(data).hexdigest(), len(data), data)


def _text(asked: Mapping[str, Json], name: str) -> str:
    found = _optional(asked, name)
    if found is None:
        raise NotAQuestion(f"`{name}` is wanted")
    return found


def _optional(asked: Mapping[str, Json], name: str) -> str | None:
    found = asked.get(name)
    if found is not None and not isinstance(found, str):
        raise NotAQuestion(f"`{name}` is text")
    return found


def _only(asked: Mapping[str, Json], known: frozenset[str]) -> None:
    """Refuse a member that is called almost like a known one: left out, it would change what is asked."""
    for name in asked.keys() - known:
        near = get_close_matches(name[:64].lower(), sorted(known), n=1, cutoff=_ALIKE)
        if near:
            raise NotAQuestion(f"`{quoted(name)}` is not known: did you mean `{near[0]}`?")
