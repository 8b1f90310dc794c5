"""What Cedar's own validator does not look for: that approvals can only help, and that a gate asks for what it says.

A gate may be lifted by people only in one form, so that its annotation, which people are shown, is its condition:

    @approval("2 of sre") @obligation("snapshot")
    forbid (...) when { anything but approvals and evidence }
    unless {
      context.change.people >= 2 && context.change.hasTag("sre") && context.change.getTag("sre") >= 2 &&
      context.evidence.contains("snapshot")
    };

A quorum of several groups asks for each group's people, and for as many different people as it has seats in all:
`@approval("1 of data-owners and 2 of sre")` for `people >= 3`. One that ends in `, 1 verified locally` asks for
`context.change.local >= 1` besides.

Approvals and evidence are named nowhere else. Therefore more of them never take a permission away.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cedarpy

from keyturn.errors import Malformed
from keyturn.model.decision import parse_quorum

_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_ANNOTATIONS: Final = frozenset({"id", "approval", "obligation"})
_CONTEXT: Final = {"Var": "context"}
_CHANGE: Final = {".": {"left": _CONTEXT, "attr": "change"}}
_EVIDENCE: Final = {".": {"left": _CONTEXT, "attr": "evidence"}}
_LIFTING: Final = frozenset({"change", "evidence"})

Node = Any  # Cedar's JSON form of policies: https://docs.cedarpolicy.com/policies/json-format.html
Atom = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one policy, by its `@id`, or by Cedar's positional name (`policy0`) if it has none."""

    policy: str
    message: str

    def __str__(self) -> str:
        return f"`{self.policy}` {self.message}"


def lint(policies: str, schema: str) -> tuple[Finding, ...]:
    """Say all that is wrong with `policies`, what Cedar's strict validation against `schema` finds included."""
    try:
        # The schema as a handle: as text, one that is not Unicode would be a TypeError, as if we had called it wrongly.
        result = cedarpy.validate_policies(policies, cedarpy.Schema.from_str(schema))
        parsed: Mapping[str, Node] = json.loads(cedarpy.policies_to_json_str(policies))
    except ValueError as error:
        return (Finding("bundle", f"cannot be parsed: {_one_line(error)}"),)
    found = [
        Finding(problem.policy_id or "bundle", f"is not valid: {_one_line(problem.error)}") for problem in result.errors
    ]
    found += [Finding(name, "is a template: write each policy out") for name in parsed["templates"]]
    found += _of_names(parsed["staticPolicies"])
    for name, policy in parsed["staticPolicies"].items():
        notes: Mapping[str, str | None] = policy.get("annotations") or {}
        found += [Finding(notes.get("id") or name, message) for message in _of_policy(policy, notes)]
    return tuple(found)


def _of_names(policies: Mapping[str, Node]) -> Iterator[Finding]:
    seen: set[str] = set()
    for name, policy in policies.items():
        given = (policy.get("annotations") or {}).get("id") or ""
        if not _ID.fullmatch(given):
            yield Finding(name, "needs an `@id` of a-z, 0-9 and `-`: it is what people read when they are refused")
        elif given in seen:
            yield Finding(given, "stands on more than one policy: an `@id` names one")
        seen.add(given)


def _of_policy(policy: Node, notes: Mapping[str, str | None]) -> Iterator[str]:
    for name in sorted(notes.keys() - _ANNOTATIONS):
        yield f"has an annotation `@{name}` that means nothing here: did you mean `@approval` or `@obligation`?"
    gate = not notes.keys().isdisjoint({"approval", "obligation"})
    if gate and policy["effect"] != "forbid":
        yield "is a permit with `@approval` or `@obligation`: a permit that waits would let the weakest permit win"
        return
    lifting = [clause for clause in policy["conditions"] if gate and clause["kind"] == "unless"]
    for clause in policy["conditions"]:
        if clause not in lifting and _looks_at_what_lifts(clause["body"]):
            yield "looks at `context.change` or `context.evidence` outside the `unless` of a gate"
    if gate:
        yield from _of_gate(lifting, notes)


def _of_gate(lifting: list[Node], notes: Mapping[str, str | None]) -> Iterator[str]:
    if len(lifting) != 1:
        yield f"has {len(lifting)} `unless` clauses where a gate has one: any single one of them would lift it"
        return
    try:
        wanted = _wanted(notes)
    except Malformed as error:
        yield f"has an annotation that cannot be read: {error}"
        return
    asked = [_atom(conjunct) for conjunct in _conjuncts(lifting[0]["body"])]
    if None in asked:
        yield "has a condition in its `unless` that is neither approvals nor evidence: move it to `when`"
    elif set(asked) != wanted:
        yield f"asks in its `unless` for something else than its annotation says, which is {_said(notes)}"


def _wanted(notes: Mapping[str, str | None]) -> set[Atom | None]:
    """What the one `unless` of a gate must ask for, by its annotations. Raises Malformed."""
    wanted: set[Atom | None] = set()
    if "approval" in notes:
        quorum = parse_quorum(notes["approval"] or "")
        wanted.add(("people", quorum.people))
        for seats in quorum.seats:
            wanted |= {("has", seats.group), ("seats", seats.group, seats.count)}
        if quorum.local:
            wanted.add(("local", quorum.local))
    if "obligation" in notes:
        obligation = notes["obligation"] or ""
        if not _ID.fullmatch(obligation):
            raise Malformed("obligation", obligation, "it reads like `snapshot`")
        wanted.add(("evidence", obligation))
    return wanted


def _said(notes: Mapping[str, str | None]) -> str:
    return " and ".join(f'`@{name}("{notes[name]}")`' for name in ("approval", "obligation") if name in notes)


def _conjuncts(body: Node) -> Iterator[Node]:
    match body:
        case {"&&": {"left": left, "right": right}}:
            yield from _conjuncts(left)
            yield from _conjuncts(right)
        case _:
            yield body


def _atom(node: Node) -> Atom | None:
    """What this conjunct asks for, if it is one of the five things a gate may ask for."""
    match node:
        case {
            ">=": {"left": {".": {"left": of, "attr": "people" | "local" as whom}}, "right": {"Value": int(count)}}
        } if of == _CHANGE:
            return whom, count
        case {"hasTag": {"left": of, "right": {"Value": str(group)}}} if of == _CHANGE:
            return "has", group
        case {
            ">=": {"left": {"getTag": {"left": of, "right": {"Value": str(group)}}}, "right": {"Value": int(count)}}
        } if of == _CHANGE:
            return "seats", group, count
        case {"contains": {"left": of, "right": {"Value": str(obligation)}}} if of == _EVIDENCE:
            return "evidence", obligation
        case _:
            return None


def _looks_at_what_lifts(body: Node) -> bool:
    """Whether `body` names `context.change`, a Standing, `context.evidence`, or takes the context as a whole."""
    waiting = [body]
    while waiting:
        node = waiting.pop()
        if node == _CONTEXT or _is_standing(node):
            return True
        member = _member_of_context(node)
        if member in _LIFTING:
            return True
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict) and member is None:
            waiting.extend(node.values())
    return False


def _is_standing(node: Node) -> bool:
    match node:
        case {"__entity": {"type": "Keyturn::Standing"}}:
            return True
        case _:
            return False


def _member_of_context(node: Node) -> str | None:
    match node:
        case {".": {"left": {"Var": "context"}, "attr": str(name)}}:
            return name
        case {"has": {"left": {"Var": "context"}, "attr": str(name)}}:
            return name
        case _:
            return None


def _one_line(problem: object) -> str:
    return " ".join(str(problem).split())
