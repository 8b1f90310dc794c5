"""Whether what was read from the wire is what went into the serialiser."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeAlias

from keyturn.model.action import Call, Sensitive, Unrecognised
from keyturn.model.wire import Content
from keyturn.recognise.aws.same import RENAMED, SERVICES
from tests.wire.clients import Sent

Value: TypeAlias = Any
"""A parameter, as it was given to botocore or as it was read."""

RIGHT, CLASS, WRONG, PARAMETERS, REFUSED = "right", "class", "WRONG", "PARAMETERS", "refused"
_OWNERS = {(row.service, row.name): row.owner for row in RENAMED}


def judge(sent: Sent, answer: Call | Unrecognised) -> tuple[str, str]:
    """The outcome for one request, and what is to be said about it."""
    if isinstance(answer, Unrecognised):
        return REFUSED, answer.why
    exact = (answer.service, answer.operation) == (sent.service, sent.operation)
    if not same_act(sent.service, sent.operation, answer.service, answer.operation):
        return WRONG, f"named {answer.service}.{answer.operation}"
    got = {**plain(answer.parameters), **answer.tokens, **plain(answer.restated)}
    given = {name: value for name, value in sent.parameters.items() if value is not None}
    if not exact:
        # The owner of a class may call its members otherwise; what they hold is the same.
        same = (sent.service, sent.operation) in _LOSSY or sorted(_leaves(given)) == sorted(_leaves(got))
        return (CLASS, "") if same else (PARAMETERS, f"read as {answer.service}.{answer.operation}, other values")
    difference = _difference(_bare(given, sent.wire), _bare(got, sent.wire), sent)
    if difference:
        return PARAMETERS, difference
    return RIGHT, ""


_LOSSY = {("s3", "PutBucketLifecycle"), ("s3", "PutBucketNotification")}
"""Deprecated operations with members that their successors do not have."""


def _leaves(value: Value) -> Iterator[str]:
    """The plain values in `value`, as text that can be sorted."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif value not in ("", b""):
        yield repr(value)


def _bare(value: Value, wire: str) -> Value:
    """What of a value this wire can carry: a form has no empty structures, and in the ec2 flavour no empty lists."""
    if isinstance(value, dict):
        bared = {key: _bare(inner, wire) for key, inner in value.items()}
        if wire in {"query", "ec2"}:
            return {key: inner for key, inner in bared.items() if inner not in ({}, [])}
        return bared
    if isinstance(value, list):
        bared_items = [_bare(item, wire) for item in value]
        return [item for item in bared_items if item not in ({}, [])] if wire in {"query", "ec2"} else bared_items
    return value


def same_act(service: str, operation: str, named_service: str, named_operation: str) -> bool:
    """Whether a name is the operation's own, or that of a class in which all need the same IAM actions."""
    names = {operation, _OWNERS.get((service, operation), operation)}
    if named_operation not in names:
        return False
    return named_service == service or any({service, named_service} <= set(row.members) for row in SERVICES)


def plain(value: Value) -> Value:
    """A read value without wrappers."""
    if isinstance(value, Sensitive):
        return plain(value.value)
    if isinstance(value, Content):
        return value.data
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def _difference(given: dict[str, Any], got: dict[str, Any], sent: Sent) -> str:
    """Where the two differ; empty if they say the same."""
    for name in sorted({*given, *got}):
        if name not in got:
            # Outside the body an empty collection leaves no trace, nor does an empty body.
            if given[name] not in ({}, [], b"", ""):
                return f"{name} is missing"
        elif name not in given:
            if name.lower() not in _ADDED.get(sent.service, ()) and got[name] not in ({}, [], b""):
                return f"{name} was not given"
        else:
            deeper = _deeper(given[name], got[name], name)
            if deeper:
                return deeper
    return ""


_ADDED = {
    "apigateway": {"accepts"},
    "ec2": {"destinationregion", "presignedurl"},
    "glacier": {"checksum"},
    "rds": {"presignedurl"},
    "s3": {"checksumcrc32", "contentlength", "contentmd5", "checksumalgorithm"},
    "bedrock-agentcore": {"contenttype"},
}
"""Members that botocore's handlers add after they were given."""


def _deeper(given: Value, got: Value, path: str) -> str:
    if isinstance(given, dict) and isinstance(got, dict):
        if given.keys() != got.keys():
            return f"{path} has other members: {sorted(given.keys() ^ got.keys())[:3]}"
        return next(filter(None, (_deeper(given[name], got[name], f"{path}.{name}") for name in given)), "")
    if isinstance(given, list) and isinstance(got, list):
        if len(given) != len(got):
            return f"{path} has {len(got)} items, not {len(given)}"
        return next(filter(None, (_deeper(a, b, f"{path}[]") for a, b in zip(given, got, strict=True))), "")
    return "" if _equal(given, got) else f"{path} is {got!r:.80}, not {given!r:.80}"


def _equal(given: Value, got: Value) -> bool:
    if isinstance(given, datetime) and isinstance(got, datetime):
        return given.astimezone(UTC) == got
    if isinstance(given, float) and isinstance(got, float):
        # rpc-v2-cbor writes a float in 32 bits.
        return math.isclose(given, got, rel_tol=1e-6)
    if isinstance(given, bytes) and isinstance(got, str):
        return given == got.encode()
    if isinstance(given, str) and isinstance(got, bytes):
        return given.encode() == got
    if hasattr(given, "read"):
        given.seek(0)
        return bool(given.read() == got)
    return bool(given == got) and type(given) in {type(got), int, float}
