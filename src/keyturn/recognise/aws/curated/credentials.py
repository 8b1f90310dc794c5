"""Operations of services without a table whose answers are credentials, keys, or addresses that are as good as one.

They stay `unknown`, and `secret` besides: no approval may put what works without Keyturn into an agent's hands. Found
by reading the output shapes of botocore's models for credentials, tokens, passwords, private keys and signed addresses,
and for environments in which people keep such things.
"""

from typing import Final

_LISTED: Final = """
account-access-runtime: GetRoleCredentials
acm: ExportCertificate
amplify: CreateDeployment GetApp ListApps GetBranch ListBranches
amplifybackend: GetBackendAuth
amplifyuibuilder: ExchangeCodeForToken RefreshToken
apprunner: DescribeService
appstream: CreateAppBlockBuilderStreamingURL CreateImageBuilderStreamingURL CreateStreamingURL
appsync: CreateApiKey ListApiKeys UpdateApiKey
athena: CreatePresignedNotebookUrl GetSessionEndpoint
batch: DescribeJobDefinitions DescribeJobs
bedrock-agentcore:
    GetResourceApiKey GetResourceOauth2Token GetResourcePaymentToken GetWorkloadAccessToken
    GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId
cloudwatchomni: GetSpaceCredentialsForOrganization GetSpaceDataAccess
codeartifact: GetAuthorizationToken
codebuild: BatchGetBuilds BatchGetProjects CreateWebhook UpdateWebhook
codecatalyst: CreateAccessToken
codepipeline: GetJobDetails GetThirdPartyJobDetails PollForJobs
cognito-identity: GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity
cognito-idp:
    AddUserPoolClientSecret AdminInitiateAuth AdminRespondToAuthChallenge AssociateSoftwareToken CreateUserPoolClient
    DescribeUserPoolClient GetClientToken GetTokensFromRefreshToken InitiateAuth ListUserPoolClientSecrets
    RespondToAuthChallenge UpdateUserPoolClient
connect: CreateParticipant GetFederationToken StartChatContact StartWebRTCContact
connectparticipant: CreateParticipantConnection
dataexchange: CreateJob GetJob ListJobs
datasync: DescribeLocationFsxOntap DescribeLocationFsxOpenZfs
datazone: CreateConnection GetConnection GetEnvironmentCredentials ListConnections UpdateConnection
deadline:
    AssumeFleetRoleForRead AssumeFleetRoleForWorker AssumeQueueRoleForRead AssumeQueueRoleForUser
    AssumeQueueRoleForWorker
dms: CreateEndpoint DescribeEndpoints ModifyEndpoint
ecr: GetAuthorizationToken GetDownloadUrlForLayer
ecr-public: GetAuthorizationToken
eks-auth: AssumeRoleForPodIdentity
elasticbeanstalk: DescribeConfigurationSettings RetrieveEnvironmentInfo
emr:
    DescribeCluster GetClusterSessionCredentials GetOnClusterAppUIPresignedURL GetPersistentAppUIPresignedURL
    GetSessionEndpoint
emr-containers: GetManagedEndpointSessionCredentials
emr-serverless: GetDashboardForJobRun GetSessionEndpoint
fsx: DescribeFileSystems DescribeVolumes
gamelift:
    CreateBuild GetComputeAccess GetComputeAuthToken GetGameSessionLogUrl GetInstanceAccess RequestUploadCredentials
glue: BatchGetJobs GetConnection GetConnections GetJob GetJobs GetSessionEndpoint
grafana: CreateWorkspaceApiKey CreateWorkspaceServiceAccountToken
iot:
    CreateKeysAndCertificate CreateProvisioningClaim CreateTopicRuleDestination GetRegistrationCode
    GetTopicRuleDestination ListTopicRuleDestinations
iot-managed-integrations: CreateProvisioningProfile
iotsecuretunneling: OpenTunnel RotateTunnelAccessToken
kinesis-video-signaling: GetIceServerConfig
lakeformation:
    AssumeDecoratedRoleWithSAML GetTemporaryDataLocationCredentials GetTemporaryGlueFunctionCredentials
    GetTemporaryGluePartitionCredentials GetTemporaryGlueTableCredentials
license-manager: GetAccessToken
lightsail:
    CreateBucketAccessKey CreateContainerServiceRegistryLogin CreateKeyPair DownloadDefaultKeyPair
    GetBucketAccessKeys GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword
location: CreateKey DescribeKey
mediapackage:
    ConfigureLogs CreateChannel DescribeChannel ListChannels RotateChannelCredentials RotateIngestEndpointCredentials
    UpdateChannel
mwaa: CreateCliToken CreateWebLoginToken
payment-cryptography: ExportKey
pca-connector-scep: CreateChallenge GetChallengePassword
quicksight:
    GenerateEmbedUrlForAnonymousUser GenerateEmbedUrlForRegisteredUser GenerateEmbedUrlForRegisteredUserWithIdentity
    GetDashboardEmbedUrl GetSessionEmbedUrl
redshift: GetClusterCredentials GetClusterCredentialsWithIAM
redshift-serverless: GetCredentials
route53domains: RetrieveDomainAuthCode TransferDomainToAnotherAwsAccount
s3control: GetDataAccess
sagemaker: CreatePresignedDomainUrl CreatePresignedNotebookInstanceUrl StartSession
signin: CreateBearerToken CreateOAuth2Token CreateOAuth2TokenWithIAM CreateOAuth2TokenWithTokenExchange
sso: GetRoleCredentials
sso-oidc: CreateToken CreateTokenWithIAM RegisterClient
wickr: GetOidcInfo GetOpentdfConfig RegisterOidcConfig RegisterOpentdfConfig
workspaces: DescribeWorkspaceDirectories
workspaces-thin-client: CreateEnvironment GetEnvironment ListEnvironments UpdateEnvironment
"""


def _read(text: str) -> frozenset[tuple[str, str]]:
    """Read lines of `service: operations`, each going on until the next service."""
    found: set[tuple[str, str]] = set()
    service = ""
    for line in text.splitlines():
        name, colon, operations = line.rpartition(":")
        service = name if colon else service
        found.update((service, operation) for operation in operations.split())
    return frozenset(found)


RETURNS_SECRETS: Final = _read(_LISTED)
"""Pairs of botocore's name of the service and the operation."""
