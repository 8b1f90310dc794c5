"""One recognised operation: what these bytes would do, as a value that people can sign.

The action digest (DESIGN.md, "Identity, digests and signatures") is SHA-256 over the RFC 8785 form of
door, partition, account, region, service, operation, resources and all typed parameters.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from keyturn.codec import canonical
from keyturn.codec.encoding import format_instant
from keyturn.model.noun import Noun
from keyturn.model.wire import Content


class Effect(StrEnum):
    """What an action does to the world: AWS access levels, refined. UNKNOWN counts as the worst."""

    READ = "read"
    CREATE = "create"
    MODIFY = "modify"
    DELETE = "delete"
    PERMISSION = "permission"
    EXECUTE = "execute"
    UNKNOWN = "unknown"


class Reading(StrEnum):
    """What a read hands out.

    Descriptions, data wholesale, or secrets (credentials, keys, code with its environment).
    """

    NOTHING = "nothing"
    METADATA = "metadata"
    DATA = "data"
    SECRET = "secret"  # noqa: S105 - the word, not one


class Reversible(StrEnum):
    """Whether the effect can be undone from what AWS itself keeps."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A parameter value that must never be shown or stored: kept only as a keyed digest and its length."""

    value: "Value" = field(repr=False)


@dataclass(frozen=True, slots=True)
class AnswerOf:
    """A parameter that is "member `member` of the answer to action number `action`" of the same change (from 0)."""

    action: int
    member: str


# A typed parameter as the service model reads it. Blobs are bytes, streams Content, instants aware datetimes.
Value = (
    None
    | bool
    | int
    | float
    | str
    | bytes
    | datetime
    | Content
    | Sensitive
    | AnswerOf
    | Sequence["Value"]
    | Mapping[str, "Value"]
)


class Call(Noun, frozen=True):
    """A recognised call: which operation of which service these exact bytes ask for, with its typed parameters.

    `service` is botocore's service id (`s3`, `dynamodb`), `region` the credential scope's.
    `parameters` leave out what clients make anew each time; those stand in `tokens` by member name
    (idempotency tokens, `CallerReference`), and what only restates the body (`restated`: its length and checksums).
    """

    service: str
    operation: str
    region: str
    parameters: Mapping[str, Value]
    tokens: Mapping[str, str] = {}
    restated: Mapping[str, Value] = {}


class Resource(Noun, frozen=True):
    """One thing that an action reads, writes or names.

    `region` is None where the ARN has none (a bucket before its home is known, a global service, a whole account).
    `whole_account` marks a call that is not about particular things.
    """

    arn: str
    region: str | None
    whole_account: bool = False


class Action(Noun, frozen=True):
    """One call with what it touches and what it does there.

    `iam` are the IAM actions it needs (`s3:DeleteBucket`), `delegates` says that it makes something run or
    happen under another power, `stateful_loss` that data is lost which AWS does not keep.
    `volatile` lists top-level members left out of `parameters`.
    """

    door: str
    partition: str
    account: str
    call: Call
    resources: tuple[Resource, ...]
    iam: tuple[str, ...]
    effect: Effect
    reading: Reading = Reading.NOTHING
    reversible: Reversible = Reversible.DEPENDS
    delegates: bool = False
    stateful_loss: bool = False

    @property
    def name(self) -> str:
        """`service:Operation`, the word people use for it."""
        return f"{self.call.service}:{self.call.operation}"


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Bytes that name no action, or more than one; `why` is shown to the client."""

    reason: str
    why: str


class Shown(Noun, frozen=True):
    """An action as people see and sign it: canonical data only, sensitive members as keyed digest and length.

    Held, stored and shown; `digest` is what an approval is bound to. `size` is the length of its canonical text where
    it was just made, else 0.
    """

    document: Mapping[str, canonical.Json]
    digest: str
    size: int = 0


_LIMIT: Final = 2**53

# The secret of one change, or what derives it: most actions have no sensitive member, and never need it.
Key = bytes | Callable[[], bytes]


def plain(value: Value, key: Key) -> canonical.Json:  # noqa: PLR0911 - one return a kind of value
    """Write `value` as canonical data.

    Blobs by SHA-256, instants as ISO 8601, sensitive ones by HMAC-SHA256 under `key`.

    A map with a key that begins with `$` is written as a list of pairs, so that nothing an agent sends can pass for a
    mark of ours.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _object(value, key)
    match value:
        case None | bool():
            return value
        case int():
            return value if -_LIMIT < value < _LIMIT else {"$int": str(value)}
        case float():
            return value
        case bytes():
            return {"$sha256": sha256(value).hexdigest(), "$length": len(value)}
        case Content():
            return {"$sha256": value.sha256, "$length": value.length}
        case datetime():
            return {"$ts": format_instant(value)}
        case Sensitive():
            exact = canonical.encode(plain(value.value, key))
            secret = key if isinstance(key, bytes) else key()
            return {"$sensitive": hmac.digest(secret, exact, "sha256").hex(), "$length": _length(value.value)}
        case AnswerOf():
            return {"$answer": [value.action, value.member]}
        case Mapping():
            return _object(value, key)
        case _:
            return [plain(member, key) for member in value]


def _object(value: Mapping[str, Value], key: Key) -> canonical.Json:
    told: dict[str, canonical.Json] = {}
    for name, member in value.items():
        if name.startswith("$"):
            return {"$map": [[name, plain(member, key)] for name in sorted(value)]}
        told[name] = member if isinstance(member, str) else plain(member, key)
    return told


def _length(value: Value) -> int:
    match value:
        case str() | bytes():
            return len(value)
        case Content():
            return value.length
        case Mapping() | Sequence():
            return len(value)
        case _:
            return 1


def show(action: Action, key: Key) -> Shown:
    """Write `action` as people see it; `key` is the secret of one change under which sensitive members are digested."""
    call = action.call
    parameters = plain(call.parameters, key)
    document: dict[str, canonical.Json] = {
        "door": action.door,
        "partition": action.partition,
        "account": action.account,
        "region": call.region,
        "service": call.service,
        "operation": call.operation,
        "resources": [resource.arn for resource in action.resources],
        "parameters": parameters,
    }
    if canonical.is_plain(parameters):
        document = canonical.Plain(document)  # all else in it is text of ours
    text = canonical.encode(document)
    return Shown(document, sha256(text).hexdigest(), len(text))
