"""A freeze: an interval in which what is already approved does not happen either."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from keyturn.codec import canonical
from keyturn.codec.encoding import format_instant, parse_instant

DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True)
class Freeze:
    """An interval in which `environments` do not change; without any named, all do not that are not development.

    In force from `begins` (None: since it was configured or noted) until `until` (UTC, excluded; None: until it is
    lifted). `by` is the person who signed it, None for one that stands in the configuration. `since` is the instant of
    the entry that noted it.
    """

    id: str
    by: str | None
    reason: str
    environments: tuple[str, ...]
    begins: datetime | None
    until: datetime | None
    since: datetime | None = None

    @property
    def short(self) -> str:
        """The form people read and type."""
        return self.id[:10]

    def stands(self, at: datetime) -> bool:
        """Whether it is in force at `at`."""
        return (self.begins is None or self.begins <= at) and (self.until is None or at < self.until)

    def holds(self, where: Iterable[str]) -> str | None:
        """Return the first of the environments `where` that it keeps from changing, None if it keeps none."""
        for name in where:
            if name in self.environments or (not self.environments and name != DEVELOPMENT):
                return name
        return None

    def document(self) -> Mapping[str, canonical.Json]:
        """The freeze as people see it, and as it stands in the log."""
        return {
            "id": self.id,
            "by": self.by,
            "reason": self.reason,
            "environments": list(self.environments),
            "begins": None if self.begins is None else format_instant(self.begins),
            "until": None if self.until is None else format_instant(self.until),
        }


def told(freeze: Freeze) -> dict[str, canonical.Json]:
    """What people are shown of a freeze, and sign when they lift it: what is frozen, by whom, why, and since when."""
    since = freeze.since or freeze.begins
    return {
        "by": freeze.by,
        "reason": freeze.reason,
        "environments": list(freeze.environments) or ["everything but development"],
        "since": None if since is None else format_instant(since),
        "until": "it is lifted" if freeze.until is None else format_instant(freeze.until),
    }


def read_freeze(document: Mapping[str, object]) -> Freeze:
    """Read what Freeze.document wrote. Raises KeyError, TypeError or Malformed for anything else."""
    found = dict(document)
    begins, until = found["begins"], found["until"]
    environments = found["environments"]
    if not isinstance(environments, list | tuple):
        raise TypeError("environments")
    return Freeze(
        id=_text(found["id"]),
        by=None if found["by"] is None else _text(found["by"]),
        reason=_text(found["reason"]),
        environments=tuple(_text(name) for name in environments),
        begins=None if begins is None else parse_instant(_text(begins)),
        until=None if until is None else parse_instant(_text(until)),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


@dataclass(frozen=True, slots=True)
class FreezeOrder:
    """The statement by which one person freezes, at once. `environment` None is all that is not development."""

    deployment: str
    by: str
    key_id: str
    environment: str | None
    until: datetime | None
    reason: str
    at: datetime
    nonce: str
