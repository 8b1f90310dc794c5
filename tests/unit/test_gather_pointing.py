"""No parameter that points at content elsewhere is forgotten: every member that is called so is in the table or listed.

The sweep goes over all operations of all services. A member that is listed has a reason for which it needs no version.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.gather.pointing import rows
from keyturn.model.catalogue import ServiceModel
from keyturn.model.touching import AwsTables

CALLED_SO: Final = re.compile(
    r"(?i).*(s3key|objectkey|s3uri|s3url|s3path|s3location|templateurl|templateuri|imageuri|imageurl|containerimage"
    r"|scriptlocation|scripturi|codeuri|objectversion|launchtemplateversion|documentversion|changesetname"
    r"|taskdefinition|copysource|codelocation|contenturi|definitionuri|definitions3|codekey|imageidentifier"
    r"|modeldataurl|packageurl|artifacturl|sourceurl|stackpolicyurl|contentkey|bodys3location|functionversion|zipfile"
    r"|jobdefinition)|image"
)

DATA: Final = "data that a job reads once or a place that it writes to: nothing runs from there"
PICTURE: Final = "a picture or link that people see"
INLINE: Final = "the content itself stands in the call"
VERSION: Final = "says the version of the member beside it, which is in the table"
STRUCTURE: Final = "a structure around members that are in the table"
DESCRIBES: Final = "describes what was found elsewhere; nothing is taken from there"
NAMES: Final = "names the thing that the call itself makes or takes away"
SCHEMA: Final = "the version of a format, not of content"
CERTIFICATES: Final = "certificates that are read when the call is made, and kept"
ITSELF: Final = "the image is a thing of this service, which numbers its versions"

LISTED: Final[Mapping[str, str]] = {
    "application-signals CodeLocation": DESCRIBES,
    "applicationcostprofiler *": DATA,
    "appstream *IconS3Location": PICTURE,
    "appstream FaviconS3Location": PICTURE,
    "appstream OrganizationLogoS3Location": PICTURE,
    "appstream *ScriptS3Location": STRUCTURE,
    "appstream SourceS3Location": STRUCTURE,
    "appsync functionVersion": SCHEMA,
    "bedrock s3Uri": DATA,
    "bedrock-agent s3Location": DATA,
    "bedrock-agent-runtime image": INLINE,
    "bedrock-agent-runtime s3Location": DATA,
    "bedrock-agentcore-control *": DATA,
    "bedrock-data-automation image": SCHEMA,
    "bedrock-data-automation s3Uri": DATA,
    "bedrock-data-automation-runtime *": DATA,
    "bedrock-runtime *": DATA,
    "braket containerImage": STRUCTURE,
    "braket s3Path": DATA,
    "braket s3Uri": DATA,
    "cleanroomsml s3Uri": DATA,
    "cloudformation ChangeSetName": f"{NAMES}; executing it is in the table",
    "cloudfront *S3Location": CERTIFICATES,
    "cloudtrail DeliveryS3Uri": DATA,
    "codedeploy s3Location": STRUCTURE,
    "codeguru-reviewer *": DATA,
    "comprehend *": DATA,
    "comprehendmedical *": DATA,
    "config DocumentVersion": VERSION,
    "connect S3Ur*": DATA,
    "connecthealth *": DATA,
    "datazone s3Uri": DATA,
    "datazone trustedCertificatesS3Uri": CERTIFICATES,
    "deadline targetS3Location": DATA,
    "devops-agent sourceUrl": DESCRIBES,
    "devops-agent zipFile": INLINE,
    "dms S3Path": DATA,
    "ec2 Image": DATA,
    "ec2 ObjectKey": DATA,
    "ec2 S3Key": DATA,
    "ecs daemonTaskDefinition": NAMES,
    "elasticbeanstalk Image": DESCRIBES,
    "elbv2 *S3ObjectVersion": VERSION,
    "emr *S3Location": DATA,
    "entityresolution *": DATA,
    "gamelift ObjectVersion": VERSION,
    "gamelift ZipFile": INLINE,
    "glue InputS3Path": DATA,
    "glue OutputS3Path": DATA,
    "glue S3Location": DATA,
    "greengrass S3Uri": DATA,
    "healthlake S3Uri": DATA,
    "imagebuilder image": STRUCTURE,
    "imagebuilder launchTemplateVersion": NAMES,
    "iot s3Location": STRUCTURE,
    "iot-managed-integrations S3Url": "an update that devices check by its signature",
    "iotsitewise *": DATA,
    "iottwinmaker s3Location": DATA,
    "kafkaconnect objectVersion": VERSION,
    "kafkaconnect s3Location": STRUCTURE,
    "kendra *": DATA,
    "kinesisanalyticsv2 ObjectVersion": VERSION,
    "lakeformation S3Path": DATA,
    "lambda S3ObjectVersion": VERSION,
    "lambda ZipFile": INLINE,
    "lambda-microvms imageIdentifier": ITSELF,
    "lexv2-models *": DATA,
    "lexv2-runtime imageUrl": PICTURE,
    "m2 s3Location": DATA,
    "macie2 *": DATA,
    "mailmanager S3Location": DATA,
    "marketplace-catalog ChangeSetName": NAMES,
    "medialive Image": PICTURE,
    "mediatailor VideoContentSourceUrl": DATA,
    "medical-imaging *": DATA,
    "mgn documentVersion": "an action of a migration template, run by people from there",
    "mgn s3Key": DATA,
    "migrationhubstrategy s3key": DATA,
    "mwaa DagS3Path": "a folder, not one object: the DAGs in it are read for as long as the environment lives",
    "mwaa *ObjectVersion": VERSION,
    "mwaa-serverless *S3Location": STRUCTURE,
    "neptunedata *": DATA,
    "omics cacheS3Location": DATA,
    "opensearchmemory s3Location": DATA,
    "pinpoint ImageUrl": PICTURE,
    "pinpoint S3Url": DATA,
    "qconnect *": DATA,
    "quicksight *": DATA,
    "rekognition Image": DATA,
    "resiliencehubv2 designFileS3Url": DATA,
    "rum S3Uri": DATA,
    "sagemaker *S3Uri": DATA,
    "sagemaker ExpectedS3Url": DESCRIBES,
    "sagemaker *JobDefinition": STRUCTURE,
    "sagemaker *S3Location": STRUCTURE,
    "sagemaker ProjectS3Path": DATA,
    "sagemaker-geospatial *": DATA,
    "securityagent *": DATA,
    "securityhub *": DESCRIBES,
    "serverlessrepo ChangeSetName": NAMES,
    "sesv2 S3Url": DATA,
    "ssm DocumentVersion": VERSION,
    "ssm S3Location": DATA,
    "ssm SharedDocumentVersion": NAMES,
    "ssm-incidents documentVersion": VERSION,
    "supplychain s3uri": DATA,
    "synthetics ArtifactS3Location": DATA,
    "synthetics ZipFile": INLINE,
    "taxsettings s3Location": DATA,
    "timestream-write ObjectKey": DATA,
    "transcribe *": DATA,
    "translate *": DATA,
    "voice-id *": DATA,
    "wellarchitected objectKey": DATA,
    "wisdom templateUri": DATA,
    "workmailmessageflow objectVersion": VERSION,
    "workspaces-web s3Uri": DATA,
}


def members(service: ServiceModel, shape: int, seen: set[int], depth: int = 0) -> Iterator[str]:
    """The names of all members below `shape`."""
    if shape in seen or depth > 7:
        return
    seen.add(shape)
    for member in service.shapes[shape].members:
        yield member.name
        yield from members(service, member.target.shape, seen, depth + 1)
    item = service.shapes[shape].item
    if item is not None:
        yield from members(service, item.shape, seen, depth + 1)


def swept(catalogue: PackagedCatalogue) -> Mapping[tuple[str, str], set[str]]:
    """Every member that is called like something elsewhere, by service, with the operations that take it."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in sorted(catalogue.names()):
        service, touches = catalogue.service(name), catalogue.touches(name)
        for operation in service.operations.values():
            touch = touches.operations.get(operation.name)
            if touch is None or touch.effect == "read" or operation.input is None:
                continue
            for member in members(service, operation.input, set()):
                if CALLED_SO.fullmatch(member):
                    found[name, member].add(operation.name)
    return found


