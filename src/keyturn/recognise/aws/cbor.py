"""CBOR as Smithy's rpc-v2-cbor uses it (RFC 8949), read strictly.

Taken: integers, bytes, text, lists, maps with text keys, definite or not, floats, booleans, null, tag 1 (an instant).
Refused: a key that stands twice, other tags, simple values and key types, bytes after the item, lengths beyond the end.
"""

import struct
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from typing import Final, NoReturn

from keyturn.errors import quoted
from keyturn.recognise.aws.refusal import malformed
from keyturn.recognise.aws.scalars import instant_epoch

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _OTHER = range(8)
_INDEFINITE: Final = 31
_BREAK: Final = 0xFF
_FLOATS: Final = {25: (">e", 2), 26: (">f", 4), 27: (">d", 8)}
_SIMPLE: Final = {20: False, 21: True, 22: None, 23: None}
_INSTANT_TAG: Final = 1
_PLAIN: Final = (_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _TAG)
_NUMBERS: Final = (_UNSIGNED, _NEGATIVE, _OTHER)


def loads(data: bytes, *, depth: int) -> object:
    """The one item in `data`: dict, list, str, bytes, int, float, bool, None, or an aware datetime. Raises Refused."""
    reader = _Reader(data)
    value = reader.item(depth)
    if reader.at != len(data):
        _refuse("something stands after the item")
    return value


def _refuse(why: str) -> NoReturn:
    raise malformed(f"the body is not valid CBOR: {why}")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def item(self, depth: int) -> object:
        major, info = self._head()
        if major == _OTHER:
            return self._other(info)
        if info == _INDEFINITE:
            return self._indefinite(major, depth)
        argument = self._argument(info)
        if major in _PLAIN:
            return self._plain(major, argument)
        if depth == 0:
            _refuse("it is nested too deep")
        if argument > len(self._data):
            _refuse("it ends too early")
        if major == _LIST:
            return [self.item(depth - 1) for _ in range(argument)]
        members: dict[str, object] = {}
        for _ in range(argument):
            self._member(members, depth - 1)
        return members

    def _plain(self, major: int, argument: int) -> object:
        if major == _UNSIGNED:
            return argument
        if major == _NEGATIVE:
            return -1 - argument
        if major == _BYTES:
            return self._take(argument)
        return self._text(argument) if major == _TEXT else self._instant(argument)

    def _head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        return first >> 5, first & 31

    def _take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self._data):
            _refuse("it ends too early")
        taken = self._data[self.at : end]
        self.at = end
        return taken

    def _argument(self, info: int) -> int:
        if info < 24:
            return info
        if info > 27:
            _refuse("a length is written in a way that does not exist")
        return int.from_bytes(self._take(1 << info - 24), "big")

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode("utf-8")
        except UnicodeDecodeError:
            _refuse("text is not UTF-8")

    def _instant(self, tag: int) -> datetime:
        if tag != _INSTANT_TAG:
            _refuse(f"tag {quoted(tag)} is not known here")
        if self.at >= len(self._data) or self._data[self.at] >> 5 not in _NUMBERS:
            _refuse("an instant is not a number")
        seconds = self.item(0)
        if isinstance(seconds, float) and not isfinite(seconds):
            _refuse("an instant is not finite")
        return instant_epoch(seconds)

    def _other(self, info: int) -> object:
        if info in _FLOATS:
            form, length = _FLOATS[info]
            value: float = struct.unpack(form, self._take(length))[0]
            return value
        if info in _SIMPLE:
            return _SIMPLE[info]
        _refuse("a simple value is not known here")

    def _indefinite(self, major: int, depth: int) -> object:
        if major == _BYTES:
            return b"".join(self._take(length) for length in self._chunks(_BYTES))
        if major == _TEXT:
            return "".join(self._text(length) for length in self._chunks(_TEXT))
        if depth == 0:
            _refuse("it is nested too deep")
        if major == _LIST:
            items: list[object] = []
            while not self._ended():
                items.append(self.item(depth - 1))
            return items
        if major == _MAP:
            members: dict[str, object] = {}
            while not self._ended():
                self._member(members, depth - 1)
            return members
        _refuse("a length is written in a way that does not exist")

    def _chunks(self, wanted: int) -> Iterator[int]:
        """The lengths of the pieces of a string that is written in pieces."""
        while not self._ended():
            major, info = self._head()
            if major != wanted or info == _INDEFINITE:
                _refuse("a string in pieces holds something else")
            yield self._argument(info)

    def _ended(self) -> bool:
        if self.at >= len(self._data):
            _refuse("it ends too early")
        if self._data[self.at] != _BREAK:
            return False
        self.at += 1
        return True

    def _member(self, members: dict[str, object], depth: int) -> None:
        key = self.item(0)
        if type(key) is not str:
            _refuse("a key is not text")
        if key in members:
            _refuse(f"the key `{quoted(key)}` stands twice")
        members[key] = self.item(depth)
