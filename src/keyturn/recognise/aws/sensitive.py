"""Members that are kept and shown only as set, changed and length, though the models do not mark them.

The models' own `sensitive` trait comes first. Then names: what is called a password holds one, in whatever service.
Then a list, with a reason a row, of what carries secrets in practice. A row names a member by the structure it stands
in, so that it holds wherever that structure is used; `*` stands for every structure of the service. To conceal too much
costs a reviewer a glance; to conceal too little puts a password into a log.
"""

import re
from typing import Final, NamedTuple

from keyturn.model.catalogue import Kind


class Row(NamedTuple):
    """One member that must not be shown, and why."""

    service: str
    structure: str
    member: str
    reason: str


SPEAKING: Final = re.compile(
    r".*(?:password|passwd|passphrase|privatekey|secretkey|secretaccesskey|clientsecret|sharedsecret|secretstring|secretbinary"
    r"|authtoken|accesstoken|refreshtoken|bearertoken|sessiontoken|secrettoken|apitoken|oauthtoken|webidentitytoken"
    r"|authcode|authorizationcode|keytab|userdata|environmentvariables)s?"
)
"""Names, in lower case, that say what they hold."""

_HOLDERS: Final = frozenset({Kind.STRING, Kind.BLOB, Kind.MAP, Kind.LIST})

_ENVIRONMENT: Final = "environment variables hold passwords and keys"
_START_UP: Final = "start-up scripts hold passwords and keys"
_ARGUMENTS: Final = "job arguments and configurations hold passwords and keys"
_SIGNED: Final = "the address carries a signature that is as good as a credential while it lasts"
_CUSTOMER_KEY: Final = "an encryption key of the customer's own, or a digest that confirms a guess at it"
_ONE_TIME: Final = "a one-time code"
_TOKEN: Final = "a token that is as good as a credential while it lasts"  # noqa: S105  # the reason, not a token

