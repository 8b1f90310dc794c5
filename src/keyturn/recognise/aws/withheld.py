"""Operations that hand out credentials: they are never sent on, whatever policy says and whoever approves.

The line: an answer that *authenticates further calls* (to AWS, to a machine or a database of the account, to a user's
place in an application) is withheld, because those calls would pass no gate. A secret that people keep at AWS
(`secretsmanager:GetSecretValue`), a link to one object, a stored configuration with a password in it are reads of
data; they are `secret`, and policy decides about them. Operations are listed, too, by which an agent would have a key
of its own accepted: it holds the secret half already.

Found by reading the output shapes of botocore's models; `tests/vectors/test_withheld.py` sweeps them all and fails for
one that is neither here nor excepted there with a reason. Credentials that no AWS operation makes need no row: an RDS
or EKS token is signed by the client, and what a session's key signs is worth nothing there. IAM Roles Anywhere and
IoT's AssumeRoleWithCertificate answer at hosts of their own to a certificate; the gate has no name for them.
"""

from collections.abc import Mapping
from typing import Final

from keyturn.model.action import Call

ANSWERED: Final = frozenset({("sts", "AssumeRole"), ("sts", "GetSessionToken")})
"""Answered by Keyturn with a narrower key of the same session (`issue.credentials`)."""

_INSTEAD: Final[Mapping[str, str]] = {
    "aws": "call AWS as this session; `sts:AssumeRole` and `sts:GetSessionToken` give a shorter-lived key of it",
    "key": "a person makes or fetches it, with a sign-in of their own, and puts it where it is used",
    "shell": "a person opens it; what is to be run can be sent as `ssm:SendCommand`, which people can read",
    "login": "use the service's data API, which passes here, or let a person log in",
    "registry": "push and pull from outside this session, with a role that is there for it",
    "browser": "a person opens it, with a sign-in of their own",
    "user": "let the application or its user sign in, outside this session",
    "express": "set AWS_S3_DISABLE_EXPRESS_SESSION_AUTH=true, and each call is signed by this session itself",
}
"""What to do instead, by kind."""

