"""The members of a statement's payload, each read once, with its form."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from keyturn.codec.canonical import Json
from keyturn.codec.digest import parse_digest
from keyturn.codec.encoding import parse_instant
from keyturn.codec.keys import parse_key_id
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed
from keyturn.model.identity import parse_id, parse_name

LONGEST_PAYLOAD: Final = 262_144
LONGEST_TEXT: Final = 65_536

_NONCE: Final = re.compile(r"[0-9A-Za-z_-]{16,64}")
_DEPLOYMENT: Final = re.compile(r"[0-9A-Za-z._-]{1,64}")
# Marks that make a terminal or a page show characters in another order than they stand (Unicode Technical Report 36).
_REORDERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

S = TypeVar("S", bound=StrEnum)


class Members:
    """An object whose members are taken one by one; `end` refuses what nobody took. All of it raises Malformed."""

    def __init__(self, what: str, payload: bytes | Mapping[str, Json]) -> None:
        """Read `payload`: canonical JSON of one object, or a part of such; `what` names it in errors."""
        if isinstance(payload, bytes):
            if len(payload) > LONGEST_PAYLOAD:
                raise Malformed(what, payload, f"it has more than {LONGEST_PAYLOAD} bytes")
            value = loads_canonical(payload)
            if not isinstance(value, Mapping):
                raise Malformed(what, payload, "a JSON object is wanted")
            payload = value
        self._what = what
        self._left: dict[str, Json] = dict(payload)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def end(self) -> None:
        """Refuse any member that was not taken."""
        if self._left:
            raise Malformed(self._what, min(self._left), "it has no such member")

    def string(self, name: str) -> str:
        """Take a member that is text of any form."""
        if name not in self._left:
            raise Malformed(self._what, name, "this member is missing")
        value = self._left.pop(name)
        if not isinstance(value, str):
            raise Malformed(self._what, value, f"`{name}` must be text")
        return value

    def text(self, name: str) -> str:
        """Take text that people will read: of at most 65,536 characters, none of which hides or moves others."""
        return _readable(name, self.string(name))

    def text_or_none(self, name: str) -> str | None:
        """Take text that people will read, or null."""
        return None if self._is_null(name) else self.text(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts that people will read."""
        value = self._left.pop(name, None)
        if not isinstance(value, list):
            raise Malformed(self._what, value, f"`{name}` must be a list")
        found: list[str] = []
        for item in value:
            if not isinstance(item, str):
                raise Malformed(self._what, item, f"`{name}` must hold text only")
            found.append(_readable(name, item))
        return tuple(found)

    def object(self, name: str) -> Mapping[str, Json]:
        """Take an object; what it holds is for whoever knows its form."""
        value = self._left.pop(name, None)
        if not isinstance(value, Mapping):
            raise Malformed(self._what, value, f"`{name}` must be an object")
        return value

    def objects(self, name: str) -> tuple[Mapping[str, Json], ...]:
        """Take a list of objects."""
        value = self._left.pop(name, None)
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise Malformed(self._what, value, f"`{name}` must be a list of objects")
        return tuple(item for item in value if isinstance(item, Mapping))

    def digest_or_none(self, name: str) -> str | None:
        """Take a SHA-256 in hexadecimal digits, or null."""
        return None if self._is_null(name) else self.digest(name)

    def name(self, name: str) -> str:
        """Take the name of a person, an agent, a group or an environment."""
        return parse_name(name, self.string(name))

    def name_or_none(self, name: str) -> str | None:
        """Take a name, or null."""
        return None if self._is_null(name) else self.name(name)

    def identifier(self, name: str, letter: str) -> str:
        """Take an identifier of ours that begins with `letter` and a hyphen."""
        value = parse_id(name, self.string(name))
        if not value.startswith(f"{letter}-"):
            raise Malformed(name, value, f"it begins with `{letter}-`")
        return value

    def digest(self, name: str) -> str:
        """Take a SHA-256 in hexadecimal digits."""
        return parse_digest(self.string(name))

    def key_id(self, name: str) -> str:
        """Take the id of a key."""
        return parse_key_id(self.string(name))

    def instant(self, name: str) -> datetime:
        """Take an instant, UTC."""
        return parse_instant(self.string(name))

    def instant_or_none(self, name: str) -> datetime | None:
        """Take an instant, UTC, or null."""
        return None if self._is_null(name) else self.instant(name)

    def number(self, name: str) -> int:
        """Take a whole number that is not negative."""
        value = self._left.pop(name, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Malformed(self._what, value, f"`{name}` must be a whole number")
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """Take a list of whole numbers that are not negative."""
        value = self._left.pop(name, None)
        if not isinstance(value, list):
            raise Malformed(self._what, value, f"`{name}` must be a list")
        return tuple(Members(self._what, {name: one}).number(name) for one in value)

    def number_or_none(self, name: str) -> int | None:
        """Take a whole number that is not negative, or null."""
        return None if self._is_null(name) else self.number(name)

    def nonce(self, name: str) -> str:
        """Take what makes a statement differ from every other: 16 to 64 of `0-9 A-Z a-z _ -`."""
        return _formed("nonce", self.string(name), _NONCE)

    def deployment(self, name: str) -> str:
        """Take the name of a gate."""
        return _formed("deployment id", self.string(name), _DEPLOYMENT)

    def one_of(self, name: str, words: type[S]) -> S:
        """Take one of the words of an enumeration."""
        value = self.string(name)
        try:
            return words(value)
        except ValueError:
            raise Malformed(name, value, f"one of {', '.join(words)} is wanted") from None

    def _is_null(self, name: str) -> bool:
        if name in self._left and self._left[name] is None:
            del self._left[name]
            return True
        return False


def _formed(what: str, value: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(value):
        raise Malformed(what, value)
    return value


def _readable(name: str, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise Malformed(name, value, f"it has more than {LONGEST_TEXT} characters")
    for character in value:
        if character in _REORDERING or (character != "\n" and unicodedata.category(character) == "Cc"):
            raise Malformed(name, value, f"it holds U+{ord(character):04X}, which would not be seen for what it is")
    return value