ROWS: Final = (
    Row("amplify", "*", "basicAuthCredentials", "user name and password of a site"),
    Row("apigateway", "CreateApiKeyRequest", "value", "the API key itself"),
    Row("apigateway", "ImportApiKeysRequest", "body", "API keys, wholesale"),
    Row("appflow", "CustomAuthCredentials", "credentialsMap", "credentials of a connector"),
    Row("apprunner", "*", "RuntimeEnvironmentVariables", _ENVIRONMENT),
    Row("batch", "KeyValuePair", "value", _ENVIRONMENT),
    Row("cleanroomsml", "*", "environment", _ENVIRONMENT),
    Row("cloudformation", "Parameter", "ParameterValue", "templates take passwords as parameters, `NoEcho` or not"),
    Row("codebuild", "ImportSourceCredentialsInput", "token", "a token for a source repository"),
    Row(
        "codepipeline",
        "ActionDeclaration",
        "configuration",
        "actions are configured with tokens for source repositories",
    ),
    Row("codepipeline", "*", "clientToken", _TOKEN),
    Row("cognito-identity", "*", "Logins", "tokens of identity providers"),
    Row("cognito-idp", "*", "AuthParameters", "passwords and refresh tokens"),
    Row("cognito-idp", "*", "ChallengeResponses", "passwords and one-time codes"),
    Row("cognito-idp", "*", "PasswordVerifier", "what a device proves its password with"),
    Row("cognito-idp", "*", "ProviderDetails", "client secrets of identity providers"),
    Row("connectparticipant", "*", "ConnectionToken", _TOKEN),
    Row("connectparticipant", "*", "ParticipantToken", _TOKEN),
    Row("datapipeline", "Field", "stringValue", "pipeline objects hold database passwords"),
    Row("ec2", "*", "PreSharedKey", "the key of a VPN tunnel"),
    Row("ec2", "*", "PresignedUrl", _SIGNED),
    Row("ecs", "KeyValuePair", "value", _ENVIRONMENT),
    Row("elasticbeanstalk", "ConfigurationOptionSetting", "Value", _ENVIRONMENT),
    Row("emr", "Configuration", "Properties", _ARGUMENTS),
    Row("emr", "HadoopJarStepConfig", "Args", _ARGUMENTS),
    Row("emr", "KeyValue", "Value", _ARGUMENTS),
    Row("firehose", "*", "AccessKey", "the key of an HTTP endpoint"),
    Row("firehose", "*", "HECToken", "a token of an HTTP endpoint"),
    Row("glue", "*", "Arguments", _ARGUMENTS),
    Row("glue", "*", "DefaultArguments", _ARGUMENTS),
    Row("glue", "ConnectionInput", "ConnectionProperties", "connections hold database passwords"),
    Row("iam", "*", "AuthenticationCode1", _ONE_TIME),
    Row("iam", "*", "AuthenticationCode2", _ONE_TIME),
    Row("imagebuilder", "*", "userDataOverride", _START_UP),
    Row("iot", "TestInvokeAuthorizerRequest", "token", _TOKEN),
    Row("lambda", "Environment", "Variables", _ENVIRONMENT),
    Row("license-manager", "GetAccessTokenRequest", "Token", _TOKEN),
    Row("lightsail", "Container", "environment", _ENVIRONMENT),
    Row("pipes", "BatchEnvironmentVariable", "Value", _ENVIRONMENT),
    Row("pipes", "EcsEnvironmentVariable", "value", _ENVIRONMENT),
    Row("rds", "*", "PreSignedUrl", _SIGNED),
    Row("docdb", "*", "PreSignedUrl", _SIGNED),
    Row("neptune", "*", "PreSignedUrl", _SIGNED),
    Row("s3", "*", "CopySourceSSECustomerKey", _CUSTOMER_KEY),
    Row("s3", "*", "CopySourceSSECustomerKeyMD5", _CUSTOMER_KEY),
    Row("s3", "*", "SSECustomerKey", _CUSTOMER_KEY),
    Row("s3", "*", "SSECustomerKeyMD5", _CUSTOMER_KEY),
    Row("sagemaker", "*", "ContainerEnvironmentVariables", _ENVIRONMENT),
    Row("sagemaker", "*", "Environment", _ENVIRONMENT),
    Row("sagemaker", "*", "HyperParameters", _ARGUMENTS),
    Row("sagemaker", "*", "OptimizationEnvironment", _ENVIRONMENT),
    Row("sagemaker", "*", "OverrideEnvironment", _ENVIRONMENT),
    Row("sagemaker", "*", "StudioLifecycleConfigContent", _START_UP),
    Row("sagemaker", "NotebookInstanceLifecycleHook", "Content", _START_UP),
    Row("securitylake", "*", "authorizationApiKeyValue", "the key of an HTTP endpoint"),
    Row("sns", "*", "Attributes", "platform applications carry the keys of push services here"),
    Row("sns", "ConfirmSubscriptionInput", "Token", _ONE_TIME),
    Row("ssm", "PutParameterRequest", "Value", "the parameter itself, secure string or not"),
    Row("ssm", "SendCommandRequest", "Parameters", "scripts hold passwords and keys"),
    Row("sts", "*", "SAMLAssertion", _TOKEN),
    Row("sts", "*", "TokenCode", _ONE_TIME),
    Row("transfer", "*", "HostKeyBody", "a private key"),
)

_EVERYWHERE: Final = frozenset((row.service, row.member) for row in ROWS if row.structure == "*")
_SOMEWHERE: Final = frozenset((row.service, row.structure, row.member) for row in ROWS)


def is_curated(service: str, structure: str, member: str) -> bool:
    """Whether our own list says that this member must not be shown."""
    return (service, member) in _EVERYWHERE or (service, structure, member) in _SOMEWHERE


def is_speaking(member: str, kind: Kind) -> bool:
    """Whether a member's name says that it holds a secret."""
    return kind in _HOLDERS and SPEAKING.fullmatch(member.lower()) is not None
