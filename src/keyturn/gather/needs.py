"""Which facts an action needs before its environments are known."""

from keyturn.gather import arns
from keyturn.model.action import Action, Resource
from keyturn.model.facts import BucketHome, Fact


def bucket_of(resource: Resource) -> str | None:
    """Return the bucket that `resource` is or lies in, if only its home can tell where that is.

    None for everything whose ARN names a region, for access points and for ARNs that name no one bucket.
    """
    arn = arns.split(resource.arn)
    if arn is None or arn.service != "s3" or arn.region or arn.account or resource.region is not None:
        return None
    bucket = arn.resource.partition("/")[0]
    return bucket if bucket and "*" not in bucket and "?" not in bucket else None


def needed(action: Action) -> frozenset[Fact]:
    """Return the questions whose answers decide the environments of `action`: the home of each bucket it names."""
    buckets = (bucket_of(resource) for resource in action.resources)
    return frozenset(BucketHome(bucket) for bucket in buckets if bucket is not None)
