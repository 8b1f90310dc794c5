"""Parameters whose meaning lies elsewhere: a table of members, by service, and what each sort of name can mean.

A row names a member wherever it stands in a call of that service (or of one operation), its kind, and the members
beside it that say where and which version. Kinds: `object` (a key in a bucket), `url` (of an object of S3), `uri`
(`s3://bucket/key`, which cannot name a version), `copy` (S3's own way), `image` (a container's), `revision` (a name
that may end in a number), `launch` (a launch template), `document` (of SSM), `changeset`, `version` (a number or
`$LATEST`), `machine` (a state machine's ARN), `ami`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from keyturn.codec.canonical import Json

ROWS: Final = """
lambda S3Key object S3Bucket S3ObjectVersion
lambda ImageUri image
lambda FunctionVersion version
lambda-core ImageUri image
synthetics S3Key object S3Bucket S3Version
elasticbeanstalk S3Key object S3Bucket
opensearch S3Key object S3BucketName
es S3Key object S3BucketName
elbv2 CaCertificatesBundleS3Key object CaCertificatesBundleS3Bucket CaCertificatesBundleS3ObjectVersion
elbv2 S3Key object S3Bucket S3ObjectVersion
gamelift Key object Bucket ObjectVersion
gamelift ImageUri image
kafkaconnect fileKey object bucketArn objectVersion
kinesisanalyticsv2 FileKey object BucketARN ObjectVersion
kinesisanalyticsv2 FileKeyUpdate object BucketARNUpdate ObjectVersionUpdate
mwaa RequirementsS3Path object SourceBucketArn RequirementsS3ObjectVersion
mwaa PluginsS3Path object SourceBucketArn PluginsS3ObjectVersion
mwaa StartupScriptS3Path object SourceBucketArn StartupScriptS3ObjectVersion
mwaa-serverless ObjectKey object Bucket VersionId
sagemaker ObjectKey object Bucket VersionId
codedeploy key object bucket version|eTag
appstream S3Key object S3Bucket
iot key object bucket version
migrationhuborchestrator scriptLocationS3Key object scriptLocationS3Bucket
bedrock-agent s3ObjectKey object s3BucketName
bedrock-agent-runtime s3ObjectKey object s3BucketName
cloudformation TemplateURL url
cloudformation StackPolicyURL url
cloudformation StackPolicyDuringUpdateURL url
cloudformation:ExecuteChangeSet ChangeSetName changeset
sagemaker TemplateURL url
sagemaker Image image
sagemaker ImageUri image
sagemaker TrainingImage image
sagemaker ModelDataUrl uri
sagemaker ArtifactUrl uri
sagemaker SourceS3Uri uri
datazone templateUrl url
serverlessrepo TemplateUrl url
amplify sourceUrl url
config TemplateS3Uri uri
config DocumentName document DocumentVersion
glue ScriptLocation uri
glue ExtraJarsS3Path uri
glue ExtraPythonLibsS3Path uri
omics definitionUri uri
imagebuilder dockerfileTemplateUri uri
pcs scriptLocation uri
apprunner ImageIdentifier image
batch image image
batch jobDefinition revision
batch launchTemplate launch
braket uri image
cleanroomsml imageUri image
codebuild image image
ecs image image
ecs taskDefinition revision
emr-serverless imageUri image
lightsail image image
events TaskDefinitionArn revision
events JobDefinition revision
scheduler TaskDefinitionArn revision
pipes TaskDefinitionArn revision
pipes JobDefinition revision
ec2 LaunchTemplate launch
ec2 LaunchTemplateSpecification launch
ec2 ImageId ami
autoscaling LaunchTemplate launch
autoscaling LaunchTemplateSpecification launch
eks launchTemplate launch
ssm:SendCommand DocumentName document DocumentVersion
ssm:StartAutomationExecution DocumentName document DocumentVersion
ssm:CreateAssociation Name document DocumentVersion
ssm:UpdateAssociation Name document DocumentVersion
ssm-incidents documentName document documentVersion
stepfunctions:StartExecution stateMachineArn machine
stepfunctions:StartSyncExecution stateMachineArn machine
s3 CopySource copy
"""

_DEEPEST: Final = 24
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    kind: str
    place: str
    version: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """An object of S3: its bucket, key and, if it is named, version or ETag."""

    bucket: str
    key: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Pointed:
    """One parameter that points elsewhere: where it stands, what it names, whether that is one content for ever.

    `how` says how to write it so that it is, `at` is the object of S3 that it names, if it is one.
    """

    member: str
    kind: str
    points: str
    fixed: bool
    how: str
    at: Place | None = None
    beside: Mapping[str, Json] | None = None


def pointed(document: Mapping[str, Json]) -> tuple[Pointed, ...]:
    """Return what the parameters of an action point at, in the order in which they stand there."""
    service, parameters = str(document["service"]), document["parameters"]
    table = {**_rows().get(service, {}), **_rows().get(f"{service}:{document['operation']}", {})}
    if not table or not isinstance(parameters, Mapping):
        return ()
    return tuple(_walk(parameters, table, "", 0))[:_MOST]


@cache
def _rows() -> Mapping[str, Mapping[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for line in ROWS.strip().splitlines():
        where, member, kind, *rest = line.split()
        version = tuple(rest[1].split("|")) if len(rest) > 1 else ()
        place = rest[0] if rest else ""
        if kind == "document":
            place, version = "", tuple(rest)
        found.setdefault(where, {})[member] = Row(kind, place, version)
    return found


def rows() -> Mapping[str, Mapping[str, Row]]:
    """The table: members by service (`lambda`) or operation (`ssm:SendCommand`)."""
    return _rows()


def _walk(holder: Mapping[str, Json], table: Mapping[str, Row], path: str, depth: int) -> Iterator[Pointed]:
    if depth > _DEEPEST:
        return
    for name in sorted(holder):
        value, here = holder[name], f"{path}{name}"
        row: Row | None = table.get(name)
        if row is not None:
            found = _KINDS[row.kind](here, value, holder, row)
            if found is not None:
                yield found
        if isinstance(value, Mapping):
            yield from _walk(value, table, f"{here}.", depth + 1)
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value, 1):
                if isinstance(item, Mapping):
                    yield from _walk(item, table, f"{here}[{number}].", depth + 1)


def _text(holder: Mapping[str, Json], names: tuple[str, ...]) -> str:
    for name in names:
        value = holder.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _object(member: str, value: Json, holder: Mapping[str, Json], row: Row) -> Pointed | None:
    bucket = _text(holder, (row.place,)).rpartition(":::")[2]
    if not isinstance(value, str) or not bucket:
        return None
    version = _text(holder, row.version)
    how = f"name its version in `{row.version[0]}`" if row.version else "this API takes no version of it"
    at = Place(bucket, value, version)
    return Pointed(member, "object", _uri(at), _names_version(version), how, at)


def _names_version(version: str) -> bool:
    # `null` is the version of an object in a bucket that keeps none: writing it again replaces it.
    return version not in ("", "null")


def _uri(at: Place) -> str:
    return f"s3://{at.bucket}/{at.key}{f'?versionId={at.version}' if at.version else ''}"


_HOSTED: Final = re.compile(r"(?:(?P<bucket>.+)\.)?s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")


def _url(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    if not isinstance(value, str):
        return None
    how = "write its URL with `?versionId=`, in a bucket that keeps versions"
    if value.startswith("s3://"):
        return _s3_uri(member, value, how)
    parts = urlsplit(value)
    host = _HOSTED.fullmatch(parts.hostname or "")
    if parts.scheme != "https" or host is None:
        return Pointed(member, "url", value, fixed=False, how=f"put it into S3, and {how}")
    path = unquote(parts.path.removeprefix("/"))
    bucket, key = (host["bucket"], path) if host["bucket"] else (path.partition("/")[0], path.partition("/")[2])
    at = Place(bucket, key, (parse_qs(parts.query).get("versionId") or [""])[0])
    return Pointed(member, "url", _uri(at), _names_version(at.version), how, at)


def _s3(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    how = "this API takes no version of it: give it a name that is used once, and accept that name in the configuration"
    return _s3_uri(member, value, how) if isinstance(value, str) and value.startswith("s3://") else None


def _s3_uri(member: str, value: str, how: str) -> Pointed:
    bucket, _, key = value.removeprefix("s3://").partition("/")
    return Pointed(member, "uri", value, fixed=False, how=how, at=Place(bucket, key))


def _copy(member: str, value: Json, holder: Mapping[str, Json], __: Row) -> Pointed | None:
    if not isinstance(value, str):
        return None
    source, _, query = value.partition("?")
    bucket, _, key = unquote(source.removeprefix("/")).partition("/")
    version = (parse_qs(query).get("versionId") or [""])[0]
    bound = bool(_text(holder, ("CopySourceIfMatch",)))
    at = Place(bucket, key, version)
    how = "name its version (`?versionId=`), or its ETag in `CopySourceIfMatch`"
    return Pointed(member, "copy", _uri(at), _names_version(version) or bound, how, at)


_DIGEST: Final = re.compile(r".+@sha256:[0-9a-f]{64}")


def _image(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    if not isinstance(value, str) or value.startswith("arn:"):
        return None
    how = f"name it by digest: {value.partition('@')[0].rpartition(':')[0] or value}@sha256:..."
    return Pointed(member, "image", value, _DIGEST.fullmatch(value) is not None, how)


def _revision(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    if not isinstance(value, str):
        return None
    name = value.rpartition("/")[2]
    fixed = name.rpartition(":")[2].isdecimal() and ":" in name
    return Pointed(member, "revision", value, fixed, f"name the revision: `{name.partition(':')[0]}:N`")


def _launch(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    if not isinstance(value, Mapping):
        return None
    lowered = {name.lower(): one for name, one in value.items()}
    name = _text(lowered, ("launchtemplateid", "id", "launchtemplatename", "name"))
    version = _text(lowered, ("version",))
    if not name:
        return None
    points = f"launch template {name}, version {version or '$Default'}"
    how = f"write the number of the version in `{member}.Version`"
    return Pointed(member, "launch", points, version.isdecimal(), how, beside=value)


def _document(member: str, value: Json, holder: Mapping[str, Json], row: Row) -> Pointed | None:
    if not isinstance(value, str):
        return None
    version = _text(holder, row.version)
    fixed = version.isdecimal() or bool(_text(holder, ("DocumentHash",)))
    points = f"document {value}, version {version or '$DEFAULT'}"
    how = f"write the number of the version in `{row.version[0]}`"
    return Pointed(member, "document", points, fixed, how, beside={"Name": value, "DocumentVersion": version})


_CHANGE_SET: Final = re.compile(r"arn:[a-z-]+:cloudformation:[a-z0-9-]+:[0-9]{12}:changeSet/[^/]+/[0-9a-f-]{36}")


def _changeset(member: str, value: Json, holder: Mapping[str, Json], _: Row) -> Pointed | None:
    if not isinstance(value, str):
        return None
    fixed = _CHANGE_SET.fullmatch(value) is not None
    beside = {"ChangeSetName": value, "StackName": holder.get("StackName")}
    return Pointed(member, "changeset", value, fixed, "name the change set by its ARN", beside=beside)


def _version(member: str, value: Json, holder: Mapping[str, Json], _: Row) -> Pointed | None:
    if not isinstance(value, str):
        return None
    name = _text(holder, ("FunctionName",))
    how = "publish a version, and write its number"
    points = f"version {value} of {name}"
    return Pointed(member, "version", points, value.isdecimal(), how, beside={"FunctionName": name, "Qualifier": value})


def _machine(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    """A plain state machine is the thing itself, whose definition is read; an alias means one version or another."""
    if not isinstance(value, str) or value.count(":") < _QUALIFIED:
        return None
    how = "name the version's ARN, which ends in its number"
    return Pointed(member, "machine", value, value.rpartition(":")[2].isdecimal(), how, beside={"arn": value})


_QUALIFIED: Final = 7
"""Colons in an ARN of a state machine with an alias or version behind it."""


def _ami(member: str, value: Json, _: Mapping[str, Json], __: Row) -> Pointed | None:
    if not isinstance(value, str) or not value.startswith("resolve:"):
        return None
    fixed = re.fullmatch(r"resolve:ssm:[^:]+:[0-9]+", value) is not None
    return Pointed(member, "ami", value, fixed, "write the image's id (`ami-...`), or the parameter's version")


_Reads = Callable[[str, Json, Mapping[str, Json], Row], Pointed | None]
_KINDS: Final[Mapping[str, _Reads]] = {
    "object": _object,
    "url": _url,
    "uri": _s3,
    "copy": _copy,
    "image": _image,
    "revision": _revision,
    "launch": _launch,
    "document": _document,
    "changeset": _changeset,
    "version": _version,
    "machine": _machine,
    "ami": _ami,
}
