"""S3: names of operations and IAM actions differ here more than anywhere.

Source: "Actions, resources, and condition keys for Amazon S3". A bucket's ARN says neither region nor account, and an
object's name is bucket and key together.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from keyturn.errors import Malformed
from keyturn.model.action import Call, Effect, Reversible, Value
from keyturn.recognise.aws.nouns import Place
from keyturn.recognise.aws.touches_place import Found, is_arn, texts
from keyturn.recognise.aws.touches_table import (
    Parameters,
    Row,
    Service,
    delegating,
    given,
    part,
    permitting,
    rows,
    when,
    worst,
)

_ROWS: Final = """
read:
    GetBucketAbac GetBucketAccelerateConfiguration GetBucketAcl GetBucketAnalyticsConfiguration GetBucketCors
    GetBucketEncryption GetBucketIntelligentTieringConfiguration GetBucketInventoryConfiguration GetBucketLifecycle
    GetBucketLifecycleConfiguration GetBucketLocation GetBucketLogging GetBucketMetadataConfiguration
    GetBucketMetadataTableConfiguration GetBucketMetricsConfiguration GetBucketNotification
    GetBucketNotificationConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
    GetBucketReplication GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetObjectAcl
    GetObjectAttributes GetObjectLegalHold GetObjectLockConfiguration GetObjectRetention GetObjectTagging
    GetPublicAccessBlock HeadBucket HeadObject ListBucketAnalyticsConfigurations
    ListBucketIntelligentTieringConfigurations ListBucketInventoryConfigurations ListBucketMetricsConfigurations
    ListBuckets ListDirectoryBuckets ListMultipartUploads ListObjectAnnotations ListObjectVersions ListObjects
    ListObjectsV2 ListParts
read data: GetObject GetObjectAnnotation GetObjectTorrent SelectObjectContent
execute secret: CreateSession           # hands out credentials for a directory bucket
create: CreateBucket CreateMultipartUpload UploadPart UploadPartCopy
modify:                                 # whatever stood under the same key is replaced
    PutObject CopyObject CompleteMultipartUpload PutObjectAnnotation RenameObject WriteGetObjectResponse
    RestoreObject UpdateObjectEncryption
    PutBucketAccelerateConfiguration PutBucketCors PutBucketEncryption PutBucketMetricsConfiguration
    PutBucketRequestPayment PutBucketVersioning PutBucketWebsite PutBucketTagging DeleteBucketTagging PutObjectTagging
    DeleteObjectTagging PutObjectLegalHold UpdateBucketMetadataAnnotationTableConfiguration
    UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
modify no: PutObjectLockConfiguration PutObjectRetention   # a lock cannot be taken off before its time
delete: DeleteBucket AbortMultipartUpload
delete loss depends: DeleteObject DeleteObjects            # a versioned bucket keeps it, and nobody has asked
delete loss: DeleteObjectAnnotation
delete depends:                         # a configuration, which can be written again if somebody kept it
    DeleteBucketAnalyticsConfiguration DeleteBucketCors DeleteBucketEncryption
    DeleteBucketIntelligentTieringConfiguration DeleteBucketInventoryConfiguration DeleteBucketLifecycle
    DeleteBucketMetadataConfiguration DeleteBucketMetadataTableConfiguration DeleteBucketMetricsConfiguration
    DeleteBucketReplication DeleteBucketWebsite
permission:
    PutBucketAbac PutBucketAcl PutBucketOwnershipControls PutBucketPolicy PutObjectAcl PutPublicAccessBlock
    DeleteBucketOwnershipControls DeleteBucketPolicy DeletePublicAccessBlock
execute:                                # later, elsewhere or by somebody else: copies, deletions, events, reports
    PutBucketLifecycle PutBucketLifecycleConfiguration PutBucketReplication PutBucketNotification
    PutBucketNotificationConfiguration PutBucketLogging PutBucketInventoryConfiguration
    PutBucketAnalyticsConfiguration PutBucketIntelligentTieringConfiguration CreateBucketMetadataConfiguration
    CreateBucketMetadataTableConfiguration
