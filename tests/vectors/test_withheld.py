"""Every operation whose answer could be a credential, by the models' own shapes: withheld, or excepted for a reason.

A newer botocore that brings such an operation fails here until somebody has looked at it.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import botocore
import msgspec
import pytest

from keyturn.flow.answers import Named, Refuse
from keyturn.model.action import Action, Call, Effect, Reading
from keyturn.model.bundle import Bundle
from keyturn.model.catalogue import ServiceModel
from keyturn.model.facts import NOTHING_KNOWN
from keyturn.model.touching import AwsTables
from keyturn.recognise.aws.touches import touch
from keyturn.recognise.aws.withheld import ANSWERED, WITH_VALUES, WITHHELD
from keyturn.testing.house import ESTATE, House

_NAMED: Final = re.compile(
    r"(accesskey(id)?|secretaccesskey|secretkey|token|tokenvalue|credentials?|password|passworddata|mackey|authcode"
    r"|privatekey(plaintext|base64)?|api_?key|presharedkey|streamkey|activationcode|secret(value|string|binary|code)?|presigned\w*|signedurl|signinurl|loginurl"
    r"|streamurl|streamingurl|embedurl|authorizedurl|deeplinkurl|passphrase|keymaterial|plaintext|base32stringseed"
    r"|walletfile)$",
    re.IGNORECASE,
)
_NO_CREDENTIAL: Final = re.compile(
    r"(next\w*|pagination|continuation|client|client_?request|idempotency|creation|update|syncsession|sequence|versions?"
    r"|feedback|billing|retrieval|workunit|conditional|result|page|viewversion|offer|term|configuration|purchase"
    r"|checkpoint|loganomaly|preview|updated|device|voipdevice|portfolioshare|copyproduct|import|export|grant"
    r"|verification|associateinprogress|request|block|callback|task|change|lock)token$",
    re.IGNORECASE,
)
"""Tokens that continue a list, name a version or repeat what the client made: nothing is opened by them."""

_EXCEPTED: Final = """
a reference to a secret, by ARN, name or path; or the id of an access key without its secret
    accessanalyzer: GetFindingV2
    apigateway:
        CreateAuthorizer GetAuthorizer GetAuthorizers UpdateAuthorizer CreateResource GetIntegration GetMethod
        GetResource GetResources PutIntegration PutMethod UpdateIntegration UpdateMethod UpdateResource
    appmesh:
        CreateVirtualGateway CreateVirtualNode DeleteVirtualGateway DeleteVirtualNode DescribeVirtualGateway
        DescribeVirtualNode UpdateVirtualGateway UpdateVirtualNode
    cloudtrail: ListInsightsData LookupEvents
    codebuild:
        BatchGetBuildBatches BatchGetBuilds BatchGetSandboxes RetryBuild RetryBuildBatch StartBuild StartBuildBatch
        StartSandbox StopBuild StopBuildBatch StopSandbox
    datasync: DescribeLocationObjectStorage
    ec2:
        BundleInstance CancelBundleTask DescribeBundleTasks DescribeInstanceSqlHaHistoryStates
        DescribeInstanceSqlHaStates DisableInstanceSqlHaStandbyDetections EnableInstanceSqlHaStandbyDetections
    guardduty: GetFindings ListInvestigationRecords
    iam: ListAccessKeys
    kendra: DescribeDataSource
    kms: DescribeCustomKeyStores
    macie2: GetFindings
    mediaconvert:
        CreateJob CreateJobTemplate CreatePreset GetJob GetJobTemplate GetJobsQueryResults GetPreset ListJobTemplates
        ListJobs ListPresets SearchJobs UpdateJobTemplate UpdatePreset
    mediapackage: CreateOriginEndpoint DescribeOriginEndpoint ListOriginEndpoints UpdateOriginEndpoint
    mediapackage-vod:
        ConfigureLogs CreatePackagingGroup DescribePackagingGroup ListPackagingGroups UpdatePackagingGroup
    securityhub: GetFindings
