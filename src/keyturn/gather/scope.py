"""Whether an action stays within what a session was given."""

from keyturn.gather import arns
from keyturn.model.action import Action


def in_scope(action: Action, patterns: tuple[str, ...]) -> bool:
    """Say whether every resource of `action` lies within one of the ARN patterns; without patterns everything does.

    `*` and `?` match within one field of an ARN; in the last, the resource, they match its slashes and colons too.
    Case counts. A whole account, and an action without resources, lie within the pattern `*` only.
    """
    if not patterns or "*" in patterns:
        return True
    return bool(action.resources) and all(
        not resource.whole_account and any(arns.covers(pattern, resource.arn) for pattern in patterns)
        for resource in action.resources
    )
