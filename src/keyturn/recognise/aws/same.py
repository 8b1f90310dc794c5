"""Operations whose wire is one and the same and which need the same IAM actions: each class has one owner that names it.

Whoever reads a name of ours in a policy must find one name for one act. Nothing else that is tied is ever decided here.
"""

from typing import Final, NamedTuple


class Twin(NamedTuple):
    """`name` is told as `owner`; both are services, or both operations of one service."""

    name: str
    owner: str
    reason: str


SERVICES: Final = (
    Twin("docdb", "rds", "signs as `rds`, same version and actions; all its IAM actions are `rds:`"),
    Twin("neptune", "rds", "signs as `rds`, same version and actions; all its IAM actions are `rds:`"),
)

OPERATIONS: Final = (
    Twin("s3.GetBucketLifecycle", "s3.GetBucketLifecycleConfiguration", "deprecated; `s3:GetLifecycleConfiguration`"),
    Twin("s3.PutBucketLifecycle", "s3.PutBucketLifecycleConfiguration", "deprecated; `s3:PutLifecycleConfiguration`"),
    Twin("s3.GetBucketNotification", "s3.GetBucketNotificationConfiguration", "deprecated; `s3:GetBucketNotification`"),
    Twin("s3.PutBucketNotification", "s3.PutBucketNotificationConfiguration", "deprecated; `s3:PutBucketNotification`"),
)

_SERVICE_OWNERS: Final = {twin.name: twin.owner for twin in SERVICES}
_OPERATION_OWNERS: Final = {twin.name: twin.owner for twin in OPERATIONS}


def owner(service: str, operation: str) -> tuple[str, str]:
    """The service and operation under which this one is told."""
    service = _SERVICE_OWNERS.get(service, service)
    told = _OPERATION_OWNERS.get(f"{service}.{operation}")
    return (service, operation) if told is None else (service, told.partition(".")[2])
