"""What single calls touch and do: names become ARNs, and parameters make harmless calls harmful."""

from collections.abc import Mapping
from typing import Final

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.model.action import Action, Call, Effect, Reading, Reversible, Sensitive, Unrecognised, Value
from keyturn.recognise.aws.touches import touch

ACCOUNT: Final = "123456789012"
TABLES: Final = PackagedCatalogue()
HERE: Final = f"cn-north-1:{ACCOUNT}"


def touched(name: str, parameters: Mapping[str, Value], region: str = "cn-north-1") -> Action | Unrecognised:
    """Touch one call."""
    service, _, operation = name.partition(":")
    return touch(Call(service, operation, region, parameters), ACCOUNT, TABLES)


def act(name: str, /, region: str = "cn-north-1", **parameters: Value) -> Action:
    """Touch one call, which must be recognised."""
    return known(name, parameters, region)


def known(name: str, parameters: Mapping[str, Value], region: str = "cn-north-1") -> Action:
    """Touch one call with these parameters, which must be recognised."""
    action = touched(name, parameters, region)
    assert isinstance(action, Action), action
    return action


def arns(action: Action) -> list[str]:
    """The ARNs of an action's resources without their common beginning."""
    return [resource.arn.removeprefix("arn:aws-cn:") for resource in action.resources]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("cn-northwest-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eusc-de-east-1", "aws-eusc"),
        ("eu-central-1", "aws"),
        ("aws-cn-global", "aws-cn"),
        ("aws-global", "aws"),
    ],
)
def test_the_partition_follows_from_the_region(region: str, partition: str) -> None:
    action = act("dynamodb:DeleteTable", region, TableName="costs")
    assert action.partition == partition
    assert action.resources[0].arn == f"arn:{partition}:dynamodb:{region}:{ACCOUNT}:table/costs"


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("dynamodb:GetItem", {"TableName": "costs"}, [f"dynamodb:{HERE}:table/costs"]),
        (
            "dynamodb:BatchGetItem",
            {"RequestItems": {"a": {}, "b": {}}},
            [f"dynamodb:{HERE}:table/a", f"dynamodb:{HERE}:table/b"],
        ),
        (
            "dynamodb:TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "a"}}, {"Update": {"TableName": "b"}}]},
            [f"dynamodb:{HERE}:table/a", f"dynamodb:{HERE}:table/b"],
        ),
        ("lambda:Invoke", {"FunctionName": "f"}, [f"lambda:{HERE}:function:f"]),
        ("lambda:Invoke", {"FunctionName": "f:live"}, [f"lambda:{HERE}:function:f:live"]),
        ("lambda:Invoke", {"FunctionName": "f", "Qualifier": "live"}, [f"lambda:{HERE}:function:f:live"]),
        ("lambda:Invoke", {"FunctionName": f"{ACCOUNT}:function:f"}, [f"lambda:{HERE}:function:f"]),
        ("lambda:UpdateAlias", {"FunctionName": "f", "Name": "live"}, [f"lambda:{HERE}:function:f:live"]),
        ("lambda:DeleteLayerVersion", {"LayerName": "l", "VersionNumber": 3}, [f"lambda:{HERE}:layer:l:3"]),
        ("lambda:DeleteEventSourceMapping", {"UUID": "u"}, [f"lambda:{HERE}:event-source-mapping:u"]),
        ("s3:GetObject", {"Bucket": "b", "Key": "a//../b"}, ["s3:::b/a//../b"]),
        ("s3:ListObjectsV2", {"Bucket": "b"}, ["s3:::b"]),
        ("sqs:SendMessage", {"QueueUrl": f"http://127.0.0.1:5000/{ACCOUNT}/q"}, [f"sqs:{HERE}:q"]),
        ("sqs:SendMessage", {"QueueUrl": "q.fifo"}, [f"sqs:{HERE}:q.fifo"]),
        ("sqs:CreateQueue", {"QueueName": "q.fifo"}, [f"sqs:{HERE}:q.fifo"]),
        ("rds:DeleteDBInstance", {"DBInstanceIdentifier": "Costs"}, [f"rds:{HERE}:db:costs"]),
        ("cloudformation:DeleteStack", {"StackName": "s"}, [f"cloudformation:{HERE}:stack/s"]),
        ("iam:DeleteRole", {"RoleName": "r"}, [f"iam::{ACCOUNT}:role/r"]),
        (
            "ec2:TerminateInstances",
            {"InstanceIds": ["i-0123456789abcdef0"]},
            [f"ec2:{HERE}:instance/i-0123456789abcdef0"],
        ),
        ("ec2:DeleteSnapshot", {"SnapshotId": "snap-12345678"}, ["ec2:cn-north-1::snapshot/snap-12345678"]),
        ("ec2:CreateVpc", {"CidrBlock": "10.0.0.0/16"}, [f"ec2:{HERE}:vpc/*"]),
        ("kms:Decrypt", {"KeyId": "alias/costs"}, [f"kms:{HERE}:alias/costs"]),
        ("sns:CreateTopic", {"Name": "t"}, [f"sns:{HERE}:t"]),
        ("ssm:GetParameter", {"Name": "/costs/db:3"}, [f"ssm:{HERE}:parameter/costs/db"]),
        ("ssm:GetParametersByPath", {"Path": "/costs/"}, [f"ssm:{HERE}:parameter/costs/*"]),
        (
            "logs:GetLogEvents",
            {"logGroupName": "g", "logStreamName": "s"},
            [f"logs:{HERE}:log-group:g", f"logs:{HERE}:log-group:g:log-stream:s"],
        ),
        ("events:PutRule", {"Name": "r"}, [f"events:{HERE}:rule/r"]),
        (
            "events:DeleteRule",
            {"Name": "r", "EventBusName": "b"},
            [f"events:{HERE}:event-bus/b", f"events:{HERE}:rule/b/r"],
        ),
        ("stepfunctions:CreateStateMachine", {"name": "m"}, [f"states:{HERE}:stateMachine:m"]),
        ("ecs:UpdateService", {"service": "web"}, [f"ecs:{HERE}:service/default/web"]),
        ("eks:DeleteCluster", {"name": "c"}, [f"eks:{HERE}:cluster/c"]),
        ("apigateway:DeleteRestApi", {"restApiId": "a1"}, ["apigateway:cn-north-1::/restapis/a1"]),
        ("secretsmanager:GetSecretValue", {"SecretId": "db"}, [f"secretsmanager:{HERE}:secret:db-??????"]),
    ],
)
def test_names_become_arns(name: str, parameters: Mapping[str, Value], expected: list[str]) -> None:
    assert arns(known(name, parameters)) == expected


