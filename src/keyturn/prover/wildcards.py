"""Wildcards of IAM: what one pattern says of one text, and of all texts at once by automata.

`*` is any run of characters, `?` any one. In ARNs a wildcard of the first five fields stays within its field
(docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html); an ARN pattern with fewer fields
stands for all that begins so.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

LITERAL_STAR: Final = "\ue02a"
LITERAL_MARK: Final = "\ue03f"
"""How a `*` or `?` that is meant as the character stands in a pattern (private-use characters)."""

_FIELDS: Final = 6
_PLAIN: Final = str.maketrans({LITERAL_STAR: "*", LITERAL_MARK: "?"})
_ESCAPED: Final = str.maketrans({"*": LITERAL_STAR, "?": LITERAL_MARK})

TOO_MANY: Final = 150_000
"""How many states of a product of automata are looked at before a question counts as undecided."""


class Undecided(Exception):
    """More states than `TOO_MANY`: nothing was found out."""


def literal(text: str) -> str:
    """The pattern that matches `text` and nothing else."""
    return text.translate(_ESCAPED)


def plain(pattern: str) -> str:
    """The text that a pattern without wildcards stands for."""
    return pattern.translate(_PLAIN)


def is_literal(pattern: str) -> bool:
    """Whether `pattern` stands for one text only."""
    return "*" not in pattern and "?" not in pattern


@lru_cache(maxsize=200_000)
def padded(pattern: str) -> str:
    """An ARN pattern with all its fields: what is left out at the end is anything."""
    missing = _FIELDS - 1 - pattern.count(":")
    if missing <= 0 or pattern == "*":
        return pattern
    return pattern + ":*" * missing


@lru_cache(maxsize=100_000)
def _text_regex(pattern: str) -> re.Pattern[str]:
    return re.compile(_field(pattern, "."), re.DOTALL)


@lru_cache(maxsize=100_000)
def arn_matcher(pattern: str) -> re.Pattern[str]:
    """The regular expression of an ARN pattern with all its fields."""
    fields = pattern.split(":", _FIELDS - 1)
    parts = [_field(field, "[^:]" if number < _FIELDS - 1 else ".") for number, field in enumerate(fields)]
    return re.compile(":".join(parts), re.DOTALL)


def _field(pattern: str, any_one: str) -> str:
    """A regular expression without catastrophic backtracking: each middle piece takes its leftmost place."""
    pieces = [
        "".join(any_one if char == "?" else re.escape(plain(char)) for char in piece) for piece in pattern.split("*")
    ]
    if len(pieces) == 1:
        return pieces[0]
    middle = "".join(f"(?>{any_one}*?{piece})" for piece in pieces[1:-1] if piece)
    return f"{pieces[0]}{middle}{any_one}*{pieces[-1]}"


@lru_cache(maxsize=400_000)
def matches_text(pattern: str, text: str) -> bool:
    """Whether `text` meets `pattern`; case counts."""
    if pattern == "*":
        return True
    if is_literal(pattern):
        return plain(pattern) == text
    return _text_regex(pattern).fullmatch(text) is not None


@lru_cache(maxsize=100_000)
def matches_action(pattern: str, action: str) -> bool:
    """Whether an action (`service:Name`) meets a pattern of an `Action` element; case does not count."""
    if pattern == "*":
        return True
    return _text_regex(pattern.lower()).fullmatch(action.lower()) is not None


def matches_arn(pattern: str, arn: str) -> bool:
    """Whether an ARN meets an ARN pattern, field by field."""
    if pattern == "*":
        return True
    if is_literal(pattern):
        return plain(pattern) == arn
    return arn_matcher(padded(pattern)).fullmatch(arn) is not None


def apart(one: str, other: str) -> bool:
    """Whether two ARN patterns surely have no ARN in common: one of the first five fields is spelled out differently.

    False says nothing.
    """
    pairs = zip(one.split(":", _FIELDS - 1), other.split(":", _FIELDS - 1), strict=False)
    return any(
        is_literal(first) and is_literal(second) and first != second
        for number, (first, second) in enumerate(pairs)
        if number < _FIELDS - 1
    )


class Product:
    """The product of several patterns' automata, one bit for each position of each pattern.

    A set of positions is one integer. Of the positions before the last star that was reached only the star is kept:
    whatever an earlier position would accept, the star accepts too, so that no text is lost and states stay few.
    """

    def __init__(self, patterns: Sequence[tuple[str, str]]) -> None:
        """`patterns`: each a kind (`text`, `folded` where case does not count, `arn`) and a pattern."""
        self._start = 0
        self._ends: list[int] = []
        self._stars: list[tuple[int, int, int]] = []  # (bit of the star, mask of what is before it in its pattern)
        self._loops_any = 0
        self._loops_field = 0
        self._skips: list[int] = []
        self._takes: dict[str, int] = {}
        self._takes_any = 0
        self._takes_field = 0
        letters: set[str] = set()
        offset = 0
        for kind, pattern in patterns:
            offset = self._add(kind, pattern, offset, letters)
        self._skip_mask = sum(self._skips)
        self._alphabet = [*sorted(letters), *_others(letters)]
        self._start = self._closed(self._start)

    def _add(self, kind: str, pattern: str, offset: int, letters: set[str]) -> int:
        self._start |= 1 << offset
        colons = 0
        first = offset
        for char in pattern:
            bit = 1 << offset
            in_field = kind == "arn" and colons < _FIELDS - 1 and pattern != "*"
            if char == "*":
                if in_field:
                    self._loops_field |= bit
                else:
                    self._loops_any |= bit
                self._skips.append(bit)
                self._stars.append((bit, bit - (1 << first), bit))
            elif char == "?":
                if in_field:
                    self._takes_field |= bit
                else:
                    self._takes_any |= bit
            else:
                colons += char == ":"
                one = plain(char)
                for same in {one.lower(), one.upper()} if kind == "folded" else {one}:
                    self._takes[same] = self._takes.get(same, 0) | bit
                    letters.add(same)
            offset += 1
        if kind == "arn" and pattern != "*":
            letters.add(":")
        self._ends.append(1 << offset)
        return offset + 1

    def _closed(self, state: int) -> int:
        # A star may stand for nothing: its next position is reached at once. Stars in a row need more than one round.
        while True:
            wider = state | ((state & self._skip_mask) << 1)
            if wider == state:
                break
            state = wider
        for bit, before, _ in reversed(self._stars):
            if state & bit and state & before:
                state &= ~before
        return state

    def _step(self, state: int, char: str) -> int:
        takes = self._takes.get(char, 0) | self._takes_any
        loops = self._loops_any
        if char != ":":
            takes |= self._takes_field
            loops |= self._loops_field
        return self._closed(((state & takes) << 1) | (state & loops))

    def _answers(self, state: int) -> tuple[bool, ...]:
        return tuple(bool(state & end) for end in self._ends)

    def answers(self) -> Iterator[tuple[tuple[bool, ...], str]]:
        """Yield every combination of answers that some text gives, each once, with a shortest such text.

        Raises Undecided.
        """
        seen = {self._start}
        told: set[tuple[bool, ...]] = set()
        frontier = [(self._start, "")]
        while frontier:
            following: list[tuple[int, str]] = []
            for state, text in frontier:
                answer = self._answers(state)
                if answer not in told:
                    told.add(answer)
                    yield answer, text
                for char in self._alphabet:
                    reached = self._step(state, char)
                    if reached not in seen:
                        seen.add(reached)
                        following.append((reached, text + char))
                        if len(seen) > TOO_MANY:
                            raise Undecided
            frontier = following


def _others(letters: set[str]) -> list[str]:
    """A character that no pattern names: one stands for all of them."""
    for code in range(ord("a"), 0x2FFF):
        if chr(code) not in letters:
            return [chr(code)]
    return []
