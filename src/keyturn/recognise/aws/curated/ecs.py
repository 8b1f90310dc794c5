"""ECS. What starts containers, or changes what will start, acts under the tasks' roles.

Task definitions and tasks are read with their environment, so they are data; ExecuteCommand hands out the token of
a session that goes past Keyturn.
"""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeCapacityProviders DescribeClusters DescribeContainerInstances DescribeDaemon DescribeDaemonDeployments
    DescribeDaemonRevisions DescribeGateway DescribeGatewayResources DescribeGatewayRoute DescribeServiceDeployments
    DescribeServiceRevisions DescribeServices DescribeTaskSets GetTaskProtection ListAccountSettings ListAttributes
    ListClusters ListContainerInstances ListDaemonDeployments ListDaemonTaskDefinitions ListDaemons
    ListGatewayClusterAssociations ListGatewayRoutes ListGateways ListServiceDeployments ListServices
    ListServicesByNamespace ListTagsForResource ListTaskDefinitionFamilies ListTaskDefinitions ListTasks
read data: DescribeDaemonTaskDefinition DescribeExpressGatewayService DescribeTaskDefinition DescribeTasks
create: CreateCluster CreateGateway RegisterDaemonTaskDefinition RegisterTaskDefinition   # nothing runs it yet
modify:
    AssociateGatewayWithCluster DiscoverPollEndpoint PutAccountSetting PutAccountSettingDefault PutAttributes
    TagResource UntagResource UpdateClusterSettings UpdateContainerInstancesState UpdateTaskProtection
delete:
    DeleteAccountSetting DeleteCapacityProvider DeleteCluster DeleteDaemon DeleteDaemonTaskDefinition
    DeleteExpressGatewayService DeleteGateway DeleteService DeleteTaskDefinitions DeleteTaskSet StopTask
delete depends: DeleteAttributes DeregisterContainerInstance DeregisterTaskDefinition DisassociateGatewayFromCluster
execute:
    ContinueServiceDeployment CreateCapacityProvider CreateDaemon CreateExpressGatewayService CreateService
    CreateTaskSet PutClusterCapacityProviders RegisterContainerInstance StopServiceDeployment
    SubmitAttachmentStateChanges SubmitContainerStateChange SubmitTaskStateChange UpdateCapacityProvider UpdateCluster
    UpdateContainerAgent UpdateDaemon UpdateExpressGatewayService UpdateGateway UpdateService
    UpdateServicePrimaryTaskSet UpdateTaskSet
execute no: RunTask StartTask
execute secret: ExecuteCommand
"""

SERVICE: Final[Service] = Service(
    prefix="ecs",
    rows=rows(_ROWS),
    top={
        "capacityProvider": "capacity-provider/{}",
        "cluster": "cluster/{}",
        "clusterName": "cluster/{}",
        "clusters": "cluster/{}",
        "containerInstance": "container-instance/{cluster|default}/{}",
        "containerInstances": "container-instance/{cluster|default}/{}",
        "daemonName": "daemon/{clusterArn|default}/{}",
        "daemonTaskDefinition": "daemon-task-definition/{}",
        "family": "task-definition/{}",
        "gateway": "gateway/{}",
        "primaryTaskSet": "task-set/{cluster|default}/{service}/{}",
        "service": "service/{cluster|default}/{}",
        "serviceName": "service/{cluster|default}/{}",
        "services": "service/{cluster|default}/{}",
        "task": "task/{cluster|default}/{}",
        "taskDefinition": "task-definition/{}",
        "taskDefinitions": "task-definition/{}",
        "taskSet": "task-set/{cluster|default}/{service}/{}",
        "taskSets": "task-set/{cluster|default}/{service}/{}",
        "tasks": "task/{cluster|default}/{}",
    },
    called={"CapacityProvider": "capacity-provider/{}", "Gateway": "gateway/{}"},
    opaque=frozenset({"environment", "tags", "command"}),
    roles=frozenset(
        ["executionRoleArn", "infrastructureRoleArn", "ec2InstanceProfileArn", "role", "roleArn", "taskRoleArn"]
    ),
)
