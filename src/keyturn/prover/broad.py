"""Roles that may do more on protected things than they ever did, ranked, each with the narrower policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from keyturn.codec.canonical import Json
from keyturn.errors import CallerError, quoted
from keyturn.prover.actors import Actor, Power
from keyturn.prover.documents import Document
from keyturn.prover.goals import Goal, Query
from keyturn.prover.prove import Prover
from keyturn.prover.wildcards import matches_action


class BadHistory(CallerError):
    """What was used is not told in a form that can be read."""

    code = "prove.history"


@dataclass(frozen=True, slots=True)
class Broad:
    """One role: what it may do on protected things and did not use, and its policy without what it never used."""

    arn: str
    unused: tuple[tuple[str, str], ...]
    narrower: Json

    def to_json(self) -> Json:
        """As `--json` has it."""
        return {
            "arn": self.arn,
            "unused": [{"action": action, "resource": resource} for action, resource in self.unused],
            "narrower": self.narrower,
        }


def history(written: Json) -> dict[str, tuple[str, ...]]:
    """What each principal used, by ARN: a list of actions, or IAM's `ServicesLastAccessed`. Raises BadHistory."""
    if not isinstance(written, Mapping):
        raise BadHistory("what was used must be an object: a role's ARN to the actions it used")
    return {arn: tuple(_used(arn, value)) for arn, value in written.items()}


def _used(arn: str, value: Json) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            if not isinstance(one, str) or ":" not in one:
                raise BadHistory(f"`{quoted(arn)}` used `{quoted(one)}`, which is no action")
            yield one
        return
    services = value.get("ServicesLastAccessed") if isinstance(value, Mapping) else None
    if not isinstance(services, list | tuple):
        raise BadHistory(f"what `{quoted(arn)}` used is neither a list of actions nor access-advisor data")
    for service in services:
        if isinstance(service, Mapping) and service.get("LastAuthenticated"):
            yield from _of_service(service)


def _of_service(service: Mapping[str, Json]) -> Iterator[str]:
    """The actions of one service: those tracked, or all where none is (access_policies_access-advisor.html)."""
    name = str(service.get("ServiceNamespace"))
    tracked = service.get("TrackedActionsLastAccessed")
    if not isinstance(tracked, list | tuple) or not tracked:
        yield f"{name}:*"
        return
    for action in tracked:
        if isinstance(action, Mapping) and action.get("LastAccessedTime"):
            yield f"{name}:{action.get('ActionName')}"


def broad(prover: Prover, used: Mapping[str, tuple[str, ...]]) -> tuple[Broad, ...]:
    """Every role and user in `used` that may do something protected which it never did, the broadest first."""
    goals = [(query, Goal(prover.powers, query)) for query in prover.wanted.queries]
    found = []
    for actor in prover.starts():
        if actor.arn not in used:
            continue
        unused = tuple(_unused(actor, goals, used[actor.arn]))
        if unused:
            found.append(Broad(actor.arn, unused, narrower(actor, used[actor.arn])))
    return tuple(sorted(found, key=lambda one: (-len(one.unused), one.arn)))


def _unused(actor: Actor, goals: Iterable[tuple[Query, Goal]], used: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for query, goal in goals:
        arrival = goal(Power(actor.number))
        if arrival is None or len(arrival.acts) > 1:
            continue
        for action in (query.action, *query.also):
            if not any(matches_action(one, action) for one in used):
                yield action, query.resource


def narrower(actor: Actor, used: tuple[str, ...]) -> Json:
    """One policy in place of the actor's own: its statements, each with only those of its actions that were used.

    It allows nothing that the statements did not: resources and conditions stay, and so does every Deny.
    """
    statements: list[Json] = []
    for held in actor.held:
        statements += _narrowed(held.document, used)
    return {"Version": "2012-10-17", "Statement": statements}


def _narrowed(document: Document, used: tuple[str, ...]) -> Iterator[Json]:
    written = document.written.get("Statement", []) if isinstance(document.written, Mapping) else []
    rows = written if isinstance(written, list | tuple) else [written]
    for row, statement in zip(rows, document.statements, strict=False):
        if not isinstance(row, Mapping):
            continue
        if not statement.allows:
            yield row
            continue
        kept = [
            one
            for one in dict.fromkeys(used)
            if any(matches_action(pattern, one) for pattern in statement.actions) != statement.not_actions
        ]
        if kept:
            yield {**{name: value for name, value in row.items() if name != "NotAction"}, "Action": sorted(kept)}
