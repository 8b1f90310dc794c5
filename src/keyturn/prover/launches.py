"""What may be started under a role that is passed to it. Part of the catalogue."""

from dataclasses import dataclass
from typing import Final

_PATHS: Final = "https://pathfinding.cloud/paths/"
_REFERENCE: Final = "https://docs.aws.amazon.com/service-authorization/latest/reference/"


@dataclass(frozen=True, slots=True)
class Launch:
    """Starting something new under a role: `iam:PassRole` on the role, to `service`, and one of `ways` besides.

    Each way is a set of actions that are all needed. Who may make the thing counts as able to run it: triggers,
    schedules and other people run things too.
    """

    id: str
    service: str
    ways: tuple[tuple[str, ...], ...]
    source: str


LAUNCHES: Final[tuple[Launch, ...]] = (
    Launch(
        "ec2",
        "ec2.amazonaws.com",
        (
            ("ec2:RunInstances",),
            ("ec2:RequestSpotInstances",),
            ("ec2:RequestSpotFleet",),
            ("ec2:CreateFleet",),
            ("autoscaling:CreateLaunchConfiguration",),
            ("ec2:AssociateIamInstanceProfile", "ssm:SendCommand"),
            ("ec2:AssociateIamInstanceProfile", "ssm:StartSession"),
            ("ec2:AssociateIamInstanceProfile", "ec2-instance-connect:SendSSHPublicKey"),
            ("ec2:ReplaceIamInstanceProfileAssociation", "ssm:SendCommand"),
            ("ec2:ReplaceIamInstanceProfileAssociation", "ssm:StartSession"),
            ("elasticmapreduce:RunJobFlow",),
            ("elasticbeanstalk:CreateEnvironment",),
            ("eks:CreateNodegroup",),
        ),
        _PATHS + "ec2-001",
    ),
    Launch(
        "lambda",
        "lambda.amazonaws.com",
        (
            ("lambda:CreateFunction",),
            ("lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode"),
            ("synthetics:CreateCanary",),
        ),
        _PATHS + "lambda-001",
    ),
    Launch(
        "ecs",
        "ecs-tasks.amazonaws.com",
        (
            ("ecs:RunTask",),
            ("ecs:StartTask",),
            ("ecs:RegisterTaskDefinition", "ecs:CreateService"),
            ("ecs:RegisterTaskDefinition", "ecs:UpdateService"),
            ("batch:RegisterJobDefinition",),
        ),
        _PATHS + "ecs-004",
    ),
    Launch(
        "glue",
        "glue.amazonaws.com",
        (("glue:CreateJob",), ("glue:UpdateJob",), ("glue:CreateDevEndpoint",), ("glue:CreateSession",)),
        _PATHS + "glue-003",
    ),
    Launch(
        "cloudformation",
        "cloudformation.amazonaws.com",
        (
            ("cloudformation:CreateStack",),
            ("cloudformation:UpdateStack",),
            ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
            ("cloudformation:CreateStackSet",),
            ("cloudformation:UpdateStackSet",),
        ),
        _PATHS + "cloudformation-001",
    ),
    Launch(
        "codebuild",
        "codebuild.amazonaws.com",
        (("codebuild:CreateProject",), ("codebuild:UpdateProject",)),
        _PATHS + "codebuild-001",
    ),
    Launch(
        "sagemaker",
        "sagemaker.amazonaws.com",
        (
            ("sagemaker:CreateNotebookInstance",),
            ("sagemaker:UpdateNotebookInstance",),
            ("sagemaker:CreateTrainingJob",),
            ("sagemaker:CreateProcessingJob",),
            ("sagemaker:CreateHyperParameterTuningJob",),
            ("sagemaker:CreateModel",),
            ("sagemaker:CreatePipeline",),
            ("sagemaker:CreateDomain",),
            ("sagemaker:CreateUserProfile",),
        ),
        _PATHS + "sagemaker-001",
    ),
    Launch(
        "states",
        "states.amazonaws.com",
        (("states:CreateStateMachine",), ("states:UpdateStateMachine",)),
        "https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html",
    ),
    Launch(
        "datapipeline",
        "datapipeline.amazonaws.com",
        (("datapipeline:CreatePipeline",), ("datapipeline:PutPipelineDefinition",)),
        _PATHS + "datapipeline-001",
    ),
    Launch(
        "emr",
        "elasticmapreduce.amazonaws.com",
        (("elasticmapreduce:RunJobFlow",), ("datapipeline:CreatePipeline",)),
        _PATHS + "datapipeline-001",
    ),
    Launch(
        "emr-serverless",
        "emr-serverless.amazonaws.com",
        (("emr-serverless:StartJobRun",),),
        _REFERENCE + "list_amazonemrserverless.html",
    ),
    Launch("apprunner", "tasks.apprunner.amazonaws.com", (("apprunner:CreateService",),), _PATHS + "apprunner-001"),
    Launch(
        "bedrock-agentcore",
        "bedrock-agentcore.amazonaws.com",
        (("bedrock-agentcore:CreateCodeInterpreter",), ("bedrock-agentcore:CreateAgentRuntime",)),
        _PATHS + "bedrock-001",
    ),
    Launch(
        "ssm",
        "ssm.amazonaws.com",
        (
            ("ssm:StartAutomationExecution",),
            ("ssm:RegisterTaskWithMaintenanceWindow",),
            ("ssm:CreateAssociation",),
            ("ssm:CreateActivation",),
        ),
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup.html",
    ),
    Launch(
        "scheduler",
        "scheduler.amazonaws.com",
        (("scheduler:CreateSchedule",), ("scheduler:UpdateSchedule",)),
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html",
    ),
    Launch(
        "codepipeline",
        "codepipeline.amazonaws.com",
        (("codepipeline:CreatePipeline",), ("codepipeline:UpdatePipeline",)),
        _REFERENCE + "list_awscodepipeline.html",
    ),
    Launch(
        "eks-pods",
        "pods.eks.amazonaws.com",
        (("eks:CreatePodIdentityAssociation",), ("eks:UpdatePodIdentityAssociation",)),
        "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html",
    ),
    Launch(
        "airflow",
        "airflow-env.amazonaws.com",
        (("airflow:CreateEnvironment",), ("airflow:UpdateEnvironment",)),
        _REFERENCE + "list_amazonmanagedworkflowsforapacheairflow.html",
    ),
    Launch(
        "airflow-service",
        "airflow.amazonaws.com",
        (("airflow:CreateEnvironment",), ("airflow:UpdateEnvironment",)),
        _REFERENCE + "list_amazonmanagedworkflowsforapacheairflow.html",
    ),
    Launch(
        "amplify",
        "amplify.amazonaws.com",
        (("amplify:CreateApp",), ("amplify:UpdateApp",)),
        _REFERENCE + "list_awsamplify.html",
    ),
    Launch(
        "rolesanywhere",
        "rolesanywhere.amazonaws.com",
        (("rolesanywhere:CreateProfile",), ("rolesanywhere:UpdateProfile",)),
        "https://docs.aws.amazon.com/rolesanywhere/latest/userguide/security_iam_service-with-iam.html",
    ),
    Launch(
        "iot-credentials",
        "credentials.iot.amazonaws.com",
        (("iot:CreateRoleAlias",), ("iot:UpdateRoleAlias",)),
        "https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html",
    ),
    Launch(
        "kinesisanalytics",
        "kinesisanalytics.amazonaws.com",
        (("kinesisanalytics:CreateApplication",),),
        _REFERENCE + "list_amazonkinesisanalyticsv2.html",
    ),
    Launch(
        "gamelift",
        "gamelift.amazonaws.com",
        (("gamelift:CreateFleet",), ("gamelift:CreateBuild",)),
        _REFERENCE + "list_amazongamelift.html",
    ),
    Launch("omics", "omics.amazonaws.com", (("omics:StartRun",),), _REFERENCE + "list_awshealthomics.html"),
    Launch(
        "appstream",
        "appstream.amazonaws.com",
        (("appstream:CreateFleet",), ("appstream:CreateImageBuilder",)),
        _REFERENCE + "list_amazonappstream2.0.html",
    ),
)  # fmt: skip
