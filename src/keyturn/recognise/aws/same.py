"""Operations that are one on the wire and need the same IAM actions: each class has one owner that names it.

Whoever reads a name of ours in a policy must find one name for one act. Nothing else that is tied is decided by a list.
`tests/vectors/test_recognise_same.py` checks against the IAM data that the members of a class need the same actions.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from keyturn.model.catalogue import Operation


class Services(NamedTuple):
    """Services that sign under one name and whose operations of one name are one act; the owner stands first."""

    members: tuple[str, ...]
    prefix: str
    """Of the IAM actions that all of them need: `rds` of `rds:DeleteDBCluster`."""
    reason: str


class Renamed(NamedTuple):
    """An operation of a service that another one replaced at the same address."""

    service: str
    name: str
    owner: str
    reason: str


SERVICES: Final = (
    Services(("rds", "docdb", "neptune"), "rds", "one API at one endpoint"),
    Services(("qconnect", "wisdom"), "wisdom", "renamed; one endpoint"),
    Services(("pinpoint-sms-voice", "sms-voice"), "sms-voice", "one API under two names"),
    Services(("chime-sdk-voice", "chime"), "chime", "the older model of the same phone numbers and settings"),
    Services(
        (
            "chime-sdk-identity",
            "chime-sdk-media-pipelines",
            "chime-sdk-meetings",
            "chime-sdk-messaging",
            "chime-sdk-voice",
        ),
        "chime",
        "tagging, by ARN",
    ),
    Services(("bedrock", "bedrock-data-automation"), "bedrock", "tagging, by ARN"),
    Services(("bedrock-agent", "bedrock-agent-runtime"), "bedrock", "tagging, by ARN"),
    Services(("greengrassv2", "greengrass"), "greengrass", "service roles, connectivity and tags of both versions"),
    Services(("ivs", "ivs-realtime"), "ivs", "tagging, by ARN"),
    Services(("lambda", "lambda-microvms"), "lambda", "tagging, by ARN"),
    Services(("lexv2-models", "lex-models"), "lex", "tagging, by ARN"),
    Services(("signer", "signer-data"), "signer", "one operation, moved to an endpoint of its own"),
    Services(("timestream-write", "timestream-query"), "timestream", "endpoints and tags of both"),
)

RENAMED: Final = (
    Renamed("s3", "GetBucketLifecycle", "GetBucketLifecycleConfiguration", "`s3:GetLifecycleConfiguration`"),
    Renamed("s3", "PutBucketLifecycle", "PutBucketLifecycleConfiguration", "`s3:PutLifecycleConfiguration`"),
    Renamed("s3", "GetBucketNotification", "GetBucketNotificationConfiguration", "`s3:GetBucketNotification`"),
    Renamed("s3", "PutBucketNotification", "PutBucketNotificationConfiguration", "`s3:PutBucketNotification`"),
)

_OWNERS: Final = {(row.service, row.name): row.owner for row in RENAMED}


def told_as(operation: Operation) -> str:
    """The name under which an operation is told within its service."""
    return _OWNERS.get((operation.service, operation.name), operation.name)


def common_service(operations: Sequence[Operation]) -> str | None:
    """The service under which these operations, told by one name, are told; None if they are different acts."""
    if len({told_as(operation) for operation in operations}) != 1:
        return None
    services = {operation.service for operation in operations}
    if len(services) == 1:
        return services.pop()
    for row in SERVICES:
        if services <= set(row.members):
            return next(name for name in row.members if name in services)
    return None
