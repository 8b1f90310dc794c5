"""A table of `keyturn.toml` and how to speak about it; each section's file reads its own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Final

from keyturn.errors import Malformed, OurError, quoted
from keyturn.model.identity import parse_name

FILE: Final = "keyturn.toml"
_DURATION: Final = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,8})s)?")


class BadConfig(OurError):
    """The configuration cannot be used as it stands; the text names the file, the key and what to write instead."""

    code = "config"


def parse_duration(text: str) -> timedelta:
    """Read `24h`, `90m`, `2d`, `1h30m` or `45s`: whole numbers, the larger unit first. Raises Malformed."""
    found = _DURATION.fullmatch(text)
    if found is None or not text:
        raise Malformed("duration", text, "write it like `24h`, `90m` or `1h30m`")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file and how to speak about it; every reader names file, key and value when it refuses.

    `secret` are the keys whose values no message shows.
    """

    file: str
    name: str
    values: Mapping[str, object]
    secret: frozenset[str] = frozenset()

    def only(self, known: Iterable[str]) -> None:
        """Refuse a key that is not `known`, naming the nearest."""
        known = tuple(known)
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.0)
                place = f"`[{self.name}]` of " if self.name else ""
                raise BadConfig(
                    f"{place}`{self.file}` has an unknown key `{quoted(key)}`: did you mean `{near[0]}`?"
                    if near
                    else f"{place}`{self.file}` has an unknown key `{quoted(key)}`: leave it out"
                )

    def bad(self, key: str, why: str, *, show: bool = True) -> BadConfig:
        """Return the refusal of `key`'s value; a secret is never shown."""
        label = f"[{self.name}] {key}" if self.name else f"[{key}]"
        value = self.values.get(key)
        shown = (
            f" = `{quoted(value)}`" if show and key not in self.secret and not isinstance(value, list | dict) else ""
        )
        return BadConfig(f"`{self.file}`: `{label}`{shown} {why}")

    def not_built(self, key: str, instead: str) -> None:
        """Refuse `key`, a known word of the design that this version does not do: ignored, people would rely on it."""
        if key in self.values:
            raise self.bad(key, f"is not built yet in keyturn 0.1: {instead}", show=False)

    def section(self, key: str, known: Iterable[str] | None = None, *, secret: frozenset[str] = frozenset()) -> "Table":
        """Return the table `key`, empty where it is left out; a key in it that is not `known` is refused."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.bad(key, f"must be a table: write `[{key}]` on a line of its own")
        table = Table(self.file, f"{self.name}.{key}" if self.name else key, value, secret)
        if known is not None:
            table.only(known)
        return table

    def sections(self, key: str, known: Iterable[str], *, secret: frozenset[str] = frozenset()) -> "tuple[Table, ...]":
        """Return the tables that stand under `[[key]]`, in their order; a key in one that is not `known` is refused."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.bad(key, f"must be a list of tables: write `[[{key}]]` on a line of its own before each")
        tables = tuple(Table(self.file, key, item, secret) for item in value)
        for table in tables:
            table.only(known)
        return tables

    def text(self, key: str, form: re.Pattern[str] | None = None, wanted: str = "text is wanted") -> str | None:
        """Return the text under `key`, None where it is left out, or refuse it."""
        if key not in self.values:
            return None
        value = self.values[key]
        if not isinstance(value, str) or not value or not value.isprintable() or (form and not form.fullmatch(value)):
            raise self.bad(key, f"cannot be used: {wanted}")
        return value

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        """Return the whole number under `key` if it lies in `low` to `high`, or refuse it."""
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.bad(key, f"must be a whole number from {low} to {high}")
        return value

    def texts(self, key: str, form: re.Pattern[str], wanted: str) -> tuple[str, ...]:
        """Return the list of texts under `key`, empty where it is left out, or refuse it."""
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self.bad(key, f'must be a list, such as `{key} = ["..."]`')
        for item in value:
            if not isinstance(item, str) or not form.fullmatch(item):
                raise self.bad(key, f"holds `{quoted(item)}`: {wanted}")
        return tuple(value)

    def truth(self, key: str) -> bool:
        """Return `true` or `false` under `key`, false where it is left out, or refuse it."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.bad(key, "must be `true` or `false`")
        return value

    def duration(self, key: str, low: timedelta, high: timedelta, between: str) -> timedelta | None:
        """Return the duration under `key`, None where it is left out, or refuse it; `between` says low and high."""
        text = self.text(key)
        if text is None:
            return None
        try:
            value = parse_duration(text)
        except Malformed as error:
            raise self.bad(key, f"cannot be used: {error.why}") from None
        if not low <= value <= high:
            raise self.bad(key, f"must lie between {between}")
        return value

    def named(self, key: str, name: str, what: str) -> str:
        """Return `name`, which stands under `key`, if it is a name that a `what` may have, or refuse it."""
        try:
            return parse_name(what, name)
        except Malformed as error:
            raise self.bad(key, f"is no {what} name: {error.why}") from None
