"""What lies between a draft and the bytes of its entry."""

from datetime import datetime

import msgspec

from keyturn.model.evidence import Kind
from keyturn.model.noun import Noun


class Told(Noun, frozen=True):
    """A draft that can be written: `about` and `payload` in canonical form."""

    kind: Kind
    about: bytes
    payload: bytes


class Leaf(Noun, frozen=True):
    """What an entry says in the tree (docs/reference/log-format.md), members in the order of their names."""

    about: msgspec.Raw
    at: datetime | str
    kind: Kind
    payload: str
    seq: int
    v: int