def test_an_arn_is_kept_as_given_even_where_it_is_not_ours() -> None:
    elsewhere = "arn:aws:lambda:us-east-1:999999999999:function:f"
    action = act("lambda:Invoke", FunctionName=elsewhere)
    assert [(one.arn, one.region) for one in action.resources] == [(elsewhere, "us-east-1")]


def test_a_partial_function_arn_names_the_account_that_it_names() -> None:
    foreign = "999999999999:function:f"
    assert arns(act("lambda:Invoke", FunctionName=foreign)) == [f"lambda:cn-north-1:{foreign}"]


def test_a_queue_of_another_region_in_the_url_counts_beside_the_one_that_is_called() -> None:
    url = f"https://sqs.cn-northwest-1.amazonaws.com.cn/{ACCOUNT}/q"
    assert arns(act("sqs:PurgeQueue", QueueUrl=url)) == [f"sqs:{HERE}:q", f"sqs:cn-northwest-1:{ACCOUNT}:q"]


def test_a_bucket_behind_an_access_point_lies_where_the_access_point_lies() -> None:
    point = f"arn:aws-cn:s3:cn-north-1:{ACCOUNT}:accesspoint/p"
    action = act("s3:GetObject", "cn-northwest-1", Bucket=point, Key="k")
    assert [(one.arn, one.region) for one in action.resources] == [(f"{point}/object/k", "cn-north-1")]


def test_a_new_bucket_lies_where_its_location_says() -> None:
    there = act("s3:CreateBucket", Bucket="b", CreateBucketConfiguration={"LocationConstraint": "cn-northwest-1"})
    here = act("s3:CreateBucket", Bucket="b")
    assert [action.resources[0].region for action in (there, here)] == ["cn-northwest-1", "cn-north-1"]


