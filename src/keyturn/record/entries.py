"""From a draft and its number to the bytes of an entry (docs/reference/log-format.md)."""

import re
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import encode
from keyturn.codec.digest import commitment
from keyturn.codec.encoding import format_instant, parse_instant
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed, OurError
from keyturn.model.evidence import Draft, Entry, Kind

LEAF_VERSION: Final = 1

_SIGNED_LATER: Final = frozenset({Kind.READ, Kind.ANSWER})
_ABOUT: Final = re.compile(r'(?:"[a-z]{1,32}":"[0-9A-Za-z-]{1,128}"(?:,(?!\Z)|\Z))*')


class Unrecordable(OurError):
    """A draft of ours would put more than ids and digests into a leaf, where nothing can ever be erased."""

    code = "evidence.unrecordable"

    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(
            f"an entry of kind `{kind}` says too much in `about.{name}`: ids and digests only, please report this"
        )


def entry(draft: Draft, seq: int, salt: bytes, at: datetime) -> Entry:
    """Entry number `seq` for `draft`, written at `at`: the leaf commits to the payload under `salt`.

    Raises Malformed for a payload that has no canonical form, Unrecordable for an `about` that holds more than ids and
    digests.
    """
    about = ",".join([f'"{name}":"{value}"' for name, value in sorted(draft.about.items())])
    # Counted, because a value with quotes in it would read like two members.
    if not _ABOUT.fullmatch(about) or about.count('"') != 4 * len(draft.about):
        raise Unrecordable(draft.kind, next(name for name in draft.about if not _says_little(name, draft.about[name])))
    payload = encode(draft.payload)
    # The canonical form of an object of these members: what stands in it needs no escape and no look at its type.
    leaf = (
        f'{{"about":{{{about}}},"at":"{format_instant(at)}","kind":"{draft.kind.value}",'
        f'"payload":"{commitment(salt, payload)}","seq":{seq},"v":{LEAF_VERSION}}}'
    )
    return Entry(seq, leaf.encode(), salt, payload)


def _says_little(name: str, value: str) -> bool:
    return _ABOUT.fullmatch(f'"{name}":"{value}"') is not None and '"' not in name + value


def instant_of(leaf: bytes) -> datetime:
    """The instant at which an entry with this leaf was written. Raises Malformed."""
    value = loads_canonical(leaf)
    at = value.get("at") if isinstance(value, dict) else None
    if not isinstance(at, str):
        raise Malformed("log leaf", leaf, "it has no instant")
    return parse_instant(at)


def signed_at_once(kind: Kind) -> bool:
    """Whether an entry of this kind is acknowledged only once a signed checkpoint covers it.

    Reads and their answers are many; the next checkpoint, at most a second later, covers them too.
    """
    return kind not in _SIGNED_LATER