"""

_RENAMED: Final = {
    "CompleteMultipartUpload": "s3:PutObject",
    "CopyObject": "s3:PutObject",
    "CreateBucketMetadataConfiguration": "s3:CreateBucketMetadataTableConfiguration",
    "CreateMultipartUpload": "s3:PutObject",
    "CreateSession": "s3express:CreateSession",
    "DeleteBucketAnalyticsConfiguration": "s3:PutAnalyticsConfiguration",
    "DeleteBucketCors": "s3:PutBucketCORS",
    "DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "DeleteBucketIntelligentTieringConfiguration": "s3:PutIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration": "s3:PutInventoryConfiguration",
    "DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "DeleteBucketMetadataConfiguration": "s3:DeleteBucketMetadataTableConfiguration",
    "DeleteBucketMetricsConfiguration": "s3:PutMetricsConfiguration",
    "DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "DeleteBucketReplication": "s3:PutReplicationConfiguration",
    "DeleteBucketTagging": "s3:PutBucketTagging",
    "DeleteObjects": "s3:DeleteObject",
    "DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "GetBucketAnalyticsConfiguration": "s3:GetAnalyticsConfiguration",
    "GetBucketCors": "s3:GetBucketCORS",
    "GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "GetBucketIntelligentTieringConfiguration": "s3:GetIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration": "s3:GetInventoryConfiguration",
    "GetBucketLifecycle": "s3:GetLifecycleConfiguration",
    "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "GetBucketMetadataConfiguration": "s3:GetBucketMetadataTableConfiguration",
    "GetBucketMetricsConfiguration": "s3:GetMetricsConfiguration",
    "GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "GetBucketReplication": "s3:GetReplicationConfiguration",
    "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "HeadBucket": "s3:ListBucket",
    "HeadObject": "s3:GetObject",
    "ListBucketAnalyticsConfigurations": "s3:GetAnalyticsConfiguration",
    "ListBucketIntelligentTieringConfigurations": "s3:GetIntelligentTieringConfiguration",
    "ListBucketInventoryConfigurations": "s3:GetInventoryConfiguration",
    "ListBucketMetricsConfigurations": "s3:GetMetricsConfiguration",
    "ListBuckets": "s3:ListAllMyBuckets",
    "ListDirectoryBuckets": "s3express:ListAllMyDirectoryBuckets",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "ListObjectVersions": "s3:ListBucketVersions",
    "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "ListParts": "s3:ListMultipartUploadParts",
    "PutBucketAccelerateConfiguration": "s3:PutAccelerateConfiguration",
    "PutBucketAnalyticsConfiguration": "s3:PutAnalyticsConfiguration",
    "PutBucketCors": "s3:PutBucketCORS",
    "PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "PutBucketIntelligentTieringConfiguration": "s3:PutIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration": "s3:PutInventoryConfiguration",
    "PutBucketLifecycle": "s3:PutLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "PutBucketMetricsConfiguration": "s3:PutMetricsConfiguration",
    "PutBucketNotificationConfiguration": "s3:PutBucketNotification",
    "PutBucketReplication": "s3:PutReplicationConfiguration",
    "PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "RenameObject": "s3express:CreateSession",
    "SelectObjectContent": "s3:GetObject",
    "UploadPart": "s3:PutObject",
    "UploadPartCopy": "s3:PutObject",
    "WriteGetObjectResponse": "s3-object-lambda:WriteGetObjectResponse",
}

_GRANTS: Final = ("GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")
# Canned ACLs that open nothing to anybody but the owner of the bucket.
_CLOSED_ACLS: Final = (None, "private", "bucket-owner-full-control", "bucket-owner-read")
_EXPIRING: Final = ("Expiration", "NoncurrentVersionExpiration")


def _sharing(parameters: Parameters, row: Row) -> Row:
    """An ACL given on the way opens the thing to others."""
    opens = parameters.get("ACL") not in _CLOSED_ACLS or any(given(parameters, grant) for grant in _GRANTS)
    return permitting(row) if opens else row


def _putting(parameters: Parameters, row: Row) -> Row:
    """Only `If-None-Match: *` promises that nothing is replaced."""
    if parameters.get("IfNoneMatch") == "*":
        row = Row(Effect.CREATE, reversible=Reversible.YES)
    return _sharing(parameters, row)


def _lifecycle(parameters: Parameters, row: Row) -> Row:
    """A rule that lets objects expire deletes them later."""
    rules = part(parameters.get("LifecycleConfiguration"), "Rules")
    for rule in rules if isinstance(rules, Sequence) else ():
        if any(part(rule, one) is not None for one in _EXPIRING):
            return worst(row, Row(Effect.EXECUTE, reversible=Reversible.NO, loss=True))
    return row


def _for_good(parameters: Parameters, row: Row) -> Row:
    """One version, or a retention overridden: nothing is kept."""
    if _versions(parameters) or given(parameters, "BypassGovernanceRetention"):
        return worst(row, Row(Effect.DELETE, reversible=Reversible.NO, loss=True))
    return row


def _versions(parameters: Parameters) -> bool:
    """Whether particular versions are named, in the call itself or in its list of objects."""
    return given(parameters, "VersionId") or any(part(one, "VersionId") for one in _objects(parameters))


def _objects(parameters: Parameters) -> list[Mapping[str, Value]]:
    """The list in DeleteObjects; raises Malformed if it is not one."""
    delete = parameters.get("Delete")
    if delete is None:
        return []
    listed = part(delete, "Objects")
    objects = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, Sequence) else []
    if not isinstance(listed, Sequence) or len(objects) != len(listed):
        raise Malformed("`Delete`", delete, "a list of objects is wanted")
    return objects


def _locate(call: Call, place: Place, found: Found) -> tuple[str, ...]:
    """Fill in bucket and object, and the object that a copy reads."""
    parameters = call.parameters
    for bucket in texts(parameters.get("Bucket"), "Bucket"):
        keys = [*texts(parameters.get("Key"), "Key")]
        keys += [key for one in _objects(parameters) for key in texts(one.get("Key"), "Key")]
        for key in keys or (None,):
            _add(found, place, bucket, key, _created_in(call, place))
        if call.operation == "RenameObject":
            _add(found, place, bucket, None, None)  # the object it takes away lies in the same bucket
    return (*_copied(parameters, place, found), *_also(call))


def _created_in(call: Call, place: Place) -> str | None:
    """Where a new bucket comes to lie: its location constraint, else the region the call is signed for."""
    if call.operation != "CreateBucket":
        return None
    constraint = part(call.parameters.get("CreateBucketConfiguration"), "LocationConstraint")
    if constraint is None or constraint == "":
        return place.region
    if not isinstance(constraint, str):
        raise Malformed("`LocationConstraint`", constraint)
    return "eu-west-1" if constraint == "EU" else constraint


def _add(found: Found, place: Place, bucket: str, key: str | None, region: str | None) -> None:
    if is_arn(bucket):
        # An access point: its ARN says where it lies, and the bucket behind it lies there too.
        found.add(bucket if key is None else f"{bucket}/object/{key}", bucket.split(":", 4)[3] or None)
        return
    if bucket.endswith("--x-s3"):
        # A directory bucket exists in its own region only: another region's endpoint does not know it.
        whole = place.arn("s3express", f"bucket/{bucket}")
        found.add(whole if key is None else f"{whole}/{key}", place.region)
        return
    if "/" in bucket or ":" in bucket:
        raise Malformed("bucket name", bucket)
    whole = f"arn:{place.partition}:s3:::{bucket}"
    found.add(whole if key is None else f"{whole}/{key}", region)


def _copied(parameters: Parameters, place: Place, found: Found) -> tuple[str, ...]:
    """Read `CopySource`: `/bucket/key?versionId=...` with percent-encoding, or an access point's ARN."""
    for source in texts(parameters.get("CopySource"), "CopySource"):
        named, _, version = source.partition("?versionId=")
        try:
            path = unquote(named, errors="strict").removeprefix("/")
        except UnicodeDecodeError:
            raise Malformed("`CopySource`", source, "its percent-encoding is not UTF-8") from None
        if path.startswith("arn:"):
            bucket, _, key = path.partition("/object/")
        else:
            bucket, _, key = path.partition("/")
        if not bucket or not key:
            raise Malformed("`CopySource`", source, "bucket and key are wanted")
        _add(found, place, bucket, key, None)
        return ("s3:GetObjectVersion" if version else "s3:GetObject",)
    return ()


