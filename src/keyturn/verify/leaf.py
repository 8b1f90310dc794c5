"""Reading a leaf: exactly the members that docs/reference/log-format.md names, in their one form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyturn.codec.digest import Digest, parse_digest
from keyturn.codec.encoding import format_instant, parse_instant
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed
from keyturn.model.evidence import Kind

_WHAT: Final = "log leaf"


@dataclass(frozen=True, slots=True)
class Leaf:
    """What an entry says that can never be erased."""

    seq: int
    at: datetime
    kind: Kind
    about: Mapping[str, str]
    payload: Digest


def parse_leaf(data: bytes) -> Leaf:
    """Read a leaf. Raises Malformed for any other form, and for a kind that this version does not know."""
    match loads_canonical(data):
        case {
            "v": 1,
            "seq": int(seq),
            "at": str(at),
            "kind": str(kind),
            "about": dict(about),
            "payload": str(payload),
            **more,
        } if not more and not isinstance(seq, bool):
            pass
        case other:
            raise Malformed(_WHAT, other, "it has not the members of a leaf of version 1")
    instant = parse_instant(at)
    if format_instant(instant) != at:
        raise Malformed(_WHAT, at, "its instant is not in its one form")
    texts = {name: value for name, value in about.items() if isinstance(value, str)}
    if len(texts) != len(about):
        raise Malformed(_WHAT, "about", "its members must be texts")
    return Leaf(seq, instant, _kind(kind), texts, parse_digest(payload))


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Malformed(_WHAT, text, "no kind of entry that this version knows: verify with a newer one") from None