what AWS answers in its place is masked, or says only that a new one is pending
    amplify:
        CreateApp CreateBranch DeleteApp DeleteBranch GetApp GetBranch ListApps ListBranches UpdateApp UpdateBranch
    appstream: CreateDirectoryConfig DescribeDirectoryConfigs UpdateDirectoryConfig
    docdb: CreateDBInstance DeleteDBInstance DescribeDBInstances ModifyDBInstance RebootDBInstance
    ds: DescribeDirectories
    elbv2:
        CreateListener CreateRule DescribeListeners DescribeRules ModifyListener ModifyRule SetRulePriorities
    emr: DescribeCluster
    fsx:
        CopyBackup CopySnapshotAndUpdateVolume CreateBackup CreateFileSystem CreateFileSystemFromBackup CreateSnapshot
        CreateVolume CreateVolumeFromBackup DescribeBackups DescribeFileSystems DescribeSnapshots DescribeVolumes
        ReleaseFileSystemNfsV3Locks RestoreVolumeFromSnapshot StartMisconfiguredStateRecovery UpdateFileSystem
        UpdateSnapshot UpdateVolume CreateStorageVirtualMachine DescribeStorageVirtualMachines
        UpdateStorageVirtualMachine
    iam: ListVirtualMFADevices
    lightsail: GetRelationalDatabase GetRelationalDatabases
    neptune: CreateDBInstance DeleteDBInstance DescribeDBInstances ModifyDBInstance RebootDBInstance
    rds:
        CreateDBCluster CreateDBInstance CreateDBInstanceReadReplica CreateTenantDatabase DeleteDBCluster
        DeleteDBInstance DeleteTenantDatabase DescribeDBClusters DescribeDBInstances DescribeTenantDatabases
        FailoverDBCluster ModifyDBCluster ModifyDBInstance ModifyTenantDatabase PromoteReadReplica
        PromoteReadReplicaDBCluster RebootDBCluster RebootDBInstance RestoreDBClusterFromS3
        RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime RestoreDBInstanceFromDBSnapshot
        RestoreDBInstanceFromS3 RestoreDBInstanceToPointInTime StartDBCluster StartDBInstance StopDBCluster
        StopDBInstance SwitchoverReadReplica
    redshift:
        CreateCluster DeleteCluster DescribeClusters DisableSnapshotCopy EnableSnapshotCopy FailoverPrimaryCompute
        ModifyCluster ModifyClusterDbRevision ModifyClusterIamRoles ModifyClusterMaintenance
        ModifySnapshotCopyRetentionPeriod PauseCluster RebootCluster ResizeCluster RestoreFromClusterSnapshot
        ResumeCluster RotateEncryptionKey
a secret that people keep with a thing of theirs and use elsewhere: data, which policy decides about
    cloudhsmv2: CreateCluster DeleteCluster DescribeClusters ModifyCluster
    codebuild: BatchGetProjects CreateProject UpdateProject CreateWebhook UpdateWebhook
    codepipeline: ListWebhooks PutWebhook
    connecthealth: GetPatientInsightsJob
    dataexchange: GetAsset ListRevisionAssets UpdateAsset
    datasync: DescribeLocationFsxOntap DescribeLocationFsxOpenZfs
    cognito-idp: CreateUserPoolClient DescribeUserPoolClient UpdateUserPoolClient
    datazone: CreateConnection ListConnections UpdateConnection
    devops-agent: AssociateService UpdateAssociation
    dms: CreateEndpoint DeleteEndpoint DescribeEndpoints ModifyEndpoint
    ec2:
        AttachVerifiedAccessTrustProvider CreateVerifiedAccessTrustProvider DeleteVerifiedAccessTrustProvider
        DescribeVerifiedAccessTrustProviders DetachVerifiedAccessTrustProvider
        ExportVerifiedAccessInstanceClientConfiguration ModifyVerifiedAccessTrustProvider CreateVpnConnection
        DescribeVpnConnections ModifyVpnConnection ModifyVpnConnectionOptions ModifyVpnTunnelCertificate
        ModifyVpnTunnelOptions
    firehose: DescribeDeliveryStream
    glue: BatchGetJobs GetJob GetJobs
    grafana:
        AssociateLicense CreateWorkspace DeleteWorkspace DescribeWorkspace DisassociateLicense ListWorkspaces
        UpdateWorkspace
    invoicing: GetProcurementPortalPreference
    iot: CreateTopicRuleDestination GetTopicRuleDestination ListTopicRuleDestinations GetTopicRule
    ivs: BatchGetChannel GetChannel GetStreamSession UpdateChannel
    lexv2-models: DescribeBotRecommendation StartBotRecommendation UpdateBotRecommendation
    medialive:
        CreateChannel DeleteChannel DescribeChannel StartChannel StopChannel UpdateChannel UpdateChannelClass
        RestartChannelPipelines
    mediapackage:
        ConfigureLogs CreateChannel DescribeChannel ListChannels RotateChannelCredentials
        RotateIngestEndpointCredentials UpdateChannel
    pinpoint:
        DeleteBaiduChannel DeleteGcmChannel GetBaiduChannel GetGcmChannel UpdateBaiduChannel UpdateGcmChannel
    quicksight: DescribeAssetBundleImportJob
    secretsmanager: BatchGetSecretValue GetSecretValue
    securityagent: UpdateIntegration
    workspaces-thin-client: CreateEnvironment GetEnvironment ListEnvironments UpdateEnvironment
