"""Published techniques of escalation inside an AWS account, and the rules of the catalogue that cover each.

Only names and identifiers are taken from the publications; what each rule does was written from AWS's documentation.
A technique without a rule is a miss, and says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from keyturn.prover.catalogue import REWRITES, RIGHTS, TAKEOVERS
from keyturn.prover.launches import LAUNCHES

PATHFINDING: Final = "https://pathfinding.cloud/paths/"
VULNERABLE: Final = "https://github.com/BishopFox/iam-vulnerable"

BUILT_IN: Final[Mapping[str, str]] = {
    "assume": "sts:AssumeRole, as trust and identity policies allow it",
    "assume-tagged": "sts:AssumeRole and sts:TagSession, with a tag that a policy asks about",
    "make-role": "iam:CreateRole and a policy for it",
    "make-user": "iam:CreateUser, a policy and a key for it",
    "recreate": "iam:DeleteRole and iam:CreateRole on the same ARN",
    "saml-provider": "iam:UpdateSAMLProvider, or deleting and creating it, on a provider that a role trusts",
    "create-provider": "iam:CreateSAMLProvider or iam:CreateOpenIDConnectProvider, for a provider that a role trusts",
    "permission-set-assign": "an assignment or a group of Identity Center, in the management account",
    "permission-set-write": "an Identity Center permission set's policies or boundary, in the management account",
    "permission-set-make": "a new Identity Center permission set and its assignment, in the management account",
    "enter": "a trust policy that lets in anybody, or anybody of a public identity provider",
}
"""The rules that are not rows of a table."""


@dataclass(frozen=True, slots=True)
class Technique:
    """One published technique. `rules`: the ids of the catalogue's rules; empty where it is missed, `why` says why."""

    id: str
    source: str
    rules: tuple[str, ...]
    why: str = ""


def _paths(rows: Mapping[str, str]) -> tuple[Technique, ...]:
    return tuple(Technique(name, PATHFINDING + name, tuple(rules.split())) for name, rules in rows.items())


def _vulnerable(rows: Mapping[str, str]) -> tuple[Technique, ...]:
    return tuple(Technique(name, VULNERABLE, tuple(rules.split())) for name, rules in rows.items())


