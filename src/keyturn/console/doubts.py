"""Calls whose answer never came, as the gateway tells of them, and what people say became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.console.text import plain, prose
from keyturn.errors import Malformed
from keyturn.model.approval import Word
from keyturn.model.identity import parse_id

_WORDS: Final[Mapping[str, str]] = {word.value: f"it {word.value}" for word in Word}


@dataclass(frozen=True, slots=True)
class Saying:
    """What one person says, as harmless text: who, that it happened or not, when, and their comment in lines."""

    by: str
    word: str
    at: str
    comment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One call in doubt: the number of its action (from 1), its grant, why nobody knows, and what people say.

    `now` is what the gateway has just read of it, empty where it has not.
    """

    number: int
    grant: str
    why: str
    now: str
    said: tuple[Saying, ...]


def doubts(shown: Json) -> tuple[Doubt, ...]:
    """Return the calls in doubt of a change as `show` gives it. Raises Malformed for an answer of another form."""
    grants = shown.get("grants") if isinstance(shown, Mapping) else None
    if not isinstance(grants, list):
        raise Malformed("answer of the gateway", shown, "it has no list of grants")
    found = []
    for number, grant in enumerate(grants, 1):
        if not isinstance(grant, Mapping):
            raise Malformed("grant", grant, "an object is wanted")
        if grant.get("state") == "in doubt":
            name, now = parse_id("grant", str(grant.get("grant"))), plain(str(grant.get("now") or ""))
            found.append(Doubt(number, name, _why(grant), now, _said(grant)))
    return tuple(found)


def _why(grant: Mapping[str, Json]) -> str:
    outcome = grant.get("outcome")
    if not isinstance(outcome, Mapping):
        return "the gateway went down while it was under way"
    if isinstance(outcome.get("status"), int):
        return f"AWS answered {outcome['status']}, which does not say whether it had an effect"
    return plain(str(outcome.get("why") or "its answer never came"))


def _said(grant: Mapping[str, Json]) -> tuple[Saying, ...]:
    said = grant.get("said")
    return tuple(_saying(one) for one in said) if isinstance(said, Sequence) and not isinstance(said, str) else ()


def _saying(one: Json) -> Saying:
    if not isinstance(one, Mapping):
        raise Malformed("word about a call", one, "an object is wanted")
    by, word, at, comment = (str(one.get(name, "")) for name in ("by", "word", "at", "comment"))
    return Saying(
        plain(by), _WORDS.get(word, plain(word)), plain(at[:16].replace("T", " ")), prose(comment) if comment else ()
    )
