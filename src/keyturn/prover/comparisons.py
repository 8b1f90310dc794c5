"""One value of a request compared with one value of a policy, for every condition operator of IAM.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from math import isfinite
from typing import Final

from keyturn.prover.wildcards import matches_action, matches_arn, matches_text, plain

POSITIVE: Final[Mapping[str, str]] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnLike",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}
"""The operator that each negated one is the opposite of."""

_BASIC: Final = (
    "StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "Bool", "BinaryEquals",
    "IpAddress",
    "NumericEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
    "DateEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Null",
)  # fmt: skip
OPERATORS: Final[Mapping[str, str]] = {name.lower(): name for name in (*_BASIC, *POSITIVE)}
"""Every operator by its name in lower case; operators are written in any case."""

TEXT: Final[Mapping[str, str]] = {
    "StringEquals": "text",
    "StringLike": "text",
    "BinaryEquals": "text",
    "StringEqualsIgnoreCase": "folded",
    "Bool": "folded",
    "ArnLike": "arn",
    "Resource": "arn",
    "Action": "folded",
}
"""The operators that patterns decide, and which automaton theirs is."""

WITH_VARIABLES: Final = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnLike", "Bool"})
"""The operators whose values may hold `${...}` (reference_policies_variables.html)."""

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_EPOCH: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?")
MILLISECONDS: Final = 1e11
"""A larger number of seconds would lie after the year 5138: it counts milliseconds."""

_BOOLEANS: Final = frozenset({"true", "false"})

_ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "Equals": lambda value, wanted: value == wanted,
    "LessThan": lambda value, wanted: value < wanted,
    "LessThanEquals": lambda value, wanted: value <= wanted,
    "GreaterThan": lambda value, wanted: value > wanted,
    "GreaterThanEquals": lambda value, wanted: value >= wanted,
}


def meets(op: str, value: str, pattern: str) -> bool:
    """Whether a request's `value` meets `pattern` under a positive operator; what cannot be read meets nothing."""
    match op:
        case "StringEquals" | "BinaryEquals" | "StringLike":
            return matches_text(pattern, value)
        case "StringEqualsIgnoreCase":
            return plain(pattern).lower() == value.lower()
        case "Bool":
            return value.lower() in _BOOLEANS and value.lower() == plain(pattern).lower()
        case "ArnLike":
            return pattern == "*" or (pattern.count(":") >= 5 <= value.count(":") and matches_arn(pattern, value))
        case "Resource":
            return matches_arn(pattern, value)
        case "Action":
            return matches_action(pattern, value)
        case "IpAddress":
            return _within(value, pattern)
        case _:
            return _ordered(op, value, plain(pattern))


def _within(value: str, pattern: str) -> bool:
    inner, outer = network(value), network(plain(pattern))
    if isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, IPv6Network) and isinstance(outer, IPv6Network):
        return inner.subnet_of(outer)
    return False


def _ordered(op: str, value: str, wanted: str) -> bool:
    read, relation = (instant, op[4:]) if op.startswith("Date") else (number, op[7:])
    left, right = read(value), read(wanted)
    return left is not None and right is not None and _ORDER[relation](left, right)


@lru_cache(maxsize=10_000)
def network(text: str) -> IPv4Network | IPv6Network | None:
    """An address or a block of them; None if `text` is neither."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def number(text: str) -> float | None:
    """A decimal number, or None; what is too large to be compared is none."""
    found = float(text) if _NUMBER.fullmatch(text) else None
    return found if found is not None and isfinite(found) else None


def instant(text: str) -> float | None:
    """Seconds since 1970 of an instant as IAM takes it: ISO 8601 (W3C profile) or seconds; None for anything else."""
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return seconds / 1000 if seconds > MILLISECONDS else seconds
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def readable(op: str, pattern: str) -> bool:
    """Whether a policy's value is one that `op` can compare at all."""
    if op.startswith("Numeric"):
        return number(plain(pattern)) is not None
    if op.startswith("Date"):
        return instant(plain(pattern)) is not None
    if op == "IpAddress":
        return network(plain(pattern)) is not None
    if op == "Bool":
        return plain(pattern).lower() in _BOOLEANS
    if op == "ArnLike":
        return pattern == "*" or pattern.count(":") >= 5
    return op != "BinaryEquals" or "${" not in pattern
