"""The policy decision point: one question, asked of Cedar for each link of the chain, and three possible answers.

Cedar itself answers yes or no, with the policies that decided. The third answer, "not until these people approve", is made
here from annotated forbids (DESIGN.md, "Decisions in Cedar").
"""

import json
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Final

import cedarpy

from keyturn.decide.combine import combine, together
from keyturn.decide.memo import Memo
from keyturn.decide.rules import PolicyInvalid, Rules, read
from keyturn.model.action import Effect, Reading
from keyturn.model.bundle import Bundle
from keyturn.model.change import Change
from keyturn.model.decision import Decision, Deny, NeedsApproval, Permit, Question, Quorum, Reason, Seats, Standing
from keyturn.model.identity import Person

SPONSOR: Final = "sponsor"
SESSION: Final = "session"
REVIEWER: Final = "reviewer"

_POLICY_NAME: Final = re.compile(r"policy `(policy[0-9]+)`")
_ALWAYS_SEEN: Final = ("sponsor", "groups", "session", "agent", "effect", "environment")
_SEEN_IF_NAMED: Final = (
    "service", "operation", "reading", "delegates", "stateful_loss", "in_scope", "in_environment", "evidence",
)  # fmt: skip
_STANDING: Final = "change"


@dataclass(frozen=True, slots=True)
class _Reply:
    """Cedar's own answer about one link: `policies` are the `@id`s that decided, `errors` those that could not be evaluated."""

    link: str
    allowed: bool
    policies: tuple[str, ...]
    errors: tuple[str, ...]


class Policies:
    """A bundle parsed once and ready to be asked; `load` makes it. For one thread, because of its memo."""

    __slots__ = ("_handle", "_looks_at_standing", "_project", "_rules", "_schema", "memo", "version")

    def __init__(self, bundle: Bundle, rules: Rules) -> None:
        self.version = bundle.version
        self.memo = Memo()
        self._rules = rules
        self._handle = cedarpy.PolicySet.from_str(bundle.policies)
        self._schema = cedarpy.Schema.from_str(bundle.schema)
        seen = [name for name in _SEEN_IF_NAMED if rules.visible is None or name in rules.visible]
        self._project: Callable[[Question], tuple[Hashable, ...]] = attrgetter(*_ALWAYS_SEEN, *seen)
        self._looks_at_standing = rules.visible is None or _STANDING in rules.visible

    def key(self, question: Question) -> Hashable:
        """All of `question` that these policies can see: questions with equal keys have equal answers."""
        seen = self._project(question)
        if not self._looks_at_standing:
            return seen
        standing = question.standing
        return seen, standing.people, tuple(sorted(standing.seats.items())) if standing.seats else ()

    def quorum_of(self, gates: tuple[str, ...]) -> tuple[Quorum, frozenset[str]]:
        """The seats and obligations that meet all of `gates`."""
        known = [self._rules.gates[gate] for gate in gates]
        seats = [gate.seats for gate in known if gate.seats is not None]
        obligations = frozenset(gate.obligation for gate in known if gate.obligation is not None)
        return together(Quorum((each,), each.count) for each in seats), obligations

    def is_gate(self, policy: str) -> bool:
        """Whether people can lift the policy with this `@id`."""
        return policy in self._rules.gates

    def ask(self, links: Mapping[str, Any], action: str, resource: Any, context: Any, entities: Any) -> tuple[_Reply, ...]:  # noqa: ANN401 -- Cedar's JSON
        """Ask Cedar whether each of `links` (name to principal) may do `action` on `resource`, validated by the schema."""
        of_action = {"type": "Keyturn::Action", "id": action}
        written = json.dumps(context)
        requests = [
            {"principal": principal, "action": of_action, "resource": resource, "context": written}
            for principal in links.values()
        ]
        try:
            known = cedarpy.Entities.from_json_str(json.dumps(entities), self._schema)
            results = cedarpy.is_authorized_batch(requests, self._handle, known, self._schema)
        except ValueError as error:
            return tuple(_Reply(link, allowed=False, policies=(), errors=self._blamed(str(error))) for link in links)
        return tuple(self._reply(link, result) for link, result in zip(links, results, strict=True))

    def _reply(self, link: str, result: cedarpy.AuthzResult) -> _Reply:
        diagnostics = result.diagnostics
        return _Reply(
            link,
            result.allowed,
            tuple(sorted(self._rules.ids[name] for name in diagnostics.reasons)),
            tuple(sorted({name for error in diagnostics.errors for name in self._blamed(error)})),
        )

    def _blamed(self, error: str) -> tuple[str, ...]:
        """Whose error it is: policies by their `@id`, or the schema where Cedar could not even read the request."""
        found = {self._rules.ids[name] for name in _POLICY_NAME.findall(error) if name in self._rules.ids}
        return tuple(sorted(found)) or ("schema",)


