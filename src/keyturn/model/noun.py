"""What the nouns on a call's way are made of.

A frozen dataclass assigns its members one by one, in Python, past its own ban: 0.8 us for seven of them. A read makes
thirty such values. These are made in C in a tenth of that, and mean the same: they compare and hash by what they hold,
cannot be changed, have no other members, and `dataclasses.replace` takes them (docs/adr, "Nouns that are quick to
make").
"""

from dataclasses import Field, make_dataclass
from functools import lru_cache
from typing import Any, ClassVar

import msgspec


@lru_cache
def _fields_of(noun: type[msgspec.Struct]) -> dict[str, Field[Any]]:
    members: dict[str, Field[Any]] = vars(make_dataclass(noun.__name__, noun.__struct_fields__))["__dataclass_fields__"]
    return members


class _Fields:
    """The members of a noun as the functions of `dataclasses` look for them."""

    def __get__(self, _: object, noun: type[msgspec.Struct]) -> dict[str, Field[Any]]:
        return _fields_of(noun)


class Noun(msgspec.Struct, frozen=True):
    """A noun. A class that inherits says `frozen=True` too, for the type checker."""

    HIDDEN: ClassVar[frozenset[str]] = frozenset()
    """Members that are not repeated where the value is printed."""

    __dataclass_fields__: ClassVar[Any] = _Fields()

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name not in self.HIDDEN)
        return f"{type(self).__name__}({', '.join(told)})"
