"""On what an action of the catalogue is allowed or denied: the kind of ARN that its request names.

Source: the service authorization reference (docs.aws.amazon.com/service-authorization/latest/reference/), column
"Resource types". Of several kinds the one that is made or taken over stands here.
"""

from collections.abc import Mapping
from typing import Final

NO_RESOURCE: Final = frozenset({
    "amplify:CreateApp", "bedrock-agentcore:CreateAgentRuntime", "bedrock-agentcore:CreateCodeInterpreter",
    "cloudformation:CreateStackSet", "datapipeline:CreatePipeline", "elasticmapreduce:RunJobFlow",
    "gamelift:CreateBuild",
    "gamelift:CreateFleet", "glue:CreateDevEndpoint", "kinesisanalytics:CreateApplication",
    "rolesanywhere:CreateProfile", "ssm:CreateActivation", "synthetics:CreateCanary",
})  # fmt: skip
"""Actions that name no resource: only a `*` in a policy is about them."""

KINDS: Final[Mapping[str, str]] = {
    "airflow:CreateEnvironment": "airflow::environment/*",
    "airflow:UpdateEnvironment": "airflow::environment/*",
    "amplify:UpdateApp": "amplify::apps/*",
    "apprunner:CreateService": "apprunner::service/*/*",
    "apprunner:UpdateService": "apprunner::service/*/*",
    "appstream:CreateFleet": "appstream::fleet/*",
    "appstream:CreateImageBuilder": "appstream::image-builder/*",
    "autoscaling:CreateLaunchConfiguration": "autoscaling::launchConfiguration:*:launchConfigurationName/*",
    "batch:RegisterJobDefinition": "batch::job-definition/*",
    "bedrock-agentcore:InvokeCodeInterpreter": "bedrock-agentcore::code-interpreter-custom/*",
    "bedrock-agentcore:StartCodeInterpreterSession": "bedrock-agentcore::code-interpreter-custom/*",
    "cloudformation:CreateChangeSet": "cloudformation::stack/*/*",
    "cloudformation:CreateStack": "cloudformation::stack/*/*",
    "cloudformation:ExecuteChangeSet": "cloudformation::stack/*/*",
    "cloudformation:UpdateStack": "cloudformation::stack/*/*",
    "cloudformation:UpdateStackSet": "cloudformation::stackset/*:*",
    "codebuild:CreateProject": "codebuild::project/*",
    "codebuild:StartBuild": "codebuild::project/*",
    "codebuild:StartBuildBatch": "codebuild::project/*",
    "codebuild:UpdateProject": "codebuild::project/*",
    "codepipeline:CreatePipeline": "codepipeline::*",
    "codepipeline:UpdatePipeline": "codepipeline::*",
    "datapipeline:PutPipelineDefinition": "datapipeline::pipeline/*",
    "ec2-instance-connect:SendSSHPublicKey": "ec2::instance/*",
    "ec2-instance-connect:SendSerialConsoleSSHPublicKey": "ec2::instance/*",
    "ec2:AssociateIamInstanceProfile": "ec2::instance/*",
    "ec2:CreateFleet": "ec2::fleet/*",
    "ec2:CreateLaunchTemplateVersion": "ec2::launch-template/*",
    "ec2:CreateReplaceRootVolumeTask": "ec2::instance/*",
    "ec2:ModifyInstanceAttribute": "ec2::instance/*",
    "ec2:ModifyLaunchTemplate": "ec2::launch-template/*",
    "ec2:ReplaceIamInstanceProfileAssociation": "ec2::instance/*",
    "ec2:RequestSpotFleet": "ec2::spot-fleet-request/*",
    "ec2:RequestSpotInstances": "ec2::spot-instances-request/*",
    "ec2:RunInstances": "ec2::instance/*",
    "ec2:StartInstances": "ec2::instance/*",
    "ec2:StopInstances": "ec2::instance/*",
    "ecs:CreateService": "ecs::service/*/*",
    "ecs:ExecuteCommand": "ecs::task/*/*",
    "ecs:RegisterTaskDefinition": "ecs::task-definition/*:*",
    "ecs:RunTask": "ecs::task-definition/*:*",
    "ecs:StartTask": "ecs::task-definition/*:*",
    "ecs:UpdateService": "ecs::service/*/*",
    "eks:CreateNodegroup": "eks::cluster/*",
    "eks:CreatePodIdentityAssociation": "eks::cluster/*",
    "eks:UpdatePodIdentityAssociation": "eks::podidentityassociation/*/*",
    "elasticbeanstalk:CreateEnvironment": "elasticbeanstalk::environment/*/*",
    "elasticmapreduce:AddJobFlowSteps": "elasticmapreduce::cluster/*",
    "emr-serverless:StartJobRun": "emr-serverless::/applications/*",
    "glue:CreateJob": "glue::job/*",
    "glue:CreateSession": "glue::session/*",
    "glue:StartJobRun": "glue::job/*",
    "glue:UpdateDevEndpoint": "glue::devEndpoint/*",
    "glue:UpdateJob": "glue::job/*",
    "iot:CreateRoleAlias": "iot::rolealias/*",
    "iot:UpdateRoleAlias": "iot::rolealias/*",
    "lambda:AddPermission": "lambda::function:*",
    "lambda:CreateFunction": "lambda::function:*",
    "lambda:UpdateFunctionCode": "lambda::function:*",
    "lambda:UpdateFunctionConfiguration": "lambda::function:*",
    "omics:StartRun": "omics::run/*",
    "rolesanywhere:UpdateProfile": "rolesanywhere::profile/*",
    "sagemaker:CreateDomain": "sagemaker::domain/*",
    "sagemaker:CreateHyperParameterTuningJob": "sagemaker::hyper-parameter-tuning-job/*",
    "sagemaker:CreateModel": "sagemaker::model/*",
    "sagemaker:CreateNotebookInstance": "sagemaker::notebook-instance/*",
    "sagemaker:CreateNotebookInstanceLifecycleConfig": "sagemaker::notebook-instance-lifecycle-config/*",
    "sagemaker:CreatePipeline": "sagemaker::pipeline/*",
    "sagemaker:CreatePresignedDomainUrl": "sagemaker::user-profile/*/*",
    "sagemaker:CreatePresignedNotebookInstanceUrl": "sagemaker::notebook-instance/*",
    "sagemaker:CreateProcessingJob": "sagemaker::processing-job/*",
    "sagemaker:CreateTrainingJob": "sagemaker::training-job/*",
    "sagemaker:CreateUserProfile": "sagemaker::user-profile/*/*",
    "sagemaker:UpdateNotebookInstance": "sagemaker::notebook-instance/*",
    "scheduler:CreateSchedule": "scheduler::schedule/*/*",
    "scheduler:UpdateSchedule": "scheduler::schedule/*/*",
    "ssm:CreateAssociation": "ec2::instance/*",
    "ssm:RegisterTaskWithMaintenanceWindow": "ssm::maintenancewindow/*",
    "ssm:SendCommand": "ec2::instance/*",
    "ssm:StartAutomationExecution": "ssm::automation-definition/*:*",
    "ssm:StartSession": "ec2::instance/*",
    "states:CreateStateMachine": "states::stateMachine:*",
    "states:UpdateStateMachine": "states::stateMachine:*",
}


def place(action: str, partition: str, account: str) -> str | None:
    """The pattern of the ARNs that `action` is about; None where it names no resource."""
    if action in NO_RESOURCE:
        return None
    service, _, kind = KINDS[action].partition("::")
    return f"arn:{partition}:{service}:*:{account}:{kind}"


def holder_of(resource: str) -> str:
    """The ARN that carries the policy for `resource`: the bucket of an object, the table of an index."""
    fields = resource.split(":", 5)
    if len(fields) != 6:
        return resource
    if fields[2] == "s3":
        return ":".join((*fields[:5], fields[5].partition("/")[0]))
    if fields[2] == "dynamodb" and fields[5].count("/") > 1:
        return ":".join((*fields[:5], "/".join(fields[5].split("/")[:2])))
    return resource
