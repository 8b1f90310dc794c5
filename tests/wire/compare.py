"""Whether what was read from the wire is what went into the serialiser."""

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from keyturn.model.action import Call, Sensitive, Unrecognised
from keyturn.model.wire import Content
from keyturn.recognise.aws.same import RENAMED, SERVICES
from tests.wire.clients import Sent

RIGHT, CLASS, WRONG, PARAMETERS, REFUSED = "right", "class", "WRONG", "PARAMETERS", "refused"
_OWNERS = {(row.service, row.name): row.owner for row in RENAMED}


@dataclass
class Tally:
    """Outcomes counted, with the story of each that is not as it should be."""

    counts: Counter[str] = field(default_factory=Counter)
    stories: list[str] = field(default_factory=list)

    def add(self, sent: Sent, answer: Call | Unrecognised) -> str:
        outcome, story = judge(sent, answer)
        self.counts[outcome] += 1
        if story:
            self.stories.append(f"{outcome} {sent.service}.{sent.operation}: {story}")
        return outcome


def judge(sent: Sent, answer: Call | Unrecognised) -> tuple[str, str]:
    """The outcome for one request, and what is to be said about it."""
    if isinstance(answer, Unrecognised):
        return REFUSED, answer.why
    exact = (answer.service, answer.operation) == (sent.service, sent.operation)
    if not exact and not _same(sent, answer):
        return WRONG, f"named {answer.service}.{answer.operation}"
    got = {**plain(answer.parameters), **answer.tokens, **plain(answer.restated)}
    difference = _difference(_given(sent), got)
    if difference:
        return PARAMETERS, difference
    return (RIGHT if exact else CLASS), ""


def _same(sent: Sent, answer: Call) -> bool:
    name = _OWNERS.get((sent.service, sent.operation), sent.operation)
    if answer.operation != name:
        return False
    return answer.service == sent.service or any({sent.service, answer.service} <= set(row.members) for row in SERVICES)


def plain(value: Any) -> Any:
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


def _given(sent: Sent) -> dict[str, Any]:
    return {name: value for name, value in sent.parameters.items() if value is not None}


def _difference(given: Any, got: Any, path: str = "") -> str:
    """Where the two differ; empty if they say the same. Nothing and an empty collection are one on most wires."""
    if isinstance(given, dict) and isinstance(got, dict):
        for name in sorted({*given, *got}):
            if name not in got:
                if not _is_nothing(given[name]):
                    return f"{path}.{name} is missing"
            elif name not in given:
                if not _is_extra(name, got[name]):
                    return f"{path}.{name} was not given"
            else:
                deeper = _difference(given[name], got[name], f"{path}.{name}")
                if deeper:
                    return deeper
        return ""
    if isinstance(given, list) and isinstance(got, list):
        if len(given) != len(got):
            return f"{path} has {len(got)} items, not {len(given)}"
        return next(filter(None, (_difference(a, b, f"{path}[]") for a, b in zip(given, got, strict=True))), "")
    return "" if _equal(given, got) else f"{path} is {got!r:.80}, not {given!r:.80}"


def _equal(given: Any, got: Any) -> bool:
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


def _is_nothing(value: Any) -> bool:
    return value in ({}, [], b"", "") or (isinstance(value, dict) and all(_is_nothing(inner) for inner in value.values()))


def _is_extra(name: str, value: Any) -> bool:
    return name.startswith("Checksum") or name in {"ContentLength", "ContentMD5", "ContentType"} or _is_nothing(value)
