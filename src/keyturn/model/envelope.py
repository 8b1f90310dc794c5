"""An envelope: one approval for a bounded set of calls ("up to 20 `PutItem` on table T in the next hour").

It is judged on the document of an action, which is what people see, what a grant is bound to, and what stands in the
log: whoever reads the log can judge every use again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.codec import canonical
from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.errors import CallerError, Malformed, quoted

MOST_USES: Final = 10_000
MOST_NAMED: Final = 50
"""Operations, resources, parameters or values of one that an envelope may name: people must be able to read it."""

_OPERATION: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}:[A-Z][A-Za-z0-9]{1,127}")
_MEMBER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,127}")
_NUMBER: Final = 2**53


@dataclass(frozen=True, slots=True)
class OneOf:
    """The parameter is one of these values, exactly; never a sensitive one, and no blob."""

    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Sized:
    """The parameter has at most so many bytes: of text in UTF-8, of blobs as they are, of all that is inside it."""

    most: int


@dataclass(frozen=True, slots=True)
class Ranged:
    """The parameter is a number from `low` to `high`, both included."""

    low: float
    high: float


Bound = OneOf | Sized | Ranged


@dataclass(frozen=True, slots=True)
class Envelope:
    """What sessions of `task` by `agent` may do without asking each time, until `until` (UTC, excluded).

    `operations` are exact names (`dynamodb:PutItem`), `resources` exact ARNs or what lies within one (`.../*`).
    Every parameter of a call must be named in `parameters`; what is not named must not be there. `count` is how many
    calls in all, `per_minute` how many within any minute, None for no limit.
    """

    task: str
    agent: str
    environments: tuple[str, ...]
    operations: tuple[str, ...]
    resources: tuple[str, ...]
    parameters: Mapping[str, Bound]
    count: int
    per_minute: int | None
    until: datetime

    def outside(self, action: Mapping[str, Json]) -> str | None:
        """Return why the action with this document lies outside; None if it lies within. `count` is not looked at."""
        name = f"{action['service']}:{action['operation']}"
        if name not in self.operations:
            return f"`{quoted(name)}` is not one of its operations"
        resources, parameters = action["resources"], action["parameters"]
        if not isinstance(resources, Sequence) or not resources or not isinstance(parameters, Mapping):
            return "it names no resource"
        for arn in resources:
            if not any(_covers(pattern, str(arn)) for pattern in self.resources):
                return f"`{quoted(str(arn))}` is not one of its resources"
        for member, value in parameters.items():
            bound = self.parameters.get(member)
            if bound is None:
                return f"parameter `{quoted(member)}` is not named in it"
            if not _within(value, bound):
                return f"parameter `{quoted(member)}` is not within its bounds"
        return None

    def document(self) -> dict[str, Json]:
        """The envelope as people sign it."""
        return {
            "task": self.task,
            "agent": self.agent,
            "environments": list(self.environments),
            "operations": list(self.operations),
            "resources": list(self.resources),
            "parameters": {member: _bound(bound) for member, bound in self.parameters.items()},
            "count": self.count,
            "per_minute": self.per_minute,
            "until": format_instant(self.until),
        }


def parse_operation(text: str) -> str:
    """Return `text` if it names one operation. Raises Malformed."""
    if not _OPERATION.fullmatch(text):
        raise Malformed("operation", text, "it reads like `dynamodb:PutItem`: an envelope takes no pattern")
    return text


def parse_resource(text: str) -> str:
    """Return `text` if it is one ARN, or what lies within one (`arn:aws:s3:::costs/2026/*`). Raises Malformed."""
    arn, star, rest = text.partition("*")
    parts = arn.split(":", 5)
    within = re.split("[:/]", parts[5]) if len(parts) == 6 else []
    names = [name for name in within if name]
    # `table/*` would be every table: within one means that its name stands before the asterisk. A bucket is its name.
    fewest = 1 if parts[2:3] == ["s3"] else 2
    if (
        not re.fullmatch(r"arn:[!-~]{1,2000}", text)
        or "?" in text
        or rest
        or not names
        or (star and (arn[-1] not in "/:" or len(names) < fewest))
    ):
        raise Malformed("resource", text, "one ARN is wanted, or `ARN/*` for what lies within that one")
    return text


def parse_bounds(document: Mapping[str, Json]) -> dict[str, Bound]:
    """Read the bounds of parameters, strictly. Raises Malformed."""
    if len(document) > MOST_NAMED:
        raise Malformed("bounds", len(document), f"at most {MOST_NAMED} parameters are wanted")
    found: dict[str, Bound] = {}
    for member, value in document.items():
        if not _MEMBER.fullmatch(member):
            raise Malformed("parameter", member, "the name of a member is wanted")
        found[member] = _read_bound(member, value)
    return found


def _read_bound(member: str, value: Json) -> Bound:
    match value:
        case {"one_of": [*values]} if _has(value, 1) and 1 <= len(values) <= MOST_NAMED:
            for one in values:
                if not _is_exact(one):
                    raise Malformed("bound", member, "`one_of` holds text, numbers, truths, lists and objects of them")
            return OneOf(tuple(values))
        case {"most_bytes": int(most)} if _has(value, 1) and _is_whole(most, 10**12):
            return Sized(most)
        case {"least": int() | float() as low, "most": int() | float() as high} if _has(value, 2) and low <= high:
            if isinstance(low, bool) or isinstance(high, bool) or max(abs(low), abs(high)) >= _NUMBER:
                raise Malformed("bound", member, "`least` and `most` are numbers")
            return Ranged(low, high)
        case _:
            wanted = '{"one_of": [...]}, {"most_bytes": N} or {"least": N, "most": N}'
            raise Malformed("bound", member, f"one of {wanted} is wanted")


def _bound(bound: Bound) -> Json:
    match bound:
        case OneOf(values):
            return {"one_of": list(values)}
        case Sized(most):
            return {"most_bytes": most}
        case Ranged(low, high):
            return {"least": low, "most": high}


def _has(value: Json, members: int) -> bool:
    return isinstance(value, Mapping) and len(value) == members


def _is_whole(number: int, most: int) -> bool:
    return not isinstance(number, bool) and 0 <= number <= most


def _is_exact(value: Json) -> bool:
    """Whether `value` can stand in a document as a parameter's own value: none of our marks is in it."""
    match value:
        case Mapping():
            return all(not name.startswith("$") and _is_exact(inner) for name, inner in value.items())
        case list() | tuple():
            return all(_is_exact(inner) for inner in value)
        case _:
            return True


