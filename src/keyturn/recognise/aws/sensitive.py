"""Members that are kept and shown only as set, changed and length, though the models do not mark them.

The models' own `sensitive` trait comes first; this list adds what carries secrets in practice. A row names a member by the
structure it stands in, so that it holds wherever that structure is used; `*` stands for every structure of the service.
"""

from typing import Final, NamedTuple


class Row(NamedTuple):
    """One member that must not be shown, and why."""

    service: str
    structure: str
    member: str
    reason: str


_ENVIRONMENT: Final = "environment variables hold passwords and keys"
_START_UP: Final = "start-up scripts hold passwords and keys"
_PASSWORD: Final = "a password"  # noqa: S105  # the reason, not a password
_SIGNED: Final = "the address carries a signature that is as good as a credential while it lasts"
_CUSTOMER_KEY: Final = "an encryption key of the customer's own"

ROWS: Final = (
    Row("apigateway", "CreateApiKeyRequest", "value", "the API key itself"),
    Row("apigateway", "ImportApiKeysRequest", "body", "API keys, wholesale"),
    Row("amplify", "*", "environmentVariables", _ENVIRONMENT),
    Row("amplify", "*", "basicAuthCredentials", _PASSWORD),
    Row("amplify", "*", "oauthToken", "a token for a source repository"),
    Row("amplify", "*", "accessToken", "a token for a source repository"),
    Row("apprunner", "*", "RuntimeEnvironmentVariables", _ENVIRONMENT),
    Row("appstream", "ServiceAccountCredentials", "AccountPassword", _PASSWORD),
    Row("autoscaling", "*", "UserData", _START_UP),
    Row("batch", "KeyValuePair", "value", _ENVIRONMENT),
    Row("cloudformation", "Parameter", "ParameterValue", "templates take passwords as parameters, `NoEcho` or not"),
    Row("codebuild", "EnvironmentVariable", "value", _ENVIRONMENT),
    Row("codebuild", "ImportSourceCredentialsInput", "token", "a token for a source repository"),
    Row("codepipeline", "ActionDeclaration", "configuration", "actions are configured with tokens for source repositories"),
    Row("cognito-identity", "*", "Logins", "tokens of identity providers"),
    Row("cognito-idp", "*", "AuthParameters", "passwords and refresh tokens"),
    Row("cognito-idp", "*", "ChallengeResponses", "passwords and one-time codes"),
    Row("cognito-idp", "*", "ProviderDetails", "client secrets of identity providers"),
    Row("datapipeline", "Field", "stringValue", "pipeline objects hold database passwords"),
    Row("dms", "*", "Password", _PASSWORD),
    Row("ds", "*", "Password", _PASSWORD),
    Row("ec2", "*", "UserData", _START_UP),
    Row("ec2", "BlobAttributeValue", "Value", _START_UP),
    Row("ec2", "*", "PresignedUrl", _SIGNED),
    Row("ec2", "*", "PreSharedKey", "the key of a VPN tunnel"),
    Row("ecs", "KeyValuePair", "value", _ENVIRONMENT),
    Row("elasticache", "*", "AuthToken", _PASSWORD),
    Row("elasticache", "*", "Passwords", _PASSWORD),
    Row("elasticbeanstalk", "ConfigurationOptionSetting", "Value", _ENVIRONMENT),
    Row("emr", "KeyValue", "Value", "job arguments hold passwords and keys"),
    Row("emr", "Configuration", "Properties", "configurations hold passwords and keys"),
    Row("firehose", "*", "AccessKey", "the key of an HTTP endpoint"),
    Row("firehose", "*", "HECToken", "a token"),
    Row("firehose", "*", "Password", _PASSWORD),
    Row("glue", "ConnectionInput", "ConnectionProperties", "connections hold database passwords"),
    Row("glue", "*", "DefaultArguments", "job arguments hold passwords and keys"),
    Row("glue", "*", "Arguments", "job arguments hold passwords and keys"),
    Row("iam", "*", "Password", _PASSWORD),
    Row("iam", "*", "NewPassword", _PASSWORD),
    Row("iam", "*", "OldPassword", _PASSWORD),
    Row("iam", "*", "PrivateKey", "a private key"),
    Row("iam", "*", "AuthenticationCode1", "a one-time code"),
    Row("iam", "*", "AuthenticationCode2", "a one-time code"),
    Row("kafka", "*", "SecretArnList", "names every secret of the cluster"),
    Row("lambda", "Environment", "Variables", _ENVIRONMENT),
    Row("lightsail", "*", "userData", _START_UP),
    Row("lightsail", "*", "masterUserPassword", _PASSWORD),
    Row("lightsail", "Container", "environment", _ENVIRONMENT),
    Row("mq", "*", "Password", _PASSWORD),
    Row("opensearch", "MasterUserOptions", "MasterUserPassword", _PASSWORD),
    Row("rds", "*", "MasterUserPassword", _PASSWORD),
    Row("rds", "*", "TdeCredentialPassword", _PASSWORD),
    Row("rds", "*", "PreSignedUrl", _SIGNED),
    Row("redshift", "*", "MasterUserPassword", _PASSWORD),
    Row("redshift-serverless", "*", "adminUserPassword", _PASSWORD),
    Row("s3", "*", "SSECustomerKey", _CUSTOMER_KEY),
    Row("s3", "*", "CopySourceSSECustomerKey", _CUSTOMER_KEY),
    Row("s3", "*", "SSECustomerKeyMD5", "a digest of the key; it confirms a guess"),
    Row("s3", "*", "CopySourceSSECustomerKeyMD5", "a digest of the key; it confirms a guess"),
    Row("sagemaker", "*", "Environment", _ENVIRONMENT),
    Row("secretsmanager", "*", "SecretString", "the secret itself"),
    Row("secretsmanager", "*", "SecretBinary", "the secret itself"),
    Row("sns", "*", "Attributes", "platform applications carry the keys of push services here"),
    Row("ssm", "PutParameterRequest", "Value", "the parameter itself, secure string or not"),
    Row("ssm", "SendCommandRequest", "Parameters", "scripts hold passwords and keys"),
    Row("sts", "*", "WebIdentityToken", "a token of an identity provider"),
    Row("sts", "*", "SAMLAssertion", "an assertion of an identity provider"),
    Row("sts", "*", "TokenCode", "a one-time code"),
    Row("transfer", "*", "HostKeyBody", "a private key"),
    Row("workdocs", "*", "Password", _PASSWORD),
    Row("workmail", "*", "Password", _PASSWORD),
)

_EVERYWHERE: Final = frozenset((row.service, row.member) for row in ROWS if row.structure == "*")
_SOMEWHERE: Final = frozenset((row.service, row.structure, row.member) for row in ROWS)


def is_curated(service: str, structure: str, member: str) -> bool:
    """Whether our own list says that this member must not be shown."""
    return (service, member) in _EVERYWHERE or (service, structure, member) in _SOMEWHERE