def load(bundle: Bundle) -> Policies:
    """Parse `bundle` and try it, so that it can be asked from now on.

    Raises PolicyInvalid for policies that Cedar cannot parse or type against the schema, annotations that cannot be read,
    and a schema that does not fit what is asked (an unknown action, another member of the context).
    """
    rules = read(bundle)
    try:
        policies = Policies(bundle, rules)
    except ValueError as error:
        raise PolicyInvalid((" ".join(str(error).split()),)) from None
    problems = [
        f"`{name}` fails on a question about `{action}`"
        for action, replies in _rehearsal(policies)
        for name in sorted({name for reply in replies for name in reply.errors})
    ]
    if problems:
        raise PolicyInvalid(tuple(problems))
    return policies


def decide(question: Question, policies: Policies) -> Decision:
    """Answer `question` by `policies`. Both the sponsor and the session must pass; an error of any policy denies.

    A miss of the memo asks Cedar twice per link at most.
    """
    key = policies.key(question)
    found = policies.memo.get(key)
    if found is not None:
        return found
    decision = _weigh(_asked(question, policies), policies)
    if isinstance(decision, NeedsApproval):
        decision = _unless_masked(decision, question, policies)
    if not (isinstance(decision, Deny) and decision.reason is Reason.POLICY_ERROR):
        policies.memo.put(key, decision)
    return decision


def may_vote(person: Person, change: Change, policies: Policies) -> Decision:
    """Say whether policy lets `person` vote on `change`: Permit or Deny, of the link `reviewer`.

    Somebody who is disabled is nobody to policy. A gate on voting is a Deny: votes wait for no votes.
    """
    if not person.enabled:
        return Deny(Reason.NO_PERMIT, links=(REVIEWER,))
    decision = _weigh(_vote_asked(person.name, person.groups, change.sponsor, change.agent, policies), policies)
    if isinstance(decision, NeedsApproval):
        return Deny(Reason.FORBIDDEN, decision.gates, (REVIEWER,))
    return decision


def _weigh(replies: tuple[_Reply, ...], policies: Policies) -> Decision:
    """Make one decision of Cedar's answers about all links."""
    failed = [reply for reply in replies if reply.errors]
    if failed:
        # Cedar evaluates as if an erroring policy did not exist, so an erroring forbid would open the door.
        # For us a rule that cannot be read is a closed door.
        return combine(Deny(Reason.POLICY_ERROR, reply.errors, (reply.link,)) for reply in failed)
    return combine(_weigh_link(reply, policies) for reply in replies)


def _weigh_link(reply: _Reply, policies: Policies) -> Decision:
    if reply.allowed:
        return Permit(reply.policies)
    if not reply.policies:
        return Deny(Reason.NO_PERMIT, links=(reply.link,))
    final = tuple(policy for policy in reply.policies if not policies.is_gate(policy))
    if final:
        return Deny(Reason.FORBIDDEN, final, (reply.link,))
    quorum, obligations = policies.quorum_of(reply.policies)
    return NeedsApproval(quorum, obligations, reply.policies)


