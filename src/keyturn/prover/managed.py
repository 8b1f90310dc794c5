"""What some policies that AWS manages say, for bundles that name them and leave their documents out.

Source: docs.aws.amazon.com/aws-managed-policy/latest/reference/ (each policy's page). Where a policy is long, what
stands here is at least as wide.
"""

from collections.abc import Mapping
from typing import Final

from keyturn.codec.canonical import Json

_READS: Final = [
    "*:BatchGet*",
    "*:Describe*",
    "*:Get*",
    "*:List*",
    "*:Lookup*",
    "*:Query*",
    "*:Scan*",
    "*:Search*",
    "*:View*",
]


def _allow(*actions: str) -> Json:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}],
    }


KNOWN: Final[Mapping[str, Json]] = {
    "AdministratorAccess": _allow("*"),
    "PowerUserAccess": {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"], "Resource": "*"},
            {
                "Effect": "Allow",
                "Action": [
                    "account:GetAccountInformation",
                    "account:GetPrimaryEmail",
                    "account:ListRegions",
                    "iam:CreateServiceLinkedRole",
                    "iam:DeleteServiceLinkedRole",
                    "iam:ListRoles",
                    "organizations:DescribeOrganization",
                ],
                "Resource": "*",
            },
        ],
    },
    "IAMFullAccess": _allow(
        "iam:*",
        "organizations:DescribeAccount",
        "organizations:DescribeOrganization",
        "organizations:DescribeOrganizationalUnit",
        "organizations:DescribePolicy",
        "organizations:ListChildren",
        "organizations:ListParents",
        "organizations:ListPoliciesForTarget",
        "organizations:ListRoots",
        "organizations:ListPolicies",
        "organizations:ListTargetsForPolicy",
    ),
    "AmazonS3FullAccess": _allow("s3:*", "s3-object-lambda:*"),
    "AmazonDynamoDBFullAccess_v2": _allow("dynamodb:*"),
    "AmazonSQSFullAccess": _allow("sqs:*"),
    "AmazonSNSFullAccess": _allow("sns:*"),
    "IAMReadOnlyAccess": _allow(
        "iam:GenerateCredentialReport",
        "iam:GenerateServiceLastAccessedDetails",
        "iam:Get*",
        "iam:List*",
        "iam:SimulateCustomPolicy",
        "iam:SimulatePrincipalPolicy",
    ),
    "ReadOnlyAccess": _allow(*_READS),
    "ViewOnlyAccess": _allow(*_READS),
    "SecurityAudit": _allow(*_READS),
    "AWSLambdaBasicExecutionRole": _allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "AmazonSSMManagedInstanceCore": _allow(
        "ssm:Get*", "ssm:Describe*", "ssm:List*", "ssm:Put*", "ssm:Update*", "ssmmessages:*", "ec2messages:*"
    ),
    "IAMUserChangePassword": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "iam:ChangePassword",
                "Resource": ["arn:*:iam::*:user/${aws:username}"],
            },
            {"Effect": "Allow", "Action": "iam:GetAccountPasswordPolicy", "Resource": "*"},
        ],
    },
}
"""The document of each, by the policy's name."""
