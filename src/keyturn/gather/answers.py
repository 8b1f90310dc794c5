"""From the answer of a read to the state it tells: canonical, less what moves by itself, secrets as keyed digests."""

import hmac
import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from keyturn.codec.canonical import MAX_SAFE_INT, Json, encode
from keyturn.codec.elements import read as read_elements
from keyturn.codec.strict import loads
from keyturn.errors import Malformed
from keyturn.gather.readers import Reader, is_at
from keyturn.model.catalogue import Operation, Wire
from keyturn.model.execution import Answer

LARGEST: Final = 65_536
"""How many bytes of state are kept and shown of one read; of more, only the digest is."""

_GONE: Final = re.compile(r"NotFound|NoSuch|DoesNotExist|NotExist|NonExistent|ResourceNotFoundFault|DBInstanceNotFound")
_CODES: Final = re.compile(
    rb"<Code>([A-Za-z0-9._-]{1,96})</Code>|\"(?:__type|code|Code)\" ?: ?\"(?:[^\"#]{0,128}#)?([A-Za-z0-9._-]{1,96})"
)
_MISSING_STACK: Final = re.compile(rb"Stack (?:with id )?[^<\"]{1,300}does not exist")
_SPEAKING: Final = re.compile(
    r".*(?:password|passphrase|privatekey|secretkey|secretaccesskey|clientsecret|authtoken|accesstoken|userdata)"
)
"""Names, in lower case, that say what they hold."""

_AROUND: Final = frozenset({"ResponseMetadata", "requestId", "$metadata"})


def error_code(answer: Answer) -> str:
    """Return AWS's own word for an error, empty if it has none."""
    named = answer.header(b"x-amzn-errortype")
    if named:
        return re.sub(r"[^A-Za-z0-9._-]", "", named.partition(":")[0].rpartition("#")[2])[:96]
    body = answer.body if isinstance(answer.body, bytes) else b""
    found = _CODES.search(body)
    return (found[1] or found[2]).decode("ascii") if found else ""


def is_gone(answer: Answer) -> bool:
    """Whether the answer says that there is no such thing."""
    if answer.status < HTTPStatus.BAD_REQUEST:
        return False
    body = answer.body if isinstance(answer.body, bytes) else b""
    if answer.status == HTTPStatus.NOT_FOUND and not error_code(answer):
        return True
    return _GONE.search(error_code(answer)) is not None or _MISSING_STACK.search(body) is not None


def is_passing(answer: Answer) -> bool:
    """Whether the answer is about this moment only: throttling, or trouble on AWS's side."""
    slowed = answer.status == HTTPStatus.TOO_MANY_REQUESTS or "Throttl" in error_code(answer)
    return slowed or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def state_of(answer: Answer, operation: Operation, wires: Sequence[Wire], reader: Reader, key: bytes) -> Json:
    """Return what `answer` says of the thing, ready to be kept. `key` is the change's, for what is not shown.

    Raises Malformed for an answer that cannot be understood.
    """
    body = answer.body if isinstance(answer.body, bytes) else b""
    told = _tree(body, operation, wires) if operation.method != "HEAD" else {}
    named = _heads(answer, reader.heads)
    secrets = {name for place in operation.secrets for name in _spellings(place.rpartition(".")[2])}
    hidden = (*reader.hide, *(f"**.{name}" for name in sorted(secrets)))
    state = _Cleaning(reader, hidden, key).value({**told, **named}, ())
    written = encode(state)
    if len(written) > LARGEST:
        return {"$sha256": sha256(written).hexdigest(), "$length": len(written)}
    return state


def is_nothing(answer: Answer, operation: Operation, wires: Sequence[Wire], reader: Reader) -> bool:
    """Whether an answer that is no error says that there is no such thing. Raises Malformed."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    return reader.there is not None and reader.there not in _tree(body, operation, wires)


def mark_of(answer: Answer, operation: Operation, wires: Sequence[Wire], read: str, place: str) -> dict[str, str]:
    """Return what AWS itself calls the state that `answer` tells, under the name `read`; nothing where it says none.

    Raises Malformed for an answer that cannot be understood.
    """
    if operation.method == "HEAD":
        found: Json = answer.header(place.encode("ascii"))
    else:
        found = _tree(answer.body if isinstance(answer.body, bytes) else b"", operation, wires).get(place)
    return {read: found} if isinstance(found, str) and found else {}


def _spellings(name: str) -> tuple[str, str]:
    """A member's name as the models have it, and as it may stand in XML. One hidden too many costs a glance."""
    return name, name[:1].lower() + name[1:]


def _tree(body: bytes, operation: Operation, wires: Sequence[Wire]) -> dict[str, Json]:
    if not body.strip():
        return {}
    if Wire.JSON in wires or Wire.REST_JSON in wires:
        found = loads(body)
        if not isinstance(found, dict):
            raise Malformed("answer", operation.name, "it is no JSON object")
        return found
    if not body.lstrip().startswith(b"<"):
        # Some answers are a document as it is: a bucket's policy.
        found = loads(body)
        return {"document": found}
    tree = read_elements(body)
    inner = tree.get(f"{operation.name}Result", tree)
    return dict(inner) if isinstance(inner, Mapping) else {}


def _heads(answer: Answer, wanted: Sequence[str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for raw, value in answer.headers:
        name = raw.decode("latin-1").lower()
        if any(fnmatchcase(name, pattern) for pattern in wanted):
            found[name] = value.decode("latin-1")
    return found


class _Cleaning:
    """Leaves out what moves, hides what is secret, and writes numbers so that each has one text."""

    def __init__(self, reader: Reader, hidden: tuple[str, ...], key: bytes) -> None:
        self._less = reader.volatile
        self._hidden = hidden
        self._unordered = reader.unordered
        self._key = key

    def value(self, value: Json, path: tuple[str, ...]) -> Json:
        if path and (is_at(path, self._hidden) or (_SPEAKING.fullmatch(path[-1].lower()) and isinstance(value, str))):
            exact = encode(_plain(value))
            return {"$sensitive": hmac.digest(self._key, exact, "sha256").hex(), "$length": _length(value)}
        if isinstance(value, Mapping):
            return self._object(value, path)
        if isinstance(value, list | tuple):
            items = [self.value(item, path) for item in value]
            return sorted(items, key=encode) if self._unordered and is_at(path, self._unordered) else items
        return _plain(value)

    def _object(self, value: Mapping[str, Json], path: tuple[str, ...]) -> Json:
        told: dict[str, Json] = {}
        for name in sorted(value):
            inner = (*path, name)
            if (not path and name in _AROUND) or is_at(inner, self._less):
                continue
            told[name] = self.value(value[name], inner)
        if any(name.startswith("$") for name in told):
            # Nothing that stands at AWS may pass for a mark of ours.
            return {"$map": [[name, member] for name, member in told.items()]}
        return told


def _plain(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and not -MAX_SAFE_INT <= value <= MAX_SAFE_INT:
        return {"$int": str(value)}
    return value


def _length(value: Json) -> int:
    return len(value) if isinstance(value, str | Mapping | list | tuple) else 1