@pytest.mark.parametrize("source", ["from/a%20b", "/from/a%20b", "%2Ffrom%2Fa%20b", "from/a b?versionId=7"])
def test_a_copy_names_what_it_reads(source: str) -> None:
    action = act("s3:CopyObject", Bucket="to", Key="k", CopySource=source)
    assert arns(action) == ["s3:::from/a b", "s3:::to/k"]
    assert "s3:GetObjectVersion" in action.iam if "versionId" in source else "s3:GetObject" in action.iam


def test_the_order_of_parameters_does_not_change_what_people_sign() -> None:
    one = act("dynamodb:BatchGetItem", RequestItems={"a": {}, "b": {}})
    other = act("dynamodb:BatchGetItem", RequestItems={"b": {}, "a": {}})
    assert one.resources == other.resources


def test_a_call_without_names_is_about_the_whole_account() -> None:
    (resource,) = act("ec2:DescribeInstances").resources
    assert resource.whole_account
    assert resource.region == "cn-north-1"


def test_arns_buckets_regions_and_accounts_in_parameters_count_as_named() -> None:
    copy = act("ec2:CopySnapshot", SourceRegion="cn-northwest-1", SourceSnapshotId="snap-12345678")
    export = act("dynamodb:ExportTableToPointInTime", TableArn=f"arn:aws-cn:dynamodb:{HERE}:table/t", S3Bucket="out")
    owner = act("s3:GetObject", Bucket="b", Key="k", ExpectedBucketOwner="999999999999")
    assert f"ec2:cn-northwest-1:{ACCOUNT}:*" in arns(copy)
    assert "s3:::out" in arns(export)
    assert any("999999999999" in arn for arn in arns(owner))


def test_where_a_configuration_sends_data_counts_as_named() -> None:
    rule = {"Destination": {"Bucket": "arn:aws-cn:s3:::away"}}
    replication = act("s3:PutBucketReplication", Bucket="b", ReplicationConfiguration={"Rules": [rule]})
    logging = act("s3:PutBucketLogging", Bucket="b", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "away"}})
    step = {"ChainedInvokeOptions": {"FunctionName": "999999999999:function:g"}}
    chained = act("lambda:CheckpointDurableExecution", Updates=[step])
    assert arns(replication) == ["s3:::away", "s3:::b"]
    assert arns(logging) == ["s3:::away", "s3:::b"]
    assert arns(chained) == ["lambda:cn-north-1:999999999999:function:g"]


def test_data_is_not_searched_for_names() -> None:
    arn = "arn:aws:lambda:us-east-1:999999999999:function:f"
    action = act("dynamodb:PutItem", TableName="t", Item={"a": {"S": arn}})
    assert arns(action) == [f"dynamodb:{HERE}:table/t"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("s3:GetObject", {"Bucket": ["b", 3], "Key": "k"}),
        ("s3:GetObject", {"Bucket": "b/c", "Key": "k"}),
        ("s3:GetObject", {"Bucket": Sensitive("b"), "Key": "k"}),
        ("s3:CopyObject", {"Bucket": "b", "Key": "k", "CopySource": "nothing"}),
        ("s3:CopyObject", {"Bucket": "b", "Key": "k", "CopySource": "b/%ff"}),
        ("s3:DeleteObjects", {"Bucket": "b", "Delete": {"Objects": "k"}}),
        ("sqs:SendMessage", {"QueueUrl": "http://q"}),
        ("sqs:SendMessage", {"QueueUrl": f"https://[::/{ACCOUNT}/q"}),
        ("lambda:Invoke", {"FunctionName": "arn:aws:lambda:f"}),
        ("lambda:Invoke", {"FunctionName": "function:f"}),
        ("lambda:Invoke", {"FunctionName": "f/../g"}),
        ("dynamodb:DeleteTable", {"TableName": {"S": "t"}}),
        ("dynamodb:BatchWriteItem", {"RequestItems": "t"}),
        ("s3:GetObject", {"Bucket": "b", "Key": "k", "ExpectedBucketOwner": "us"}),
    ],
)
def test_a_name_that_is_no_name_is_not_guessed_at(name: str, parameters: Mapping[str, Value]) -> None:
    found = touched(name, parameters)
    assert isinstance(found, Unrecognised)
    assert found.reason == "parameters"
    assert name in found.why


