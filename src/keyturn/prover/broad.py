"""Who may do more on protected things than they ever did, ranked by danger, each with the narrower policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.model.catalogue import Permissions
from keyturn.prover.actors import Actor, Power
from keyturn.prover.dangers import Danger, danger
from keyturn.prover.formula import RESOURCE, Test, every
from keyturn.prover.goals import Goal, Query
from keyturn.prover.narrower import Narrower, Narrowing
from keyturn.prover.prove import Progress, Prover
from keyturn.prover.usage import History, Known, Overlap, Said
from keyturn.prover.wildcards import is_literal, matches_action

STALE: Final = timedelta(days=90)
"""How long ago a use is told as such."""


@dataclass(frozen=True, slots=True)
class Group:
    """Actions of one service on one protected resource of which the same is known. `last`: of the newest of them."""

    danger: Danger
    service: str
    names: tuple[str, ...]
    resource: str
    known: Known
    why: str
    last: datetime | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions in full."""
        return tuple(f"{self.service}:{name}" for name in self.names)

    def to_json(self) -> Json:
        """As `--json` has it."""
        return {
            "danger": self.danger.word,
            "actions": list(self.actions),
            "resource": self.resource,
            "why": self.why,
            "last_used": None if self.last is None else format_instant(self.last),
        }


@dataclass(frozen=True, slots=True)
class Broad:
    """One principal: what it may do on protected things and did not use, what nobody knows of, and what it used.

    `meant`: it is the gateway's role or an accepted writer. `narrower` None: `why` says why there is no such policy.
    `remains`: what was not used and is allowed all the same, by a resource's own policy or for what is not known.
    """

    arn: str
    meant: bool
    history: History
    unused: tuple[Group, ...]
    unknown: tuple[Group, ...]
    used: tuple[Group, ...]
    narrower: Narrower | None
    why: str
    remains: tuple[str, ...] = ()

    def counts(self, groups: Iterable[Group]) -> tuple[int, ...]:
        """How many actions there are of each danger, from the worst."""
        found = [0] * len(Danger)
        for one in groups:
            found[one.danger] += len(one.names)
        return tuple(found)

    @property
    def last(self) -> datetime | None:
        """When it last used anything protected."""
        return max((one.last for one in self.used if one.last is not None), default=None)

    def to_json(self) -> Json:
        """As `--json` has it."""
        made, reported, since = self.history.made, self.history.reported, self.history.since
        return {
            "arn": self.arn,
            "meant_to_pass": self.meant,
            "made": None if made is None else format_instant(made),
            "reported": None if reported is None else format_instant(reported),
            "logged_since": None if since is None else format_instant(since),
            "unused": [one.to_json() for one in self.unused],
            "unknown": [one.to_json() for one in self.unknown],
            "used": [one.to_json() for one in self.used],
            "narrower": None if self.narrower is None else self.narrower.to_json(),
            "no_narrower_because": self.why,
            "still_allowed": list(self.remains),
        }


@dataclass(frozen=True, slots=True)
class Breadth:
    """Everybody's. `unheard`: of whom nothing is known; `strangers`: of whom something is told and who are not here."""

    broad: tuple[Broad, ...]
    judged: int
    unheard: tuple[str, ...]
    strangers: tuple[str, ...]

    @property
    def found(self) -> tuple[Broad, ...]:
        """Those who have something that they never used."""
        return tuple(one for one in self.broad if one.unused)

    def to_json(self) -> Mapping[str, Json]:
        """The document of `--json`."""
        return {
            "roles": [one.to_json() for one in self.broad],
            "judged": self.judged,
            "not_judged": list(self.unheard),
            "not_in_the_account": list(self.strangers),
        }


