"""What would undo a call, from how things stood before it: a table, and plain words where it knows nothing.

A row says for an operation what its opposite is, if the thing stood `there` or was `absent`, with parameters taken from
the call (`Name`, `Name=Other`, `Name?`), from what was read before it (`Name<service:Read.Path`), or of that only the
members which the call gave (`*service:Read.Path`, `Name*service:Read.Path`). Those come after the words that name the
thing, and a member for which nothing stood is told as left. What deletes data no call undoes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from keyturn.codec.canonical import Json, encode
from keyturn.model.observed import Observed, Stands

ROWS: Final = """
dynamodb UpdateItem: there PutItem TableName Item<dynamodb:GetItem.Item
dynamodb UpdateItem: absent DeleteItem TableName Key
dynamodb DeleteItem: there PutItem TableName Item<dynamodb:GetItem.Item
dynamodb PutItem: there PutItem TableName Item<dynamodb:GetItem.Item
dynamodb CreateTable: absent DeleteTable TableName
s3 CreateBucket: absent DeleteBucket Bucket
s3 PutObject: absent DeleteObject Bucket Key
s3 CopyObject: absent DeleteObject Bucket Key
s3 CompleteMultipartUpload: absent DeleteObject Bucket Key
s3 PutBucketPolicy: absent DeleteBucketPolicy Bucket
s3 PutBucketVersioning: there PutBucketVersioning Bucket VersioningConfiguration<s3:GetBucketVersioning
lambda CreateFunction: absent DeleteFunction FunctionName
lambda CreateAlias: absent DeleteAlias FunctionName Name
lambda UpdateAlias: there UpdateAlias FunctionName Name *lambda:GetAlias
lambda UpdateFunctionConfiguration: there UpdateFunctionConfiguration FunctionName *lambda:GetFunctionConfiguration
lambda PutFunctionConcurrency: there PutFunctionConcurrency FunctionName *lambda:GetFunctionConcurrency
lambda PutFunctionConcurrency: absent DeleteFunctionConcurrency FunctionName
ec2 StopInstances: there StartInstances InstanceIds
ec2 StartInstances: there StopInstances InstanceIds
ec2 AuthorizeSecurityGroupIngress: there RevokeSecurityGroupIngress GroupId IpPermissions
ec2 AuthorizeSecurityGroupEgress: there RevokeSecurityGroupEgress GroupId IpPermissions
ec2 RevokeSecurityGroupIngress: there AuthorizeSecurityGroupIngress GroupId IpPermissions
ec2 RevokeSecurityGroupEgress: there AuthorizeSecurityGroupEgress GroupId IpPermissions
ec2 AttachVolume: there DetachVolume VolumeId
iam CreateRole: absent DeleteRole RoleName
iam AttachRolePolicy: there DetachRolePolicy RoleName PolicyArn
iam DetachRolePolicy: there AttachRolePolicy RoleName PolicyArn
iam PutRolePolicy: absent DeleteRolePolicy RoleName PolicyName
iam AddUserToGroup: there RemoveUserFromGroup GroupName UserName
iam RemoveUserFromGroup: there AddUserToGroup GroupName UserName
ecs UpdateService: there UpdateService cluster? service *ecs:DescribeServices.services
ecs CreateService: absent DeleteService cluster? service=serviceName
events EnableRule: there DisableRule Name EventBusName?
events DisableRule: there EnableRule Name EventBusName?
kms DisableKey: there EnableKey KeyId
kms EnableKey: there DisableKey KeyId
kms ScheduleKeyDeletion: there CancelKeyDeletion KeyId
secretsmanager DeleteSecret: there RestoreSecret SecretId
cloudformation CreateStack: absent DeleteStack StackName
sqs SetQueueAttributes: there SetQueueAttributes QueueUrl Attributes*sqs:GetQueueAttributes.Attributes
rds StopDBInstance: there StartDBInstance DBInstanceIdentifier
rds StartDBInstance: there StopDBInstance DBInstanceIdentifier
"""

_COMMANDS: Final = {"s3": "s3api", "config": "configservice", "codedeploy": "deploy"}
"""What the `aws` program calls services that the models call otherwise."""
_MARKS: Final = frozenset({"$sha256", "$sensitive", "$answer", "$ts", "$int", "$map"})
NOT_KNOWN: Final = "no call is known that undoes it: decide yourself, from how it stood before"
GONE: Final = "what it took away is gone, and no call brings it back: restore it from a copy of your own"
NOT_THERE: Final = "what it set was not set before, and no known call takes it away again: unset it by hand"
_OVERWRITTEN: Final = (
    "what lay there before is kept only where the bucket keeps versions: there, copy the version before over it"
)
BY_HAND: Final[Mapping[str, str]] = {
    "s3:PutObject": _OVERWRITTEN,
    "s3:CopyObject": _OVERWRITTEN,
    "s3:CompleteMultipartUpload": _OVERWRITTEN,
    "s3:DeleteObject": "what it took away is kept only where the bucket keeps versions: there, delete its marker",
    "lambda:UpdateFunctionCode": "the code that ran before is not kept here: deploy it again from where you keep it",
    "dynamodb:PutItem": "what lay there before was not read: put it back from a copy of your own",
    "dynamodb:DeleteTable": "what it took away is gone: restore the table from a backup, or to a point in time",
    "rds:DeleteDBInstance": "what it took away is gone: restore it from its last snapshot",
}
"""What people may do about calls that nothing undoes by itself."""
COMPLETED: Final = "the upload was completed: see there"
PART: Final = "it is gone with its upload"
SETTLED_ELSEWHERE: Final = frozenset({COMPLETED, PART})
"""Reasons for which nothing is left behind although no call of its own undoes it."""
_UPLOAD: Final = frozenset({"CreateMultipartUpload", "UploadPart", "UploadPartCopy"})
NOT_BOUND: Final = "how it stood before was not read, so nobody can say what would undo it"
NOT_KEPT: Final = "a value that stood there before was never kept (a secret), so it must be set by hand"


@dataclass(frozen=True, slots=True)
class Undo:
    """One call that would undo another, or in words why there is none. `left` is what of that it would not undo."""

    service: str
    operation: str
    parameters: Mapping[str, Json]
    why: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    stands: str
    operation: str
    words: tuple[str, ...]


def undo(document: Mapping[str, Json], before: Sequence[Observed]) -> Undo:
    """Return the call that would undo the action of `document`; `before` is how its things stood."""
    service, operation = str(document["service"]), str(document["operation"])
    parameters = document["parameters"]
    none = Undo(service, "", {}, BY_HAND.get(f"{service}:{operation}", NOT_KNOWN))
    rows = _rows().get(f"{service}:{operation}", ())
    if not rows or not isinstance(parameters, Mapping):
        return none
    if not before or any(one.stands is Stands.UNBOUND for one in before):
        return Undo(service, "", {}, NOT_BOUND)
    there = any(one.stands is Stands.THERE for one in before)
    row = next((one for one in rows if one.stands == ("there" if there else "absent")), None)
    if row is None:
        return none
    state = {name: value for one in before for name, value in one.state.items()}
    found: dict[str, Json] = {}
    left: list[str] = []
    for word in row.words:
        if "*" in word:
            put_back, missing = _put_back(word, parameters, state, found)
            if not put_back:
                return Undo(service, "", {}, NOT_KNOWN if put_back is None else NOT_THERE)
            found |= put_back
            left += missing
            continue
        taken = _taken(word, parameters, state)
        if taken is None:
            return none
        found |= taken
    if _is_marked(found):
        return Undo(service, row.operation, {}, NOT_KEPT)
    return Undo(service, row.operation, found, left=tuple(f"`{name}`: {NOT_THERE}" for name in left))


def undo_upload(document: Mapping[str, Json], answers: Mapping[str, str], *, completed: bool) -> Undo | None:
    """Return what would undo a step of a multipart upload before its last, None for any other call.

    `answers` is what AWS answered to it. Parts are gone with their upload; of one that was completed nothing is left.
    """
    service, operation, parameters = str(document["service"]), str(document["operation"]), document["parameters"]
    if service != "s3" or operation not in _UPLOAD or not isinstance(parameters, Mapping):
        return None
    if completed:
        return Undo(service, "", {}, COMPLETED)
    if operation != "CreateMultipartUpload":
        return Undo(service, "", {}, PART)
    upload = answers.get("UploadId")
    if upload is None:
        return Undo(service, "", {}, NOT_KNOWN)
    named = {name: parameters[name] for name in ("Bucket", "Key") if name in parameters}
    return Undo(service, "AbortMultipartUpload", {**named, "UploadId": upload})


def _put_back(
    word: str, parameters: Mapping[str, Json], state: Mapping[str, Json], fixed: Mapping[str, Json]
) -> tuple[dict[str, Json] | None, list[str]]:
    """Return what stood where the call set something, and the members for which nothing stood there.

    None where it cannot be known. `fixed` are the members that name the thing, which are not what the call sets.
    """
    name, _, place = word.partition("*")
    given = parameters.get(name) if name else parameters
    stood = _at(state, place)
    stood = stood[0] if isinstance(stood, list | tuple) and stood else stood
    if not isinstance(given, Mapping) or not isinstance(stood, Mapping):
        return None, []
    wanted = [member for member in given if name or member not in fixed]
    restored: dict[str, Json] = {member: stood[member] for member in wanted if member in stood}
    missing = sorted(member for member in wanted if member not in stood)
    return ({name: restored} if name and restored else restored), missing


def _taken(word: str, parameters: Mapping[str, Json], state: Mapping[str, Json]) -> dict[str, Json] | None:
    """Return the parameters that one word of a row stands for; None where it cannot be known."""
    if "<" in word:
        name, _, place = word.partition("<")
        value = _at(state, place)
        return None if value is None else {name: value}
    bare = word.removesuffix("?")
    name, _, source = bare.partition("=")
    value = parameters.get(source or name)
    if value is None:
        return {} if word.endswith("?") else None
    return {name: value}


def _at(state: Mapping[str, Json], place: str) -> Json:
    read, *names = place.split(".")
    value = state.get(read)
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_marked(value: Json) -> bool:
    if isinstance(value, Mapping):
        return not _MARKS.isdisjoint(value) or any(_is_marked(inner) for inner in value.values())
    return isinstance(value, list | tuple) and any(_is_marked(inner) for inner in value)


@cache
def _rows() -> Mapping[str, tuple[_Row, ...]]:
    found: dict[str, tuple[_Row, ...]] = {}
    for line in ROWS.strip().splitlines():
        head, _, rest = line.partition(": ")
        service, _, operation = head.partition(" ")
        stands, opposite, *words = rest.split()
        name = f"{service}:{operation}"
        found[name] = (*found.get(name, ()), _Row(stands, opposite, tuple(words)))
    return found


def rows() -> Mapping[str, tuple[str, ...]]:
    """The operations that have rows, with their opposites."""
    return {name: tuple(one.operation for one in found) for name, found in _rows().items()}


def aws_command(service: str, operation: str, region: str, parameters: Mapping[str, Json]) -> str:
    """The call as a command of the `aws` program. What stands in it is quoted for a shell."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", operation).lower()
    given = encode(dict(parameters)).decode().replace("'", "'\"'\"'")
    return f"aws {_COMMANDS.get(service, service)} {name} --region {region} --cli-input-json '{given}'"