def _also(call: Call) -> tuple[str, ...]:
    """Further IAM actions that parameters make necessary."""
    parameters = call.parameters
    also: list[str] = []
    if call.operation in ("DeleteObject", "DeleteObjects"):
        if _versions(parameters):
            also.append("s3:DeleteObjectVersion")
        if given(parameters, "BypassGovernanceRetention"):
            also.append("s3:BypassGovernanceRetention")
    elif call.operation in ("GetObject", "HeadObject"):
        also += ["s3:GetObjectVersion"] if given(parameters, "VersionId") else []
    elif call.operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        also += ["s3:PutObjectAcl"] if any(given(parameters, one) for one in ("ACL", *_GRANTS)) else []
        also += ["s3:PutObjectTagging"] if given(parameters, "Tagging") else []
        also += ["s3:PutObjectRetention"] if given(parameters, "ObjectLockMode") else []
        also += ["s3:PutObjectLegalHold"] if given(parameters, "ObjectLockLegalHoldStatus") else []
    return tuple(also)


SERVICE: Final[Service] = Service(
    prefix="s3",
    rows=rows(_ROWS),
    locate=_locate,
    opaque=frozenset({"Body", "Delete", "Metadata", "Prefix", "StartAfter", "Tagging"}),
    taken=frozenset({"Bucket", "CopySource", "Key"}),
    roles=frozenset({"Role", "InvocationRole"}),
    renamed=_RENAMED,
    regionless=True,
    refined={
        "CreateBucket": _sharing,
        "CreateMultipartUpload": _sharing,
        "PutObject": _putting,
        "CopyObject": _putting,
        "CompleteMultipartUpload": _putting,
        "PutBucketLifecycle": _lifecycle,
        "PutBucketLifecycleConfiguration": _lifecycle,
        "DeleteObject": _for_good,
        "DeleteObjects": _for_good,
        "PutObjectRetention": when("BypassGovernanceRetention", permitting),
        "RestoreObject": lambda parameters, row: (
            delegating(row) if part(parameters.get("RestoreRequest"), "OutputLocation") is not None else row
        ),
    },
)
