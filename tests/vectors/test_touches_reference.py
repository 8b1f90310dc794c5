"""What AWS's Service Authorization Reference says of operations all over AWS, written down by hand.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/, service by service (actions, and the ARN
formats of their resources), and the API reference for what a call does. Nothing here is derived from our tables.
"""
# ruff: noqa: E501  # a table in which a row is a line

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.action import Action, Call
from keyturn.recognise.aws.touches import touch

ACCOUNT: Final = "123456789012"
TABLES: Final = PackagedCatalogue()
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/r"


class Row(NamedTuple):
    """One call, and what the reference says of it; `arn` is what follows `arn:aws:`, R and A its region and account."""

    name: str
    parameters: Mapping[str, Any]
    iam: str
    arn: str
    effect: str
    reversible: str = ""


ROWS: Final = [
    # Containers and code
    Row("ecr:DescribeRepositories", {"repositoryNames": ["r"]}, "ecr:DescribeRepositories", "ecr:R:A:repository/r", "read"),
    Row("ecr:DeleteRepository", {"repositoryName": "r"}, "ecr:DeleteRepository", "ecr:R:A:repository/r", "delete", "no"),
    Row("ecr:BatchDeleteImage", {"repositoryName": "r", "imageIds": []}, "ecr:BatchDeleteImage", "ecr:R:A:repository/r", "delete", "no"),
    Row("ecr:SetRepositoryPolicy", {"repositoryName": "r", "policyText": "{}"}, "ecr:SetRepositoryPolicy", "ecr:R:A:repository/r", "permission"),
    Row("ecr:PutImageTagMutability", {"repositoryName": "r", "imageTagMutability": "MUTABLE"}, "ecr:PutImageTagMutability", "ecr:R:A:repository/r", "modify"),
    Row("ecr:CreateRepository", {"repositoryName": "r"}, "ecr:CreateRepository", "ecr:R:A:repository/r", "create", "yes"),
    Row("codebuild:StartBuild", {"projectName": "p"}, "codebuild:StartBuild", "codebuild:R:A:project/p", "execute"),
    Row("codebuild:BatchGetReports", {"reportArns": ["arn:aws:codebuild:eu-west-1:123456789012:report/x:y"]}, "codebuild:BatchGetReports", "codebuild:R:A:report/x:y", "read"),
    Row("codebuild:DeleteProject", {"name": "p"}, "codebuild:DeleteProject", "codebuild:R:A:project/p", "delete", "no"),
    Row("codecommit:DeleteRepository", {"repositoryName": "r"}, "codecommit:DeleteRepository", "codecommit:R:A:r", "delete", "no"),
    Row("codecommit:GetRepository", {"repositoryName": "r"}, "codecommit:GetRepository", "codecommit:R:A:r", "read"),
    Row("codedeploy:CreateDeployment", {"applicationName": "a", "deploymentGroupName": "g"}, "codedeploy:CreateDeployment", "codedeploy:R:A:deploymentgroup:a/g", "execute"),
    Row("codepipeline:StartPipelineExecution", {"name": "p"}, "codepipeline:StartPipelineExecution", "codepipeline:R:A:p", "execute"),
    Row("codepipeline:DeletePipeline", {"name": "p"}, "codepipeline:DeletePipeline", "codepipeline:R:A:p", "delete", "no"),
    Row("codeartifact:DeleteRepository", {"domain": "d", "repository": "r"}, "codeartifact:DeleteRepository", "codeartifact:R:A:repository/d/r", "delete", "no"),
    Row("apprunner:DeleteService", {"ServiceArn": "arn:aws:apprunner:eu-west-1:123456789012:service/s/1"}, "apprunner:DeleteService", "apprunner:R:A:service/s/1", "delete", "no"),
    Row("batch:SubmitJob", {"jobName": "j", "jobQueue": "q", "jobDefinition": "d"}, "batch:SubmitJob", "batch:R:A:job-queue/q", "execute"),
    Row("batch:DeleteComputeEnvironment", {"computeEnvironment": "c"}, "batch:DeleteComputeEnvironment", "batch:R:A:compute-environment/c", "delete", "no"),
    Row("amplify:DeleteApp", {"appId": "a"}, "amplify:DeleteApp", "amplify:R:A:apps/a", "delete", "no"),
    Row("elasticbeanstalk:DescribeApplications", {"ApplicationNames": ["a"]}, "elasticbeanstalk:DescribeApplications", "elasticbeanstalk:R:A:application/a", "read"),
    # Data stores
    Row("elasticache:DeleteReplicationGroup", {"ReplicationGroupId": "g"}, "elasticache:DeleteReplicationGroup", "elasticache:R:A:replicationgroup:g", "delete", "no"),
    Row("elasticache:DescribeCacheClusters", {"CacheClusterId": "c"}, "elasticache:DescribeCacheClusters", "elasticache:R:A:cluster:c", "read"),
    Row("elasticache:ModifyReplicationGroup", {"ReplicationGroupId": "g", "ApplyImmediately": True}, "elasticache:ModifyReplicationGroup", "elasticache:R:A:replicationgroup:g", "modify"),
    Row("memorydb:DeleteCluster", {"ClusterName": "c"}, "memorydb:DeleteCluster", "memorydb:R:A:cluster/c", "delete", "no"),
    Row("redshift:DeleteCluster", {"ClusterIdentifier": "c", "SkipFinalClusterSnapshot": True}, "redshift:DeleteCluster", "redshift:R:A:cluster:c", "delete", "no"),
    Row("redshift:PauseCluster", {"ClusterIdentifier": "c"}, "redshift:PauseCluster", "redshift:R:A:cluster:c", "modify"),
    Row("redshift:DescribeClusters", {"ClusterIdentifier": "c"}, "redshift:DescribeClusters", "redshift:R:A:cluster:c", "read"),
    Row("opensearch:DeleteDomain", {"DomainName": "d"}, "es:DeleteDomain", "es:R:A:domain/d", "delete", "no"),
    Row("opensearch:UpdateDomainConfig", {"DomainName": "d"}, "es:UpdateDomainConfig", "es:R:A:domain/d", "modify"),
    Row("es:DeleteElasticsearchDomain", {"DomainName": "d"}, "es:DeleteElasticsearchDomain", "es:R:A:domain/d", "delete", "no"),
    Row("efs:DeleteFileSystem", {"FileSystemId": "fs-1"}, "elasticfilesystem:DeleteFileSystem", "elasticfilesystem:R:A:file-system/fs-1", "delete", "no"),
    Row("efs:PutFileSystemPolicy", {"FileSystemId": "fs-1", "Policy": "{}"}, "elasticfilesystem:PutFileSystemPolicy", "elasticfilesystem:R:A:file-system/fs-1", "permission"),
    Row("efs:CreateMountTarget", {"FileSystemId": "fs-1", "SubnetId": "s"}, "elasticfilesystem:CreateMountTarget", "elasticfilesystem:R:A:file-system/fs-1", "create", "yes"),
    Row("fsx:DeleteFileSystem", {"FileSystemId": "fs-1"}, "fsx:DeleteFileSystem", "fsx:R:A:file-system/fs-1", "delete", "no"),
    Row("fsx:DeleteBackup", {"BackupId": "backup-1"}, "fsx:DeleteBackup", "fsx:R:A:backup/backup-1", "delete", "no"),
    Row("kinesis:DeleteStream", {"StreamName": "s"}, "kinesis:DeleteStream", "kinesis:R:A:stream/s", "delete", "no"),
    Row("kinesis:PutRecord", {"StreamName": "s", "Data": b"x"}, "kinesis:PutRecord", "kinesis:R:A:stream/s", "create", "no"),
    Row("kinesis:DescribeStreamSummary", {"StreamName": "s"}, "kinesis:DescribeStreamSummary", "kinesis:R:A:stream/s", "read"),
    Row("kinesis:MergeShards", {"StreamName": "s"}, "kinesis:MergeShards", "kinesis:R:A:stream/s", "modify"),
    Row("firehose:DeleteDeliveryStream", {"DeliveryStreamName": "d"}, "firehose:DeleteDeliveryStream", "firehose:R:A:deliverystream/d", "delete", "no"),
    Row("firehose:PutRecordBatch", {"DeliveryStreamName": "d"}, "firehose:PutRecordBatch", "firehose:R:A:deliverystream/d", "create", "no"),
    Row("kafka:DeleteCluster", {"ClusterArn": "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1"}, "kafka:DeleteCluster", "kafka:R:A:cluster/c/1", "delete", "no"),
    Row("timestream-write:DeleteTable", {"DatabaseName": "d", "TableName": "t"}, "timestream:DeleteTable", "timestream:R:A:database/d/table/t", "delete", "no"),
    Row("keyspaces:DeleteTable", {"keyspaceName": "k", "tableName": "t"}, "cassandra:Drop", "cassandra:R:A:/keyspace/k/table/t", "delete", "no"),
    Row("dax:DeleteCluster", {"ClusterName": "c"}, "dax:DeleteCluster", "dax:R:A:cache/c", "delete", "no"),
    Row("s3control:PutPublicAccessBlock", {"AccountId": ACCOUNT}, "s3:PutAccountPublicAccessBlock", "", "permission"),
    Row("s3control:DeleteAccessPoint", {"AccountId": ACCOUNT, "Name": "p"}, "s3:DeleteAccessPoint", "s3:R:A:accesspoint/p", "delete", "no"),
    Row("backup:DeleteBackupVault", {"BackupVaultName": "v"}, "backup:DeleteBackupVault", "backup:R:A:backup-vault:v", "delete", "no"),
    Row("backup:PutBackupVaultAccessPolicy", {"BackupVaultName": "v", "Policy": "{}"}, "backup:PutBackupVaultAccessPolicy", "backup:R:A:backup-vault:v", "permission"),
    Row("backup:DescribeBackupVault", {"BackupVaultName": "v"}, "backup:DescribeBackupVault", "backup:R:A:backup-vault:v", "read"),
    Row("glacier:DeleteVault", {"accountId": "-", "vaultName": "v"}, "glacier:DeleteVault", "glacier:R:A:vaults/v", "delete", "no"),
    Row("glacier:DeleteArchive", {"accountId": "-", "vaultName": "v", "archiveId": "a"}, "glacier:DeleteArchive", "glacier:R:A:vaults/v", "delete", "no"),
    Row("sdb:DeleteDomain", {"DomainName": "d"}, "sdb:DeleteDomain", "sdb:R:A:domain/d", "delete", "no"),
    Row("mq:DeleteBroker", {"BrokerId": "b"}, "mq:DeleteBroker", "", "delete", "no"),
    # Analytics and machine learning
    Row("athena:StartQueryExecution", {"QueryString": "SELECT 1", "WorkGroup": "w"}, "athena:StartQueryExecution", "athena:R:A:workgroup/w", "execute"),
    Row("athena:GetWorkGroup", {"WorkGroup": "w"}, "athena:GetWorkGroup", "athena:R:A:workgroup/w", "read"),
    Row("athena:DeleteWorkGroup", {"WorkGroup": "w"}, "athena:DeleteWorkGroup", "athena:R:A:workgroup/w", "delete", "no"),
    Row("glue:DeleteTable", {"DatabaseName": "d", "Name": "t"}, "glue:DeleteTable", "glue:R:A:table/d/t", "delete", "no"),
    Row("glue:GetDatabase", {"Name": "d"}, "glue:GetDatabase", "glue:R:A:database/d", "read"),
    Row("glue:StartJobRun", {"JobName": "j"}, "glue:StartJobRun", "glue:R:A:job/j", "execute"),
    Row("glue:DeleteCrawler", {"Name": "c"}, "glue:DeleteCrawler", "glue:R:A:crawler/c", "delete", "no"),
    Row("emr:TerminateJobFlows", {"JobFlowIds": ["j-1"]}, "elasticmapreduce:TerminateJobFlows", "elasticmapreduce:R:A:cluster/j-1", "delete", "no"),
    Row("emr:DescribeStep", {"ClusterId": "j-1", "StepId": "s"}, "elasticmapreduce:DescribeStep", "elasticmapreduce:R:A:cluster/j-1", "read"),
    Row("emr:AddJobFlowSteps", {"JobFlowId": "j-1", "Steps": []}, "elasticmapreduce:AddJobFlowSteps", "elasticmapreduce:R:A:cluster/j-1", "execute"),
    Row("sagemaker:DeleteEndpoint", {"EndpointName": "e"}, "sagemaker:DeleteEndpoint", "sagemaker:R:A:endpoint/e", "delete"),
    Row("sagemaker:StopNotebookInstance", {"NotebookInstanceName": "n"}, "sagemaker:StopNotebookInstance", "sagemaker:R:A:notebook-instance/n", "modify"),
    Row("sagemaker:DescribeTrainingJob", {"TrainingJobName": "j"}, "sagemaker:DescribeTrainingJob", "sagemaker:R:A:training-job/j", "read"),
    Row("sagemaker:CreateTrainingJob", {"TrainingJobName": "j", "RoleArn": ROLE}, "sagemaker:CreateTrainingJob", "sagemaker:R:A:training-job/j", "execute"),
    Row("bedrock:DeleteGuardrail", {"guardrailIdentifier": "g"}, "bedrock:DeleteGuardrail", "bedrock:R:A:guardrail/g", "delete", "no"),
    Row("bedrock-agent:DeleteAgent", {"agentId": "a"}, "bedrock:DeleteAgent", "bedrock:R:A:agent/a", "delete", "no"),
    Row("comprehend:DetectSentiment", {"Text": "x", "LanguageCode": "en"}, "comprehend:DetectSentiment", "", "read"),
    Row("rekognition:DeleteCollection", {"CollectionId": "c"}, "rekognition:DeleteCollection", "rekognition:R:A:collection/c", "delete", "no"),
    Row("lexv2-models:DeleteBot", {"botId": "b"}, "lex:DeleteBot", "lex:R:A:bot/b", "delete", "no"),
    Row("quicksight:DeleteDashboard", {"AwsAccountId": ACCOUNT, "DashboardId": "d"}, "quicksight:DeleteDashboard", "quicksight:R:A:dashboard/d", "delete", "no"),
    Row("lakeformation:GrantPermissions", {"Principal": {}, "Resource": {}}, "lakeformation:GrantPermissions", "", "permission"),
    Row("kendra:DeleteIndex", {"Id": "i"}, "kendra:DeleteIndex", "kendra:R:A:index/i", "delete", "no"),
    Row("datasync:DeleteTask", {"TaskArn": "arn:aws:datasync:eu-west-1:123456789012:task/t"}, "datasync:DeleteTask", "datasync:R:A:task/t", "delete", "no"),
    Row("dms:DeleteReplicationInstance", {"ReplicationInstanceArn": "arn:aws:dms:eu-west-1:123456789012:rep:X"}, "dms:DeleteReplicationInstance", "dms:R:A:rep:X", "delete", "no"),
    # Networks and edges
    Row("route53:ChangeResourceRecordSets", {"HostedZoneId": "Z1", "ChangeBatch": {"Changes": [{"Action": "UPSERT"}]}}, "route53:ChangeResourceRecordSets", "route53:::hostedzone/Z1", "modify"),
    Row("route53:DeleteHostedZone", {"Id": "Z1"}, "route53:DeleteHostedZone", "route53:::hostedzone/Z1", "delete", "no"),
    Row("route53:ListResourceRecordSets", {"HostedZoneId": "Z1"}, "route53:ListResourceRecordSets", "route53:::hostedzone/Z1", "read"),
    Row("route53:CreateHealthCheck", {"CallerReference": "c"}, "route53:CreateHealthCheck", "", "create", "yes"),
    Row("cloudfront:DeleteDistribution", {"Id": "E1"}, "cloudfront:DeleteDistribution", "cloudfront::A:distribution/E1", "delete", "no"),
    Row("cloudfront:CreateInvalidation", {"DistributionId": "E1"}, "cloudfront:CreateInvalidation", "cloudfront::A:distribution/E1", "create"),
    Row("cloudfront:GetDistribution", {"Id": "E1"}, "cloudfront:GetDistribution", "cloudfront::A:distribution/E1", "read"),
    Row("cloudfront:UpdateDistribution", {"Id": "E1"}, "cloudfront:UpdateDistribution", "cloudfront::A:distribution/E1", "modify"),
    Row("globalaccelerator:DeleteAccelerator", {"AcceleratorArn": "arn:aws:globalaccelerator::123456789012:accelerator/a"}, "globalaccelerator:DeleteAccelerator", "globalaccelerator::A:accelerator/a", "delete", "no"),
    Row("elb:DeleteLoadBalancer", {"LoadBalancerName": "l"}, "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:R:A:loadbalancer/l", "delete", "no"),
    Row("elb:DescribeLoadBalancers", {}, "elasticloadbalancing:DescribeLoadBalancers", "", "read"),
    Row("vpc-lattice:DeleteService", {"serviceIdentifier": "svc-1"}, "vpc-lattice:DeleteService", "vpc-lattice:R:A:service/svc-1", "delete", "no"),
    Row("network-firewall:DeleteFirewall", {"FirewallName": "f"}, "network-firewall:DeleteFirewall", "network-firewall:R:A:firewall/f", "delete", "no"),
    Row("directconnect:DeleteConnection", {"connectionId": "dxcon-1"}, "directconnect:DeleteConnection", "directconnect:R:A:dxcon/dxcon-1", "delete", "no"),
    Row("servicediscovery:DeregisterInstance", {"ServiceId": "srv-1", "InstanceId": "i"}, "servicediscovery:DeregisterInstance", "servicediscovery:R:A:service/srv-1", "delete"),
    Row("wafv2:DeleteWebACL", {"Name": "n", "Scope": "REGIONAL", "Id": "i", "LockToken": "x"}, "wafv2:DeleteWebACL", "wafv2:R:A:regional/webacl/n/i", "delete", "no"),
    Row("wafv2:UpdateIPSet", {"Name": "n", "Scope": "REGIONAL", "Id": "i", "LockToken": "x"}, "wafv2:UpdateIPSet", "wafv2:R:A:regional/ipset/n/i", "modify"),
    Row("shield:DeleteProtection", {"ProtectionId": "p"}, "shield:DeleteProtection", "shield::A:protection/p", "delete", "no"),
    Row("appmesh:DeleteMesh", {"meshName": "m"}, "appmesh:DeleteMesh", "appmesh:R:A:mesh/m", "delete", "no"),
    # Security and identity
    Row("guardduty:DeleteDetector", {"DetectorId": "d"}, "guardduty:DeleteDetector", "guardduty:R:A:detector/d", "delete", "no"),
    Row("guardduty:UpdateDetector", {"DetectorId": "d", "Enable": False}, "guardduty:UpdateDetector", "guardduty:R:A:detector/d", "delete"),
    Row("guardduty:GetDetector", {"DetectorId": "d"}, "guardduty:GetDetector", "guardduty:R:A:detector/d", "read"),
    Row("securityhub:DisableSecurityHub", {}, "securityhub:DisableSecurityHub", "", "delete"),
    Row("macie2:DisableMacie", {}, "macie2:DisableMacie", "", "delete"),
    Row("inspector2:Disable", {}, "inspector2:Disable", "", "delete"),
    Row("accessanalyzer:DeleteAnalyzer", {"analyzerName": "a"}, "access-analyzer:DeleteAnalyzer", "access-analyzer:R:A:analyzer/a", "delete"),
    Row("cloudtrail:StopLogging", {"Name": "t"}, "cloudtrail:StopLogging", "cloudtrail:R:A:trail/t", "modify", "no"),
    Row("cloudtrail:DeleteTrail", {"Name": "t"}, "cloudtrail:DeleteTrail", "cloudtrail:R:A:trail/t", "delete", "no"),
    Row("cloudtrail:DescribeTrails", {}, "cloudtrail:DescribeTrails", "", "read"),
    Row("config:StopConfigurationRecorder", {"ConfigurationRecorderName": "c"}, "config:StopConfigurationRecorder", "", "modify", "no"),
    Row("config:DescribeConfigRules", {}, "config:DescribeConfigRules", "", "read"),
    Row("acm:DeleteCertificate", {"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/c"}, "acm:DeleteCertificate", "acm:R:A:certificate/c", "delete", "no"),
    Row("acm:RequestCertificate", {"DomainName": "x.example"}, "acm:RequestCertificate", "", "create", "yes"),
    Row("acm-pca:RevokeCertificate", {"CertificateAuthorityArn": "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/c"}, "acm-pca:RevokeCertificate", "acm-pca:R:A:certificate-authority/c", "delete", "no"),
    Row("cognito-idp:DeleteUserPool", {"UserPoolId": "eu-west-1_x"}, "cognito-idp:DeleteUserPool", "cognito-idp:R:A:userpool/eu-west-1_x", "delete", "no"),
    Row("cognito-idp:AdminSetUserPassword", {"UserPoolId": "eu-west-1_x", "Username": "u"}, "cognito-idp:AdminSetUserPassword", "cognito-idp:R:A:userpool/eu-west-1_x", "permission"),
    Row("cognito-idp:ListUsers", {"UserPoolId": "eu-west-1_x"}, "cognito-idp:ListUsers", "cognito-idp:R:A:userpool/eu-west-1_x", "read"),
    Row("cognito-identity:DeleteIdentityPool", {"IdentityPoolId": "eu-west-1:p"}, "cognito-identity:DeleteIdentityPool", "cognito-identity:R:A:identitypool/eu-west-1:p", "permission"),
    Row("sso-admin:CreateAccountAssignment", {"InstanceArn": "arn:aws:sso:::instance/i", "TargetId": ACCOUNT}, "sso:CreateAccountAssignment", "sso:::instance/i", "permission"),
    Row("organizations:AttachPolicy", {"PolicyId": "p-1", "TargetId": "r-1"}, "organizations:AttachPolicy", "", "permission"),
    Row("organizations:ListAccounts", {}, "organizations:ListAccounts", "", "read"),
    Row("ram:CreateResourceShare", {"name": "s"}, "ram:CreateResourceShare", "", "permission"),
    Row("ds:DeleteDirectory", {"DirectoryId": "d-1"}, "ds:DeleteDirectory", "ds:R:A:directory/d-1", "delete", "no"),
    Row("rolesanywhere:CreateTrustAnchor", {"name": "a"}, "rolesanywhere:CreateTrustAnchor", "", "permission"),
    Row("verifiedpermissions:DeletePolicyStore", {"policyStoreId": "p"}, "verifiedpermissions:DeletePolicyStore", "", "delete", "no"),
    Row("signer:CancelSigningProfile", {"profileName": "p"}, "signer:CancelSigningProfile", "signer:R:A:/signing-profiles/p", "delete", "no"),
    # Things, media, mail, work places
    Row("iot:DeleteThing", {"thingName": "t"}, "iot:DeleteThing", "iot:R:A:thing/t", "delete", "no"),
    Row("iot:UpdateThing", {"thingName": "t"}, "iot:UpdateThing", "iot:R:A:thing/t", "modify"),
    Row("iot:DescribeThing", {"thingName": "t"}, "iot:DescribeThing", "iot:R:A:thing/t", "read"),
    Row("iot-data:UpdateThingShadow", {"thingName": "t", "payload": b"{}"}, "iot:UpdateThingShadow", "iot:R:A:thing/t", "modify"),
    Row("medialive:StopChannel", {"ChannelId": "c"}, "medialive:StopChannel", "medialive:R:A:channel:c", "modify"),
    Row("medialive:DeleteChannel", {"ChannelId": "c"}, "medialive:DeleteChannel", "medialive:R:A:channel:c", "delete", "no"),
    Row("ivs:DeleteChannel", {"arn": "arn:aws:ivs:eu-west-1:123456789012:channel/c"}, "ivs:DeleteChannel", "ivs:R:A:channel/c", "delete", "no"),
    Row("sesv2:SendEmail", {"FromEmailAddress": "a@x.example", "Destination": {"ToAddresses": ["b@x.example"]}}, "ses:SendEmail", "ses:R:A:identity/a@x.example", "create", "no"),
    Row("sesv2:DeleteEmailIdentity", {"EmailIdentity": "x.example"}, "ses:DeleteEmailIdentity", "ses:R:A:identity/x.example", "delete", "no"),
    Row("pinpoint:DeleteApp", {"ApplicationId": "a"}, "mobiletargeting:DeleteApp", "mobiletargeting:R:A:apps/a", "delete", "no"),
    Row("connect:DeleteInstance", {"InstanceId": "i"}, "connect:DeleteInstance", "connect:R:A:instance/i", "delete", "no"),
    Row("workspaces:TerminateWorkspaces", {"TerminateWorkspaceRequests": [{"WorkspaceId": "ws-1"}]}, "workspaces:TerminateWorkspaces", "workspaces:R:A:workspace/ws-1", "delete", "no"),
    Row("appstream:DeleteFleet", {"Name": "f"}, "appstream:DeleteFleet", "appstream:R:A:fleet/f", "delete", "no"),
    Row("transfer:StopServer", {"ServerId": "s-1"}, "transfer:StopServer", "transfer:R:A:server/s-1", "modify"),
    Row("transfer:DeleteServer", {"ServerId": "s-1"}, "transfer:DeleteServer", "transfer:R:A:server/s-1", "delete", "no"),
    Row("storagegateway:DeleteVolume", {"VolumeARN": "arn:aws:storagegateway:eu-west-1:123456789012:gateway/g/volume/v"}, "storagegateway:DeleteVolume", "storagegateway:R:A:gateway/g/volume/v", "delete", "no"),
    Row("location:DeleteTracker", {"TrackerName": "t"}, "geo:DeleteTracker", "geo:R:A:tracker/t", "delete", "no"),
    Row("gamelift:DeleteFleet", {"FleetId": "fleet-1"}, "gamelift:DeleteFleet", "gamelift:R:A:fleet/fleet-1", "delete", "no"),
    Row("groundstation:CancelContact", {"contactId": "c"}, "groundstation:CancelContact", "groundstation:R:A:contact/c", "modify"),
    # Management
    Row("budgets:DeleteBudget", {"AccountId": ACCOUNT, "BudgetName": "b"}, "budgets:ModifyBudget", "budgets::A:budget/b", "delete", "no"),
    Row("budgets:DescribeBudget", {"AccountId": ACCOUNT, "BudgetName": "b"}, "budgets:ViewBudget", "budgets::A:budget/b", "read"),
    Row("servicecatalog:DeleteProduct", {"Id": "prod-1"}, "servicecatalog:DeleteProduct", "catalog:R:A:product/prod-1", "delete", "no"),
    Row("service-quotas:RequestServiceQuotaIncrease", {"ServiceCode": "ec2", "QuotaCode": "L-1", "DesiredValue": 2.0}, "servicequotas:RequestServiceQuotaIncrease", "servicequotas:R:A:ec2/L-1", "create", "no"),
    Row("resource-groups:DeleteGroup", {"GroupName": "g"}, "resource-groups:DeleteGroup", "", "delete", "no"),
    Row("resourcegroupstaggingapi:TagResources", {"ResourceARNList": ["arn:aws:sqs:eu-west-1:123456789012:q"]}, "tag:TagResources", "sqs:R:A:q", "modify"),
    Row("synthetics:DeleteCanary", {"Name": "c"}, "synthetics:DeleteCanary", "synthetics:R:A:canary:c", "delete", "no"),
    Row("xray:GetSamplingRules", {}, "xray:GetSamplingRules", "", "read"),
    Row("appconfig:StartDeployment", {"ApplicationId": "a", "EnvironmentId": "e", "ConfigurationProfileId": "p"}, "appconfig:StartDeployment", "appconfig:R:A:application/a", "execute"),
    Row("application-autoscaling:RegisterScalableTarget", {"ServiceNamespace": "ecs", "ResourceId": "service/c/s"}, "application-autoscaling:RegisterScalableTarget", "", "execute"),
    Row("scheduler:CreateSchedule", {"Name": "n", "GroupName": "g", "Target": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:q", "RoleArn": ROLE}}, "scheduler:CreateSchedule", "scheduler:R:A:schedule/g/n", "execute"),
    Row("pipes:DeletePipe", {"Name": "p"}, "pipes:DeletePipe", "pipes:R:A:pipe/p", "delete", "no"),
    Row("fis:StartExperiment", {"experimentTemplateId": "EXT1"}, "fis:StartExperiment", "fis:R:A:experiment-template/EXT1", "execute"),
    Row("grafana:DeleteWorkspace", {"workspaceId": "g-1"}, "grafana:DeleteWorkspace", "grafana:R:A:/workspaces/g-1", "delete", "no"),
    Row("amp:DeleteWorkspace", {"workspaceId": "ws-1"}, "aps:DeleteWorkspace", "aps:R:A:workspace/ws-1", "delete", "no"),
    Row("mwaa:DeleteEnvironment", {"Name": "e"}, "airflow:DeleteEnvironment", "airflow:R:A:environment/e", "delete", "no"),
    Row("cloudcontrol:DeleteResource", {"TypeName": "AWS::S3::Bucket", "Identifier": "b"}, "cloudformation:DeleteResource", "", "delete", "no"),
    Row("swf:DeprecateDomain", {"name": "d"}, "swf:DeprecateDomain", "swf::A:/domain/d", "modify"),
    Row("lightsail:DeleteInstance", {"instanceName": "i"}, "lightsail:DeleteInstance", "lightsail:R:A:Instance/*", "delete", "no"),
    Row("logs:DeleteDelivery", {"id": "d"}, "logs:DeleteDelivery", "logs:R:A:delivery:d", "delete"),
    Row("events:ListTargetsByRule", {"Rule": "r"}, "events:ListTargetsByRule", "events:R:A:rule/r", "read"),
    Row("eks:DeleteEksAnywhereSubscription", {"id": "s"}, "eks:DeleteEksAnywhereSubscription", "eks:R:A:eks-anywhere-subscription/s", "delete"),
    Row("chime:ListUsers", {"AccountId": "0b1b2c3d-1111-2222-3333-444455556666"}, "chime:ListUsers", "", "read"),
    Row("route53:DeleteHealthCheck", {"HealthCheckId": "h"}, "route53:DeleteHealthCheck", "route53:::healthcheck/h", "delete", "no"),
    Row("glue:BatchDeleteConnection", {"ConnectionNameList": ["c"]}, "glue:BatchDeleteConnection", "glue:R:A:connection/c", "delete", "no"),
    Row("health:DescribeEvents", {}, "health:DescribeEvents", "", "read"),
    Row("support:CreateCase", {"subject": "s", "communicationBody": "b"}, "support:CreateCase", "", "create", "no"),
    Row("account:DisableRegion", {"RegionName": "ap-east-1"}, "account:DisableRegion", "", "delete"),
]  # fmt: skip


def touched(row: Row) -> Action:
    service, _, operation = row.name.partition(":")
    action = touch(Call(service, operation, "eu-west-1", row.parameters), ACCOUNT, TABLES)
    assert isinstance(action, Action), action
    return action


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_operation_is_what_the_reference_says(row: Row) -> None:
    action = touched(row)

    assert action.iam[0] == row.iam
    assert action.effect == row.effect
    if row.reversible:
        assert action.reversible == row.reversible
    if row.arn:
        service, region, account, thing = row.arn.split(":", 3)
        place = {"R": "eu-west-1", "A": ACCOUNT}
        arn = f"arn:aws:{service}:{place.get(region, region)}:{place.get(account, account)}:{thing}"
        assert arn in {resource.arn for resource in action.resources}


def test_the_sample_is_wide() -> None:
    assert len(ROWS) >= 150
    assert len({row.name.partition(":")[0] for row in ROWS}) >= 60


@pytest.mark.parametrize("row", [row for row in ROWS if ROLE in str(row.parameters)], ids=lambda row: row.name)
def test_a_role_that_is_handed_on_needs_to_be_passed(row: Row) -> None:
    action = touched(row)

    assert "iam:PassRole" in action.iam
    assert ROLE in {resource.arn for resource in action.resources}
    assert action.delegates
