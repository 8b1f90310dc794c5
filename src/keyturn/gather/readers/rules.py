"""Readers for what decides and connects: stacks, roles, rules, alarms, addresses, load balancers, logs."""

from typing import Final

ROWS: Final = """
cloudformation stack: parameters, outputs, role, protection, and its template
    name StackName
    ask DescribeStacks StackName
    ask GetTemplate StackName TemplateStage='Original'
    less **.StackStatus **.StackStatusReason **.LastUpdatedTime **.DeletionTime: goes by itself from one to the next
    less **.DriftInformation **.LastOperations: what others found out about it
    hide **.ParameterValue
    for UpdateStack DeleteStack CreateStack CreateChangeSet ExecuteChangeSet SetStackPolicy
    for UpdateTerminationProtection CancelUpdateStack ContinueUpdateRollback RollbackStack

cloudformation change set: every change it would make
    name ChangeSetName
    ask DescribeChangeSet ChangeSetName StackName?
    less CreationTime ExecutionStatus Status StatusReason: goes by itself from one to the next
    hide **.ParameterValue
    for ExecuteChangeSet DeleteChangeSet

cloudformation stack set: template, parameters, roles
    name StackSetName
    ask DescribeStackSet StackSetName
    less **.StackSetDriftDetectionDetails **.Status: what others found out about it
    hide **.ParameterValue
    for UpdateStackSet DeleteStackSet CreateStackInstances UpdateStackInstances DeleteStackInstances

iam role: trust, boundary, and every policy of its own and attached
    name RoleName
    ask GetRole RoleName
    ask ListAttachedRolePolicies RoleName
    ask ListRolePolicies RoleName
    less Role.RoleLastUsed: moved by whoever uses it
    unordered **
    for DeleteRole UpdateRole UpdateAssumeRolePolicy AttachRolePolicy DetachRolePolicy PutRolePermissionsBoundary
    for DeleteRolePermissionsBoundary UpdateRoleDescription TagRole UntagRole CreateRole

iam role's own policy: its text
    name RoleName PolicyName
    ask GetRolePolicy RoleName PolicyName
    for PutRolePolicy DeleteRolePolicy

iam policy: which version is in force, and to how many it is attached
    name PolicyArn
    ask GetPolicy PolicyArn
    ask ListPolicyVersions PolicyArn
    for CreatePolicyVersion SetDefaultPolicyVersion DeletePolicyVersion DeletePolicy TagPolicy UntagPolicy

iam user: that it is there, and every policy
    name UserName
    ask GetUser UserName
    ask ListAttachedUserPolicies UserName
    ask ListUserPolicies UserName
    ask ListGroupsForUser UserName
    less User.PasswordLastUsed: moved by whoever signs in
    unordered **
    for DeleteUser UpdateUser AttachUserPolicy DetachUserPolicy PutUserPermissionsBoundary AddUserToGroup
    for RemoveUserFromGroup DeleteUserPermissionsBoundary

iam user's own policy: its text
    name UserName PolicyName
    ask GetUserPolicy UserName PolicyName
    for PutUserPolicy DeleteUserPolicy

iam access keys: which there are
    name UserName
    ask ListAccessKeys UserName
    for CreateAccessKey DeleteAccessKey UpdateAccessKey

iam group: its members and policies
    name GroupName
    ask GetGroup GroupName
    ask ListAttachedGroupPolicies GroupName
    ask ListGroupPolicies GroupName
    unordered **
    for DeleteGroup UpdateGroup AttachGroupPolicy DetachGroupPolicy

iam group's own policy: its text
    name GroupName PolicyName
    ask GetGroupPolicy GroupName PolicyName
    for PutGroupPolicy DeleteGroupPolicy

iam instance profile: which role it hands out
    name InstanceProfileName
    ask GetInstanceProfile InstanceProfileName
    less **.RoleLastUsed: moved by whoever uses it
    for AddRoleToInstanceProfile RemoveRoleFromInstanceProfile DeleteInstanceProfile

iam provider: which keys and audiences it trusts
    name OpenIDConnectProviderArn
    ask GetOpenIDConnectProvider OpenIDConnectProviderArn
    for DeleteOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider
    for RemoveClientIDFromOpenIDConnectProvider

iam provider: its metadata
    name SAMLProviderArn
    ask GetSAMLProvider SAMLProviderArn
    for DeleteSAMLProvider UpdateSAMLProvider

events rule: pattern, schedule, whether it is on, and its targets
    name Name|Rule
    ask DescribeRule Name=Name|Rule EventBusName?
    ask ListTargetsByRule Rule=Name|Rule EventBusName?
    hide **.Input **.InputTransformer
    for PutRule DeleteRule EnableRule DisableRule PutTargets RemoveTargets

events bus: its policy
    name Name
    ask DescribeEventBus Name
    for DeleteEventBus UpdateEventBus

scheduler schedule: when, what, by which role
    name GroupName Name
    ask GetSchedule Name GroupName?
    less LastModificationDate: moves with every write
    hide **.Input
    for UpdateSchedule DeleteSchedule

apigateway API: settings and policy
    name restApiId
    ask GetRestApi restApiId
    for UpdateRestApi DeleteRestApi PutRestApi CreateDeployment

apigateway stage: which deployment it serves, settings
    name restApiId stageName
    ask GetStage restApiId stageName
    less lastUpdatedDate cacheClusterStatus: goes by itself from one to the next
    hide variables
    for UpdateStage DeleteStage CreateDeployment

apigateway method: its settings
    name restApiId resourceId httpMethod
    ask GetMethod restApiId resourceId httpMethod
    for UpdateMethod DeleteMethod PutMethod PutIntegration UpdateIntegration DeleteIntegration

apigateway resource: its path and methods
    name restApiId resourceId
    ask GetResource restApiId resourceId
    for UpdateResource DeleteResource

apigatewayv2@apigateway API: settings
    name ApiId
    ask GetApi ApiId
    for UpdateApi DeleteApi ReimportApi CreateDeployment

apigatewayv2@apigateway stage: which deployment it serves, settings
    name ApiId StageName
    ask GetStage ApiId StageName
    less LastUpdatedDate LastDeploymentStatusMessage: moves by itself
    hide StageVariables
    for UpdateStage DeleteStage

apigatewayv2@apigateway route: where it leads
    name ApiId RouteId
    ask GetRoute ApiId RouteId
    for UpdateRoute DeleteRoute

apigatewayv2@apigateway integration: where it leads
    name ApiId IntegrationId
    ask GetIntegration ApiId IntegrationId
    for UpdateIntegration DeleteIntegration

elbv2@elasticloadbalancing load balancer: network, kind
    name LoadBalancerArn
    ask DescribeLoadBalancers LoadBalancerArns=[LoadBalancerArn]
    less **.State: goes by itself from one to the next
    for DeleteLoadBalancer SetSecurityGroups SetSubnets SetIpAddressType CreateListener

elbv2@elasticloadbalancing load balancer: attributes
    name LoadBalancerArn
    ask DescribeLoadBalancerAttributes LoadBalancerArn
    unordered **
    for ModifyLoadBalancerAttributes

elbv2@elasticloadbalancing listener: port, certificates, where it leads
    name ListenerArn
    ask DescribeListeners ListenerArns=[ListenerArn]
    hide **.ClientSecret
    for ModifyListener DeleteListener CreateRule AddListenerCertificates RemoveListenerCertificates

elbv2@elasticloadbalancing rule: condition, where it leads
    name RuleArn
    ask DescribeRules RuleArns=[RuleArn]
    hide **.ClientSecret
    for ModifyRule DeleteRule

elbv2@elasticloadbalancing target group: port, health check
    name TargetGroupArn
    ask DescribeTargetGroups TargetGroupArns=[TargetGroupArn]
    for ModifyTargetGroup DeleteTargetGroup

elbv2@elasticloadbalancing targets: which there are; not whether they are healthy
    name TargetGroupArn
    ask DescribeTargetHealth TargetGroupArn
    less **.TargetHealth **.AnomalyDetection **.AdministrativeOverride: moves by itself
    unordered **
    for RegisterTargets DeregisterTargets

elb@elasticloadbalancing load balancer: listeners, network, machines
    name LoadBalancerName
    ask DescribeLoadBalancers LoadBalancerNames=[LoadBalancerName]
    for DeleteLoadBalancer CreateLoadBalancerListeners DeleteLoadBalancerListeners RegisterInstancesWithLoadBalancer
    for DeregisterInstancesFromLoadBalancer ApplySecurityGroupsToLoadBalancer ConfigureHealthCheck

route53 record: the record of that name and type, and the one after it
    name HostedZoneId ResourceRecordSet.Name ResourceRecordSet.Type
    each ChangeBatch.Changes
    ask ListResourceRecordSets HostedZoneId=/HostedZoneId StartRecordName=ResourceRecordSet.Name
        StartRecordType=ResourceRecordSet.Type StartRecordIdentifier?=ResourceRecordSet.SetIdentifier MaxItems='1'
    less IsTruncated NextRecordName NextRecordType NextRecordIdentifier MaxItems: about the list, not the record
    for ChangeResourceRecordSets

route53 zone: its name servers and networks
    name Id
    ask GetHostedZone Id
    less HostedZone.ResourceRecordSetCount: counts
    for DeleteHostedZone UpdateHostedZoneComment

route53 zone: its networks
    name HostedZoneId
    ask GetHostedZone Id=HostedZoneId
    less HostedZone.ResourceRecordSetCount: counts
    for AssociateVPCWithHostedZone DisassociateVPCFromHostedZone

route53 health check: what it asks
    name HealthCheckId
    ask GetHealthCheck HealthCheckId
    for DeleteHealthCheck UpdateHealthCheck

cloudwatch@monitoring alarm: condition and actions; not whether it rings
    name AlarmName
    ask DescribeAlarms AlarmNames=[AlarmName]
    less **.State* **.AlarmConfigurationUpdatedTimestamp **.EvaluationState: moves by itself
    for PutMetricAlarm PutCompositeAlarm SetAlarmState

cloudwatch@monitoring alarms: condition and actions; not whether they ring
    name AlarmNames
    ask DescribeAlarms AlarmNames
    less **.State* **.AlarmConfigurationUpdatedTimestamp **.EvaluationState: moves by itself
    for DeleteAlarms DisableAlarmActions EnableAlarmActions

cloudwatch@monitoring dashboard: its body
    name DashboardName
    ask GetDashboard DashboardName
    for PutDashboard

logs log group: how long it keeps; not how much it holds
    name logGroupName
    ask DescribeLogGroups logGroupNamePrefix=logGroupName limit=1
    less **.storedBytes **.metricFilterCount nextToken: counts
    for DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey DisassociateKmsKey CreateLogGroup

logs subscription filter: where log events go
    name logGroupName
    ask DescribeSubscriptionFilters logGroupName
    for PutSubscriptionFilter DeleteSubscriptionFilter

logs metric filter: what is counted
    name logGroupName
    ask DescribeMetricFilters logGroupName
    for PutMetricFilter DeleteMetricFilter

cloudtrail trail: what it records, and where
    name Name
    ask GetTrail Name
    for UpdateTrail DeleteTrail

cloudtrail trail: whether it records
    name Name
    ask GetTrailStatus Name
    less Latest* TimeLogging* StartLoggingTime StopLoggingTime: moves by itself
    for StartLogging StopLogging

cloudtrail trail: which events it records
    name TrailName
    ask GetEventSelectors TrailName
    for PutEventSelectors

cloudfront distribution: its whole configuration
    name Id
    ask GetDistributionConfig Id
    heads etag
    for UpdateDistribution DeleteDistribution

cloudfront distribution: its whole configuration
    name DistributionId
    ask GetDistributionConfig Id=DistributionId
    heads etag
    for CreateInvalidation

acm certificate: names, and who uses it
    name CertificateArn
    ask DescribeCertificate CertificateArn
    less **.RenewalSummary **.Status **.RenewalEligibility: moves by itself
    for DeleteCertificate UpdateCertificateOptions RenewCertificate

cognito-idp user pool: settings; not how many users it has
    name UserPoolId
    ask DescribeUserPool UserPoolId
    less **.EstimatedNumberOfUsers **.LastModifiedDate: counts
    for UpdateUserPool DeleteUserPool SetUserPoolMfaConfig

cognito-idp app client: settings
    name UserPoolId ClientId
    ask DescribeUserPoolClient UserPoolId ClientId
    hide **.ClientSecret
    less **.LastModifiedDate: moves with every write
    for UpdateUserPoolClient DeleteUserPoolClient

wafv2 rules: every rule
    name Name Id
    ask GetWebACL Name Scope Id
    for UpdateWebACL DeleteWebACL

wafv2 addresses: every address
    name Name Id
    ask GetIPSet Name Scope Id
    for UpdateIPSet DeleteIPSet

config rule: what it checks
    name ConfigRuleName|ConfigRule.ConfigRuleName
    ask DescribeConfigRules ConfigRuleNames=[ConfigRuleName|ConfigRule.ConfigRuleName]
    less **.ConfigRuleState: goes by itself from one to the next
    for DeleteConfigRule PutConfigRule

organizations policy: its text
    name PolicyId
    ask DescribePolicy PolicyId
    for UpdatePolicy DeletePolicy AttachPolicy DetachPolicy
"""
