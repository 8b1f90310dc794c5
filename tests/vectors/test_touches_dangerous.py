"""The most dangerous calls that an agent could make at AWS: each is held in production, for what it is.

Listed by hand from public incident reports and AWS's own documentation of what cannot be undone. A call that destroys
must say that it cannot be undone and that data is lost; nothing in this file may ever become a harmless read or create.
"""
# ruff: noqa: E501  # a table in which a row is a line

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.gather.environments import environments
from keyturn.model.action import Action, Call, Effect, Reversible
from keyturn.model.facts import NOTHING_KNOWN, EnvironmentRule, Estate
from keyturn.recognise.aws.touches import touch

ACCOUNT: Final = "123456789012"
TABLES: Final = PackagedCatalogue()
ESTATE: Final = Estate(
    ACCOUNT,
    (EnvironmentRule("production", regions=("eu-west-1",)), EnvironmentRule("development", regions=("eu-central-1",))),
)
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/admin"


class Danger(NamedTuple):
    """One call with the effect it must have, and whether it destroys what AWS does not keep."""

    name: str
    parameters: Mapping[str, Any]
    effect: str
    lost: bool = False
    region: str = "eu-west-1"


DANGERS: Final = [
    # The account and the organization
    Danger("organizations:CloseAccount", {"AccountId": ACCOUNT}, "delete", lost=True),
    Danger("organizations:LeaveOrganization", {}, "delete"),
    Danger("organizations:DeleteOrganization", {}, "delete"),
    Danger("organizations:RemoveAccountFromOrganization", {"AccountId": ACCOUNT}, "delete"),
    Danger("organizations:DetachPolicy", {"PolicyId": "p-1", "TargetId": "r-1"}, "permission"),
    Danger("organizations:DisablePolicyType", {"RootId": "r-1", "PolicyType": "SERVICE_CONTROL_POLICY"}, "permission"),
    Danger("account:DisableRegion", {"RegionName": "eu-west-1"}, "delete"),
    Danger("account:PutAlternateContact", {"AlternateContactType": "SECURITY"}, "modify"),
    Danger("account:StartPrimaryEmailUpdate", {"AccountId": ACCOUNT, "PrimaryEmail": "x@x.example"}, "modify"),
    # Identity
    Danger("iam:CreateAccessKey", {"UserName": "u"}, "permission"),
    Danger("iam:AttachUserPolicy", {"UserName": "u", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "permission"),
    Danger("iam:PutRolePolicy", {"RoleName": "r", "PolicyName": "p", "PolicyDocument": "{}"}, "permission"),
    Danger("iam:UpdateAssumeRolePolicy", {"RoleName": "r", "PolicyDocument": "{}"}, "permission"),
    Danger("iam:CreatePolicyVersion", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/p", "PolicyDocument": "{}"}, "permission"),
    Danger("iam:DeleteRole", {"RoleName": "r"}, "permission"),
    Danger("iam:DeleteAccountPasswordPolicy", {}, "permission"),
    Danger("iam:CreateLoginProfile", {"UserName": "u", "Password": "x"}, "permission"),
    Danger("iam:DeactivateMFADevice", {"UserName": "u", "SerialNumber": "s"}, "permission"),
    Danger("sso-admin:AttachManagedPolicyToPermissionSet", {"InstanceArn": "arn:aws:sso:::instance/i"}, "permission"),
    Danger("sso-admin:DeleteInstance", {"InstanceArn": "arn:aws:sso:::instance/i"}, "delete"),
    Danger("identitystore:CreateGroupMembership", {"IdentityStoreId": "d-1", "GroupId": "g"}, "permission"),
    Danger("rolesanywhere:CreateProfile", {"name": "p", "roleArns": [ROLE]}, "permission"),
    Danger("ram:AssociateResourceShare", {"resourceShareArn": f"arn:aws:ram:eu-west-1:{ACCOUNT}:resource-share/s"}, "permission"),
    Danger("cognito-idp:DeleteUserPool", {"UserPoolId": "eu-west-1_x"}, "delete", lost=True),
    Danger("cognito-idp:AdminAddUserToGroup", {"UserPoolId": "eu-west-1_x", "GroupName": "admins"}, "permission"),
    # Keys and secrets
    Danger("kms:ScheduleKeyDeletion", {"KeyId": "k"}, "delete"),
    Danger("kms:DisableKey", {"KeyId": "k"}, "modify"),
    Danger("kms:CreateGrant", {"KeyId": "k", "GranteePrincipal": ROLE, "Operations": ["Decrypt"]}, "permission"),
    Danger("kms:PutKeyPolicy", {"KeyId": "k", "Policy": "{}"}, "permission"),
    Danger("kms:DeleteImportedKeyMaterial", {"KeyId": "k"}, "delete"),
    Danger("secretsmanager:DeleteSecret", {"SecretId": "s", "ForceDeleteWithoutRecovery": True}, "delete", lost=True),
    Danger("secretsmanager:PutResourcePolicy", {"SecretId": "s", "ResourcePolicy": "{}"}, "permission"),
    Danger("acm:DeleteCertificate", {"CertificateArn": f"arn:aws:acm:eu-west-1:{ACCOUNT}:certificate/c"}, "delete"),
    Danger("acm-pca:DeleteCertificateAuthority", {"CertificateAuthorityArn": f"arn:aws:acm-pca:eu-west-1:{ACCOUNT}:certificate-authority/c"}, "delete"),
    Danger("cloudhsmv2:DeleteCluster", {"ClusterId": "c"}, "delete", lost=True),
    # Storage
    Danger("s3:DeleteBucket", {"Bucket": "b"}, "delete"),
    Danger("s3:PutBucketPolicy", {"Bucket": "b", "Policy": "{}"}, "permission"),
    Danger("s3:PutBucketAcl", {"Bucket": "b", "ACL": "public-read"}, "permission"),
    Danger("s3:DeletePublicAccessBlock", {"Bucket": "b"}, "permission"),
    Danger("s3:DeleteObjects", {"Bucket": "b", "Delete": {"Objects": [{"Key": "k", "VersionId": "v"}]}}, "delete", lost=True),
    Danger("s3:PutBucketLifecycleConfiguration", {"Bucket": "b", "LifecycleConfiguration": {"Rules": [{"Expiration": {"Days": 1}}]}}, "execute", lost=True),
    Danger("s3:PutBucketReplication", {"Bucket": "b", "ReplicationConfiguration": {"Role": ROLE}}, "execute"),
    Danger("s3:PutBucketVersioning", {"Bucket": "b", "VersioningConfiguration": {"Status": "Suspended"}}, "modify"),
    Danger("s3control:DeletePublicAccessBlock", {"AccountId": ACCOUNT}, "permission"),
    Danger("s3control:CreateJob", {"AccountId": ACCOUNT, "RoleArn": ROLE}, "execute"),
    Danger("s3tables:DeleteTableBucket", {"tableBucketARN": f"arn:aws:s3tables:eu-west-1:{ACCOUNT}:bucket/b"}, "delete", lost=True),
    Danger("s3vectors:DeleteVectorBucket", {"vectorBucketName": "b"}, "delete", lost=True),
    Danger("efs:DeleteFileSystem", {"FileSystemId": "fs-1"}, "delete", lost=True),
    Danger("fsx:DeleteFileSystem", {"FileSystemId": "fs-1"}, "delete", lost=True),
    Danger("glacier:DeleteArchive", {"accountId": "-", "vaultName": "v", "archiveId": "a"}, "delete", lost=True),
    Danger("glacier:CompleteVaultLock", {"accountId": "-", "vaultName": "v", "lockId": "l"}, "modify"),
    Danger("backup:DeleteBackupVault", {"BackupVaultName": "v"}, "delete", lost=True),
    Danger("backup:DeleteRecoveryPoint", {"BackupVaultName": "v", "RecoveryPointArn": f"arn:aws:backup:eu-west-1:{ACCOUNT}:recovery-point:p"}, "delete", lost=True),
    Danger("backup:PutBackupVaultLockConfiguration", {"BackupVaultName": "v", "ChangeableForDays": 3}, "modify"),
    Danger("backup:UpdateRecoveryPointLifecycle", {"BackupVaultName": "v", "Lifecycle": {"DeleteAfterDays": 1}}, "execute", lost=True),
    Danger("backup:UpdateBackupPlan", {"BackupPlanId": "p"}, "execute"),
    Danger("ec2:DeleteVolume", {"VolumeId": "vol-12345678"}, "delete", lost=True),
    Danger("ec2:DeleteSnapshot", {"SnapshotId": "snap-12345678"}, "delete", lost=True),
    Danger("ec2:ModifySnapshotAttribute", {"SnapshotId": "snap-12345678", "Attribute": "createVolumePermission"}, "permission"),
    Danger("storagegateway:DeleteTape", {"GatewayARN": f"arn:aws:storagegateway:eu-west-1:{ACCOUNT}:gateway/g"}, "delete", lost=True),
    # Databases
    Danger("rds:DeleteDBInstance", {"DBInstanceIdentifier": "d", "SkipFinalSnapshot": True}, "delete", lost=True),
    Danger("rds:DeleteDBCluster", {"DBClusterIdentifier": "d", "SkipFinalSnapshot": True}, "delete", lost=True),
    Danger("rds:ModifyDBSnapshotAttribute", {"DBSnapshotIdentifier": "s", "ValuesToAdd": ["all"]}, "permission"),
    Danger("rds:DeleteDBClusterSnapshot", {"DBClusterSnapshotIdentifier": "s"}, "delete", lost=True),
    Danger("rds:ModifyDBInstance", {"DBInstanceIdentifier": "d", "BackupRetentionPeriod": 0}, "delete", lost=True),
    Danger("dynamodb:DeleteTable", {"TableName": "t"}, "delete", lost=True),
    Danger("dynamodb:DeleteBackup", {"BackupArn": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t/backup/b"}, "delete", lost=True),
    Danger("dynamodb:UpdateContinuousBackups", {"TableName": "t", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}}, "delete", lost=True),
    Danger("keyspaces:UpdateTable", {"keyspaceName": "k", "tableName": "t", "pointInTimeRecovery": {"status": "DISABLED"}}, "delete", lost=True),
    Danger("redshift:DeleteCluster", {"ClusterIdentifier": "c", "SkipFinalClusterSnapshot": True}, "delete", lost=True),
    Danger("redshift-serverless:DeleteNamespace", {"namespaceName": "n"}, "delete", lost=True),
    Danger("redshift-data:ExecuteStatement", {"Sql": "DROP TABLE t"}, "execute", lost=True),
    Danger("rds-data:ExecuteStatement", {"resourceArn": f"arn:aws:rds:eu-west-1:{ACCOUNT}:cluster:c", "sql": "delete from t"}, "execute", lost=True),
    Danger("elasticache:DeleteReplicationGroup", {"ReplicationGroupId": "g"}, "delete", lost=True),
    Danger("memorydb:DeleteCluster", {"ClusterName": "c"}, "delete", lost=True),
    Danger("docdb-elastic:DeleteCluster", {"clusterArn": f"arn:aws:docdb-elastic:eu-west-1:{ACCOUNT}:cluster/c"}, "delete", lost=True),
    Danger("neptunedata:ExecuteFastReset", {"action": "performDatabaseReset", "token": "t"}, "delete", lost=True),
    Danger("neptune-graph:DeleteGraph", {"graphIdentifier": "g", "skipSnapshot": True}, "delete", lost=True),
    Danger("opensearch:DeleteDomain", {"DomainName": "d"}, "delete", lost=True),
    Danger("opensearchserverless:DeleteCollection", {"id": "c"}, "delete", lost=True),
    Danger("timestream-write:DeleteDatabase", {"DatabaseName": "d"}, "delete", lost=True),
    Danger("glue:DeleteDatabase", {"Name": "d"}, "delete", lost=True),
    Danger("dsql:DeleteCluster", {"identifier": "c"}, "delete", lost=True),
    # Networks and names
    Danger("route53:ChangeResourceRecordSets", {"HostedZoneId": "Z1", "ChangeBatch": {"Changes": [{"Action": "DELETE"}]}}, "delete"),
    Danger("route53:DeleteHostedZone", {"Id": "Z1"}, "delete", lost=True),
    Danger("route53domains:DeleteDomain", {"DomainName": "x.example"}, "delete", lost=True),
    Danger("route53domains:TransferDomainToAnotherAwsAccount", {"DomainName": "x.example", "AccountId": ACCOUNT}, "permission"),
    Danger("route53domains:DisableDomainTransferLock", {"DomainName": "x.example"}, "delete"),
    Danger("cloudfront:DeleteDistribution", {"Id": "E1"}, "delete"),
    Danger("ec2:DeleteVpc", {"VpcId": "vpc-12345678"}, "delete"),
    Danger("ec2:AuthorizeSecurityGroupIngress", {"GroupId": "sg-12345678"}, "modify"),
    Danger("ec2:ReleaseAddress", {"AllocationId": "eipalloc-12345678"}, "delete"),
    Danger("elbv2:DeleteLoadBalancer", {"LoadBalancerArn": f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/app/l/1"}, "delete"),
    # Compute, and what runs under a role
    Danger("ec2:TerminateInstances", {"InstanceIds": ["i-12345678"]}, "delete", lost=True),
    Danger("ec2:RunInstances", {"IamInstanceProfile": {"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/p"}}, "execute"),
    Danger("ec2:DeregisterImage", {"ImageId": "ami-12345678"}, "delete", lost=True),
    Danger("ec2:ModifyImageAttribute", {"ImageId": "ami-12345678", "Attribute": "launchPermission"}, "permission"),
    Danger("ec2-instance-connect:SendSSHPublicKey", {"InstanceId": "i-12345678"}, "permission"),
    Danger("ssm:SendCommand", {"DocumentName": "AWS-RunShellScript", "InstanceIds": ["i-12345678"]}, "execute"),
    Danger("ssm:StartAutomationExecution", {"DocumentName": "d"}, "execute"),
    Danger("ssm:ModifyDocumentPermission", {"Name": "d", "PermissionType": "Share"}, "permission"),
    Danger("lambda:UpdateFunctionCode", {"FunctionName": "f", "ZipFile": b"x"}, "execute"),
    Danger("lambda:AddPermission", {"FunctionName": "f", "Principal": "*"}, "permission"),
    Danger("lambda:DeleteFunction", {"FunctionName": "f"}, "delete"),
    Danger("eks:DeleteCluster", {"name": "c"}, "delete", lost=True),
    Danger("eks:CreateAccessEntry", {"clusterName": "c", "principalArn": ROLE}, "permission"),
    Danger("ecs:DeleteCluster", {"cluster": "c"}, "delete"),
    Danger("ecs:ExecuteCommand", {"cluster": "c", "command": "sh", "task": "t"}, "execute"),
    Danger("ecr:DeleteRepository", {"repositoryName": "r", "force": True}, "delete", lost=True),
    Danger("cloudformation:DeleteStack", {"StackName": "s"}, "delete", lost=True),
    Danger("cloudformation:UpdateStack", {"StackName": "s"}, "execute"),
    Danger("cloudcontrol:DeleteResource", {"TypeName": "AWS::RDS::DBInstance", "Identifier": "d"}, "delete", lost=True),
    Danger("servicecatalog:TerminateProvisionedProduct", {"ProvisionedProductName": "p"}, "delete", lost=True),
    Danger("elasticbeanstalk:TerminateEnvironment", {"EnvironmentName": "e"}, "delete", lost=True),
    Danger("elasticbeanstalk:RebuildEnvironment", {"EnvironmentName": "e"}, "delete", lost=True),
    Danger("amplify:DeleteApp", {"appId": "a"}, "delete", lost=True),
    Danger("codebuild:StartBuild", {"projectName": "p", "buildspecOverride": "x"}, "execute"),
    Danger("codepipeline:PutApprovalResult", {"pipelineName": "p", "stageName": "s", "actionName": "a"}, "execute"),
    Danger("glue:UpdateJob", {"JobName": "j", "JobUpdate": {"Role": ROLE}}, "execute"),
    Danger("sagemaker:CreateProcessingJob", {"ProcessingJobName": "j", "RoleArn": ROLE}, "execute"),
    Danger("scheduler:CreateSchedule", {"Name": "n", "Target": {"Arn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q", "RoleArn": ROLE}}, "execute"),
    Danger("events:PutTargets", {"Rule": "r", "Targets": [{"Id": "1", "Arn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q"}]}, "execute"),
    Danger("stepfunctions:StartExecution", {"stateMachineArn": f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:s"}, "execute"),
    Danger("emr:TerminateJobFlows", {"JobFlowIds": ["j-1"]}, "delete", lost=True),
    Danger("workspaces:TerminateWorkspaces", {"TerminateWorkspaceRequests": [{"WorkspaceId": "ws-1"}]}, "delete", lost=True),
    Danger("workspaces:RebuildWorkspaces", {"RebuildWorkspaceRequests": [{"WorkspaceId": "ws-1"}]}, "delete", lost=True),
    Danger("lightsail:DeleteInstance", {"instanceName": "i"}, "delete", lost=True),
    # Messages and streams
    Danger("sqs:PurgeQueue", {"QueueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/q"}, "delete", lost=True),
    Danger("kinesis:DeleteStream", {"StreamName": "s"}, "delete", lost=True),
    Danger("kinesis:DecreaseStreamRetentionPeriod", {"StreamName": "s", "RetentionPeriodHours": 24}, "delete", lost=True),
    Danger("kafka:DeleteCluster", {"ClusterArn": f"arn:aws:kafka:eu-west-1:{ACCOUNT}:cluster/c/1"}, "delete", lost=True),
    Danger("mq:DeleteBroker", {"BrokerId": "b"}, "delete", lost=True),
    # Watching, and what would have told
    Danger("cloudtrail:StopLogging", {"Name": "t"}, "modify"),
    Danger("cloudtrail:DeleteTrail", {"Name": "t"}, "delete"),
    Danger("cloudtrail:PutEventSelectors", {"TrailName": "t"}, "modify"),
    Danger("guardduty:DeleteDetector", {"DetectorId": "d"}, "delete"),
    Danger("guardduty:UpdateDetector", {"DetectorId": "d", "Enable": False}, "delete"),
    Danger("securityhub:DisableSecurityHub", {}, "delete"),
    Danger("config:DeleteConfigurationRecorder", {"ConfigurationRecorderName": "c"}, "delete"),
    Danger("logs:DeleteLogGroup", {"logGroupName": "g"}, "delete", lost=True),
    Danger("logs:PutRetentionPolicy", {"logGroupName": "g", "retentionInDays": 1}, "execute"),
    Danger("cloudwatch:DeleteAlarms", {"AlarmNames": ["a"]}, "delete"),
    Danger("accessanalyzer:DeleteAnalyzer", {"analyzerName": "a"}, "delete"),
    Danger("shield:DeleteProtection", {"ProtectionId": "p"}, "delete"),
    Danger("wafv2:DisassociateWebACL", {"ResourceArn": f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/app/l/1"}, "delete"),
]  # fmt: skip
HELD: Final = {Effect.MODIFY, Effect.DELETE, Effect.PERMISSION, Effect.EXECUTE, Effect.CREATE}


def act(danger: Danger, region: str | None = None) -> Action:
    service, _, operation = danger.name.partition(":")
    action = touch(Call(service, operation, region or danger.region, danger.parameters), ACCOUNT, TABLES)
    assert isinstance(action, Action), action
    return action


@pytest.mark.parametrize("danger", DANGERS, ids=lambda danger: danger.name)
def test_a_dangerous_call_is_held_in_production_for_what_it_is(danger: Danger) -> None:
    action = act(danger)

    assert action.effect in HELD
    assert action.effect == danger.effect
    assert "production" in environments(action, NOTHING_KNOWN, ESTATE)


@pytest.mark.parametrize("danger", [danger for danger in DANGERS if danger.lost], ids=lambda danger: danger.name)
def test_what_destroys_says_that_nothing_brings_it_back(danger: Danger) -> None:
    action = act(danger)

    assert action.stateful_loss
    assert action.reversible in (Reversible.NO, Reversible.DEPENDS)
    assert action.effect is not Effect.DELETE or action.reversible is Reversible.NO or _kept_for_a_while(danger)


def _kept_for_a_while(danger: Danger) -> bool:
    """Announced today, carried out in some days; an object of a versioned bucket; what a stack is told to retain."""
    return danger.name == "cloudformation:DeleteStack"


def test_there_are_a_hundred_of_them() -> None:
    assert len({danger.name for danger in DANGERS}) >= 100


@pytest.mark.parametrize(
    "danger", [one for one in DANGERS if one.effect in ("delete", "permission", "execute")], ids=lambda one: one.name
)
def test_a_call_does_not_become_harmless_by_being_sent_to_another_region(danger: Danger) -> None:
    assert act(danger, "eu-central-1").effect == danger.effect
