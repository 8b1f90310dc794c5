"""Which texts fit IAM's patterns: one text at once, and whether any text fits some patterns and none of some others.

There is no automaton here. Patterns that must all fit are merged into patterns that say the same (`_merged`: a finite
union). Against those that must not fit, finitely many texts stand for all texts of a merged pattern:

- Let a text fit the merged pattern and none of the unwanted. Write, in the place of every character that a wildcard of
  the merged pattern took, one that no unwanted pattern names. Only wildcards fit that character, and they would have
  fitted what stood there before (no wildcard of the first five fields takes a colon, and none is put there): so it
  still fits none of the unwanted.
- An unwanted pattern has at most `q` marks for one character. Of a run of more than `q` such characters a star takes at
  least one, so that it fits a run of `q + 1` if and only if it fits every longer one.

So runs of 0 to `q + 1` of one character that nobody names, in every combination, are enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final, TypeAlias

from keyturn.errors import CallerError

Token: TypeAlias = str | None
"""What stands at one place of a pattern: None any run, "" any one character, else the characters it may be."""

Tokens: TypeAlias = tuple[Token, ...]

_FIELDS: Final = 6
_MOST: Final = 100_000
_PRIVATE: Final = range(0xE100, 0xF800)


class CannotFollow(CallerError):
    """A question has more cases than the auditor looks at, so nothing is verified by it."""

    code = "prove.too_many_cases"

    def __init__(self) -> None:
        super().__init__("the conditions that bear on it are too many to follow")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: of a text, or (`arn`) of an ARN, where a wildcard of the first five fields stays within its field."""

    tokens: Tokens
    arn: bool = False

    @property
    def is_all(self) -> bool:
        """Whether every text fits."""
        return self.tokens == (None,)


def plain(text: str) -> Tokens:
    """The pattern of one text."""
    return tuple(text)


@lru_cache(maxsize=200_000)
def wild(text: str) -> Tokens:
    """The pattern that a text with `*` and `?` is."""
    return tuple(None if char == "*" else "" if char == "?" else char for char in text)


def folded(tokens: Tokens) -> Tokens:
    """The same pattern where case does not count."""
    return tuple(
        one and "".join(dict.fromkeys(char for char in (one, one.lower(), one.upper()) if len(char) == len(one)))
        for one in tokens
    )


# ------------------------------------------------------------------------------------------------------- one text


def fits(pattern: Pattern, text: str) -> bool:
    """Whether `text` fits `pattern`. An ARN pattern with fewer fields stands for all that begins so."""
    tokens = pattern.tokens
    if tokens == (None,):
        return True
    if not pattern.arn:
        return _fits(tokens, text)
    if is_plain(tokens):
        return "".join(one or "" for one in tokens) == text
    fields = text.split(":", _FIELDS - 1)
    return len(fields) == _FIELDS and all(map(_fits, fields_of(tokens), fields))


@lru_cache(maxsize=200_000)
def is_plain(tokens: Tokens) -> bool:
    """Whether one text alone fits."""
    return all(one is not None and len(one) == 1 for one in tokens)


@lru_cache(maxsize=200_000)
def fields_of(tokens: Tokens) -> tuple[Tokens, ...]:
    """The six fields of an ARN pattern; what is left out at the end is anything."""
    fields: list[Tokens] = []
    begun = 0
    for at, one in enumerate(tokens):
        if one == ":" and len(fields) < _FIELDS - 1:
            fields.append(tokens[begun:at])
            begun = at + 1
    fields.append(tokens[begun:])
    return (*fields, *[(None,)] * (_FIELDS - len(fields)))


def _fits(tokens: Tokens, text: str) -> bool:
    pieces, is_text = _pieces(tokens)
    if not is_text:
        return _walk(tokens, text)
    if len(pieces) == 1:
        return pieces[0] == text
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


@lru_cache(maxsize=200_000)
def _pieces(tokens: Tokens) -> tuple[tuple[str, ...], bool]:
    """What stands between the stars, and whether all of it is plain text."""
    pieces = [""]
    for one in tokens:
        if one is None:
            pieces.append("")
        elif len(one) != 1:
            return (), False
        else:
            pieces[-1] += one
    return tuple(pieces), True


def _walk(tokens: Tokens, text: str) -> bool:
    """Each piece takes its leftmost place; after a star that did not work out, the last star takes one more."""
    at = here = 0
    star, resume = -1, 0
    while here < len(text):
        if at < len(tokens) and tokens[at] is None:
            star, resume = at, here
            at += 1
        elif at < len(tokens) and (tokens[at] == "" or text[here] in (tokens[at] or "")):
            at, here = at + 1, here + 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(one is None for one in tokens[at:])


# ------------------------------------------------------------------------------------------------------ any text


@lru_cache(maxsize=200_000)
def some_text(wanted: frozenset[tuple[Pattern, ...]], unwanted: frozenset[Pattern]) -> bool:
    """Whether some text fits one pattern of each group in `wanted` and none of `unwanted`. Raises CannotFollow."""
    if any(one.is_all for one in unwanted):
        return False
    groups = sorted((group for group in wanted if not any(one.is_all for one in group)), key=len)
    for group in groups:
        if all(is_plain(one.tokens) and not one.arn for one in group):
            texts = ("".join(token or "" for token in one.tokens) for one in group)
            return any(_serves(text, groups, unwanted) for text in texts)
    by_field = any(one.arn for one in (*unwanted, *(one for group in groups for one in group)))
    try:
        shapes = _all_of(groups, by_field=by_field)
        return any(_escapes(shape, unwanted) for shape in shapes)
    except RecursionError:
        raise CannotFollow from None


