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

_ANY_SESSION: Final = "S-ANY"
"""Stands for the session that is asked about, where no policy names one."""

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

    __slots__ = ("_actions", "_bound", "_locally", "_rules", "_schema", "_slices")

    def __init__(self, bundle: Bundle, rules: Rules) -> None:
        """Parse `bundle`, which rules.read has found valid."""
        self._rules = rules
        self._slices = Slices(bundle.policies)
        self._schema = cedarpy.Schema.from_str(bundle.schema)
        self._actions = cedarpy.Entities.from_json_str("[]", self._schema)
        # Changes stay open under the bundle that they were opened under, whose schema may be an older one.
        members = _COMMENT.sub("", bundle.schema)
        self._locally = _LOCAL.search(members) is not None
        self._bound = _BOUND.search(members) is not None

    def may_act(self, question: Question, *, rehearsed: bool = True) -> tuple[Reply, ...]:
        """Ask whether the sponsor, and whether the session, may do what `question` is about.

        `rehearsed` says that such a question was found to fit the schema when the bundle was loaded. All others have
        their texts, truths and numbers in the same places: the schema, which takes half of Cedar's time, would tell
        nothing new, and what no policy looks at is left out.
        """
        sponsor, agent = _uid("Person", question.sponsor), _uid("Agent", question.agent)
        session = _uid("Session", question.session if self._rules.names_sessions else _ANY_SESSION)
        environment = _uid("Environment", question.environment)
        context = {
            "change": _ref(_STANDING),
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
            _person(question.sponsor, question.groups),
            _entity(session, {"sponsor": _ref(sponsor)}, [agent]),
            _entity(_STANDING, standing_now, tags=question.standing.seats),
        ]
        if not rehearsed:
            entities += [_entity(uid) for uid in (agent, environment, *map(_group, question.groups))]
        links = {SPONSOR: sponsor, SESSION: session}
        return self._ask(links, question.effect.value, environment, context, entities, check=not rehearsed)

    def may_vote(self, person: Person, change: Voted) -> tuple[Reply, ...]:
        """Ask whether `person` may vote on `change`, of which policy sees sponsor and agent."""
        voted = _uid("Change", "this")
        attributes = {"sponsor": _ref(_uid("Person", change.sponsor)), "agent": _ref(_uid("Agent", change.agent))}
        entities = [_person(person.name, person.groups), _entity(voted, attributes)]
        return self._ask({REVIEWER: _uid("Person", person.name)}, "vote", voted, {}, entities, check=True)

    def _ask(
        self,
        links: Mapping[str, Uid],
        action: str,
        resource: Uid,
        context: Mapping[str, Any],
        entities: list[Entity],
        *,
        check: bool,
    ) -> tuple[Reply, ...]:
        """Ask about each link. Of `entities` only those are needed that have attributes or are in something."""
        of_action = {"type": "Keyturn::Action", "id": action}
        try:
            written = _written(context)  # all of it, so that text which is not Unicode is refused wherever it stands
            if not check:
                written = _written({name: value for name, value in context.items() if self._rules.looks_at(name)})
            requests = [
                {"principal": principal, "action": of_action, "resource": resource, "context": written}
                for principal in links.values()
            ]
            schema = self._schema if check else None
            known = self._actions.with_added_json_str(_written(entities), schema)
            who = [_name(uid) for one in entities for uid in (one["uid"], *one["parents"])]
            policies = self._slices.of(_name(of_action), _name(resource), who)
            results = cedarpy.is_authorized_batch(requests, policies, known, schema)
        except ValueError as error:
            # Text that is not Unicode, or what the schema does not admit: an answer of ours, and the answer is no.
            return tuple(Reply(link, allowed=False, policies=(), errors=self._blamed(str(error))) for link in links)
        return tuple(self._reply(link, result) for link, result in zip(links, results, strict=True))

    def _reply(self, link: str, result: cedarpy.AuthzResult) -> Reply:
        diagnostics = result.diagnostics
        return Reply(
            link,
            result.allowed,
            tuple(sorted(self._rules.ids[name] for name in diagnostics.reasons)),
            tuple(sorted({name for error in diagnostics.errors for name in self._blamed(error)})),
        )

    def _blamed(self, error: str) -> tuple[str, ...]:
        """Whose error this is."""
        ids = self._rules.ids
        return tuple({ids[name] for name in _POLICY_NAME.findall(error) if name in ids}) or (_SCHEMA,)


def _written(value: object) -> str:
    return msgspec.json.encode(value).decode()  # json.dumps takes five times as long


def _name(uid: Uid) -> Name:
    return uid["type"], uid["id"]


def _person(name: str, groups: frozenset[str]) -> Entity:
    return _entity(_uid("Person", name), parents=[*map(_group, sorted(groups))])


def _group(name: str) -> Uid:
    return _uid("Group", name)


def _uid(kind: str, name: str) -> Uid:
    return {"type": f"Keyturn::{kind}", "id": name}


_STANDING: Final = _uid("Standing", "now")


def _ref(uid: Uid) -> dict[str, Uid]:
    return {"__entity": uid}


def _entity(
    uid: Uid,
    attributes: Mapping[str, Any] | None = None,
    parents: list[Uid] | None = None,
    tags: Mapping[str, int] | None = None,
) -> Entity:
    return {"uid": uid, "attrs": attributes or {}, "parents": parents or [], "tags": dict(tags or {})}