TECHNIQUES: Final[tuple[Technique, ...]] = (
    *_paths({
        "apprunner-001": "launch-apprunner", "apprunner-002": "takeover-apprunner",
        "bedrock-001": "launch-bedrock-agentcore", "bedrock-002": "takeover-interpreter",
        "cloudformation-001": "launch-cloudformation", "cloudformation-002": "takeover-stack",
        "cloudformation-003": "launch-cloudformation",
        "cloudformation-004": "launch-cloudformation takeover-stack-set",
        "cloudformation-005": "takeover-stack",
        "codebuild-001": "launch-codebuild", "codebuild-002": "takeover-project", "codebuild-003": "takeover-project",
        "codebuild-004": "launch-codebuild",
        "datapipeline-001": "launch-datapipeline launch-emr",
        "ec2instanceconnect-003": "takeover-instance",
        "ec2-001": "launch-ec2", "ec2-002": "takeover-instance", "ec2-003": "launch-ec2",
        "ec2-004": "takeover-launch-template",
        "ecs-001": "launch-ecs", "ecs-002": "launch-ecs", "ecs-003": "launch-ecs", "ecs-004": "launch-ecs",
        "ecs-005": "launch-ecs",
        "glue-001": "launch-glue", "glue-002": "takeover-glue", "glue-003": "launch-glue", "glue-004": "launch-glue",
        "glue-005": "launch-glue takeover-glue-job", "glue-006": "launch-glue takeover-glue-job",
        "iam-001": "policy-version", "iam-002": "access-key", "iam-003": "access-key", "iam-004": "login",
        "iam-005": "put-role-policy", "iam-006": "password", "iam-007": "put-user-policy",
        "iam-008": "attach-user-policy",
        "iam-009": "attach-role-policy", "iam-010": "attach-group-policy", "iam-011": "put-group-policy",
        "iam-012": "trust",
        "iam-013": "add-to-group", "iam-014": "attach-role-policy assume", "iam-015": "attach-user-policy access-key",
        "iam-016": "policy-version assume", "iam-017": "put-role-policy assume",
        "iam-018": "put-user-policy access-key",
        "iam-019": "attach-role-policy trust", "iam-020": "policy-version trust", "iam-021": "put-role-policy trust",
        "lambda-001": "launch-lambda", "lambda-002": "launch-lambda", "lambda-003": "takeover-function",
        "lambda-004": "takeover-function", "lambda-005": "takeover-function", "lambda-006": "launch-lambda",
        "sagemaker-001": "launch-sagemaker", "sagemaker-002": "launch-sagemaker", "sagemaker-003": "launch-sagemaker",
        "sagemaker-004": "takeover-notebook", "sagemaker-005": "takeover-notebook",
        "ssm-001": "takeover-instance", "ssm-002": "takeover-instance", "sts-001": "assume",
    }),
    *_vulnerable({
        "privesc1-CreateNewPolicyVersion": "policy-version",
        "privesc2-SetExistingDefaultPolicyVersion": "default-version",
        "privesc3-CreateEC2WithExistingIP": "launch-ec2", "privesc4-CreateAccessKey": "access-key",
        "privesc5-CreateLoginProfile": "login", "privesc6-UpdateLoginProfile": "password",
        "privesc7-AttachUserPolicy": "attach-user-policy", "privesc8-AttachGroupPolicy": "attach-group-policy",
        "privesc9-AttachRolePolicy": "attach-role-policy", "privesc10-PutUserPolicy": "put-user-policy",
        "privesc11-PutGroupPolicy": "put-group-policy", "privesc12-PutRolePolicy": "put-role-policy",
        "privesc13-AddUserToGroup": "add-to-group", "privesc14-UpdatingAssumeRolePolicy": "trust",
        "privesc15-PassExistingRoleToNewLambdaThenInvoke": "launch-lambda",
        "privesc16-PassRoleToNewLambdaThenTriggerWithNewDynamo": "launch-lambda",
        "privesc17-EditExistingLambdaFunctionWithRole": "takeover-function",
        "privesc18-PassExistingRoleToNewGlueDevEndpoint": "launch-glue",
        "privesc19-UpdateExistingGlueDevEndpoint": "takeover-glue",
        "privesc20-PassExistingRoleToCloudFormation": "launch-cloudformation",
        "privesc21-PassExistingRoleToNewDataPipeline": "launch-datapipeline",
        "privesc-AssumeRole": "assume", "privesc-cloudFormationUpdateStack": "takeover-stack",
        "privesc-codeBuildCreateProjectPassRole": "launch-codebuild",
        "privesc-ec2InstanceConnect": "takeover-instance",
        "privesc-sageMakerCreateNotebookPassRole": "launch-sagemaker",
        "privesc-sageMakerCreatePresignedNotebookURL": "takeover-notebook",
        "privesc-sageMakerCreateProcessingJob": "launch-sagemaker",
        "privesc-sageMakerCreateTrainingJob": "launch-sagemaker",
        "privesc-ssmSendCommand": "takeover-instance", "privesc-ssmStartSession": "takeover-instance",
    }),
    *(
        Technique(name, source, (), why)
        for name, source, why in (
            (
                "packages-and-unread-code",
                "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html",
                (
                    "images, scripts and sources are followed where the bundle says what is run from them (`code`); "
                    "what those fetch themselves, such as packages of CodeArtifact, stands in no document of AWS's"
                ),
            ),
            (
                "identity-center-delegated-administrator",
                "https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html",
                (
                    "in the management account permission sets are followed; a delegated administrator elsewhere may "
                    "change them too, and which account that is stands in no IAM document"
                ),
            ),
            (
                "instance-metadata-and-credentials-on-disk",
                "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
                "who may log in to a machine by other means than AWS's is not in any IAM document",
            ),
        )
    ),
)  # fmt: skip


def rules() -> Mapping[str, str]:
    """Every rule of the catalogue by its id, with its source or what it is."""
    return {
        **{right.id: right.source for right in RIGHTS},
        **{f"launch-{launch.id}": launch.source for launch in LAUNCHES},
        **{f"takeover-{takeover.id}": takeover.source for takeover in TAKEOVERS},
        **{f"rewrite-{rewrite.id}": rewrite.source for rewrite in REWRITES},
        **BUILT_IN,
    }
