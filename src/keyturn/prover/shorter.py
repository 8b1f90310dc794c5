"""Many names of actions as few patterns, that match none of the others."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_WORDS: Final = re.compile(r"[A-Z]+[a-z0-9]*|[a-z0-9]+")


def shorter(kept: Iterable[str], others: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    """Patterns (`Describe*`) that match every name of `kept` and none of `others`, where those are all names there are.

    A wildcard stands only within one of `allowed`, prefixes that were granted as a whole: so nothing that AWS adds
    later is granted which was not before.
    """
    names = sorted(set(kept))
    taken = sorted({one.lower() for one in others})
    prefixes = [one.lower() for one in allowed]
    if names and not taken and "" in prefixes:
        return ("*",)
    found: list[str] = []
    for name in names:
        if any(one.endswith("*") and name.startswith(one[:-1]) for one in found):
            continue
        found.append(next(_patterns(name, names, taken, prefixes), name))
    return tuple(found)


def _patterns(name: str, names: list[str], taken: list[str], allowed: list[str]) -> Iterator[str]:
    """The prefixes of `name`, word by word, that more than one name has and no other: the shortest first."""
    for word in _WORDS.finditer(name):
        prefix = name[: word.end()]
        folded = prefix.lower()
        if not any(folded.startswith(one) for one in allowed) or any(one.startswith(folded) for one in taken):
            continue
        if sum(one.startswith(prefix) for one in names) > 1:
            yield f"{prefix}*"
