"""`[windows.NAME]`: when environments may change."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from keyturn.config.table import Table
from keyturn.errors import quoted
from keyturn.model.facts import EnvironmentRule
from keyturn.model.window import DAY_MINUTES, DAYS, Window

KEYS: Final = ("environments", "days", "from", "to", "time_zone")

_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_DAY: Final = re.compile("|".join(DAYS))
_ANY: Final = re.compile(r"[ -~]{1,80}")
# The database's own two forms: `UTC`, and a place. `posix/...` and `right/...` (which counts leap seconds) are neither.
_ZONE: Final = re.compile(r"UTC|(?!posix/|right/)[A-Z][A-Za-z_]{1,20}(?:/[A-Za-z0-9_+-]{1,30}){1,2}")
_ZONE_WANTED: Final = "a name of the IANA time zone database is wanted, such as `Europe/Berlin` or `UTC`"


def read(root: Table, environments: Sequence[EnvironmentRule]) -> Iterable[Window]:
    """Read the windows, in the order of the file."""
    section = root.section("windows")
    for name in section.values:
        section.named(name, name, "window")
        table = section.section(name, KEYS)
        begins, ends = _minutes(table, "from"), _minutes(table, "to")
        if begins == DAY_MINUTES:
            raise table.bad("from", "is the end of a day: write `00:00` for its beginning")
        if begins == ends:
            raise table.bad("to", "is also `from`: a whole day is `00:00` to `24:00`")
        zone = _zone(table)
        yield Window(
            name=name,
            environments=named_environments(table, environments),
            days=_days(table),
            begins=begins,
            ends=ends if ends > begins else ends + DAY_MINUTES,
            time_zone=zone.key,
            zone=zone,
        )


def named_environments(table: Table, rules: Sequence[EnvironmentRule]) -> tuple[str, ...]:
    """Return the environments under `environments`, each of which must be one that there is."""
    known = {rule.name for rule in rules} | {"production"}
    found = table.texts("environments", _ANY, "names of environments are wanted")
    if not found:
        raise table.bad("environments", 'is missing: name them, such as `environments = ["production"]`')
    for name in found:
        if name not in known:
            raise table.bad(
                "environments", f"holds `{quoted(name)}`, which is none here; there are {', '.join(sorted(known))}"
            )
    return tuple(dict.fromkeys(found))


def _days(table: Table) -> frozenset[int]:
    found = table.texts("days", _DAY, f"{', '.join(DAYS)} are wanted")
    if "days" in table.values and not found:
        raise table.bad("days", "is empty, so that it never opens: leave it out for every day")
    return frozenset(DAYS.index(day) for day in found) or frozenset(range(7))


def _minutes(table: Table, key: str) -> int:
    text = table.text(key, _TIME, "a time such as `22:00` is wanted, `24:00` at most")
    if text is None:
        raise table.bad(key, "is missing: write a time such as `22:00`")
    return int(text[:2]) * 60 + int(text[3:])


def _zone(table: Table) -> ZoneInfo:
    text = table.text("time_zone", _ZONE, _ZONE_WANTED)
    if text is None:
        raise table.bad("time_zone", f"is missing: {_ZONE_WANTED}")
    try:
        return ZoneInfo(text)
    except (KeyError, OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError; the name of a folder, an OSError
        raise table.bad("time_zone", f"is not known here: {_ZONE_WANTED}") from None
