"""Our questions in Cedar's words, and Cedar's own answers: yes or no for each link, and which policies decided."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import cedarpy
import msgspec

from keyturn.decide.rules import Rules
from keyturn.decide.slices import Name, Slices
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Question, Voted
from keyturn.model.identity import Person

SPONSOR: Final = "sponsor"
SESSION: Final = "session"
REVIEWER: Final = "reviewer"

_POLICY_NAME: Final = re.compile(r"policy `(policy[0-9]+)`")
_SCHEMA: Final = "schema"
_COMMENT: Final = re.compile(r"//[^\n]*")
_LOCAL: Final = re.compile(r"\blocal:")
_BOUND: Final = re.compile(r"\bstate_bound:")

Uid = dict[str, str]
Entity = dict[str, Any]  # https://docs.cedarpolicy.com/auth/entities-syntax.html


@dataclass(frozen=True, slots=True)
class Reply:
    """What Cedar says of one link: the policies that decided and those that could not be evaluated, by `@id`.

    `errors` holds `schema` where Cedar could not even read the question.
    """

    link: str
    allowed: bool
    policies: tuple[str, ...]
    errors: tuple[str, ...]


class Cedar:
    """The handles of one bundle: text is parsed once, which costs as much as several decisions."""

    __slots__ = ("_bound", "_ids", "_locally", "_schema", "_slices")

    def __init__(self, bundle: Bundle, rules: Rules) -> None:
        """Parse `bundle`, which rules.read has found valid."""
        self._ids = rules.ids
        self._slices = Slices(bundle.policies)
        self._schema = cedarpy.Schema.from_str(bundle.schema)
        # Changes stay open under the bundle that they were opened under, whose schema may be an older one.
        members = _COMMENT.sub("", bundle.schema)
        self._locally = _LOCAL.search(members) is not None
        self._bound = _BOUND.search(members) is not None

    def may_act(self, question: Question) -> tuple[Reply, ...]:
        """Ask whether the sponsor, and whether the session, may do what `question` is about."""
        sponsor, session = _uid("Person", question.sponsor), _uid("Session", question.session)
        agent, environment = _uid("Agent", question.agent), _uid("Environment", question.environment)
        standing = _uid("Standing", "now")
        context = {
            "change": _ref(standing),
            "evidence": sorted(question.evidence),
            "service": question.service,
            "operation": question.operation,
            "reading": question.reading.value,
            "delegates": question.delegates,
            "stateful_loss": question.stateful_loss,
            "in_scope": question.in_scope,
            "in_environment": question.in_environment,
        }
        if self._bound:
            context["state_bound"] = question.state_bound
        standing_now: dict[str, Any] = {"people": question.standing.people}
        if self._locally:
            standing_now["local"] = question.standing.local
        entities = [
            *_person(question.sponsor, question.groups),
            _entity(agent),
            _entity(session, {"sponsor": _ref(sponsor)}, [agent]),
            _entity(environment),
            _entity(standing, standing_now, tags=question.standing.seats),
        ]
        links = {SPONSOR: sponsor, SESSION: session}
        return self._ask(links, question.effect.value, environment, context, entities)

    def may_vote(self, person: Person, change: Voted) -> tuple[Reply, ...]:
        """Ask whether `person` may vote on `change`, of which policy sees sponsor and agent."""
        voted = _uid("Change", "this")
        attributes = {"sponsor": _ref(_uid("Person", change.sponsor)), "agent": _ref(_uid("Agent", change.agent))}
        entities = [*_person(person.name, person.groups), _entity(voted, attributes)]
        return self._ask({REVIEWER: _uid("Person", person.name)}, "vote", voted, {}, entities)

    def _ask(
        self, links: Mapping[str, Uid], action: str, resource: Uid, context: Mapping[str, Any], entities: list[Entity]
    ) -> tuple[Reply, ...]:
        of_action = {"type": "Keyturn::Action", "id": action}
        try:
            written = _written(context)
            requests = [
                {"principal": principal, "action": of_action, "resource": resource, "context": written}
                for principal in links.values()
            ]
            known = cedarpy.Entities.from_json_str(_written(entities), self._schema)
            policies = self._slices.of(_name(of_action), _name(resource), [_name(one["uid"]) for one in entities])
            results = cedarpy.is_authorized_batch(requests, policies, known, self._schema)
        except ValueError as error:
            # Text that is not Unicode, or what the schema does not admit: an answer of ours, and the answer is no.
            return tuple(Reply(link, allowed=False, policies=(), errors=self._blamed(str(error))) for link in links)
        return tuple(self._reply(link, result) for link, result in zip(links, results, strict=True))

    def _reply(self, link: str, result: cedarpy.AuthzResult) -> Reply:
        diagnostics = result.diagnostics
        return Reply(
            link,
            result.allowed,
            tuple(sorted(self._ids[name] for name in diagnostics.reasons)),
            tuple(sorted({name for error in diagnostics.errors for name in self._blamed(error)})),
        )

    def _blamed(self, error: str) -> tuple[str, ...]:
        """Whose error this is."""
        return tuple({self._ids[name] for name in _POLICY_NAME.findall(error) if name in self._ids}) or (_SCHEMA,)


def _written(value: object) -> str:
    return msgspec.json.encode(value).decode()  # json.dumps takes five times as long


def _name(uid: Uid) -> Name:
    return uid["type"], uid["id"]


def _person(name: str, groups: frozenset[str]) -> list[Entity]:
    of = [_uid("Group", group) for group in sorted(groups)]
    return [*(_entity(group) for group in of), _entity(_uid("Person", name), parents=of)]


def _uid(kind: str, name: str) -> Uid:
    return {"type": f"Keyturn::{kind}", "id": name}


def _ref(uid: Uid) -> dict[str, Uid]:
    return {"__entity": uid}


def _entity(
    uid: Uid,
    attributes: Mapping[str, Any] | None = None,
    parents: list[Uid] | None = None,
    tags: Mapping[str, int] | None = None,
) -> Entity:
    return {"uid": uid, "attrs": attributes or {}, "parents": parents or [], "tags": dict(tags or {})}
