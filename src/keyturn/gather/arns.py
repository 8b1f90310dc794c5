"""ARNs as fields, and what a pattern says of them.

Field layout: docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html. Two kinds of text meet here, and they are
not alike. A *pattern* was written by the estate's owners or a sponsor: `*` is any run of characters, `?` any one.
An *ARN* was filled in from what an agent sent: it is literal but for its ending, where `/*` or `:*` says that it stands
for everything that begins so (`table/*`: a table that is not named). No agent's text is ever run as a pattern, and
every match takes time proportional to the two lengths.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

_FIELDS: Final = 6


class Arn(NamedTuple):
    """The fields of an ARN; `resource` keeps its own colons and slashes."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


@lru_cache(maxsize=4096)
def split(arn: str) -> Arn | None:
    """Take `arn` apart, or return None if it has fewer than six fields."""
    fields = arn.split(":", _FIELDS - 1)
    if len(fields) != _FIELDS or fields[0] != "arn":
        return None
    return Arn(*fields[1:])


def open_end(text: str) -> str | None:
    """Return the beginning shared by all that an open ARN, or a field of one, stands for; None if it is one thing."""
    return text[:-1] if text == "*" or text.endswith(("/*", ":*")) else None


def covers(pattern: str, arn: str) -> bool:
    """Say whether everything that `arn` stands for matches `pattern`; case counts."""
    return pattern == "*" or _fieldwise(_covers, pattern, arn)


def meets(pattern: str, arn: str) -> bool:
    """Say whether something that `arn` stands for matches `pattern`; case counts."""
    return pattern == "*" or _fieldwise(_meets, pattern, arn)


def _fieldwise(judge: Callable[[str, str], bool], pattern: str, arn: str) -> bool:
    """Compare field by field, so that a wildcard never reaches across the colon between two fields."""
    patterns, fields = pattern.split(":", _FIELDS - 1), arn.split(":", _FIELDS - 1)
    return len(patterns) == len(fields) and all(map(judge, patterns, fields))


def _covers(pattern: str, text: str) -> bool:
    """Glob match in which a `*` of the text is met by nothing but a `*` of the pattern."""
    if "*" not in pattern and "?" not in pattern:
        return pattern == text
    segments = _segments(pattern)
    if len(segments) == 1:
        return segments[0].fullmatch(text) is not None
    # The leftmost place for each segment is the best one, so nothing is tried twice.
    at = 0
    for number, segment in enumerate(segments[:-1]):
        found = segment.search(text, at)
        if found is None or (number == 0 and found.start() != 0):
            return False
        at = found.end()
    last = len(pattern) - pattern.rindex("*") - 1
    return len(text) - last >= at and segments[-1].fullmatch(text, len(text) - last) is not None


def _meets(pattern: str, text: str) -> bool:
    """Whether the pattern matches the text or, if that is open, some way in which it may go on."""
    beginning = open_end(text)
    if beginning is None:
        return _covers(pattern, text)
    head, star, _ = pattern.partition("*")
    both = min(len(head), len(beginning))
    return _covers(head[:both], beginning[:both]) and (bool(star) or len(head) >= len(beginning))


@lru_cache(maxsize=1024)
def _segments(pattern: str) -> tuple[re.Pattern[str], ...]:
    """What stands between the `*` of a pattern; each piece has a fixed length."""
    return tuple(
        re.compile("".join("[^*]" if char == "?" else re.escape(char) for char in piece), re.DOTALL)
        for piece in pattern.split("*")
    )