_LISTED: Final = """
aws
    account-access-runtime: GetRoleCredentials
    cloudwatchomni: GetSpaceCredentialsForOrganization GetSpaceDataAccess
    codepipeline: GetJobDetails GetThirdPartyJobDetails PollForJobs
    cognito-identity: GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity
    datazone: GetEnvironmentCredentials                         # GetConnection only with its secret: see below
    deadline:
        AssumeFleetRoleForRead AssumeFleetRoleForWorker AssumeQueueRoleForRead AssumeQueueRoleForUser
        AssumeQueueRoleForWorker
    eks: RegisterCluster
    eks-auth: AssumeRoleForPodIdentity
    gamelift: CreateBuild GetComputeAccess RequestUploadCredentials
    lakeformation:
        AssumeDecoratedRoleWithSAML GetTemporaryDataLocationCredentials GetTemporaryGlueFunctionCredentials
        GetTemporaryGluePartitionCredentials GetTemporaryGlueTableCredentials
    license-manager: CreateToken GetAccessToken
    redshift: GetIdentityCenterAuthToken
    redshift-serverless: GetIdentityCenterAuthToken
    s3control: GetDataAccess
    signin: CreateBearerToken CreateOAuth2Token CreateOAuth2TokenWithIAM CreateOAuth2TokenWithTokenExchange
    ssm: CreateActivation GetAccessToken                        # an activated machine is given a role's credentials
    sso: GetRoleCredentials
    sso-oidc: CreateToken CreateTokenWithIAM RegisterClient
    sts:
        AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetDelegatedAccessToken GetFederationToken
        GetWebIdentityToken
express
    s3: CreateSession
key
    acm: ExportCertificate GetAcmeExternalAccountBindingCredentials
    amplifybackend: GetBackendAuth
    amplifyuibuilder: ExchangeCodeForToken RefreshToken
    apigateway: CreateApiKey UpdateApiKey                       # GetApiKey and GetApiKeys only with values: see below
    appsync: CreateApiKey ListApiKeys UpdateApiKey              # the id of such a key is the key
    bedrock-agentcore:
        GetResourceApiKey GetResourceOauth2Token GetResourcePaymentToken GetWorkloadAccessToken
        GetWorkloadAccessTokenForJWT GetWorkloadAccessTokenForUserId ProcessPayment
    codecatalyst: CreateAccessToken
    cognito-idp: AddUserPoolClientSecret ListUserPoolClientSecrets
    grafana: CreateWorkspaceApiKey CreateWorkspaceServiceAccountToken
    iam:
        CreateAccessKey CreateLoginProfile CreateServiceSpecificCredential CreateVirtualMFADevice
        ResetServiceSpecificCredential UpdateLoginProfile UploadSSHPublicKey UploadSigningCertificate
    iot: CreateCertificateFromCsr CreateKeysAndCertificate CreateProvisioningClaim
    iot-managed-integrations: CreateProvisioningProfile
    iotwireless: AssociateAwsAccountWithPartnerAccount
    location: CreateKey DescribeKey
    pca-connector-scep: CreateChallenge GetChallengePassword
    pcs: RegisterComputeNodeGroupInstance
    route53domains: RetrieveDomainAuthCode TransferDomainToAnotherAwsAccount
    route53globalresolver: CreateAccessToken GetAccessToken
    wafv2: CreateAPIKey ListAPIKeys
    ivs: BatchGetStreamKey CreateChannel CreateStreamKey GetStreamKey
    ivs-realtime: CreateIngestConfiguration GetIngestConfiguration UpdateIngestConfiguration
    wickr: CreateDataRetentionBotChallenge GetOidcInfo GetOpentdfConfig RegisterOidcConfig RegisterOpentdfConfig
shell
    codebuild: StartSandboxConnection
    codecatalyst: StartDevEnvironmentSession
    ec2: CreateKeyPair GetPasswordData
    ec2-instance-connect: SendSSHPublicKey SendSerialConsoleSSHPublicKey
    ecs: ExecuteCommand
    gamelift: GetComputeAuthToken GetInstanceAccess
    gameliftstreams: CreateStreamSessionAdminShell
    iotsecuretunneling: OpenTunnel RotateTunnelAccessToken
    lambda-microvms: CreateMicrovmAuthToken CreateMicrovmShellAuthToken
    lightsail: CreateGUISessionAccessDetails CreateKeyPair DownloadDefaultKeyPair GetInstanceAccessDetails
    sagemaker: StartSession
    ssm: ResumeSession StartSession
login
    athena: GetSessionEndpoint
    emr: GetClusterSessionCredentials GetSessionEndpoint
    emr-containers: GetManagedEndpointSessionCredentials
    emr-serverless: GetSessionEndpoint
    glue: GetSessionEndpoint
    lightsail: CreateBucketAccessKey GetBucketAccessKeys GetRelationalDatabaseMasterUserPassword
    mwaa: CreateCliToken
    odb: CreateAutonomousDatabaseWallet
    redshift: GetClusterCredentials GetClusterCredentialsWithIAM
    redshift-serverless: GetCredentials
registry
    codeartifact: GetAuthorizationToken
    ecr: GetAuthorizationToken
    ecr-public: GetAuthorizationToken
    evs: GetDepotUrl
    lightsail: CreateContainerServiceRegistryLogin
browser
    appstream: CreateAppBlockBuilderStreamingURL CreateImageBuilderStreamingURL CreateStreamingURL
    athena: CreatePresignedNotebookUrl
    cloudwatchomni: CreateOneTimeDeepLinkCode
    connect: CreateAuthCode GetFederationToken
    datazone: GetIamPortalLoginUrl
    devicefarm: CreateTestGridUrl
    emr: GetOnClusterAppUIPresignedURL GetPersistentAppUIPresignedURL
    emr-serverless: GetDashboardForJobRun
    glue: GetDashboardUrl
    kinesisanalyticsv2: CreateApplicationPresignedUrl
    m2: GetSignedBluinsightsUrl
    marketplace-reporting: GetBuyerDashboard
    mwaa: CreateWebLoginToken
    mwaa-serverless: CreateAirflowUiUrl
    qbusiness: CreateAnonymousWebExperienceUrl
    quicksight:
        GenerateEmbedUrlForAnonymousUser GenerateEmbedUrlForRegisteredUser GenerateEmbedUrlForRegisteredUserWithIdentity
        GetDashboardEmbedUrl GetSessionEmbedUrl
    sagemaker:
        CreatePartnerAppPresignedUrl CreatePresignedDomainUrl CreatePresignedMlflowAppUrl
        CreatePresignedMlflowTrackingServerUrl CreatePresignedNotebookInstanceUrl
user
    chime: CreateBot GetBot ListBots RegenerateSecurityToken UpdateBot
    chime-sdk-meetings:
        BatchCreateAttendee CreateAttendee CreateMeetingWithAttendees GetAttendee ListAttendees
        UpdateAttendeeCapabilities
    cognito-idp:
        AdminInitiateAuth AdminRespondToAuthChallenge AssociateSoftwareToken GetClientToken GetDerivedToken
        GetTokensFromRefreshToken InitiateAuth RespondToAuthChallenge
    connect: CreateParticipant StartAssistantContact StartChatContact StartWebRTCContact
    connectparticipant: CreateParticipantConnection
    gamelift: GetPlayerConnectionDetails
    gameliftstreams: CreateStreamUrl GetStreamUrl ListStreamUrls
    ivs-realtime: CreateParticipantToken CreateStage
    ivschat: CreateChatToken
    kinesis-video-signaling: GetIceServerConfig
    workmail: AssumeImpersonationRole
"""

WITH_VALUES: Final[Mapping[tuple[str, str], str]] = {
    ("apigateway", "GetApiKey"): "includeValue",
    ("apigateway", "GetApiKeys"): "includeValues",
    ("datazone", "GetConnection"): "withSecret",
}
"""Withheld where this member asks for the keys themselves."""


def _read(text: str) -> Mapping[tuple[str, str], str]:
    """Read groups of `service: operations`, each service going on until the next one, under a kind of its own."""
    found: dict[tuple[str, str], str] = {}
    kind = service = ""
    for line in text.splitlines():
        said = line.partition("#")[0].rstrip()
        if said and not said.startswith(" "):
            kind = said
            continue
        name, colon, operations = said.rpartition(":")
        service = name.strip() if colon else service
        for operation in operations.split():
            found[service, operation] = _INSTEAD[kind]
    return found


WITHHELD: Final = _read(_LISTED)
"""What to do instead, by botocore's name of the service and the operation."""


def withheld(call: Call) -> str | None:
    """Say what to do instead of `call`, if its answer would be a credential; None for every other call."""
    named = call.service, call.operation
    asks = WITH_VALUES.get(named)
    if asks is not None and call.parameters.get(asks, False) is not False:
        return _INSTEAD["key"]
    return WITHHELD.get(named)


def answered(call: Call) -> bool:
    """Say whether Keyturn answers `call` itself, with a narrower key of the same session."""
    return (call.service, call.operation) in ANSWERED