def test_a_region_that_is_no_region_names_nothing() -> None:
    found = touched("s3:ListBuckets", {}, "cn-north-1:1")
    assert isinstance(found, Unrecognised)
    assert found.reason == "place"


# ---------------------------------------------------------------- what calls do


@pytest.mark.parametrize(
    ("name", "parameters", "effect"),
    [
        ("s3:PutObject", {}, Effect.MODIFY),
        ("s3:PutObject", {"IfNoneMatch": "*"}, Effect.CREATE),
        ("s3:PutObject", {"ACL": "private"}, Effect.MODIFY),
        ("s3:PutObject", {"ACL": "public-read"}, Effect.PERMISSION),
        ("s3:CreateBucket", {"GrantRead": "uri=..."}, Effect.PERMISSION),
        ("s3:DeleteObject", {}, Effect.DELETE),
        ("s3:PutBucketNotificationConfiguration", {}, Effect.EXECUTE),
        ("s3:PutBucketPolicy", {}, Effect.PERMISSION),
        ("dynamodb:PutItem", {}, Effect.MODIFY),
        ("dynamodb:BatchWriteItem", {"RequestItems": {"t": [{"PutRequest": {}}]}}, Effect.MODIFY),
        (
            "dynamodb:BatchWriteItem",
            {"RequestItems": {"t": [{"PutRequest": {}}, {"DeleteRequest": {}}]}},
            Effect.DELETE,
        ),
        ("dynamodb:TransactWriteItems", {"TransactItems": [{"Put": {}}]}, Effect.MODIFY),
        ("dynamodb:TransactWriteItems", {"TransactItems": [{"Put": {}}, {"Delete": {}}]}, Effect.DELETE),
        ("dynamodb:ExecuteStatement", {"Statement": "SELECT * FROM t"}, Effect.EXECUTE),
        ("dynamodb:UpdateTable", {}, Effect.MODIFY),
        ("dynamodb:UpdateTable", {"ReplicaUpdates": [{"Delete": {"RegionName": "x"}}]}, Effect.DELETE),
        ("dynamodb:UpdateTable", {"ReplicaUpdates": [{"Create": {"RegionName": "x"}}]}, Effect.EXECUTE),
        ("dynamodb:UpdateContinuousBackups", {}, Effect.DELETE),
        ("ec2:RunInstances", {}, Effect.CREATE),
        ("ec2:RunInstances", {"IamInstanceProfile": {"Name": "p"}}, Effect.EXECUTE),
        ("ec2:RunInstances", {"UserData": Sensitive("#!/bin/sh")}, Effect.EXECUTE),
        ("ec2:RunInstances", {"LaunchTemplate": {"LaunchTemplateName": "t"}}, Effect.EXECUTE),
        ("ec2:ModifyInstanceAttribute", {"Attribute": "userData"}, Effect.EXECUTE),
        ("ec2:TerminateInstances", {"DryRun": True}, Effect.READ),
        ("ec2:TerminateInstances", {"DryRun": False}, Effect.DELETE),
        ("ec2:TerminateInstances", {"DryRun": "true"}, Effect.DELETE),
        ("ec2:AuthorizeSecurityGroupIngress", {"DryRun": True}, Effect.READ),
        ("ssm:DeleteInventory", {"DryRun": True}, Effect.DELETE),
        ("lambda:UpdateFunctionCode", {}, Effect.EXECUTE),
        ("lambda:DeleteFunction", {}, Effect.DELETE),
        ("iam:DeleteUser", {}, Effect.PERMISSION),
        ("iam:TagRole", {}, Effect.MODIFY),
        ("rds:ModifyDBInstance", {}, Effect.MODIFY),
        ("rds:ModifyDBInstance", {"MasterUserPassword": Sensitive("x")}, Effect.PERMISSION),
        ("rds:ModifyDBInstance", {"BackupRetentionPeriod": 0}, Effect.DELETE),
        ("rds:CreateDBInstance", {"MonitoringRoleArn": "arn:aws-cn:iam::123456789012:role/m"}, Effect.EXECUTE),
        ("sqs:ReceiveMessage", {}, Effect.MODIFY),
        ("sqs:SetQueueAttributes", {"Attributes": {"DelaySeconds": "1"}}, Effect.MODIFY),
        ("sqs:SetQueueAttributes", {"Attributes": {"RedrivePolicy": "{}"}}, Effect.EXECUTE),
        ("sqs:SetQueueAttributes", {"Attributes": Sensitive({"Policy": "{}"})}, Effect.PERMISSION),
        ("cloudformation:DeleteStack", {}, Effect.DELETE),
        ("cloudformation:CreateChangeSet", {}, Effect.EXECUTE),
        ("cloudformation:ExecuteChangeSet", {}, Effect.EXECUTE),
        ("sns:SetTopicAttributes", {"AttributeName": "Policy"}, Effect.PERMISSION),
        ("cloudwatch:PutMetricAlarm", {"AlarmActions": ["arn:aws-cn:sns:cn-north-1:123456789012:t"]}, Effect.EXECUTE),
        ("apigateway:UpdateRestApi", {"patchOperations": [{"path": "/policy", "value": "{}"}]}, Effect.PERMISSION),
        ("events:PutTargets", {}, Effect.EXECUTE),
        ("invented:DeleteTable", {}, Effect.UNKNOWN),
        ("dynamodb:InventedYesterday", {}, Effect.UNKNOWN),
    ],
)
def test_what_a_call_does_depends_on_what_it_says(name: str, parameters: Mapping[str, Value], effect: Effect) -> None:
    assert known(name, parameters).effect is effect


