"""What each principal used, from IAM's service last accessed data, from Keyturn's own log, or from a list.

Three answers for each action: it was used, it was not, or nobody knows. What AWS does not track is not known:
docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.errors import CallerError, quoted
from keyturn.prover.dangers import Danger, danger
from keyturn.prover.wildcards import is_literal, matches_action

_ARN: Final = re.compile(r"arn:[a-z0-9-]+:iam::[0-9]{12}:(?:role|user)/[!-~]{1,600}")
_SERVICE: Final = re.compile(r"[a-z0-9-]{1,64}")
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_ACTION: Final = re.compile(r"[A-Za-z0-9-]{1,64}:[A-Za-z0-9_.*?-]{1,128}")
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|\+00:00)")
_SKEW: Final = timedelta(days=1)
"""How far two clocks may differ before an instant counts as one of the future."""

_LATER: Final = timedelta(hours=1)
"""How much later than the log IAM may date what the log holds."""

UNTRACKED: Final = frozenset({"iam:passrole"})
"""What AWS never tracks, whatever is said of its service."""

ADVISOR: Final = "IAM"
LOG: Final = "the log"
LIST: Final = "the list"

Overlap = Callable[[str, str], bool]
"""Whether two ARN patterns have an ARN in common."""


class BadHistory(CallerError):
    """What was used is not told in a form that can be read."""

    code = "prove.history"


class Known(StrEnum):
    """What is known of one action."""

    USED = "used"
    UNUSED = "unused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Use:
    """One action that was used (of a list perhaps with wildcards).

    When last, on what (None: not said), and for which tasks.
    """

    action: str
    source: str
    last: datetime | None = None
    things: frozenset[str] | None = None
    tasks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tracked:
    """What IAM tracks of one service: whether it was accessed at all, and of which actions it would know."""

    accessed: bool
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of one action, and why; `last`: when it was used last, where that is told."""

    known: Known
    why: str
    last: datetime | None = None


