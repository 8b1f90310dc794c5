"""`[[freezes]]`: intervals known beforehand in which environments do not change."""

from base64 import b32encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from keyturn.codec.canonical import encode
from keyturn.config.table import Table
from keyturn.config.windows import named_environments
from keyturn.model.facts import EnvironmentRule
from keyturn.model.freeze import Freeze

KEYS: Final = ("from", "until", "reason", "environments")


def read(root: Table, environments: Sequence[EnvironmentRule]) -> Iterable[Freeze]:
    """Read the freezes, in the order of the file."""
    for table in root.sections("freezes", KEYS):
        begins, until = _instant(table, "from"), _instant(table, "until")
        if begins is not None and until is not None and until <= begins:
            raise table.bad("until", "does not come after `from`")
        reason = table.text("reason")
        if reason is None:
            raise table.bad("reason", "is missing: everybody who is refused reads it")
        where = named_environments(table, environments) if "environments" in table.values else ()
        freeze = Freeze("", None, reason, where, begins, until)
        # The same words are the same freeze from start to start: an override names it by this.
        digest = sha256(encode(dict(freeze.document()))).digest()
        yield Freeze(f"F-{b32encode(digest[:15]).decode()}", None, reason, where, begins, until)


def _instant(table: Table, key: str) -> datetime | None:
    value = table.values.get(key)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise table.bad(key, "must be an instant with its offset and no quotes, such as `2026-12-24T12:00:00+01:00`")
    return value.astimezone(UTC)
