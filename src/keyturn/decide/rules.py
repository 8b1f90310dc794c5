"""What is read of a bundle before any question is asked: ids, gates, and what the policies look at."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import cedarpy

from keyturn.errors import Malformed, PolicyError
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Quorum, parse_quorum

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")

Node = Any  # Cedar's JSON form of policies: https://docs.cedarpolicy.com/policies/json-format.html


class PolicyInvalid(PolicyError):
    """A bundle cannot be decided by. `problems` names each thing to be mended."""

    code = "policy.invalid"

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"the policy bundle is invalid, so nothing is decided by it: {'; '.join(problems)}")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Gate:
    """What lifts a forbid: seats filled by people (`@approval`), an obligation met (`@obligation`), or both."""

    quorum: Quorum | None
    obligation: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The policies of a bundle, as far as they are read once.

    `ids` maps Cedar's positional names (`policy0`) to each policy's `@id`; `gates` holds the forbids that people can
    lift, by `@id`; `visible` the members of the context that any condition looks at, None if one takes it as a whole.
    `names_sessions` says that a policy names a session by its id, anywhere. Without that no policy can tell two
    sessions of one agent and one sponsor apart, for Cedar compares entities and cannot read their ids.
    """

    ids: Mapping[str, str]
    gates: Mapping[str, Gate]
    visible: frozenset[str] | None
    names_sessions: bool

    def looks_at(self, member: str) -> bool:
        """Whether a decision can hang on this member of the context."""
        return self.visible is None or member in self.visible


def read(bundle: Bundle) -> Rules:
    """Read the annotations of `bundle`, once its policies are valid against its schema.

    Raises PolicyInvalid for text that Cedar cannot parse or type strictly, for templates, for a policy without a
    readable and unique `@id`, for a gate that is no forbid, and for an annotation that does not read as one.
    """
    try:
        # The schema as a handle: as text, one that is not Unicode would be a TypeError, as if we had called it wrongly.
        result = cedarpy.validate_policies(bundle.policies, cedarpy.Schema.from_str(bundle.schema))
        if not result.validation_passed:
            raise PolicyInvalid(tuple(_one_line(problem) for problem in result.errors))
        parsed: Mapping[str, Node] = json.loads(cedarpy.policies_to_json_str(bundle.policies))
    except ValueError as error:
        raise PolicyInvalid((_one_line(error),)) from None
    if parsed["templates"]:
        raise PolicyInvalid(("a template (`?principal`, `?resource`) decides nothing here: write each policy out",))
    policies: Mapping[str, Node] = parsed["staticPolicies"]
    ids = _ids(policies)
    _refuse_standings(policies)
    return Rules(ids, _gates(policies), _visible(policies), any(map(_is_session, _all_nodes(policies))))


def _ids(policies: Mapping[str, Node]) -> Mapping[str, str]:
    ids = {name: str(policy.get("annotations", {}).get("id") or "") for name, policy in policies.items()}
    problems = [
        f"`{name}` needs an `@id` of a-z, 0-9 and `-`, at most 63 characters"
        for name, given in ids.items()
        if not _NAME.fullmatch(given)
    ]
    given = list(ids.values())
    twice = sorted({each for each in given if each and given.count(each) > 1})
    problems += [f'`@id("{each}")` stands on more than one policy' for each in twice]
    if problems:
        raise PolicyInvalid(tuple(problems))
    return ids


def _gates(policies: Mapping[str, Node]) -> Mapping[str, Gate]:
    gates: dict[str, Gate] = {}
    problems: list[str] = []
    for policy in policies.values():
        notes = policy["annotations"]
        if "approval" not in notes and "obligation" not in notes:
            continue
        if policy["effect"] != "forbid":
            problems.append(f"`{notes['id']}` is a permit with a gate's annotation: only a forbid can wait for people")
        try:
            gates[notes["id"]] = _gate(notes)
        except Malformed as error:
            problems.append(f"`{notes['id']}`: {error}")
    if problems:
        raise PolicyInvalid(tuple(problems))
    return gates


def _gate(notes: Mapping[str, str | None]) -> Gate:
    quorum = parse_quorum(notes["approval"] or "") if "approval" in notes else None
    if "obligation" not in notes:
        return Gate(quorum, None)
    obligation = notes["obligation"] or ""
    if not _NAME.fullmatch(obligation):
        raise Malformed("obligation", obligation, "it reads like `snapshot`")
    return Gate(quorum, obligation)


def _refuse_standings(policies: Mapping[str, Node]) -> None:
    """Refuse `Keyturn::Standing::"..."`: by it a policy would see approvals past `visible`, and so past the memo."""
    problems = tuple(
        f"`{policy['annotations']['id']}` names a `Keyturn::Standing`: approvals are `context.change`"
        for policy in policies.values()
        if any(_is_standing(node) for node in _nodes(policy["conditions"]))
    )
    if problems:
        raise PolicyInvalid(problems)


def _is_standing(node: Node) -> bool:
    match node:
        case {"__entity": {"type": "Keyturn::Standing"}}:
            return True
        case _:
            return False


def _is_session(node: Node) -> bool:
    """Whether it is the name of one session, as a scope and a condition write it."""
    match node:
        case {"type": "Keyturn::Session", "id": _}:
            return True
        case _:
            return False


def _visible(policies: Mapping[str, Node]) -> frozenset[str] | None:
    found: set[str] = set()
    for node in _nodes([policy["conditions"] for policy in policies.values()]):
        if node == {"Var": "context"}:
            return None
        member = _member_of_context(node)
        if member is not None:
            found.add(member)
    return frozenset(found)


def _all_nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node if isinstance(node, list) else node.values() if isinstance(node, dict) else ())


def _nodes(root: Node) -> Iterator[Node]:
    """Every node below `root`, but for the variable in `context.member`, which is not the context as a whole."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict) and _member_of_context(node) is None:
            waiting.extend(node.values())


def _member_of_context(node: Node) -> str | None:
    """The name in `context.name` and in `context has name`, if `node` is one of these."""
    match node:
        case {".": {"left": {"Var": "context"}, "attr": str(name)}}:
            return name
        case {"has": {"left": {"Var": "context"}, "attr": str(name)}}:
            return name
        case _:
            return None


def _one_line(problem: object) -> str:
    return " ".join(str(problem).split())