@pytest.mark.parametrize(
    ("name", "parameters", "reversible", "loss"),
    [
        ("rds:DeleteDBInstance", {"SkipFinalSnapshot": True}, Reversible.NO, True),
        ("rds:DeleteDBInstance", {}, Reversible.NO, True),
        ("rds:DeleteDBInstance", {"FinalDBSnapshotIdentifier": "last"}, Reversible.DEPENDS, False),
        (
            "rds:DeleteDBInstance",
            {"FinalDBSnapshotIdentifier": "last", "SkipFinalSnapshot": True},
            Reversible.NO,
            True,
        ),
        ("secretsmanager:DeleteSecret", {"RecoveryWindowInDays": 7}, Reversible.DEPENDS, False),
        ("secretsmanager:DeleteSecret", {"ForceDeleteWithoutRecovery": True}, Reversible.NO, True),
        ("s3:DeleteObject", {}, Reversible.DEPENDS, True),
        ("s3:DeleteObject", {"VersionId": "v"}, Reversible.NO, True),
        ("s3:DeleteObjects", {"Delete": {"Objects": [{"Key": "k", "VersionId": "v"}]}}, Reversible.NO, True),
        ("s3:DeleteObject", {"BypassGovernanceRetention": True}, Reversible.NO, True),
        ("sqs:PurgeQueue", {}, Reversible.NO, True),
        ("dynamodb:DeleteTable", {}, Reversible.NO, True),
        ("ec2:DeleteVolume", {}, Reversible.NO, True),
        ("lambda:DeleteFunction", {}, Reversible.NO, False),
        (
            "s3:PutBucketLifecycleConfiguration",
            {"LifecycleConfiguration": {"Rules": [{"Expiration": {"Days": 1}}]}},
            Reversible.NO,
            True,
        ),
    ],
)
def test_what_is_lost_and_what_can_be_undone(
    name: str, parameters: Mapping[str, Value], reversible: Reversible, loss: bool
) -> None:
    action = known(name, parameters)
    assert (action.reversible, action.stateful_loss) == (reversible, loss)


def test_deleting_a_stack_is_a_delete_that_reaches_as_far_as_its_role() -> None:
    action = act("cloudformation:DeleteStack", StackName="s", RoleARN=f"arn:aws-cn:iam::{ACCOUNT}:role/r")
    assert action.effect is Effect.DELETE
    assert action.delegates
    assert action.stateful_loss
    assert "iam:PassRole" in action.iam


def test_handing_over_a_role_needs_pass_role_and_names_the_role() -> None:
    role = f"arn:aws-cn:iam::{ACCOUNT}:role/r"
    action = act("lambda:CreateFunction", FunctionName="f", Role=role, Environment=Sensitive({}))
    assert action.iam == ("lambda:CreateFunction", "iam:PassRole")
    assert role in [resource.arn for resource in action.resources]


