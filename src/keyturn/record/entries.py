"""From a draft and its number to the bytes of an entry (docs/reference/log-format.md)."""

import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from keyturn.codec.canonical import encode
from keyturn.codec.digest import commitment
from keyturn.codec.encoding import format_instant, parse_instant
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed, OurError
from keyturn.model.evidence import Draft, Entry, Kind
from keyturn.record.nouns import Leaf, Told

LEAF_VERSION: Final = 1

_SIGNED_LATER: Final = frozenset({Kind.READ, Kind.ANSWER})
_ABOUT: Final = re.compile(rb'\{(?:"[a-z]{1,32}":"[0-9A-Za-z-]{1,128}",?)*\}')
_NAME: Final = re.compile("[a-z]{1,32}")
_LITTLE: Final = re.compile("[0-9A-Za-z-]{1,128}")
_text = msgspec.json.Encoder(order="sorted").encode


class Unrecordable(OurError):
    """A draft of ours would put more than ids and digests into a leaf, where nothing can ever be erased."""

    code = "evidence.unrecordable"

    def __init__(self, kind: Kind, name: str) -> None:
        super().__init__(
            f"an entry of kind `{kind}` says too much in `about.{name}`: ids and digests only, please report this"
        )


def told(draft: Draft) -> Told:
    """What is told of `draft`, as it will stand in the log.

    Raises Malformed for a payload that has no canonical form, Unrecordable for an `about` that holds more than ids and
    digests.
    """
    try:
        about = _text(dict(draft.about))
    except UnicodeEncodeError:  # half a character is in no id
        about = b""
    # It is JSON, so commas are where they belong, and a quote in a value comes with a backslash, which no id has.
    if not _ABOUT.fullmatch(about):
        raise Unrecordable(draft.kind, next(name for name in draft.about if not _says_little(name, draft.about[name])))
    return Told(draft.kind, about, encode(draft.payload))


def entry(draft: Draft, seq: int, salt: bytes, at: datetime) -> Entry:
    """Entry number `seq` for `draft`, written at `at`: `told`, and then `written`. Raises what these do."""
    return written(told(draft), seq, salt, at)


def written(told: Told, seq: int, salt: bytes, at: datetime) -> Entry:
    """Entry number `seq`, written at `at`: the leaf commits to the payload under `salt`.

    Raises Malformed for a salt of another length and an instant without a zone.
    """
    # The canonical form: members in order, and nothing in them needs an escape. A whole second has six digits, too.
    instant = at if at.tzinfo is UTC and at.microsecond else format_instant(at)
    leaf = Leaf(msgspec.Raw(told.about), instant, told.kind, commitment(salt, told.payload), seq, LEAF_VERSION)
    return Entry(seq, _text(leaf), salt, told.payload)


def _says_little(name: str, value: str) -> bool:
    return _NAME.fullmatch(name) is not None and _LITTLE.fullmatch(value) is not None


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