@dataclass(frozen=True)
class History:
    """What is known of what one principal used.

    `services` is IAM's report, made at `reported`. `since`: from then on the log holds every delete, permission and
    delegation that it asked for; `settled`: that is long enough ago for what it was used on to say what it is used on.
    `partial`: a log of it does not hold all that it did. `perhaps`: what services may have used in its name, of which
    the log knows nothing.
    `whole`: what is not in `uses` was not used, says whoever wrote the list. `made`: when the principal itself was.
    """

    uses: tuple[Use, ...] = ()
    services: Mapping[str, Tracked] | None = None
    reported: datetime | None = None
    since: datetime | None = None
    settled: bool = False
    partial: bool = False
    perhaps: frozenset[str] = frozenset()
    whole: bool = False
    made: datetime | None = None

    @cached_property
    def _exact(self) -> Mapping[str, tuple[Use, ...]]:
        found: dict[str, tuple[Use, ...]] = {}
        for one in self.uses:
            if is_literal(one.action):
                found[one.action.lower()] = (*found.get(one.action.lower(), ()), one)
        return found

    @cached_property
    def _wild(self) -> tuple[Use, ...]:
        return tuple(one for one in self.uses if not is_literal(one.action))

    @cached_property
    def used_services(self) -> frozenset[str]:
        """The services of which something was used."""
        return frozenset(one.action.lower().partition(":")[0] for one in self.uses)

    def used(self, action: str) -> tuple[Use, ...]:
        """Every use of `action`. What IAM tells of a use that the log holds is the same use."""
        found = (
            *self._exact.get(action.lower(), ()),
            *(one for one in self._wild if matches_action(one.action, action)),
        )
        logged = [one.last for one in found if one.source == LOG and one.last is not None]
        return tuple(one for one in found if one.source != ADVISOR or not self._is_logged(one, logged))

    def _is_logged(self, one: Use, logged: list[datetime]) -> bool:
        if self.since is None or not self.settled or one.last is None or not logged:
            return False
        return self.since <= one.last <= max(logged) + _LATER

    def said(self, action: str, resource: str | None = None, overlap: Overlap | None = None) -> Said:
        """What is known of `action`, on `resource` (a pattern) or on anything."""
        found = self.used(action)
        if resource is not None and overlap is not None:
            found = tuple(
                one for one in found if one.things is None or any(overlap(thing, resource) for thing in one.things)
            )
        if found:
            last = max((one.last for one in found if one.last is not None), default=None)
            return Said(Known.USED, " and ".join(dict.fromkeys(one.source for one in found)), last)
        if self.whole:
            return Said(Known.UNUSED, "it is not in the list of what was used")
        if self.since is not None and is_logged(action) and not self._is_perhaps(action):
            return Said(Known.UNUSED, f"not in the log, which begins {self.since:%Y-%m-%d}")
        return self._reported(action)

    def _is_perhaps(self, action: str) -> bool:
        return any(matches_action(one, action) for one in self.perhaps)

    def _reported(self, action: str) -> Said:
        service, _, name = action.lower().partition(":")
        tracked = None if self.services is None else self.services.get(service)
        if self.services is None:
            return Said(Known.UNKNOWN, "the log does not say, and IAM's report was not collected")
        if tracked is None:
            return Said(Known.UNKNOWN, f"IAM's report does not name `{service}`")
        if f"{service}:{name}" in UNTRACKED:
            return Said(Known.UNKNOWN, "IAM never tracks it")
        if not tracked.accessed and service in self.used_services:
            return Said(Known.UNKNOWN, f"IAM's report does not know yet that `{service}` was accessed")
        if not tracked.accessed:
            return Said(Known.UNUSED, f"`{service}` was never accessed")
        if name in tracked.actions:
            return Said(Known.UNUSED, f"IAM tracks it; other actions of `{service}` were used")
        return Said(Known.UNKNOWN, f"IAM does not track it, and `{service}` was accessed")

    def untouched(self, service: str) -> bool:
        """Whether nothing at all of a service was used, so that no action of it need be looked at."""
        if service in self.used_services:
            return False
        tracked = None if self.services is None else self.services.get(service)
        return self.whole or (tracked is not None and not tracked.accessed and service != "iam")


def is_logged(action: str) -> bool:
    """Whether Keyturn's log holds every call of it that the gateway sends.

    What the gateway asks on its own (reads, checkpoints that it keeps elsewhere) stands in no entry.
    """
    return danger(action) is not Danger.OTHER


def merged(one: History, other: History) -> History:
    """Both together: whatever either says was used was used, and of two logs both must be whole."""
    begun = [each.since for each in (one, other) if each.since is not None]
    partial = one.partial or other.partial
    return History(
        uses=(*one.uses, *other.uses),
        services=one.services if one.services is not None else other.services,
        reported=one.reported or other.reported,
        since=None if partial else max(begun, default=None),
        settled=not partial and bool(begun) and all(each.settled for each in (one, other) if each.since is not None),
        partial=partial,
        perhaps=one.perhaps | other.perhaps,
        whole=one.whole or other.whole,
        made=one.made or other.made,
    )


def histories(written: Json, at: datetime, where: str) -> dict[str, History]:
    """What each principal used, by ARN: a list of actions, or the report that IAM makes.

    `at` is now. Raises BadHistory; `where` says whose word it is.
    """
    if not isinstance(written, Mapping):
        raise BadHistory(f"{where} must be an object: the ARN of a role or user to what it used")
    found: dict[str, History] = {}
    for arn, value in written.items():
        if not _ARN.fullmatch(arn):
            raise BadHistory(f"{where} names `{quoted(arn)}`, which is no role or user")
        if isinstance(value, list | tuple):
            found[arn] = History(tuple(Use(_action(one, arn, where), LIST) for one in value), whole=True)
        else:
            found[arn] = _report(value, at, f"{where}, of `{quoted(arn)}`,")
    return found


