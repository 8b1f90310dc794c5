"""Policies' typed trees -> one formula about a request, and a search for a request that it lets through.

The space of requests is finite once only those values are told apart that the policies themselves name: every effect,
every reading, every environment, service and operation that is named and one that is not, and every way in which so
many people can fill seats. The search splits it into cases, each only as fine as the policies need, until each is
decided.

What is not understood (a pattern, arithmetic, one attribute against another) becomes a condition that may hold or not,
whatever else holds. So a request may be found where there is none, and never the other way round. That Cedar skips a
policy that errors does not matter: for us an error denies (`decide`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import cedarpy

from keyturn.model.action import Effect, Reading

READING: Final = ".reading"
"""Members of the context are named with a dot before them."""

OTHER: Final = "\0other"
"""A value that the policies do not name."""

PERSON: Final = "Keyturn::Person"
SESSION: Final = "Keyturn::Session"
_CHANGES: Final = tuple(
    effect.value for effect in (Effect.CREATE, Effect.MODIFY, Effect.DELETE, Effect.PERMISSION, Effect.EXECUTE)
)
_EVERY: Final = tuple(effect.value for effect in Effect)

Node = Any  # Cedar's JSON form of policies: https://docs.cedarpolicy.com/policies/json-format.html
Formula = tuple[Any, ...]
Value = str | bool | int
Case = dict[str, Value]

TRUE: Final[Formula] = ("const", True)
FALSE: Final[Formula] = ("const", False)


@dataclass(slots=True)
class Space:
    """The values that the policies tell apart, by what they are values of; `opaque` is what is not understood."""

    domains: dict[str, set[str]] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    opaque: dict[str, str] = field(default_factory=dict)

    def values(self, name: str) -> list[Value]:
        """Every value that `name` is to be tried with."""
        if name in self.domains:
            found: list[Value] = [*sorted(self.domains[name])]
            return found if name == READING else [*found, OTHER]
        return [True, False]


@dataclass(frozen=True, slots=True)
class Policies:
    """When sponsor and session are both allowed, and the space that this is about; `count` is how many they are."""

    permitted: Formula
    space: Space
    count: int


def policies_of(text: str) -> Policies:
    """Read valid static policies. Raises ValueError for text that Cedar cannot parse."""
    parsed: Mapping[str, Node] = json.loads(cedarpy.policies_to_json_str(text))
    space = Space({"environment": set(), READING: {one.value for one in Reading}, "effect": set(_EVERY)})
    every = list(parsed["staticPolicies"].values())
    return Policies(
        ("and", tuple(_Reader(kind, space).allowed(every) for kind in (PERSON, SESSION))), space, len(every)
    )


def searched(formula: Formula, space: Space, case: Case) -> Iterator[Case | None]:
    """Split the requests that agree with `case`; yield a request for which `formula` holds, None where it does not."""
    held = _held(formula, case)
    if isinstance(held, bool):
        yield dict(case) if held else None
        return
    for value in space.values(held):
        case[held] = value
        yield from searched(formula, space, case)
    del case[held]


def _held(formula: Formula, case: Case) -> bool | str:
    """Whether `formula` holds in `case`, or the name of what must be known to tell."""
    kind = formula[0]
    if kind == "const":
        return bool(formula[1])
    if kind == "is":
        value = case.get(formula[1])
        return formula[1] if value is None else value in formula[2]
    if kind == "not":
        held = _held(formula[1], case)
        return (not held) if isinstance(held, bool) else held
    if kind == "number":
        return _number(formula, case)
    settles = kind == "or"
    unknown = None
    for part in formula[1]:
        held = _held(part, case)
        if held is settles:
            return settles
        if unknown is None and not isinstance(held, bool):
            unknown = held
    return (not settles) if unknown is None else unknown


def _number(formula: Formula, case: Case) -> bool:
    _, operator, left, right = formula
    a, b = (int(case.get(side, 0)) if isinstance(side, str) else side for side in (left, right))
    match operator:
        case ">=":
            return bool(a >= b)
        case ">":
            return bool(a > b)
        case "<=":
            return bool(a <= b)
        case "<":
            return bool(a < b)
        case _:
            return bool(a == b)


class _Reader:
    """Reads conditions as they are for one link of the chain: the sponsor, a Person, or the session."""

    def __init__(self, principal: str, space: Space) -> None:
        self._principal = principal
        self._space = space

    def allowed(self, policies: Iterable[Node]) -> Formula:
        permits: list[Formula] = []
        forbids: list[Formula] = []
        for policy in policies:
            (permits if policy["effect"] == "permit" else forbids).append(self._applies(policy))
        return "and", (("or", tuple(permits)), ("not", ("or", tuple(forbids))))

    def _applies(self, policy: Node) -> Formula:
        parts = [self._scope(policy[name], {"Var": name}) for name in ("principal", "action", "resource")]
        for clause in policy["conditions"]:
            body = self._read(clause["body"])
            parts.append(body if clause["kind"] == "when" else ("not", body))
        return "and", tuple(parts)

    def _scope(self, scope: Node, of: Node) -> Formula:
        match scope:
            case {"op": "All"}:
                return TRUE
            case {"op": "==", "entity": entity}:
                return self._entity(of, entity, exactly=True)
            case {"op": "in", "entity": entity}:
                return self._entity(of, entity, exactly=False)
            case {"op": "in", "entities": entities}:
                return "or", tuple(self._entity(of, entity, exactly=False) for entity in entities)
            case {"op": "is", "entity_type": kind}:
                within = scope.get("in")
                inside = TRUE if within is None else self._entity(of, within["entity"], exactly=False)
                return "and", (self._of_type(of, kind), inside)
            case _:
                return self._opaque(scope)

    def _read(self, node: Node) -> Formula:  # noqa: PLR0911, PLR0912, C901 - one return a kind of condition
        match node:
            case {"Value": bool(value)}:
                return "const", value
            case {"&&": {"left": left, "right": right}}:
                return "and", (self._read(left), self._read(right))
            case {"||": {"left": left, "right": right}}:
                return "or", (self._read(left), self._read(right))
            case {"!": {"arg": arg}}:
                return "not", self._read(arg)
            case {"if-then-else": {"if": test, "then": then, "else": other}}:
                held = self._read(test)
                return "or", (("and", (held, self._read(then))), ("and", (("not", held), self._read(other))))
            case {"==": {"left": left, "right": right}}:
                return self._equal(node, left, right)
            case {"!=": {"left": left, "right": right}}:
                return "not", self._equal(node, left, right)
            case {"in": {"left": left, "right": {"Value": {"__entity": entity}}}}:
                return self._entity(left, entity, exactly=False)
            case {"in": {"left": left, "right": {"Set": items}}}:
                return "or", tuple(self._read({"in": {"left": left, "right": item}}) for item in items)
            case {"is": {"left": left, "entity_type": kind, **more}}:
                within = self._read({"in": {"left": left, "right": more["in"]}}) if "in" in more else TRUE
                return "and", (self._of_type(left, kind), within)
            case {"has": {"left": {"Var": "context"}, "attr": _}}:
                return TRUE  # every member of the context is always there
            case {"hasTag": {"left": of, "right": {"Value": str(group)}}} if _is_standing(of):
                return "number", ">=", self._tag(group), 1
            case {"contains": {"left": {"Set": items}, "right": right}}:
                return "or", tuple(self._equal(node, right, item) for item in items)
            case {"contains": {"left": left, "right": {"Value": str(name)}}} if _member(left) == "evidence":
                return "is", f"evidence {name}", (True,)
            case {".": _}:
                member = _member(node)
                return ("is", f".{member}", (True,)) if member is not None else self._opaque(node)
            case _:
                return self._compared(node)

    def _compared(self, node: Node) -> Formula:
        for operator in (">=", ">", "<=", "<"):
            if operator in node:
                left, right = self._term(node[operator]["left"]), self._term(node[operator]["right"])
                if left is not None and right is not None:
                    return "number", operator, left, right
        return self._opaque(node)

    def _term(self, node: Node) -> str | int | None:
        """A number, or the name of one that the approvals give."""
        match node:
            case {"Value": int(value)} if not isinstance(value, bool):
                return value
            case {".": {"left": of, "attr": "people" | "local" as name}} if _is_standing(of):
                return str(name)
            case {"getTag": {"left": of, "right": {"Value": str(group)}}} if _is_standing(of):
                return self._tag(group)
            case _:
                return None

    def _tag(self, group: str) -> str:
        self._space.groups.add(group)
        return f"seats {group}"

    def _equal(self, node: Node, left: Node, right: Node) -> Formula:
        if "Value" in left and "Value" not in right:
            left, right = right, left
        match right:
            case {"Value": {"__entity": entity}}:
                return self._entity(left, entity, exactly=True)
            case {"Value": str(text)} if _member(left) is not None:
                name = f".{_member(left)}"
                self._space.domains.setdefault(name, set()).add(text)
                return "is", name, (text,)
            case {"Value": bool(truth)} if _member(left) is not None:
                return "is", f".{_member(left)}", (truth,)
            case _:
                numbers = self._term(left), self._term(right)
                if None not in numbers:
                    return "number", "==", *numbers
                return self._opaque(node)

    def _entity(self, of: Node, entity: Mapping[str, str], *, exactly: bool) -> Formula:
        """Whether `of` is this entity, or (not `exactly`) a member of it."""
        kind, name = entity["type"], entity["id"]
        match of:
            case {"Var": "action"}:
                return self._action(name, exactly=exactly)
            case {"Var": "resource"}:
                return self._one("environment", name) if kind == "Keyturn::Environment" else FALSE
            case {"Var": "principal"} if self._principal == PERSON:
                return self._person(kind, name, exactly=exactly)
            case {"Var": "principal"}:
                if kind == SESSION:
                    return self._one("session", name)
                return self._one("agent", name) if kind == "Keyturn::Agent" and not exactly else FALSE
            case {".": {"left": {"Var": "principal"}, "attr": "sponsor"}}:
                return self._person(kind, name, exactly=exactly)
            case _:
                return self._opaque({"of": of, "entity": dict(entity), "exactly": exactly})

    def _person(self, kind: str, name: str, *, exactly: bool) -> Formula:
        if kind == PERSON:
            return self._one("sponsor", name)
        return ("is", f"group {name}", (True,)) if kind == "Keyturn::Group" and not exactly else FALSE

    def _one(self, name: str, value: str) -> Formula:
        self._space.domains.setdefault(name, set()).add(value)
        return "is", name, (value,)

    def _action(self, name: str, *, exactly: bool) -> Formula:
        if not exactly and name in ("any", "change"):
            return "is", "effect", _EVERY if name == "any" else _CHANGES
        return "is", "effect", (name,)

    def _of_type(self, of: Node, kind: str) -> Formula:
        match of:
            case {"Var": "principal"}:
                return "const", kind == self._principal
            case {"Var": "resource"}:
                return "const", kind == "Keyturn::Environment"
            case {"Var": "action"}:
                return "const", kind == "Keyturn::Action"
            case {".": {"left": {"Var": "principal"}, "attr": "sponsor"}}:
                return "const", kind == PERSON
            case _:
                return self._opaque({"of": of, "is": kind})

    def _opaque(self, node: Node) -> Formula:
        """A condition that is not understood: it may hold or not, for each link by itself."""
        name = f"? {self._principal} {json.dumps(node, sort_keys=True)}"
        self._space.opaque[name] = _words(node)
        return "is", name, (True,)


def _member(node: Node) -> str | None:
    match node:
        case {".": {"left": {"Var": "context"}, "attr": str(name)}}:
            return name
        case _:
            return None


def _is_standing(node: Node) -> bool:
    return _member(node) == "change"


def _words(node: Node) -> str:
    """What kind of condition this is, for people: `like`, `containsAll`, ..."""
    return f"`{next(iter(node))}`" if isinstance(node, dict) and len(node) == 1 else "a comparison"