work with a key that stays where it is: data, which policy decides about
    kms: Decapsulate DeriveSharedSecret Encapsulate Decrypt GenerateDataKey GenerateRandom GenerateDataKeyPair
    ivs-realtime: GetPublicKey ImportPublicKey
    payment-cryptography: ExportKey
    payment-cryptography-data: DecryptData TranslateKeyMaterial
    secretsmanager: GetRandomPassword
a link to one object: what lies behind it is data, which policy decides about
    artifact: ExportComplianceInquiry GetReport GetTermForReport
    bedrock-agent-runtime: GetDocumentContent
    cognito-idp:
        CreateUserImportJob DescribeUserImportJob ListUserImportJobs StartUserImportJob StopUserImportJob
    connect: GetPromptFile
    dataexchange: CreateJob GetJob ListJobs
    gamelift: DescribeFleetEvents GetGameSessionLogUrl
    greengrassv2: GetComponentVersionArtifact
    groundstation: GetAgentTaskResponseUrl
    mailmanager: CreateAddressListImportJob GetAddressListImportJob ListAddressListImportJobs
    qapps: CreatePresignedUrl
    qbusiness: GetDocumentContent
    security-ir: GetCaseAttachmentDownloadUrl GetCaseAttachmentUploadUrl
    taxsettings: GetTaxRegistrationDocument
a token that names a step or a version, and opens nothing without a signed call
    bedrock-agentcore: GetPaymentInstrumentBalance
    cloudformation: RegisterType
    codepipeline: GetPipelineState
    ec2:
        CreateIpamExternalResourceVerificationToken DeleteIpamExternalResourceVerificationToken
        DescribeIpamExternalResourceVerificationTokens
    eks:
        CreateEksAnywhereSubscription DeleteEksAnywhereSubscription DescribeEksAnywhereSubscription
        ListEksAnywhereSubscriptions UpdateEksAnywhereSubscription
    entityresolution: AddPolicyStatement DeletePolicyStatement GetPolicy PutPolicy
    license-manager: CheckoutBorrowLicense CheckoutLicense ExtendLicenseConsumption
    marketplace-agreement: GetAgreementEntitlements
    neptunedata: ExecuteFastReset
    securityagent: BatchGetTargetDomains CreateTargetDomain UpdateTargetDomain
    taxsettings: GetTaxRegistration ListTaxRegistrations
an activation that only a withheld operation begins, and that is gone once it is used
    eks: CreateCluster DeleteCluster DeregisterCluster DescribeCluster
text that is called plain because nothing is formatted in it
    quicksight:
        DescribeAnalysis DescribeAnalysisDefinition DescribeDashboard DescribeDashboardDefinition DescribeTemplate
        DescribeTemplateDefinition
"""


Shapes = Mapping[str, Any]
"""A model's shapes by name, as they stand in its file."""


def _excepted() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    reason = service = ""
    for line in _EXCEPTED.splitlines():
        if line and not line.startswith(" "):
            reason = line
            continue
        name, colon, operations = line.rpartition(":")
        service = name.strip() if colon else service
        found.update({(service, operation): reason for operation in operations.split()})
    return found


EXCEPTED: Final = _excepted()


