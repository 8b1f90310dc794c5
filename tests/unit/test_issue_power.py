"""The gateway's own power for one call: what AWS would let it do, and what not, in the words of IAM."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.permissions import PackagedPermissions
from keyturn.issue.power import LONGEST, power
from keyturn.model.action import Action, Call, Effect
from keyturn.model.grant import Grant, Power, SpentGrant
from keyturn.recognise.aws.curated import SERVICES
from keyturn.recognise.aws.touches import touch
from tests.iam import allows
from tools import compile_permissions

ACCOUNT = "123456789012"
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GRANT = SpentGrant(Grant("G-7Q2M9K8XVB4F6D1A", None, 0, "0" * 64, AT, AT), AT)
PERMISSIONS = PackagedPermissions()
TABLES = PackagedCatalogue()


def narrowed(name: str, region: str = "us-east-1", **parameters: Any) -> Power:  # noqa: ANN401 - the operation's own
    service, _, operation = name.partition(":")
    action = touch(Call(service, operation, region, parameters), ACCOUNT, TABLES)
    assert isinstance(action, Action), action
    return power(GRANT, "dana", action, PERMISSIONS)


def exact(name: str, region: str = "us-east-1", **parameters: Any) -> str:  # noqa: ANN401 - the operation's own
    return narrowed(name, region, **parameters).policies[0]


def test_the_table_is_that_of_the_data_installed() -> None:
    assert compile_permissions.compiled().services == PERMISSIONS._packed


def test_it_carries_the_names_that_the_clouds_trail_will_show() -> None:
    found = narrowed("dynamodb:DeleteTable", TableName="costs")

    assert (found.grant, found.sponsor) == (GRANT.grant.id, "dana")


def test_one_table_may_be_deleted_and_nothing_else() -> None:
    policy = exact("dynamodb:DeleteTable", "cn-north-1", TableName="costs")
    table = f"arn:aws-cn:dynamodb:cn-north-1:{ACCOUNT}:table/"

    assert allows(policy, "dynamodb:DeleteTable", f"{table}costs")
    assert not allows(policy, "dynamodb:DeleteTable", f"{table}costs2")
    assert not allows(policy, "dynamodb:DeleteTable", f"{table}costs".replace("north", "northwest"))
    assert not allows(policy, "dynamodb:UpdateTable", f"{table}costs")
    assert not allows(policy, "iam:CreateUser", f"arn:aws-cn:iam::{ACCOUNT}:user/me")


def test_what_the_service_needs_of_a_key_it_gets_and_the_gateway_itself_does_not() -> None:
    policy = exact("s3:PutObject", Bucket="costs", Key="k")
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0"

    assert allows(policy, "kms:GenerateDataKey", key, {"kms:ViaService": "s3.us-east-1.amazonaws.com"})
    assert not allows(policy, "kms:GenerateDataKey", key, {"kms:ViaService": "rds.us-east-1.amazonaws.com"})
    assert not allows(policy, "kms:Decrypt", key)
    assert not allows(policy, "kms:ScheduleKeyDeletion", key, {"kms:ViaService": "s3.us-east-1.amazonaws.com"})


@pytest.mark.parametrize("key", ["a*b", "*b", "a?", "${aws:username}", "$", "a b", "ä/ö", "${*}"])
def test_a_name_that_reads_like_a_pattern_is_a_name(key: str) -> None:
    policy = exact("s3:PutObject", Bucket="costs", Key=key)

    assert allows(policy, "s3:PutObject", f"arn:aws:s3:::costs/{key}")
    for other in ("axb", "zb", "az", "dana", "other"):
        assert not allows(policy, "s3:PutObject", f"arn:aws:s3:::costs/{other}"), other


def test_what_sts_takes_in_no_policy_is_left_open_and_not_sent() -> None:
    policy = exact("s3:PutObject", Bucket="costs", Key="täglich/日本/\x01/x")

    assert all(" " <= character <= "\u00ff" for character in policy)
    assert allows(policy, "s3:PutObject", "arn:aws:s3:::costs/täglich/日本/\x01/x")
    assert not allows(policy, "s3:PutObject", "arn:aws:s3:::costs/other")


def test_the_role_that_is_handed_on_is_the_one_in_the_call() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/app/reports"
    policy = exact("lambda:CreateFunction", FunctionName="f", Role=role, Code={"S3Bucket": "code", "S3Key": "k.zip"})

    assert allows(policy, "iam:PassRole", role)
    assert not allows(policy, "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/admin")
    assert allows(policy, "lambda:CreateFunction", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f")
    code = "arn:aws:s3:::code/k.zip"
    assert allows(policy, "s3:GetObject", code, {"aws:ViaAWSService": "true"})
    assert not allows(policy, "s3:GetObject", code)


def test_a_call_that_hands_on_no_role_can_hand_on_none() -> None:
    policy = exact("rds:CreateDBInstance", DBInstanceIdentifier="d", DBInstanceClass="db.t3.micro", Engine="postgres")

    assert not allows(policy, "iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/admin")
    assert allows(policy, "rds:AddTagsToResource", f"arn:aws:rds:us-east-1:{ACCOUNT}:db:d")


def test_what_the_call_does_not_name_is_left_open_where_aws_wants_it_named() -> None:
    policy = exact("ec2:RunInstances", ImageId="ami-0123abcd", MinCount=1, MaxCount=1, SubnetId="subnet-0123abcd")
    ec2 = f"arn:aws:ec2:us-east-1:{ACCOUNT}"

    assert allows(policy, "ec2:RunInstances", f"{ec2}:network-interface/eni-1")
    assert allows(policy, "ec2:RunInstances", f"{ec2}:instance/i-1")
    assert not allows(policy, "ec2:RunInstances", f"{ec2}:subnet/subnet-other")
    assert not allows(policy, "ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-other")
    assert allows(policy, "ec2:CreateTags", f"{ec2}:instance/i-1", {"ec2:CreateAction": "RunInstances"})
    assert not allows(policy, "ec2:CreateTags", f"{ec2}:instance/i-1")


def test_a_launch_template_may_name_what_it_likes() -> None:
    template = {"LaunchTemplateId": "lt-0123abcd"}
    policy = exact("ec2:RunInstances", MinCount=1, MaxCount=1, LaunchTemplate=template)

    assert allows(policy, "ec2:RunInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:key-pair/ops")


def test_a_stack_without_a_role_is_built_by_cloudformation_alone() -> None:
    url = "https://templates.s3.amazonaws.com/k"
    policy = exact("cloudformation:CreateStack", StackName="costs", TemplateURL=url)
    table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/t"
    stack = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/costs/0"

    assert allows(policy, "cloudformation:CreateStack", stack)
    assert not allows(policy, "cloudformation:CreateStack", stack.replace("costs", "other"))
    assert allows(policy, "dynamodb:CreateTable", table, {"aws:CalledVia": ["cloudformation.amazonaws.com"]})
    assert not allows(policy, "dynamodb:CreateTable", table)


def test_a_query_reads_its_tables_by_athena_alone() -> None:
    policy = exact("athena:StartQueryExecution", QueryString="SELECT 1", WorkGroup="primary")
    data = "arn:aws:s3:::lake/costs/1"

    assert allows(policy, "s3:GetObject", data, {"aws:CalledVia": ["athena.amazonaws.com"]})
    assert not allows(policy, "s3:GetObject", data)
    assert not allows(policy, "athena:StartQueryExecution", f"arn:aws:athena:us-east-1:{ACCOUNT}:workgroup/other")


def test_a_stack_with_a_role_is_built_with_that() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/stacks"
    policy = exact("cloudformation:CreateStack", StackName="costs", TemplateBody="{}", RoleARN=role)

    table = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/t"
    assert not allows(policy, "dynamodb:CreateTable", table, {"aws:CalledVia": ["cloudformation.amazonaws.com"]})
    assert allows(policy, "iam:PassRole", role)


def test_an_iam_name_is_meant_whatever_its_path() -> None:
    policy = exact("iam:DeleteRole", RoleName="reports")

    assert allows(policy, "iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/reports")
    assert allows(policy, "iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/app/reports")
    assert not allows(policy, "iam:DeleteRole", f"arn:aws:iam::{ACCOUNT}:role/app/other")


def test_holes_in_awss_list_do_not_shut_out_the_calls_own_thing() -> None:
    policy = exact("apigateway:DeleteRestApi", restApiId="abc")

    assert allows(policy, "apigateway:DELETE", "arn:aws:apigateway:us-east-1::/restapis/abc")
    assert not allows(policy, "apigateway:DELETE", "arn:aws:apigateway:us-east-1::/restapis/other")


def test_what_lies_within_the_thing_that_is_named_is_meant() -> None:
    policy = exact("apigateway:PutMethod", restApiId="abc", resourceId="r", httpMethod="GET")

    assert allows(policy, "apigateway:PUT", "arn:aws:apigateway:us-east-1::/restapis/abc/resources/r/methods/GET")
    assert not allows(policy, "apigateway:PUT", "arn:aws:apigateway:us-east-1::/restapis/other/resources/r/methods/GET")


def test_a_secret_is_meant_whatever_aws_puts_behind_its_name() -> None:
    policy = exact("secretsmanager:PutSecretValue", SecretId="db?", SecretString="x")
    secret = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:"

    assert allows(policy, "secretsmanager:PutSecretValue", f"{secret}db?-AbCdEf")
    assert not allows(policy, "secretsmanager:PutSecretValue", f"{secret}dbx-AbCdEf")
    assert not allows(policy, "secretsmanager:PutSecretValue", f"{secret}db?-AbCdEfG")


def test_what_is_for_all_or_nothing_is_for_all() -> None:
    policy = exact(
        "lambda:CreateEventSourceMapping", FunctionName="f", EventSourceArn=f"arn:aws:sqs:us-east-1:{ACCOUNT}:q"
    )

    assert allows(policy, "lambda:CreateEventSourceMapping", "*")


def test_where_the_names_are_too_long_what_they_begin_with_is_named() -> None:
    found = narrowed("ec2:TerminateInstances", InstanceIds=[f"i-0a{number:015x}" for number in range(100)])
    policy = found.policies[0]

    assert allows(policy, "ec2:TerminateInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0a{7:015x}")
    assert not allows(policy, "ec2:TerminateInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0b{7:015x}")
    assert not allows(policy, "ec2:StopInstances", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0a{7:015x}")


def test_a_thousand_keys_stay_within_their_bucket() -> None:
    policy = exact("s3:DeleteObjects", Bucket="costs", Delete={"Objects": [{"Key": f"{n}*{n}"} for n in range(1000)]})

    assert allows(policy, "s3:DeleteObject", "arn:aws:s3:::costs/7*7")
    assert not allows(policy, "s3:DeleteObject", "arn:aws:s3:::other/7*7")


def test_every_change_in_the_tables_has_a_policy_that_sts_takes() -> None:
    for name in (*SERVICES, *sorted(TABLES.names())[::5]):
        for operation in TABLES.service(name).operations:
            action = touch(Call(name, operation, "us-east-1", {}), ACCOUNT, TABLES)
            if isinstance(action, Action) and action.effect is not Effect.READ:
                for policy in power(GRANT, "dana", action, PERMISSIONS).policies:
                    assert len(policy) <= LONGEST
                    assert all(one["Action"] and one["Resource"] for one in json.loads(policy)["Statement"]), (
                        action.name
                    )


def test_a_service_that_gives_power_away_is_never_allowed_as_a_whole() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/"
    for found in (
        narrowed("iam:DeleteRole", RoleName="reports"),
        narrowed("lambda:CreateFunction", FunctionName="f", Role=f"{role}r", Code={"S3Bucket": "b", "S3Key": "k"}),
    ):
        for policy in found.policies:
            assert not allows(policy, "iam:AttachRolePolicy", f"{role}reports")
            assert not allows(policy, "iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x")
    assert not any(allows(one, "iam:PassRole", f"{role}r") for one in narrowed("iam:DeleteRole", RoleName="r").policies)


def test_every_further_policy_is_wider_and_short_enough() -> None:
    name = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/costs"
    for found in (
        narrowed("dynamodb:DeleteTable", TableName="costs"),
        narrowed("ec2:TerminateInstances", InstanceIds=[f"i-{number:017x}" for number in range(100)]),
    ):
        assert found.policies
        assert all(len(policy) <= LONGEST for policy in found.policies)
        assert all(json.loads(policy)["Version"] == "2012-10-17" for policy in found.policies)
        assert not any(allows(policy, "iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/x") for policy in found.policies)
    widest = narrowed("dynamodb:DeleteTable", TableName="costs").policies[-1]
    assert allows(widest, "dynamodb:DeleteTable", name)
    assert allows(widest, "dynamodb:PutItem", name)
