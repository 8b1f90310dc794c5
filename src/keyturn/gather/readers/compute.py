"""Readers for what runs: functions, machines, containers, scaling, workflows."""

from typing import Final

ROWS: Final = """
lambda function: configuration, and its code by SHA-256
    name FunctionName
    ask GetFunctionConfiguration FunctionName Qualifier?
    less RevisionId LastModified: moves with every step of an update, the code's own digest stands beside it
    less State StateReason StateReasonCode LastUpdateStatus LastUpdateStatusReason LastUpdateStatusReasonCode:
        goes by itself from one to the next
    hide Environment.Variables
    for UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction PublishVersion CreateFunction InvokeAsync
    for CreateFunctionUrlConfig PutRuntimeManagementConfig Invoke

lambda alias: which version it means, and weights
    name FunctionName Name
    ask GetAlias FunctionName Name
    less RevisionId: moves with every step of an update
    for UpdateAlias DeleteAlias CreateAlias

lambda function's policy: who may call it
    name FunctionName
    ask GetPolicy FunctionName Qualifier?
    less RevisionId: moves with every step of an update
    for AddPermission RemovePermission

lambda function's concurrency: how many may run at once
    name FunctionName
    ask GetFunctionConcurrency FunctionName
    for PutFunctionConcurrency DeleteFunctionConcurrency

lambda provisioned concurrency: how many are kept ready
    name FunctionName Qualifier
    ask GetProvisionedConcurrencyConfig FunctionName Qualifier
    less AvailableProvisionedConcurrentExecutions AllocatedProvisionedConcurrentExecutions Status StatusReason
        LastModified: goes by itself from one to the next
    for PutProvisionedConcurrencyConfig DeleteProvisionedConcurrencyConfig

lambda function's address: who may call it
    name FunctionName
    ask GetFunctionUrlConfig FunctionName Qualifier?
    for UpdateFunctionUrlConfig DeleteFunctionUrlConfig

lambda event source: what calls the function
    name UUID
    ask GetEventSourceMapping UUID
    less LastModified LastProcessingResult State StateTransitionReason: goes by itself from one to the next
    for UpdateEventSourceMapping DeleteEventSourceMapping

lambda function's asynchronous settings: retries and destinations
    name FunctionName
    ask GetFunctionEventInvokeConfig FunctionName Qualifier?
    less LastModified: moves with every write
    for PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig DeleteFunctionEventInvokeConfig

lambda layer version: its code by SHA-256
    name LayerName VersionNumber
    ask GetLayerVersion LayerName VersionNumber
    less Content.Location: an address made anew for each read
    for DeleteLayerVersion

ec2 instance: settings, network, disks, whether it runs
    name InstanceIds|InstanceId
    ask DescribeInstances InstanceIds=InstanceIds|[InstanceId]
    less **.usageOperationUpdateTime: moved by billing
    for StartInstances StopInstances TerminateInstances RebootInstances ModifyInstanceAttribute MonitorInstances
    for UnmonitorInstances ModifyInstanceMetadataOptions ModifyInstancePlacement AttachVolume
    for AssociateIamInstanceProfile ResetInstanceAttribute ModifyInstanceCpuOptions

ec2 security group: every rule
    name GroupId
    ask DescribeSecurityGroups GroupIds=[GroupId]
    unordered **
    for AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress
        RevokeSecurityGroupEgress
    for DeleteSecurityGroup ModifySecurityGroupRules UpdateSecurityGroupRuleDescriptionsIngress
    for UpdateSecurityGroupRuleDescriptionsEgress

ec2 volume: size, kind, what it is attached to
    name VolumeId
    ask DescribeVolumes VolumeIds=[VolumeId]
    for DeleteVolume ModifyVolume AttachVolume DetachVolume ModifyVolumeAttribute EnableVolumeIO CreateSnapshot

ec2 snapshot: of what, and when
    name SnapshotId
    ask DescribeSnapshots SnapshotIds=[SnapshotId]
    less **.progress **.status **.statusMessage: goes by itself from one to the next
    for DeleteSnapshot ModifySnapshotTier

ec2 snapshot: who may use it
    name SnapshotId
    ask DescribeSnapshotAttribute SnapshotId Attribute='createVolumePermission'
    for ModifySnapshotAttribute ResetSnapshotAttribute

ec2 image: what it is made of
    name ImageId
    ask DescribeImages ImageIds=[ImageId]
    less **.lastLaunchedTime **.imageState: moves by itself
    for DeregisterImage EnableImageDeprecation DisableImageDeprecation DisableImage EnableImage

ec2 image: who may start it
    name ImageId
    ask DescribeImageAttribute ImageId Attribute='launchPermission'
    for ModifyImageAttribute ResetImageAttribute

ec2 network: ranges and settings
    name VpcId
    ask DescribeVpcs VpcIds=[VpcId]
    less **.state: goes by itself from one to the next
    for DeleteVpc ModifyVpcTenancy AssociateVpcCidrBlock

ec2 network: whether it resolves names
    name VpcId
    ask DescribeVpcAttribute VpcId Attribute='enableDnsSupport'
    ask DescribeVpcAttribute VpcId Attribute='enableDnsHostnames'
    for ModifyVpcAttribute

ec2 subnet: range and settings; not how many addresses are free
    name SubnetId
    ask DescribeSubnets SubnetIds=[SubnetId]
    less **.availableIpAddressCount **.state: counted and moved by itself
    for DeleteSubnet ModifySubnetAttribute AssociateSubnetCidrBlock

ec2 route table: every route
    name RouteTableId
    ask DescribeRouteTables RouteTableIds=[RouteTableId]
    unordered **
    for CreateRoute ReplaceRoute DeleteRoute DeleteRouteTable AssociateRouteTable

ec2 network list: every rule
    name NetworkAclId
    ask DescribeNetworkAcls NetworkAclIds=[NetworkAclId]
    for CreateNetworkAclEntry ReplaceNetworkAclEntry DeleteNetworkAclEntry DeleteNetworkAcl

ec2 internet gateway: what it is attached to
    name InternetGatewayId
    ask DescribeInternetGateways InternetGatewayIds=[InternetGatewayId]
    for AttachInternetGateway DetachInternetGateway DeleteInternetGateway

ec2 NAT gateway: where it stands
    name NatGatewayId
    ask DescribeNatGateways NatGatewayIds=[NatGatewayId]
    less **.state **.status: goes by itself from one to the next
    for DeleteNatGateway

ec2 network interface: addresses, groups, what it is attached to
    name NetworkInterfaceId
    ask DescribeNetworkInterfaces NetworkInterfaceIds=[NetworkInterfaceId]
    less **.status: goes by itself from one to the next
    for DeleteNetworkInterface ModifyNetworkInterfaceAttribute AttachNetworkInterface

ec2 address: what it is bound to
    name AllocationId
    ask DescribeAddresses AllocationIds=[AllocationId]
    for ReleaseAddress AssociateAddress

ec2 VPC endpoint: policy, network
    name VpcEndpointId
    ask DescribeVpcEndpoints VpcEndpointIds=[VpcEndpointId]
    less **.state: goes by itself from one to the next
    for ModifyVpcEndpoint

ec2 VPC endpoints: policy, network
    name VpcEndpointIds
    ask DescribeVpcEndpoints VpcEndpointIds
    less **.state: goes by itself from one to the next
    for DeleteVpcEndpoints

ec2 launch template: which version is the default and the latest
    name LaunchTemplateId|LaunchTemplateName
    ask DescribeLaunchTemplates LaunchTemplateIds?=[LaunchTemplateId] LaunchTemplateNames?=[LaunchTemplateName]
    for CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate DeleteLaunchTemplateVersions

ec2 key pair: its fingerprint
    name KeyName|KeyPairId
    ask DescribeKeyPairs KeyNames?=[KeyName] KeyPairIds?=[KeyPairId]
    for DeleteKeyPair

autoscaling group: sizes, template, networks; which machines it runs now moves by itself
    name AutoScalingGroupName
    ask DescribeAutoScalingGroups AutoScalingGroupNames=[AutoScalingGroupName]
    less **.Instances: come and go by themselves
    less **.DesiredCapacity: moved by its own policies
    less **.Status: goes by itself from one to the next
    for UpdateAutoScalingGroup DeleteAutoScalingGroup SetDesiredCapacity AttachLoadBalancerTargetGroups
    for DetachLoadBalancerTargetGroups SuspendProcesses ResumeProcesses StartInstanceRefresh AttachInstances
    for DetachInstances PutScalingPolicy

autoscaling launch configuration: what it starts
    name LaunchConfigurationName
    ask DescribeLaunchConfigurations LaunchConfigurationNames=[LaunchConfigurationName]
    hide **.UserData
    for DeleteLaunchConfiguration

application-autoscaling target: how far it scales
    name ServiceNamespace ResourceId ScalableDimension
    ask DescribeScalableTargets ServiceNamespace ResourceIds=[ResourceId] ScalableDimension
    for RegisterScalableTarget DeregisterScalableTarget PutScalingPolicy DeleteScalingPolicy PutScheduledAction

ecs service: task definition, how many, network; not events and counts
    name service|serviceName
    ask DescribeServices cluster? services=[service|serviceName]
    less services.events services.runningCount services.pendingCount: come and go by themselves
    less services.deployments services.taskSets: steps of a roll-out
    less services.status: goes by itself from one to the next
    for UpdateService DeleteService CreateService UpdateServicePrimaryTaskSet CreateTaskSet

ecs cluster: settings; not counts
    name cluster
    ask DescribeClusters clusters=[cluster]
    less clusters.registeredContainerInstancesCount clusters.runningTasksCount clusters.pendingTasksCount
        clusters.activeServicesCount clusters.statistics: counts
    less clusters.status clusters.attachments: goes by itself from one to the next
    for DeleteCluster UpdateCluster UpdateClusterSettings PutClusterCapacityProviders

ecs task: what runs
    name task
    ask DescribeTasks cluster? tasks=[task]
    less tasks.lastStatus tasks.healthStatus tasks.containers tasks.attachments tasks.connectivity
        tasks.version: goes by itself from one to the next
    hide tasks.overrides
    for StopTask

ecs task definition: all of it
    name taskDefinition
    ask DescribeTaskDefinition taskDefinition
    hide **.environment
    for DeregisterTaskDefinition RunTask StartTask

eks cluster: version, network, access
    name name|clusterName
    ask DescribeCluster name=name|clusterName
    less cluster.status cluster.health cluster.connectorConfig: goes by itself from one to the next
    hide cluster.certificateAuthority
    for UpdateClusterConfig UpdateClusterVersion DeleteCluster

eks node group: sizes, version, template
    name clusterName nodegroupName
    ask DescribeNodegroup clusterName nodegroupName
    less nodegroup.status nodegroup.health nodegroup.modifiedAt: goes by itself from one to the next
    less nodegroup.scalingConfig.desiredSize: moved by the cluster's own scaling
    for UpdateNodegroupConfig UpdateNodegroupVersion DeleteNodegroup

eks add-on: version and settings
    name clusterName addonName
    ask DescribeAddon clusterName addonName
    less addon.status addon.health addon.modifiedAt: goes by itself from one to the next
    for UpdateAddon DeleteAddon

eks Fargate profile: what it runs
    name clusterName fargateProfileName
    ask DescribeFargateProfile clusterName fargateProfileName
    less fargateProfile.status fargateProfile.health: goes by itself from one to the next
    for DeleteFargateProfile

ecr repository: settings
    name repositoryName
    ask DescribeRepositories repositoryNames=[repositoryName]
    for DeleteRepository PutImageTagMutability PutImageScanningConfiguration

ecr images: which digest a tag means
    name repositoryName
    ask DescribeImages repositoryName imageIds
    less **.lastRecordedPullTime **.imageScanStatus **.imageScanFindingsSummary: moves by itself
    for BatchDeleteImage

ecr repository policy: who may pull and push
    name repositoryName
    ask GetRepositoryPolicy repositoryName
    for SetRepositoryPolicy DeleteRepositoryPolicy

ecr lifecycle policy: what is deleted when
    name repositoryName
    ask GetLifecyclePolicy repositoryName
    less lastEvaluatedAt: moves by itself
    for PutLifecyclePolicy DeleteLifecyclePolicy

stepfunctions@states state machine: definition, role, logging
    name stateMachineArn
    ask DescribeStateMachine stateMachineArn
    less status: goes by itself from one to the next
    for UpdateStateMachine DeleteStateMachine PublishStateMachineVersion StartExecution StartSyncExecution

stepfunctions@states alias: which versions it means
    name stateMachineAliasArn
    ask DescribeStateMachineAlias stateMachineAliasArn
    for UpdateStateMachineAlias DeleteStateMachineAlias

stepfunctions@states execution: what runs
    name executionArn
    ask DescribeExecution executionArn
    hide input output
    for StopExecution

batch job definition: all of it
    name jobDefinition
    ask DescribeJobDefinitions jobDefinitions=[jobDefinition]
    hide **.environment
    for DeregisterJobDefinition

batch compute environment: sizes, network, role
    name computeEnvironment
    ask DescribeComputeEnvironments computeEnvironments=[computeEnvironment]
    less **.status **.statusReason **.desiredvCpus: goes by itself from one to the next
    for UpdateComputeEnvironment DeleteComputeEnvironment

batch job queue: where its jobs run
    name jobQueue
    ask DescribeJobQueues jobQueues=[jobQueue]
    less **.status **.statusReason: goes by itself from one to the next
    for UpdateJobQueue DeleteJobQueue

codebuild project: source, role, environment
    name name|projectName
    ask BatchGetProjects names=[name|projectName]
    less projects.lastModified: moves with every write
    hide **.environmentVariables
    for UpdateProject DeleteProject StartBuild CreateWebhook

codepipeline pipeline: every stage
    name name|pipelineName
    ask GetPipeline name=name|pipelineName
    less metadata.updated: moves with every write
    hide **.configuration
    for DeletePipeline StartPipelineExecution

glue job: script, role, arguments
    name JobName
    ask GetJob JobName
    less Job.LastModifiedOn: moves with every write
    hide **.DefaultArguments **.NonOverridableArguments
    for UpdateJob DeleteJob StartJobRun

glue table: columns and place
    name DatabaseName Name|TableInput.Name
    ask GetTable DatabaseName Name=Name|TableInput.Name CatalogId?
    less Table.LastAccessTime Table.UpdateTime: moves by itself
    for DeleteTable UpdateTable

glue database: its place
    name Name
    ask GetDatabase Name CatalogId?
    for DeleteDatabase UpdateDatabase

sagemaker endpoint: what it runs
    name EndpointName
    ask DescribeEndpoint EndpointName
    less EndpointStatus LastModifiedTime FailureReason: goes by itself from one to the next
    for UpdateEndpoint DeleteEndpoint
"""
