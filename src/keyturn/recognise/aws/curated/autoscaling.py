"""EC2 Auto Scaling. A group starts and ends instances by itself, under their role: what steers it is `execute`."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeAccountLimits DescribeAccountSettings DescribeAdjustmentTypes DescribeAutoScalingGroups
    DescribeAutoScalingInstances DescribeAutoScalingNotificationTypes DescribeInstanceRefreshes
    DescribeLifecycleHookTypes DescribeLifecycleHooks DescribeLoadBalancerTargetGroups DescribeLoadBalancers
    DescribeMetricCollectionTypes DescribeNotificationConfigurations DescribePolicies DescribeScalingActivities
    DescribeScalingProcessTypes DescribeScheduledActions DescribeTags DescribeTerminationPolicyTypes
    DescribeTrafficSources DescribeWarmPool GetPredictiveScalingForecast
read secret: DescribeLaunchConfigurations       # user data
modify:
    AttachLoadBalancerTargetGroups AttachLoadBalancers AttachTrafficSources CancelInstanceRefresh CreateOrUpdateTags
    DeleteTags DisableMetricsCollection EnableMetricsCollection EnterStandby ExitStandby PutAccountSetting
    RecordLifecycleActionHeartbeat SetInstanceProtection SuspendProcesses
delete:
    BatchDeleteScheduledAction DeleteLaunchConfiguration DeleteLifecycleHook DeleteNotificationConfiguration
    DeletePolicy DeleteScheduledAction
delete depends: DetachInstances DetachLoadBalancerTargetGroups DetachLoadBalancers DetachTrafficSources
delete loss: DeleteAutoScalingGroup DeleteWarmPool TerminateInstanceInAutoScalingGroup   # with the instances' own disks
execute:
    AttachInstances BatchPutScheduledUpdateGroupAction CompleteLifecycleAction CreateAutoScalingGroup
    CreateLaunchConfiguration LaunchInstances PutLifecycleHook PutNotificationConfiguration PutScalingPolicy
    PutScheduledUpdateGroupAction PutWarmPool ResumeProcesses UpdateAutoScalingGroup
execute no loss: ExecutePolicy RollbackInstanceRefresh SetDesiredCapacity SetInstanceHealth StartInstanceRefresh
"""

_GROUP: Final = "autoScalingGroup:*:autoScalingGroupName/{}"
_CONFIGURATION: Final = "launchConfiguration:*:launchConfigurationName/{}"

SERVICE: Final[Service] = Service(
    prefix="autoscaling",
    rows=rows(_ROWS),
    names={
        "AutoScalingGroupName": _GROUP,
        "AutoScalingGroupNames": _GROUP,
        "InstanceId": "arn:ec2:@region:@account:instance/{}",
        "InstanceIds": "arn:ec2:@region:@account:instance/{}",
        "LaunchConfigurationName": _CONFIGURATION,
        "LaunchConfigurationNames": _CONFIGURATION,
    },
    top={"ResourceId": _GROUP},
    opaque=frozenset({"Filters", "UserData"}),
    roles=frozenset({"IamInstanceProfile", "RoleARN", "ServiceLinkedRoleARN"}),
)
