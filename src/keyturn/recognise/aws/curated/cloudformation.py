"""CloudFormation: templates, which can make or destroy anything.

They run under the caller's power or a role's, and macros in them run functions: what brings one closer to running is
`execute`, and deleting a stack is a delete that reaches as far.
"""

from typing import Final

from keyturn.recognise.aws.touches_place import words
from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeAccountLimits DescribeChangeSet DescribeChangeSetHooks DescribeEvents DescribeGeneratedTemplate
    DescribeOrganizationsAccess DescribePublisher DescribeResourceScan DescribeStackDriftDetectionStatus
    DescribeStackEvents DescribeStackInstance DescribeStackRefactor DescribeStackResource
    DescribeStackResourceDrifts DescribeStackResources DescribeStackSet DescribeStackSetOperation DescribeStacks
    DescribeType DescribeTypeRegistration DetectStackDrift DetectStackResourceDrift DetectStackSetDrift
    EstimateTemplateCost GetHookResult GetStackPolicy GetTemplateSummary ListChangeSets ListExports
    ListGeneratedTemplates ListHookResults ListImports ListResourceScanRelatedResources ListResourceScanResources
    ListResourceScans ListStackInstanceResourceDrifts ListStackInstances ListStackRefactorActions ListStackRefactors
    ListStackResources ListStackSetAutoDeploymentTargets ListStackSetOperationResults ListStackSetOperations
    ListStackSets ListStacks ListTypeRegistrations ListTypeVersions ListTypes ValidateTemplate
read data: GetTemplate GetGeneratedTemplate         # what was written there; NoEcho values stay hidden
read secret: BatchDescribeTypeConfigurations        # extensions keep their tokens in it
create: CreateGeneratedTemplate CreateStackRefactor StartResourceScan
modify: UpdateGeneratedTemplate UpdateTerminationProtection
delete: DeleteGeneratedTemplate DeleteChangeSet
delete delegates: DeactivateType DeregisterType
delete delegates loss: DeleteStack DeleteStackInstances DeleteStackSet   # with everything in them, under their role
permission: SetStackPolicy ActivateOrganizationsAccess DeactivateOrganizationsAccess
execute:
    ActivateType CancelUpdateStack ContinueUpdateRollback CreateChangeSet CreateStack CreateStackInstances
    CreateStackSet ExecuteChangeSet ExecuteStackRefactor ImportStacksToStackSet PublishType RecordHandlerProgress
    RegisterPublisher RegisterType RemoveAlias RollbackStack SetAlias SetTypeConfiguration SetTypeDefaultVersion
    SignalResource StopStackSetOperation TestType UpdateStack UpdateStackInstances UpdateStackSet
"""

SERVICE: Final[Service] = Service(
    prefix="cloudformation",
    rows=rows(_ROWS),
    names={
        "ChangeSetName": "changeSet/{}",
        "GeneratedTemplateName": "generatedTemplate/{}",
        "NewGeneratedTemplateName": "generatedTemplate/{}",
        "ResourceScanId": "resourceScan/{}",
        "StackId": "stack/{}",
        "StackIds": "stack/{}",
        "StackName": "stack/{}",
        "StackSetName": "stackset/{}",
        "TypeName": "type/resource/{}",
    },
    opaque=frozenset({"Tags", "TemplateBody", "StackPolicyBody", "StackPolicyDuringUpdateBody", "Configuration"}),
    roles=words("AdministrationRoleARN ExecutionRoleArn ExecutionRoleName LogRoleArn RoleARN"),
)