@pytest.fixture(scope="module")
def found() -> Mapping[tuple[str, str], set[str]]:
    return swept(PackagedCatalogue())


def test_every_member_that_points_elsewhere_is_in_the_table_or_listed_with_a_reason(
    found: Mapping[tuple[str, str], set[str]],
) -> None:
    table = rows()
    forgotten = [
        f"{service} {member}"
        for service, member in found
        if member not in table.get(service, {}) and not any(fnmatchcase(f"{service} {member}", one) for one in LISTED)
    ]
    assert forgotten == []
    assert len(found) > 200


def test_nothing_is_listed_that_is_not_there(found: Mapping[tuple[str, str], set[str]]) -> None:
    names = [f"{service} {member}" for service, member in found]
    assert [one for one in LISTED if not any(fnmatchcase(name, one) for name in names)] == []


def test_every_row_of_the_table_names_members_that_exist(catalogue: AwsTables) -> None:
    for where, table in rows().items():
        name, _, operation = where.partition(":")
        service = catalogue.service(name)
        known: set[str] = set()
        for one in service.operations.values():
            if one.input is not None and operation in ("", one.name):
                known |= set(members(service, one.input, set(), -20))
        for member, row in table.items():
            assert member in known, (where, member)
            assert not row.place or row.place in known, (where, row.place)
            assert set(row.version) <= known, (where, row.version)
