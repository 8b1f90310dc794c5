"""What a log says was used, role by role: each call that was sent, as the IAM actions that it needs and on what.

Which role that was stands in the charter of a sealed gate (`[aws] role_arn`); before the seal somebody has to say it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from keyturn.errors import CallerError
from keyturn.flow.replayed import Logged
from keyturn.issue.power import needed
from keyturn.model.action import Action, Call, Effect
from keyturn.model.catalogue import Permissions
from keyturn.model.evidence import Kind
from keyturn.model.touching import AwsTables
from keyturn.prover.usage import LOG, History, Use
from keyturn.recognise.aws.touches import touch

_EVERYTHING: Final = "*"
_SETTLED: Final = timedelta(days=90)
"""How long a log must be for what it says of things to narrow a policy to them."""

_MOST_THINGS: Final = 20
"""On how many different things an action is remembered; used on more, it counts as used on anything."""


@dataclass(slots=True)
class Used:
    """One action of one role: when last, on which things (None: on anything), for which tasks."""

    last: datetime
    things: frozenset[str] | None
    tasks: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Lived:
    """What one role did: from when to when, by action, and why that is not all it did (None: it is).

    `perhaps`: actions that services may have used in its name while they carried its calls out.
    """

    since: datetime
    until: datetime
    used: dict[str, Used] = field(default_factory=dict)
    perhaps: set[str] = field(default_factory=set)
    partial: str | None = None

    def history(self, at: datetime) -> History:
        """Return it as the prover takes it, at the instant `at`."""
        uses = (Use(name, LOG, one.last, one.things, frozenset(one.tasks - {""})) for name, one in self.used.items())
        since = None if self.partial else self.since
        return History(
            uses=tuple(uses),
            since=since,
            settled=since is not None and at - since >= _SETTLED,
            partial=self.partial is not None,
            perhaps=frozenset(self.perhaps),
        )


@dataclass(slots=True)
class Histories:
    """Reads a log, entry by entry. `role` is as whom the gate acted before a charter says so.

    `others`: calls in other accounts; `unnamed`: calls of which nobody says as which role they were sent.
    """

    tables: AwsTables
    permissions: Permissions
    account: str
    role: str | None = None
    roles: dict[str, Lived] = field(default_factory=dict)
    others: int = 0
    unnamed: int = 0
    unread: int = 0
    _tasks: dict[str, str] = field(default_factory=dict)
    _asked_as: dict[str, str] = field(default_factory=dict)

    def read(self, entries: Iterable[Logged]) -> Mapping[str, Lived]:
        """Return what each role did."""
        for entry in entries:
            try:
                self._take(entry)
            except (KeyError, IndexError, TypeError, ValueError, CallerError):
                self.unread += 1
        if self.unread:
            for one in self.roles.values():
                one.partial = one.partial or f"{self.unread} entries of the log were erased or cannot be read any more"
        return self.roles

    def _take(self, entry: Logged) -> None:
        if self.role is not None:
            lived = self.roles.setdefault(self.role, Lived(entry.at, entry.at))
            lived.until = max(lived.until, entry.at)
        if entry.payload is None:
            self.unread += 1
        elif entry.kind in {Kind.GATE_SEALED, Kind.GATE_CHANGED} and entry.payload.get("charter") is not None:
            self.role = _role_of(entry.payload["charter"]["configuration"]) or self.role
        elif entry.kind in {Kind.SESSION_OPENED, Kind.CALLS_PROPOSED}:
            self._tasks[entry.about["session"]] = entry.about["task"]
        elif entry.kind is Kind.KEY_DERIVED and entry.payload.get("role"):
            self._asked_as[entry.payload["key"]] = entry.payload["role"]
        elif entry.kind in {Kind.READ, Kind.INTENT}:
            self._sent(entry, entry.payload)

    def _sent(self, entry: Logged, payload: Mapping[str, Any]) -> None:
        document = payload["action"]
        if document["account"] != self.account:
            self.others += 1
            return
        if self.role is None:
            self.unnamed += 1
            return
        call = Call(document["service"], document["operation"], document["region"], document["parameters"])
        action = touch(call, document["account"], self.tables)
        if not isinstance(action, Action):
            self.unread += 1
            return
        task = self._tasks.get(entry.about["session"], "")
        self._note(self.roles[self.role], action, entry.at, task)
        asked_as = self._asked_as.get(payload.get("key", ""))
        if asked_as is not None and asked_as != self.role:
            # The gateway's own role carried it out, and the agent meant another: that one needs the same.
            other = self.roles.setdefault(asked_as, Lived(entry.at, entry.at, partial="it is used elsewhere too"))
            other.until = entry.at
            self._note(other, action, entry.at, task)

    def _note(self, lived: Lived, action: Action, at: datetime, task: str) -> None:
        own, besides = needed(action, self.permissions)
        for allow in own:
            (name,) = allow.actions
            _use(lived, name, frozenset(allow.things) if self._is_exact(name, allow.things) else None, at, task)
        for allow in besides:
            if _EVERYTHING not in allow.actions:
                lived.perhaps.update(allow.actions)
            elif action.effect is not Effect.READ:
                lived.partial = f"`{action.call.service}` does more in the caller's name than its calls say"

    def _is_exact(self, name: str, things: tuple[str, ...]) -> bool:
        """Whether `things` are surely all that IAM asks about: the action is allowed for things of one type only."""
        known = self.permissions.of(name)
        return (
            known is not None
            and len({*known.required, *known.optional}) == 1
            and not any(one == _EVERYTHING or "${" in one for one in things)
        )


def _use(lived: Lived, name: str, things: frozenset[str] | None, at: datetime, task: str) -> None:
    found = lived.used.get(name)
    if found is None:
        found = lived.used[name] = Used(at, things)
    elif found.things is not None:
        both = None if things is None else found.things | things
        found.things = None if both is None or len(both) > _MOST_THINGS else both
    found.last = max(found.last, at)
    found.tasks.add(task)


def _role_of(configuration: Mapping[str, Any]) -> str | None:
    aws = configuration.get("aws")
    role = aws.get("role_arn") if isinstance(aws, Mapping) else None
    return role if isinstance(role, str) else None