def _unless_masked(wanted: NeedsApproval, question: Question, policies: Policies) -> Decision:
    """Return `wanted` only if the same question with all its gates met is permitted.

    Cedar names no missing permit while a forbid holds: without this, people would be asked to approve what nothing permits.
    """
    standing, seats = question.standing, {each.group: each.count for each in wanted.quorum.seats}
    met = replace(
        question,
        standing=Standing(
            people=max(standing.people, wanted.quorum.people),
            seats={group: max(standing.seats.get(group, 0), seats.get(group, 0)) for group in {*standing.seats, *seats}},
        ),
        evidence=question.evidence | wanted.obligations,
    )
    after = _weigh(_asked(met, policies), policies)
    match after:
        case Permit():
            return wanted
        case NeedsApproval():
            # The gate's annotation promises less than its condition asks: nobody could ever lift it.
            return Deny(Reason.POLICY_ERROR, after.gates, (SPONSOR, SESSION))
        case Deny():
            return after


def _asked(question: Question, policies: Policies) -> tuple[_Reply, ...]:
    sponsor, session = _uid("Person", question.sponsor), _uid("Session", question.session)
    agent, environment = _uid("Agent", question.agent), _uid("Environment", question.environment)
    standing = _uid("Standing", "now")
    context = {
        "change": {"__entity": standing},
        "evidence": sorted(question.evidence),
        "service": question.service,
        "operation": question.operation,
        "reading": question.reading.value,
        "delegates": question.delegates,
        "stateful_loss": question.stateful_loss,
        "in_scope": question.in_scope,
        "in_environment": question.in_environment,
    }
    entities = [
        *_person(question.sponsor, question.groups),
        _entity(agent),
        _entity(session, {"sponsor": {"__entity": sponsor}}, [agent]),
        _entity(environment),
        _entity(standing, {"people": question.standing.people}) | {"tags": dict(question.standing.seats)},
    ]
    return policies.ask({SPONSOR: sponsor, SESSION: session}, question.effect.value, environment, context, entities)


def _vote_asked(name: str, groups: frozenset[str], sponsor: str, agent: str, policies: Policies) -> tuple[_Reply, ...]:
    person, change = _uid("Person", name), _uid("Change", "this")
    attributes = {"sponsor": {"__entity": _uid("Person", sponsor)}, "agent": {"__entity": _uid("Agent", agent)}}
    entities = [*_person(name, groups), _entity(change, attributes)]
    return policies.ask({REVIEWER: person}, "vote", change, {}, entities)


def _rehearsal(policies: Policies) -> list[tuple[str, tuple[_Reply, ...]]]:
    """What Cedar answers to one plain question of each kind."""
    plain = Question(
        sponsor="sponsor",
        groups=frozenset({"group"}),
        session="S-REHEARSAL",
        agent="agent",
        service="s3",
        operation="ListBuckets",
        effect=Effect.READ,
        reading=Reading.METADATA,
        delegates=False,
        stateful_loss=False,
        environment="production",
        in_scope=True,
        in_environment=True,
        standing=Standing(1, {"group": 1}),
        evidence=frozenset({"snapshot"}),
    )
    asked = [(effect.value, _asked(replace(plain, effect=effect), policies)) for effect in Effect]
    return [*asked, ("vote", _vote_asked("reviewer", frozenset({"group"}), "sponsor", "agent", policies))]


def _person(name: str, groups: frozenset[str]) -> list[dict[str, Any]]:
    of = [_uid("Group", group) for group in sorted(groups)]
    return [*(_entity(group) for group in of), _entity(_uid("Person", name), parents=of)]


def _uid(kind: str, name: str) -> dict[str, str]:
    return {"type": f"Keyturn::{kind}", "id": name}


def _entity(
    uid: Mapping[str, str], attributes: Mapping[str, Any] | None = None, parents: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    return {"uid": uid, "attrs": attributes or {}, "parents": parents or []}