def _leaves(shapes: Shapes, name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of all plain members of a shape, at any depth; that of a list or map stands for its texts."""
    for member, target in shapes[name].get("members", {}).items():
        inner = target["shape"]
        while (kind := shapes[inner]["type"]) in {"list", "map"}:
            inner = shapes[inner]["member" if kind == "list" else "value"]["shape"]
        if kind in {"string", "blob"}:
            yield member
        elif kind == "structure" and inner not in seen:
            yield from _leaves(shapes, inner, seen | {inner})


@cache
def handing_out() -> dict[tuple[str, str], frozenset[str]]:
    """Each operation with members in its answer that are called like credentials.

    The models' files are read as they are: through botocore it would take ten seconds more.
    """
    found: dict[tuple[str, str], frozenset[str]] = {}
    for folder in sorted((Path(botocore.__file__).parent / "data").iterdir()):
        files = sorted(folder.glob("*/service-2.json.gz"))
        if not files:
            continue
        model = msgspec.json.decode(gzip.decompress(files[-1].read_bytes()))
        for operation, said in model["operations"].items():
            output = said.get("output", {}).get("shape")
            names = _leaves(model["shapes"], output) if output is not None else ()
            told = frozenset(name for name in names if _NAMED.search(name) and not _NO_CREDENTIAL.search(name))
            if told:
                found[folder.name, operation] = told
    return found


def test_whatever_answers_with_something_called_like_a_credential_is_withheld_or_excepted() -> None:
    unseen = {
        f"{service}:{operation}": sorted(names)
        for (service, operation), names in handing_out().items()
        if (service, operation) not in WITHHELD.keys() | WITH_VALUES.keys() | ANSWERED | EXCEPTED.keys()
    }

    assert unseen == {}


def test_no_exception_outlives_its_reason() -> None:
    """Each is one that the sweep finds, and none is withheld besides."""
    assert sorted(EXCEPTED.keys() - handing_out().keys()) == []
    assert sorted(EXCEPTED.keys() & (WITHHELD.keys() | WITH_VALUES.keys() | ANSWERED)) == []


@pytest.mark.parametrize("shape", [{"accesskeyid", "secretaccesskey"}, {"accesskeyid", "secretkey"}])
def test_a_whole_aws_credential_is_never_excepted(shape: set[str]) -> None:
    whole = {named for named, names in handing_out().items() if shape <= {name.lower() for name in names}}

    assert whole
    assert whole <= WITHHELD.keys() | WITH_VALUES.keys() | ANSWERED


def test_what_is_withheld_are_operations_that_there_are(catalogue: AwsTables) -> None:
    for service, operation in WITHHELD.keys() | WITH_VALUES.keys() | ANSWERED:
        assert operation in catalogue.service(service).operations, f"{service}:{operation}"
    for (service, operation), member in WITH_VALUES.items():
        assert member in _members(catalogue.service(service), operation), f"{service}:{operation}"


def _members(model: ServiceModel, operation: str) -> set[str]:
    shape = model.operations[operation].input
    assert shape is not None
    return {member.name for member in model.shapes[shape].members}


EVERYTHING: Final = '@id("everything") permit (principal, action, resource);'
"""Policies that permit whatever there is, secrets and unknown operations too."""


@pytest.fixture(scope="module")
def permitting(bundle: Bundle, catalogue: AwsTables) -> Iterator[House]:
    built = House(Bundle(EVERYTHING, bundle.schema, "everything"), catalogue)
    yield built
    built.close()


def test_nothing_that_is_withheld_passes_under_policies_that_permit_everything(
    permitting: House, catalogue: AwsTables
) -> None:
    session = permitting.session()
    caller = permitting.named(permitting.call(session, "sts:GetCallerIdentity")).caller
    at = permitting.clock.wall()
    passed = []
    asking = {named: {member: True} for named, member in WITH_VALUES.items()}
    for service, operation in (*WITHHELD, *WITH_VALUES):
        parameters = asking.get((service, operation), {})
        action = touch(Call(service, operation, "us-east-1", parameters), ESTATE.account, catalogue)
        assert isinstance(action, Action), action
        answer = permitting.considering.consider(
            Named(caller, action, (), None), NOTHING_KNOWN, at, steady=True, fresh="F" * 26
        )
        if not (isinstance(answer, Refuse) and answer.code == "credentials.withheld"):
            passed.append((service, operation, answer))

    assert passed == []


def test_a_secret_that_people_keep_is_never_read_as_if_it_were_a_description(catalogue: AwsTables) -> None:
    """Else any session could read it, whatever its scope: policy must have something to decide about."""
    told = []
    for (service, operation), reason in EXCEPTED.items():
        action = touch(Call(service, operation, "us-east-1", {}), ESTATE.account, catalogue)
        kept = reason.startswith(("a secret that people keep", "a link to one object"))
        if kept and isinstance(action, Action) and action.effect is Effect.READ and action.reading is Reading.METADATA:
            told.append(action.name)

    assert told == []
