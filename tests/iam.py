"""A small judge of IAM policies for tests: enough of AWS's own logic to ask what a document allows and denies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html. What it does not know is an
error, so that no test passes because a condition was overlooked.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

Context = Mapping[str, str | list[str]]

_NOTHING: Final[Context] = {}


def allows(policy: str | Mapping[str, Any], action: str, resource: str, context: Context = _NOTHING) -> bool:
    """Whether the document allows this, and does not deny it."""
    return judged(policy, action, resource, context) == "allow"


def denies(policy: str | Mapping[str, Any], action: str, resource: str, context: Context = _NOTHING) -> bool:
    """Whether the document denies this explicitly."""
    return judged(policy, action, resource, context) == "deny"


def judged(policy: str | Mapping[str, Any], action: str, resource: str, context: Context = _NOTHING) -> str:
    """`allow`, `deny` or `nothing said`."""
    document = json.loads(policy) if isinstance(policy, str) else policy
    said = {
        str(one["Effect"]).lower()
        for one in _list(document["Statement"])
        if _meant(one, action, resource) and _holds(one.get("Condition", {}), context)
    }
    return "deny" if "deny" in said else "allow" if "allow" in said else "nothing said"


def _meant(one: Mapping[str, Any], action: str, resource: str) -> bool:
    def any_action(patterns: object) -> bool:
        return any(_glob(str(each).lower(), action.lower()) for each in _list(patterns))

    def any_resource(patterns: object) -> bool:
        return any(_glob(str(each), resource) for each in _list(patterns))

    acts = any_action(one["Action"]) if "Action" in one else not any_action(one["NotAction"])
    return acts and (any_resource(one["Resource"]) if "Resource" in one else not any_resource(one["NotResource"]))


def _holds(conditions: Mapping[str, Any], context: Context) -> bool:
    return all(
        _compared(operator, [str(each) for each in _list(wanted)], context.get(key))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _compared(operator: str, wanted: list[str], found: str | list[str] | None) -> bool:
    name = operator.removeprefix("ForAnyValue:")
    values = [] if found is None else _list(found)
    match name:
        case "StringEquals" | "Bool":
            return any(str(value) in wanted for value in values)
        case "StringLike" | "ArnLike":
            return any(_glob(each, str(value)) for each in wanted for value in values)
        case "StringNotEquals":
            return not any(str(value) in wanted for value in values)
        case "StringNotLike" | "ArnNotLike":
            return not any(_glob(each, str(value)) for each in wanted for value in values)
        case "Null":
            return (found is None) == (wanted == ["true"])
        case _:
            raise NotImplementedError(operator)


def _glob(pattern: str, text: str) -> bool:
    """`*` and `?` stand for any characters and for one, `${*}` for the character itself."""
    parts = re.split(r"(\$\{[*?$]\}|[*?])", pattern)
    read = {"*": ".*", "?": ".", "${*}": r"\*", "${?}": r"\?", "${$}": r"\$"}
    return re.fullmatch("".join(read.get(part) or re.escape(part) for part in parts), text, re.DOTALL) is not None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
