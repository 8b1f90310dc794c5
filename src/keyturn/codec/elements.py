"""An XML answer as plain data, without a schema: text, lists and objects."""

from typing import Final
from xml.parsers import expat

from keyturn.codec.canonical import Json
from keyturn.errors import Malformed

DEPTH: Final = 64
_LISTED: Final = frozenset({"member", "item"})


def read(text: bytes) -> dict[str, Json]:
    """Return the children of the root of `text` by name.

    An element without children is its text; elements named `member` or `item` are a list, and so are others that stand
    there several times. Attributes are left out. Raises Malformed for what is no XML, for a document type and for more
    than `DEPTH` levels.
    """
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(text, True)  # noqa: FBT003 - the C parser takes it by position only
    except expat.ExpatError as error:
        raise _malformed(expat.ErrorString(error.code)) from None
    return builder.root()


class _Node:
    __slots__ = ("children", "text")

    def __init__(self) -> None:
        self.children: list[tuple[str, Json]] = []
        self.text: list[str] = []

    def value(self) -> Json:
        if not self.children:
            return "".join(self.text).strip()
        if {name for name, _ in self.children} <= _LISTED:
            return [child for _, child in self.children]
        found: dict[str, list[Json]] = {}
        for name, child in self.children:
            found.setdefault(name, []).append(child)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


class _Builder:
    def __init__(self) -> None:
        self._open = [_Node()]

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) > DEPTH:
            raise _malformed("it is nested too deep")
        self._open.append(_Node())

    def end(self, name: str) -> None:
        node = self._open.pop()
        self._open[-1].children.append((name.rpartition(" ")[2], node.value()))

    def characters(self, text: str) -> None:
        self._open[-1].text.append(text)

    def doctype(self, *_: object) -> None:
        raise _malformed("it declares a document type")

    def root(self) -> dict[str, Json]:
        children = self._open[0].children
        value = children[0][1] if children else None
        if isinstance(value, dict):
            return value
        return {"value": value} if value else {}


def _malformed(why: str) -> Malformed:
    # What AWS answered is not repeated: it may hold what must stand in no error and no log.
    return Malformed("XML answer", "its text", why)