def _serves(text: str, groups: Sequence[tuple[Pattern, ...]], unwanted: frozenset[Pattern]) -> bool:
    return all(any(_fits_open(one, text) for one in group) for group in groups) and not any(
        _fits_open(one, text) for one in unwanted
    )


def _fits_open(pattern: Pattern, text: str) -> bool:
    """As `fits`, but an ARN pattern without wildcards and with fewer fields stands for all that begins so as well."""
    if not pattern.arn or pattern.is_all:
        return fits(pattern, text)
    fields = text.split(":", _FIELDS - 1)
    return len(fields) == _FIELDS and all(map(_fits, fields_of(pattern.tokens), fields))


def _all_of(groups: Sequence[tuple[Pattern, ...]], *, by_field: bool) -> set[tuple[Tokens, ...]]:
    """The shapes (a pattern for each field, or one for all) of the texts that fit one pattern of each group."""
    shapes = set(_shapes(Pattern((None,)), by_field=by_field)) if not groups else None
    for group in groups:
        more = {shape for one in group for shape in _shapes(one, by_field=by_field)}
        if shapes is None:
            shapes = more
            continue
        shapes = {both for left in shapes for right in more for both in _meet(left, right)}
        if len(shapes) > _MOST:
            raise CannotFollow
    return shapes or set()


def _shapes(pattern: Pattern, *, by_field: bool) -> Iterator[tuple[Tokens, ...]]:
    if not by_field:
        yield (pattern.tokens,)
    elif pattern.arn and not pattern.is_all:
        yield fields_of(pattern.tokens)
    else:
        yield from _split(pattern.tokens, _FIELDS - 1)


def _split(tokens: Tokens, colons: int) -> Iterator[tuple[Tokens, ...]]:
    """The texts of a pattern by where their first `colons` colons are: within wildcards, or written out."""
    if colons == 0:
        yield (tokens,)
        return
    for at, one in enumerate(tokens):
        before = tokens[:at]
        if one is None:
            for rest in _split(tokens[at:], colons - 1):
                yield ((*before, None), *rest)
        elif one == "" or ":" in one:
            for rest in _split(tokens[at + 1 :], colons - 1):
                yield (before, *rest)
            if one == ":":
                return
    yield (tokens,)


def _meet(left: tuple[Tokens, ...], right: tuple[Tokens, ...]) -> Iterator[tuple[Tokens, ...]]:
    if len(left) == len(right):
        found = [_merged(one, other) for one, other in zip(left, right, strict=True)]
        if all(found):
            yield from product(*found)


@lru_cache(maxsize=200_000)
def _merged(left: Tokens, right: Tokens) -> frozenset[Tokens]:
    """Patterns that together fit what both fit."""
    if left in ((None,), right):
        return frozenset((right,))
    if right == (None,):
        return frozenset((left,))
    if not left or not right:
        return frozenset(((),)) if all(one is None for one in (*left, *right)) else frozenset()
    at = 0
    while at < min(len(left), len(right)) and (one := left[at]) == right[at] and one is not None:
        at += 1
    if at:
        return frozenset((*left[:at], *rest) for rest in _merged(left[at:], right[at:]))
    first, second = left[0], right[0]
    found: set[Tokens] = set()
    if first is None and second is None:
        # One of the two runs ends first; what the other still takes, its star takes.
        found |= {(None, *rest) for rest in _merged(left[1:], right)}
        found |= {(None, *rest) for rest in _merged(left, right[1:])}
    elif first is None:
        found |= _merged(left[1:], right)
        found |= {(second, *rest) for rest in _merged(left, right[1:])}
    elif second is None:
        found |= _merged(left, right[1:])
        found |= {(first, *rest) for rest in _merged(left[1:], right)}
    else:
        one = first if second == "" else second if first == "" else "".join(c for c in first if c in second)
        if one or (first == "" and second == ""):
            found |= {(one, *rest) for rest in _merged(left[1:], right[1:])}
    if len(found) > _MOST:
        raise CannotFollow
    return frozenset(found)


def _escapes(shape: tuple[Tokens, ...], unwanted: frozenset[Pattern]) -> bool:
    """Whether one of the texts that stand for all of `shape` fits none of `unwanted`."""
    tokens: list[Token] = []
    for number, field in enumerate(shape):
        tokens += [*([":"] if number else []), *field]
    named = {char for one in unwanted for token in one.tokens for char in token or ""}
    fresh = next(chr(code) for code in _PRIVATE if chr(code) not in named)
    runs = 2 + max((one.tokens.count("") for one in unwanted), default=0)
    choices: list[Sequence[str]] = []
    count = 1
    for one in tokens:
        if one is None:
            choices.append([fresh * length for length in reversed(range(runs))])
        else:
            choices.append(one or fresh)
        count *= len(choices[-1])
    for number, letters in enumerate(product(*choices)):
        text = "".join(letters)
        if not any(_fits_open(one, text) for one in unwanted):
            return True
        if number > _MOST:
            raise CannotFollow
    return False
