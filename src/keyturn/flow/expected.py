"""Decision vectors: what people expect policies to decide, read strictly and tried against a bundle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from keyturn.decide.engine import Policies, decide, may_vote
from keyturn.errors import Malformed
from keyturn.model.action import Action, Call, Effect, Reading
from keyturn.model.autonomy import OPERATION
from keyturn.model.change import Change
from keyturn.model.decision import Decision, Deny, NeedsApproval, Permit, Question, Quorum, Standing, parse_quorum
from keyturn.model.identity import Person
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.touches import touch

_DECISION: Final = frozenset(
    {
        "name",
        "expect",
        "environment",
        "operation",
        "effect",
        "reading",
        "delegates",
        "stateful_loss",
        "state_bound",
        "in_scope",
    }
    | {"in_environment", "sponsor", "groups", "agent", "approved", "local", "evidence", "policies"}
)
_VOTE: Final = frozenset({"name", "expect", "person", "groups", "sponsor", "agent", "policies"})
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ANYBODY: Final = "000000000000"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Vector:
    """One expectation: a question, or a person who votes on a change, and what the answer must be.

    `expect` is what `told` says of a decision, `policies` the ids that must have decided, None for any.
    """

    name: str
    expect: str
    question: Question | None = None
    voter: Person | None = None
    change: Change | None = None
    policies: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a vector came to: `got` is what was decided and by which policies."""

    vector: Vector
    got: str
    by: frozenset[str]

    @property
    def met(self) -> bool:
        """Whether that is what people expect."""
        wanted = self.vector.policies
        return self.got == self.vector.expect and (wanted is None or wanted == self.by)


def told(decision: Decision) -> str:
    """A decision as vectors write it: `permit`, `deny`, `notify`, `needs 2 of sre`, `needs 2 of sre and notify`."""
    match decision:
        case Permit():
            return "permit"
        case Deny():
            return "deny"
        case NeedsApproval(quorum, obligations):
            first = [f"needs {quorum}"] if quorum.people else []
            return " and ".join([*first, *sorted(obligations)])


def vectors(document: Mapping[str, Any], tables: AwsTables) -> tuple[Vector, ...]:
    """Read `[[decision]]` and `[[vote]]` of one document; `tables` say what an operation does. Raises Malformed."""
    odd = sorted(document.keys() - {"decision", "vote"})
    if odd:
        raise Malformed("decision vectors", odd[0], "a file holds `[[decision]]` and `[[vote]]`")
    found = [_decision(_Members(one, _DECISION), tables) for one in _tables(document, "decision")]
    found += [_vote(_Members(one, _VOTE)) for one in _tables(document, "vote")]
    return tuple(found)


def tried(vector: Vector, policies: Policies) -> Outcome:
    """Ask `policies` what `vector` is about."""
    if vector.question is not None:
        decision = decide(vector.question, policies)
    elif vector.voter is not None and vector.change is not None:
        decision = may_vote(vector.voter, vector.change, policies)
    else:
        raise Malformed("decision vector", vector.name, "it asks nothing")
    by = decision.gates if isinstance(decision, NeedsApproval) else decision.policies
    return Outcome(vector, told(decision), frozenset(by))


