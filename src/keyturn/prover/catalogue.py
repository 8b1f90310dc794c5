"""The catalogue: every known way from one identity to another, as data, each with its source.

A proof "relative to catalogue N" says that none of these ways, in any order and number, leads there. What covers
which
published technique is `techniques.py`; `keyturn prove catalogue` prints both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NUMBER: Final = 2
"""The catalogue's number: it grows when a rule is added or changed."""

_IAM: Final = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html"
)
_PATHS: Final = "https://pathfinding.cloud/paths/"
_REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/"


@dataclass(frozen=True, slots=True)
class Takeover:
    """Taking over what already runs under a role: one of `ways` on an ARN that meets `arn` (below `compute`)."""

    id: str
    compute: str
    arn: str
    service: str
    ways: tuple[tuple[str, ...], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Right:
    """An IAM action on a principal, group or policy, and what it brings. `on`: the kind of its resource.

    `brings`: `become`, `all` (any policy), `policy` (an attached one), `group`, `membership`, `version`, `drop`,
    `unbind`, `tag`.
    """

    id: str
    action: str
    on: str
    brings: str
    source: str


RIGHTS: Final[tuple[Right, ...]] = (
    Right("trust", "iam:UpdateAssumeRolePolicy", "role", "become", _PATHS + "iam-012"),
    Right("access-key", "iam:CreateAccessKey", "user", "become", _PATHS + "iam-002"),
    Right("login", "iam:CreateLoginProfile", "user", "become", _PATHS + "iam-004"),
    Right("password", "iam:UpdateLoginProfile", "user", "become", _PATHS + "iam-006"),
    Right("put-user-policy", "iam:PutUserPolicy", "user", "all", _PATHS + "iam-007"),
    Right("put-role-policy", "iam:PutRolePolicy", "role", "all", _PATHS + "iam-005"),
    Right("put-group-policy", "iam:PutGroupPolicy", "group", "all", _PATHS + "iam-011"),
    Right("attach-user-policy", "iam:AttachUserPolicy", "user", "policy", _PATHS + "iam-008"),
    Right("attach-role-policy", "iam:AttachRolePolicy", "role", "policy", _PATHS + "iam-009"),
    Right("attach-group-policy", "iam:AttachGroupPolicy", "group", "policy", _PATHS + "iam-010"),
    Right("add-to-group", "iam:AddUserToGroup", "group", "membership", _PATHS + "iam-013"),
    Right("policy-version", "iam:CreatePolicyVersion", "policy", "all", _PATHS + "iam-001"),
    Right("default-version", "iam:SetDefaultPolicyVersion", "policy", "version", "https://github.com/BishopFox/iam-vulnerable"),
    Right("delete-user-policy", "iam:DeleteUserPolicy", "user", "drop", _IAM),
    Right("delete-role-policy", "iam:DeleteRolePolicy", "role", "drop", _IAM),
    Right("delete-group-policy", "iam:DeleteGroupPolicy", "group", "drop", _IAM),
    Right("detach-user-policy", "iam:DetachUserPolicy", "user", "detach", _IAM),
    Right("detach-role-policy", "iam:DetachRolePolicy", "role", "detach", _IAM),
    Right("detach-group-policy", "iam:DetachGroupPolicy", "group", "detach", _IAM),
    Right("leave-group", "iam:RemoveUserFromGroup", "group", "leave", _IAM),
    Right("delete-user-boundary", "iam:DeleteUserPermissionsBoundary", "user", "unbind", _IAM),
    Right("delete-role-boundary", "iam:DeleteRolePermissionsBoundary", "role", "unbind", _IAM),
    Right("put-user-boundary", "iam:PutUserPermissionsBoundary", "user", "rebind", _IAM),
    Right("put-role-boundary", "iam:PutRolePermissionsBoundary", "role", "rebind", _IAM),
    Right("tag-user", "iam:TagUser", "user", "tag", "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html"),
    Right("tag-role", "iam:TagRole", "role", "tag", "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html"),
)  # fmt: skip


TAKEOVERS: Final[tuple[Takeover, ...]] = (
    Takeover(
        "function",
        "lambda",
        "arn:*:lambda:*:*:function:*",
        "lambda.amazonaws.com",
        (("lambda:UpdateFunctionCode",), ("lambda:UpdateFunctionConfiguration",), ("lambda:AddPermission",)),
        _PATHS + "lambda-003",
    ),
    Takeover(
        "instance",
        "ec2",
        "arn:*:ec2:*:*:instance/*",
        "ec2.amazonaws.com",
        (
            ("ssm:SendCommand",),
            ("ssm:StartSession",),
            ("ssm:CreateAssociation",),
            ("ec2-instance-connect:SendSSHPublicKey",),
            ("ec2-instance-connect:SendSerialConsoleSSHPublicKey",),
            ("ec2:ModifyInstanceAttribute", "ec2:StopInstances", "ec2:StartInstances"),
            ("ec2:CreateReplaceRootVolumeTask",),
        ),
        _PATHS + "ssm-002",
    ),
    Takeover(
        "launch-template",
        "ec2",
        "arn:*:ec2:*:*:launch-template/*",
        "ec2.amazonaws.com",
        (("ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"),),
        _PATHS + "ec2-004",
    ),
    Takeover(
        "task",
        "ecs",
        "arn:*:ecs:*:*:*",
        "ecs-tasks.amazonaws.com",
        (("ecs:ExecuteCommand",),),
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
    ),
    Takeover(
        "glue",
        "glue",
        "arn:*:glue:*:*:devEndpoint/*",
        "glue.amazonaws.com",
        (("glue:UpdateDevEndpoint",),),
        _PATHS + "glue-002",
    ),
    Takeover(
        "glue-job",
        "glue",
        "arn:*:glue:*:*:job/*",
        "glue.amazonaws.com",
        # Whoever starts a run names its script, libraries and arguments: they stand before those of the job.
        (("glue:UpdateJob",), ("glue:StartJobRun",)),
        "https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html",
    ),
    Takeover(
        "project",
        "codebuild",
        "arn:*:codebuild:*:*:project/*",
        "codebuild.amazonaws.com",
        (("codebuild:StartBuild",), ("codebuild:StartBuildBatch",), ("codebuild:UpdateProject",)),
        _PATHS + "codebuild-002",
    ),
    Takeover(
        "stack",
        "cloudformation",
        "arn:*:cloudformation:*:*:stack/*",
        "cloudformation.amazonaws.com",
        (
            ("cloudformation:UpdateStack",),
            ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
        ),
        _PATHS + "cloudformation-002",
    ),
    Takeover(
        "stack-set",
        "cloudformation",
        "arn:*:cloudformation:*:*:stackset/*",
        "cloudformation.amazonaws.com",
        (("cloudformation:UpdateStackSet",),),
        _PATHS + "cloudformation-004",
    ),
    Takeover(
        "notebook",
        "sagemaker",
        "arn:*:sagemaker:*:*:notebook-instance/*",
        "sagemaker.amazonaws.com",
        (
            ("sagemaker:CreatePresignedNotebookInstanceUrl",),
            ("sagemaker:CreateNotebookInstanceLifecycleConfig", "sagemaker:UpdateNotebookInstance"),
        ),
        _PATHS + "sagemaker-004",
    ),
    Takeover(
        "studio",
        "sagemaker",
        "arn:*:sagemaker:*:*:user-profile/*",
        "sagemaker.amazonaws.com",
        (("sagemaker:CreatePresignedDomainUrl",),),
        _REFERENCE + "list_amazonsagemaker.html",
    ),
    Takeover(
        "apprunner",
        "apprunner",
        "arn:*:apprunner:*:*:service/*",
        "tasks.apprunner.amazonaws.com",
        (("apprunner:UpdateService",),),
        _PATHS + "apprunner-002",
    ),
    Takeover(
        "interpreter",
        "bedrock-agentcore",
        "arn:*:bedrock-agentcore:*:*:*",
        "bedrock-agentcore.amazonaws.com",
        (("bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:InvokeCodeInterpreter"),),
        _PATHS + "bedrock-002",
    ),
    Takeover(
        "state-machine",
        "states",
        "arn:*:states:*:*:stateMachine:*",
        "states.amazonaws.com",
        (("states:UpdateStateMachine",),),
        "https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html",
    ),
    Takeover(
        "cluster",
        "elasticmapreduce",
        "arn:*:elasticmapreduce:*:*:cluster/*",
        "ec2.amazonaws.com",
        (("elasticmapreduce:AddJobFlowSteps",),),
        _REFERENCE + "list_amazonelasticmapreduce.html",
    ),
    Takeover(
        "pipeline",
        "datapipeline",
        "arn:*:datapipeline:*:*:pipeline/*",
        "datapipeline.amazonaws.com",
        (("datapipeline:PutPipelineDefinition",),),
        _PATHS + "datapipeline-001",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Writing what something takes its code from: `action` on an ARN that meets `arn`."""

    id: str
    arn: str
    action: str
    source: str


REWRITES: Final[tuple[Rewrite, ...]] = (
    Rewrite(
        "image", "arn:*:ecr:*:*:repository/*", "ecr:PutImage", _REFERENCE + "list_amazonelasticcontainerregistry.html"
    ),
    Rewrite("object", "arn:*:s3:::*", "s3:PutObject", _REFERENCE + "list_amazons3.html"),
    Rewrite("repository", "arn:*:codecommit:*:*:*", "codecommit:GitPush", _REFERENCE + "list_awscodecommit.html"),
)


MAKE: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "role": (("iam:CreateRole",), ("iam:PutRolePolicy", "iam:AttachRolePolicy")),
    "user": (
        ("iam:CreateUser",),
        ("iam:PutUserPolicy", "iam:AttachUserPolicy"),
        ("iam:CreateAccessKey", "iam:CreateLoginProfile"),
    ),
}
"""What making a new principal takes: one action of each group, all on the same new ARN."""
