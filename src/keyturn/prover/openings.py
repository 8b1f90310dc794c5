"""Resources that carry policies of their own: who may write one, and what it can grant. Part of the catalogue."""

from dataclasses import dataclass
from typing import Final

_REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/"


@dataclass(frozen=True, slots=True)
class Opening:
    """Writing a resource's own policy, which may let anybody do what such a policy can grant.

    `action` is what it takes; `grants` are the actions that can be granted so, as a pattern in lower case.
    """

    id: str
    action: str
    arn: str
    grants: str
    source: str


OPENINGS: Final[tuple[Opening, ...]] = tuple(
    Opening(name, action, arn, grants, _REFERENCE + page)
    for name, action, arn, grants, page in (
        ("bucket-policy", "s3:PutBucketPolicy", "arn:*:s3:::*", "s3:*", "list_amazons3.html"),
        ("bucket-acl", "s3:PutBucketAcl", "arn:*:s3:::*", "s3:*object*", "list_amazons3.html"),
        ("key-policy", "kms:PutKeyPolicy", "arn:*:kms:*:*:key/*", "kms:*", "list_awskeymanagementservice.html"),
        ("key-grant", "kms:CreateGrant", "arn:*:kms:*:*:key/*", "kms:*crypt*", "list_awskeymanagementservice.html"),
        ("function-policy", "lambda:AddPermission", "arn:*:lambda:*:*:function:*", "lambda:*", "list_awslambda.html"),
        ("queue-policy", "sqs:SetQueueAttributes", "arn:*:sqs:*:*:*", "sqs:*", "list_amazonsqs.html"),
        ("queue-permission", "sqs:AddPermission", "arn:*:sqs:*:*:*", "sqs:*", "list_amazonsqs.html"),
        ("topic-policy", "sns:SetTopicAttributes", "arn:*:sns:*:*:*", "sns:*", "list_amazonsns.html"),
        ("topic-permission", "sns:AddPermission", "arn:*:sns:*:*:*", "sns:*", "list_amazonsns.html"),
        (
            "secret-policy",
            "secretsmanager:PutResourcePolicy",
            "arn:*:secretsmanager:*:*:secret:*",
            "secretsmanager:*",
            "list_awssecretsmanager.html",
        ),
        (
            "repository-policy",
            "ecr:SetRepositoryPolicy",
            "arn:*:ecr:*:*:repository/*",
            "ecr:*",
            "list_amazonelasticcontainerregistry.html",
        ),
        (
            "table-policy",
            "dynamodb:PutResourcePolicy",
            "arn:*:dynamodb:*:*:table/*",
            "dynamodb:*",
            "list_amazondynamodb.html",
        ),
        (
            "stream-policy",
            "kinesis:PutResourcePolicy",
            "arn:*:kinesis:*:*:stream/*",
            "kinesis:*",
            "list_amazonkinesisdatastreams.html",
        ),
        (
            "bus-policy",
            "events:PutPermission",
            "arn:*:events:*:*:event-bus/*",
            "events:*",
            "list_amazoneventbridge.html",
        ),
        (
            "vault-policy",
            "backup:PutBackupVaultAccessPolicy",
            "arn:*:backup:*:*:backup-vault:*",
            "backup:*",
            "list_awsbackup.html",
        ),
        (
            "file-system-policy",
            "elasticfilesystem:PutFileSystemPolicy",
            "arn:*:elasticfilesystem:*:*:file-system/*",
            "elasticfilesystem:client*",
            "list_amazonelasticfilesystem.html",
        ),
        (
            "archive-policy",
            "glacier:SetVaultAccessPolicy",
            "arn:*:glacier:*:*:vaults/*",
            "glacier:*",
            "list_amazons3glacier.html",
        ),
        (
            "domain-policy",
            "es:UpdateDomainConfig",
            "arn:*:es:*:*:domain/*",
            "es:*",
            "list_amazonopensearchservice.html",
        ),
    )
)

RESOURCE_POLICIES: Final = frozenset({
    "acm-pca", "aoss", "apigateway", "backup", "cloud9", "codeartifact", "codebuild", "dynamodb", "ecr",
    "elasticfilesystem", "es",
    "events", "execute-api", "glacier", "glue", "iot", "kinesis", "kms", "lambda", "lex", "logs", "mediastore",
    "migrationhub-orchestrator",
    "network-firewall", "ram", "redshift-serverless", "rekognition", "s3", "s3-object-lambda", "s3-outposts",
    "s3express", "s3tables",
    "schemas", "secretsmanager", "serverlessrepo", "ses", "signer", "sns", "sqs", "ssm", "ssm-contacts",
    "ssm-incidents", "vpc-lattice",
})  # fmt: skip
"""The services whose resources may carry policies of their own (reference_aws-services-that-work-with-iam.html)."""

RCP_SERVICES: Final = frozenset({
    "aoss", "cognito-identity", "cognito-idp", "dynamodb", "ecr", "kms", "logs", "s3", "secretsmanager", "sqs", "sts",
})  # fmt: skip
"""The services that resource control policies bind (orgs_manage_policies_rcps.html, "List of AWS services that
support RCPs")."""