def _tables(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = document.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise Malformed("decision vectors", name, f"write `[[{name}]]` on a line of its own before each")
    return value


class _Members:
    """The members of one vector; each reader raises Malformed for another form, and names the vector."""

    def __init__(self, values: Mapping[str, Any], known: frozenset[str]) -> None:
        self.values = values
        self.name = self.get("name", str, "")
        if not self.name:
            raise Malformed("decision vector", dict(values), "each has a `name`")
        odd = sorted(values.keys() - known)
        if odd:
            raise self.bad(odd[0], "no such member: leave it out")

    def get(self, key: str, kind: type[T], default: T) -> T:
        value = self.values.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise Malformed("decision vector", key, f"`{key}` must be a {kind.__name__}")
        return value

    def bad(self, key: str, why: str) -> Malformed:
        return Malformed("decision vector", f"{self.name}: {key}", why)

    def texts(self, key: str) -> frozenset[str]:
        found = self.get(key, list, [])
        if not all(isinstance(one, str) for one in found):
            raise self.bad(key, "a list of texts is wanted")
        return frozenset(found)

    def expect(self) -> str:
        text = self.get("expect", str, "")
        words = text.removeprefix("needs ").split(" and notify")[0] if text.startswith("needs ") else ""
        if words:
            parse_quorum(words)
            return f"needs {parse_quorum(words)}{' and notify' if text.endswith(' and notify') else ''}"
        if text not in ("permit", "deny", "notify", "snapshot"):
            raise self.bad("expect", "it is `permit`, `deny`, `notify` or `needs 2 of sre`")
        return text

    def policies(self) -> frozenset[str] | None:
        return self.texts("policies") if "policies" in self.values else None


def _decision(members: _Members, tables: AwsTables) -> Vector:
    action = _action(members, tables)
    effect, reading = members.get("effect", str, ""), members.get("reading", str, "")
    if not effect and action is None:
        raise members.bad("effect", "name an `effect`, or an `operation` that has one")
    service, _, operation = members.get("operation", str, "s3:Another").partition(":")
    try:
        question = Question(
            sponsor=members.get("sponsor", str, "somebody"),
            groups=members.texts("groups"),
            session="S-VECTOR",
            agent=members.get("agent", str, "agent"),
            service=service,
            operation=operation,
            effect=Effect(effect) if effect or action is None else action.effect,
            reading=Reading(reading or "nothing") if reading or action is None else action.reading,
            delegates=members.get("delegates", bool, action is not None and action.delegates),
            stateful_loss=members.get("stateful_loss", bool, action is not None and action.stateful_loss),
            environment=members.get("environment", str, "production"),
            in_scope=members.get("in_scope", bool, default=True),
            in_environment=members.get("in_environment", bool, default=True),
            standing=_standing(members),
            state_bound=members.get("state_bound", bool, default=True),
            evidence=members.texts("evidence"),
        )
    except ValueError as error:
        raise members.bad("effect", str(error)) from None
    return Vector(members.name, members.expect(), question, policies=members.policies())


def _action(members: _Members, tables: AwsTables) -> Action | None:
    """What the named operation does before its parameters are looked at; None where none is named."""
    name = members.get("operation", str, "")
    if not name:
        return None
    service, _, operation = name.partition(":")
    try:
        known = OPERATION.fullmatch(name) and operation in tables.service(service).operations
    except KeyError:
        known = False
    if not known:
        raise members.bad("operation", f"`{name}` is no operation of AWS's models, such as `dynamodb:PutItem`")
    found = touch(Call(service, operation, "us-east-1", {}), _ANYBODY, tables)
    return found if isinstance(found, Action) else None


def _standing(members: _Members) -> Standing:
    """The approvals so far, written as a quorum that they would meet: `approved = "1 of sre"`."""
    text, local = members.get("approved", str, ""), members.get("local", int, 0)
    met = parse_quorum(text) if text else Quorum()
    return Standing(met.people, {seats.group: seats.count for seats in met.seats}, max(local, met.local))


def _vote(members: _Members) -> Vector:
    person = Person(members.get("person", str, "somebody"), members.texts("groups"), ())
    change = Change(
        id="C-VECTOR",
        deployment="",
        task="T-VECTOR",
        intent="",
        kind="fix",
        sponsor=members.get("sponsor", str, "another"),
        agent=members.get("agent", str, "agent"),
        session="S-VECTOR",
        account="",
        actions=(),
        bundle="",
        opened=_LONG_AGO,
        expires=_LONG_AGO,
        quorum=Quorum(),
        gates=(),
    )
    return Vector(members.name, members.expect(), voter=person, change=change, policies=members.policies())
