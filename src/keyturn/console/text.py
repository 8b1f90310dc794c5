r"""Text that an agent wrote, made harmless to look at: what is seen is what is there.

No control characters, no bidirectional overrides, nothing invisible, no letters that pass for ASCII ones. Whatever is
taken out is written as `\x1b`, `\u202e` or `\U0001d41a`, so that nothing vanishes silently.

Sources: Unicode Technical Report 36 (Unicode security considerations), Technical Standard 39 (mixed scripts).
"""

import json
import re
import unicodedata
from typing import Final

from keyturn.codec.canonical import Json

_WORD: Final = re.compile(r"\w+")
_ALIKE: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts with letters that look like one another; a word that mixes two of them is dressed up."""

_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_INVISIBLE: Final = frozenset(
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0)
) | frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_MARKS_IN_A_ROW: Final = 2


def visible(text: str) -> str:
    """`text` on one line, safe beside other text: right-to-left letters are escaped, for they move what is near."""
    return text if text.isascii() and text.isprintable() else _harmless(text, own_line=False)


def prose(text: str) -> tuple[str, ...]:
    """The lines of `text`, each to be shown on a line of its own, where it may be in any script."""
    return tuple(_harmless(line, own_line=True) for line in text.replace("\r\n", "\n").split("\n"))


def plain(text: str) -> str:
    """`text` in printable ASCII: for names, ARNs and digests, where any other character is a surprise."""
    return "".join(
        character if character.isascii() and character.isprintable() else _escaped(character) for character in text
    )


def quoted(text: str) -> str:
    """`text` between double quotes, so that text and number, and where each begins and ends, can be told apart."""
    whole = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{visible(whole)}"'


def json_text(value: Json) -> str:
    """`value` as one JSON document: printable ASCII, so that no terminal acts on what is in it."""
    # A DEL is the one ASCII character that JSON leaves as it is and a terminal may act on.
    return json.dumps(value, indent=2, ensure_ascii=True).replace("\x7f", "\\u007f") + "\n"


def _harmless(text: str, *, own_line: bool) -> str:
    dressed = _dressed_up(text)
    parts: list[str] = []
    marks = 0
    for place, character in enumerate(text):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        hidden = (
            place in dressed
            or marks > _MARKS_IN_A_ROW
            or _is_hidden(character)
            or (not own_line and unicodedata.bidirectional(character) in _RIGHT_TO_LEFT)
        )
        parts.append(_escaped(character) if hidden else character)
    return "".join(parts)


def _is_hidden(character: str) -> bool:
    """Whether `character` cannot be seen, or passes for ASCII without being it."""
    if character.isascii():
        return not character.isprintable()
    if not character.isprintable() or ord(character) in _INVISIBLE:
        return True
    same = unicodedata.normalize("NFKC", character)
    return same != character and any(part.isascii() for part in same)


def _dressed_up(text: str) -> frozenset[int]:
    """The places of the characters, other than ASCII, of words that mix scripts whose letters look alike."""
    if text.isascii():
        return frozenset()
    places: set[int] = set()
    for word in _WORD.finditer(text):
        letters = [character for character in word[0] if character.isalpha()]
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in letters} & _ALIKE
        if len(scripts) > 1:
            places |= {word.start() + at for at, character in enumerate(word[0]) if not character.isascii()}
    return frozenset(places)


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
