"""Entries as people and programs look at them."""

from collections.abc import Mapping

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import b64encode
from keyturn.codec.strict import loads_canonical
from keyturn.errors import Malformed
from keyturn.model.evidence import Entry


def show(entry: Entry) -> Mapping[str, Json]:
    """What entry says, as data: the members of its leaf, and its payload or null once that is erased.

    A leaf or payload that cannot be read is shown as base64 under `unreadable`: looking never fails.
    """
    leaf = _read(entry.leaf)
    payload = None if entry.payload is None else _read(entry.payload)
    return {"seq": entry.seq, "leaf": leaf, "payload": payload}


def is_about(entry: Entry, change: str) -> bool:
    """Whether the entry is about the change whose id begins with `change`."""
    leaf = _read(entry.leaf)
    about = leaf.get("about") if isinstance(leaf, dict) else None
    named = about.get("change") if isinstance(about, dict) else None
    return isinstance(named, str) and bool(change) and named.startswith(change)


def _read(data: bytes) -> Json:
    try:
        return loads_canonical(data)
    except Malformed:
        return {"unreadable": b64encode(data)}