def with_ages(found: Mapping[str, History], bundle: Mapping[str, Json]) -> dict[str, History]:
    """The same with when each role and user was made, where the bundle says it: the young have used little."""
    ages: dict[str, datetime] = {}
    for name in ("RoleDetailList", "UserDetailList"):
        rows = bundle.get(name)
        for row in rows if isinstance(rows, list | tuple) else ():
            arn, made = (row.get("Arn"), row.get("CreateDate")) if isinstance(row, Mapping) else (None, None)
            if isinstance(arn, str) and isinstance(made, str) and _INSTANT.fullmatch(made):
                ages[arn] = datetime.fromisoformat(made)
    return {arn: replace(history, made=ages.get(arn)) for arn, history in found.items()}


def _action(written: Json, arn: str, where: str) -> str:
    if not isinstance(written, str) or not _ACTION.fullmatch(written):
        raise BadHistory(f"{where} says that `{quoted(arn)}` used `{quoted(written)}`, which is no action")
    return written


def _report(written: Json, at: datetime, where: str) -> History:
    rows = written.get("ServicesLastAccessed") if isinstance(written, Mapping) else None
    if not isinstance(written, Mapping) or not isinstance(rows, list | tuple):
        raise BadHistory(f"{where} is neither a list of actions nor a report with `ServicesLastAccessed`")
    if written.get("IsTruncated") is True:
        raise BadHistory(f"{where} is the first page of a report: fetch all of it")
    uses: list[Use] = []
    services: dict[str, Tracked] = {}
    for row in rows:
        name, tracked, found = _service(row, at, where)
        if name in services:
            raise BadHistory(f"{where} names the service `{name}` twice")
        services[name] = tracked
        uses += found
    return History(tuple(uses), services, _instant(written.get("JobCompletionDate"), at, where))


def _service(row: Json, at: datetime, where: str) -> tuple[str, Tracked, list[Use]]:
    name = row.get("ServiceNamespace") if isinstance(row, Mapping) else None
    if not isinstance(row, Mapping) or not isinstance(name, str) or not _SERVICE.fullmatch(name):
        raise BadHistory(f"{where} has a service without a `ServiceNamespace`")
    last = _instant(row.get("LastAuthenticated"), at, where)
    actions = row.get("TrackedActionsLastAccessed") or ()
    if not isinstance(actions, list | tuple):
        raise BadHistory(f"{where} says of `{name}` what is no list of actions")
    uses: list[Use] = []
    tracked: set[str] = set()
    for one in actions:
        action = one.get("ActionName") if isinstance(one, Mapping) else None
        if not isinstance(one, Mapping) or not isinstance(action, str) or not _NAME.fullmatch(action):
            raise BadHistory(f"{where} names an action of `{name}` that is none: `{quoted(action)}`")
        if action.lower() in tracked:
            raise BadHistory(f"{where} names `{name}:{action}` twice")
        tracked.add(action.lower())
        seen = _instant(one.get("LastAccessedTime"), at, where)
        uses += [] if seen is None else [Use(f"{name}:{action}", ADVISOR, seen)]
    return name, Tracked(last is not None or bool(uses), frozenset(tracked)), uses


def _instant(written: Json, at: datetime, where: str) -> datetime | None:
    if written is None or written == "":
        return None
    if not isinstance(written, str) or not _INSTANT.fullmatch(written):
        raise BadHistory(f"{where} has the instant `{quoted(written)}`: ISO 8601 in UTC is wanted")
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        raise BadHistory(f"{where} has the instant `{quoted(written)}`, which does not exist") from None
    if read > at + _SKEW:
        raise BadHistory(f"{where} has the instant `{quoted(written)}`, which is still to come")
    return read


def with_others(found: Mapping[str, History], more: Mapping[str, History]) -> dict[str, History]:
    """Both, by ARN."""
    both = dict(found)
    for arn, history in more.items():
        both[arn] = merged(both[arn], history) if arn in both else history
    return both