def broad(
    prover: Prover, used: Mapping[str, History], permissions: Permissions, progress: Progress | None = None
) -> Breadth:
    """Judge every role and user of whom something is known, the most dangerous of what was never used first."""
    actors = [one for one in prover.powers.actors[: len(prover.account.principals)] if not one.who.linked]
    judged = [one for one in actors if one.arn in used]
    queries = [one for query in prover.wanted.queries for one in _spelled(query, permissions)]
    goals = [(query, Goal(prover.powers, query)) for query in queries]
    narrowing, overlap = Narrowing(prover.powers, permissions), _overlapping(prover)
    found = []
    for number, actor in enumerate(judged, 1):
        one = _judged(prover, actor, used[actor.arn], goals, narrowing, overlap)
        if one.unused or one.unknown:
            found.append(one)
        if progress is not None:
            progress(number, len(judged))
    known = {actor.arn for actor in actors}
    return Breadth(
        tuple(sorted(found, key=_rank)),
        len(judged),
        tuple(actor.arn for actor in actors if actor.arn not in used),
        tuple(arn for arn in used if arn not in known),
    )


def _spelled(query: Query, permissions: Permissions) -> Iterator[Query]:
    """`query`, or one for each action that its wildcards stand for."""
    service = query.action.partition(":")[0]
    names = permissions.actions(service.lower())
    if is_literal(query.action) or not names:
        yield query
        return
    for name in names:
        if matches_action(query.action, f"{service}:{name}"):
            yield Query(f"{service}:{name}", query.resource)


def _rank(one: Broad) -> tuple[tuple[int, ...], float, str]:
    last = one.last
    return tuple(-count for count in one.counts(one.unused)), 0.0 if last is None else last.timestamp(), one.arn


def _judged(
    prover: Prover,
    actor: Actor,
    history: History,
    goals: Iterable[tuple[Query, Goal]],
    narrowing: Narrowing,
    overlap: Overlap,
) -> Broad:
    groups: dict[tuple[Danger, str, str, Known, str], list[tuple[str, datetime | None]]] = {}
    able = [(query, goal) for query, goal in goals if _may(goal, actor.number)]
    for query, _ in able:
        for action in (query.action, *query.also):
            said: Said = history.said(action, query.resource, overlap)
            service, _, name = action.partition(":")
            key = danger(action), service, query.resource, said.known, said.why
            groups.setdefault(key, []).append((name, said.last))
    told = sorted(_groups(groups), key=_worst_first)
    of = {known: tuple(one for one in told if one.known is known) for known in Known}
    unused: dict[str, tuple[str, ...]] = {}
    for one in of[Known.UNUSED]:
        unused[one.resource] = (*unused.get(one.resource, ()), *one.actions)
    doubted = dict.fromkeys(action for one in of[Known.UNKNOWN] for action in one.actions)
    found, why = narrowing.narrower(actor, history, unused, doubted) if unused else (None, "")
    remains = () if found is None else tuple(_remaining(able, found.actor, unused))
    meant = prover.wanted.exempt.covers(actor.arn)
    return Broad(actor.arn, meant, history, of[Known.UNUSED], of[Known.UNKNOWN], of[Known.USED], found, why, remains)


def _worst_first(one: Group) -> tuple[int, float, int, str]:
    """By danger; then what was used longest ago or never, then what is most."""
    return one.danger, 0.0 if one.last is None else one.last.timestamp(), -len(one.names), one.service


def _may(goal: Goal, actor: int) -> bool:
    """Whether somebody does it with one call, without opening the resource's policy first."""
    arrival = goal(Power(actor))
    return arrival is not None and len(arrival.acts) == 1


def _remaining(able: Iterable[tuple[Query, Goal]], actor: int, unused: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for query, goal in able:
        if query.action in unused.get(query.resource, ()) and _may(goal, actor):
            yield f"{query.action} on {query.resource}"


def _groups(
    found: Mapping[tuple[Danger, str, str, Known, str], list[tuple[str, datetime | None]]],
) -> Iterator[Group]:
    for (kind, service, resource, known, why), names in found.items():
        last = max((one for _, one in names if one is not None), default=None)
        yield Group(kind, service, tuple(dict.fromkeys(name for name, _ in names)), resource, known, why, last)


def _overlapping(prover: Prover) -> Overlap:
    @cache
    def overlap(one: str, other: str) -> bool:
        both = [Test(RESOURCE, "Resource", (one,)), Test(RESOURCE, "Resource", (other,))]
        return prover.powers.solve(every(both)) is not None

    return overlap