@pytest.mark.parametrize(
    ("name", "parameters", "reading"),
    [
        ("sts:GetCallerIdentity", {}, Reading.METADATA),
        ("sts:AssumeRole", {}, Reading.SECRET),
        ("sts:GetSessionToken", {}, Reading.SECRET),
        ("s3:HeadObject", {}, Reading.METADATA),
        ("s3:GetObject", {}, Reading.DATA),
        ("dynamodb:Scan", {}, Reading.DATA),
        ("lambda:GetFunctionConfiguration", {}, Reading.DATA),
        ("lambda:GetFunction", {}, Reading.SECRET),
        ("ssm:GetParameter", {"Name": "/a"}, Reading.DATA),
        ("ssm:GetParameter", {"Name": "/a", "WithDecryption": True}, Reading.SECRET),
        ("ssm:GetParameter", {"Name": "/aws/service/ami-amazon-linux-latest/al2023"}, Reading.METADATA),
        ("ssm:GetParameters", {"Names": ["/aws/service/x", "/a"]}, Reading.DATA),
        ("ec2:DescribeInstanceAttribute", {"Attribute": "instanceType"}, Reading.METADATA),
        ("ec2:DescribeInstanceAttribute", {"Attribute": "userData"}, Reading.SECRET),
        ("apigateway:GetApiKeys", {}, Reading.METADATA),
        ("apigateway:GetApiKeys", {"includeValues": True}, Reading.SECRET),
        ("logs:FilterLogEvents", {}, Reading.DATA),
        ("logs:FilterLogEvents", {"unmask": True}, Reading.SECRET),
        ("ecr:GetAuthorizationToken", {}, Reading.SECRET),
        ("cognito-identity:GetCredentialsForIdentity", {}, Reading.SECRET),
        ("redshift:GetClusterCredentials", {}, Reading.SECRET),
        ("glue:GetTable", {}, Reading.METADATA),
        ("glue:GetStatement", {}, Reading.DATA),
    ],
)
def test_what_an_answer_hands_out(name: str, parameters: Mapping[str, Value], reading: Reading) -> None:
    assert known(name, parameters).reading is reading


@pytest.mark.parametrize(
    ("name", "parameters", "iam"),
    [
        ("s3:ListObjectsV2", {}, ("s3:ListBucket",)),
        ("s3:HeadObject", {}, ("s3:GetObject",)),
        ("s3:CreateMultipartUpload", {}, ("s3:PutObject",)),
        ("s3:UploadPart", {}, ("s3:PutObject",)),
        ("s3:CompleteMultipartUpload", {}, ("s3:PutObject",)),
        ("s3:DeleteObject", {"VersionId": "v"}, ("s3:DeleteObject", "s3:DeleteObjectVersion")),
        (
            "s3:PutObject",
            {"ACL": "private", "Tagging": "a=b"},
            ("s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging"),
        ),
        ("lambda:Invoke", {}, ("lambda:InvokeFunction",)),
        ("sqs:SendMessageBatch", {}, ("sqs:SendMessage",)),
    ],
)
def test_iam_actions_under_their_own_names(name: str, parameters: Mapping[str, Value], iam: tuple[str, ...]) -> None:
    assert known(name, parameters).iam == iam


def test_what_no_table_knows_is_the_worst_on_the_whole_account() -> None:
    action = act("glue:InventedYesterday", DatabaseName="d")
    assert action.effect is Effect.UNKNOWN
    assert action.delegates
    assert action.stateful_loss
    assert [resource.whole_account for resource in action.resources] == [True]


def test_an_integrations_address_names_its_function_and_is_no_foreign_account() -> None:
    function = f"arn:aws-cn:lambda:{HERE}:function:f"
    uri = f"arn:aws-cn:apigateway:cn-north-1:lambda:path/2015-03-31/functions/{function}/invocations"
    action = act("apigateway:PutIntegration", restApiId="a", uri=uri)
    assert arns(action) == ["apigateway:cn-north-1::/restapis/a", f"lambda:{HERE}:function:f"]