def _covers(pattern: str, arn: str) -> bool:
    if not pattern.endswith("*"):
        return arn == pattern
    return len(arn) > len(pattern) - 1 and arn.startswith(pattern[:-1]) and not re.search(r"[*?]", arn)


def _within(value: Json, bound: Bound) -> bool:
    match bound:
        case OneOf(values):
            # As bytes: 1, 1.0 and true are different values, whatever Python holds equal.
            text = canonical.encode(value)
            return any(canonical.encode(one) == text for one in values)
        case Sized(most):
            size = _size(value)
            return size is not None and size <= most
        case Ranged(low, high):
            return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _size(value: Json) -> int | None:
    """How many bytes a parameter has; None where that is not known."""
    match value:
        case str():
            return len(value.encode("utf-8", "surrogatepass"))
        case {"$sha256": str(), "$length": int(length)} | {"$sensitive": str(), "$length": int(length)}:
            return length if _has(value, 2) and length >= 0 else None
        case {"$answer": _}:
            return None
        case Mapping():
            return _sum([*value.keys(), *value.values()])
        case list() | tuple():
            return _sum(value)
        case _:
            return len(canonical.encode(value))


def _sum(values: Sequence[Json]) -> int | None:
    sizes = [_size(value) for value in values]
    return None if None in sizes else sum(size for size in sizes if size is not None)


class EnvelopeRefused(CallerError):
    """What is asked for as an envelope can never be one."""

    code = "envelope.refused"
