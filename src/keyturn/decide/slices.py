"""The policies that a question can concern at all: Cedar looks at each policy that it is given, 1.2 us a piece.

A policy whose scope names another action, another environment, or nobody of whom the question is, never applies, and
Cedar does not evaluate the rest of it: no reason and no error can come of it. So it is left out. What a scope says in
another way than by naming one entity is always kept.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import cedarpy

KEPT: Final = 256
"""How many slices are kept; the one unused for longest goes first."""

Name = tuple[str, str]
"""Type and id of an entity."""


class Slices:
    """A policy set, by what its policies' scopes name. For one thread."""

    __slots__ = ("_kept", "_named", "_policies")

    def __init__(self, policies: str) -> None:
        """Take in a valid set of static policies."""
        self._policies: Mapping[str, Any] = json.loads(cedarpy.policies_to_json_str(policies))["staticPolicies"]
        named = (_named(policy["principal"], "==", "in") for policy in self._policies.values())
        self._named = frozenset(name for name in named if name is not None)
        self._kept: OrderedDict[tuple[Name, Name, frozenset[Name]], cedarpy.PolicySet] = OrderedDict()

    def of(self, action: Name, resource: Name, who: Iterable[Name]) -> cedarpy.PolicySet:
        """Return the policies that can apply to `action` on `resource`.

        `who` are the principals that are asked about, and all that they are members of. The policies keep the names
        that they have in the whole set.
        """
        key = action, resource, self._named.intersection(who)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._make(*key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def _make(self, action: Name, resource: Name, who: frozenset[Name]) -> cedarpy.PolicySet:
        chosen = {
            name: policy
            for name, policy in self._policies.items()
            if _named(policy["action"], "==") in {None, action}
            and _named(policy["resource"], "==") in {None, resource}
            and _named(policy["principal"], "==", "in") in {None, *who}
        }
        return cedarpy.PolicySet.from_json_str(
            json.dumps({"templates": {}, "staticPolicies": chosen, "templateLinks": []})
        )


def _named(scope: Mapping[str, Any], *operators: str) -> Name | None:
    """The one entity that a part of a scope names by one of these operators, if it does."""
    if scope["op"] not in operators or "entity" not in scope:
        return None
    return scope["entity"]["type"], scope["entity"]["id"]
