"""In which environments an action counts (DESIGN.md, "Environments" and "Delegation").

An environment is a property of the resource, never of the request's region. What is not known to be elsewhere is
production, and an action counts in every environment that it reads from, writes to or names.
"""

from collections.abc import Set as AbstractSet

from keyturn.gather import arns
from keyturn.gather.needs import bucket_of
from keyturn.model.action import Action, Effect, Resource
from keyturn.model.facts import PRODUCTION, Estate, Facts

# Their ARNs may carry the region a request was signed for, yet what they hold is one for the whole account.
_GLOBAL = frozenset(
    {"account", "budgets", "ce", "cloudfront", "globalaccelerator", "iam", "organizations", "route53", "shield", "sts"}
)
# AWS itself owns these: managed policies, public AMIs, shared transforms.
_AWS_OWNED = "aws"


def environments(action: Action, facts: Facts, estate: Estate) -> frozenset[str]:
    """Return every environment in which `action` counts; never empty.

    An action that hands power on, runs under another power or is not understood also counts as production:
    nobody has shown how far that power reaches.
    """
    found: set[str] = set()
    if action.delegates or action.effect in (Effect.EXECUTE, Effect.UNKNOWN) or not action.resources:
        found.add(PRODUCTION)
    for resource in action.resources:
        found |= _of_resource(resource, facts, estate)
    return frozenset(found)


def unlisted_account(action: Action, estate: Estate) -> str | None:
    """Return an account that `action` names and the estate does not list, None if there is none; callers refuse.

    A resource of another partition is somebody else's whatever its account number says.
    """
    listed = estate.accounts
    if action.account not in listed:
        return action.account
    for resource in action.resources:
        arn = arns.split(resource.arn)
        if arn is None:
            continue
        if arn.partition != action.partition:
            return f"{arn.account or 'any'} in partition {arn.partition}"
        if arn.account not in listed and arn.account not in ("", _AWS_OWNED):
            return arn.account
    return None


def _of_resource(resource: Resource, facts: Facts, estate: Estate) -> AbstractSet[str]:
    """Environments that one resource touches, and production unless one of them holds all of it for certain."""
    arn = arns.split(resource.arn)
    if arn is None:
        return {PRODUCTION, *(rule.name for rule in estate.environments)}
    bucket = bucket_of(resource)
    region = facts.home(bucket) if bucket is not None else resource.region or arn.region or None
    # A bucket's ARN names no account; that its home could be read says that it is the estate's own.
    account = arn.account or (estate.account if region is not None else "")
    touched: set[str] = set()
    settled = False
    for rule in estate.environments:
        if (
            region in rule.regions
            or account in rule.accounts
            or (rule.arns and any(arns.covers(one, resource.arn) for one in rule.arns))
        ):
            touched.add(rule.name)
            settled = True
        elif rule.arns and any(_concerns(one, resource.arn) for one in rule.arns):
            touched.add(rule.name)
    if not settled or region is None or resource.whole_account or arn.service in _GLOBAL or estate.tagged:
        # Of `tagged`: nobody has read the resource's tags, so they may say production.
        touched.add(PRODUCTION)
    return touched


def _concerns(pattern: str, arn: str) -> bool:
    """Whether something listed by `pattern` is `arn`, lies within it or contains it."""
    within = (arn,) if arns.open_end(arn) is not None else (arn, f"{arn}/*", f"{arn}:*")
    return any(arns.meets(pattern, one) for one in within) or any(arns.meets(f"{pattern}{b}*", arn) for b in "/:")
