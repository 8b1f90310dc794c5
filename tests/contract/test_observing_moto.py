"""The readers of state against a simulated AWS: what is there is found, twice the same, otherwise once it changed."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

import boto3
import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.aws.facts import AwsFacts
from keyturn.codec.canonical import Json
from keyturn.gather.observing import Subject, differences, observed, wanted
from keyturn.model.observed import Observed, Stands
from keyturn.runner.streams import whole
from tests.contract.test_upstream_moto import run

REGION: Final = "us-east-1"
CATALOGUE: Final = PackagedCatalogue()
LOOKING: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}],
}
Client = Callable[[str], Any]
Made = tuple[dict[str, Any], Callable[[], object]]
"""The parameters of the call that is to be bound, and what alters its thing."""


@pytest.fixture
def aws(moto_reset: str) -> Client:
    def client(service: str) -> Any:  # noqa: ANN401 - boto3's own
        session = boto3.Session("AKIAIOSFODNN7EXAMPLE", "secret", region_name=REGION)
        return session.client(service, endpoint_url=moto_reset)  # type: ignore[call-overload]  # a name among hundreds

    return client


def look(url: str, call: str, parameters: Mapping[str, Json]) -> tuple[Observed, ...]:
    """How the things of a call stand now."""
    service, _, operation = call.partition(":")
    document: dict[str, Json] = {
        "service": service,
        "operation": operation,
        "region": REGION,
        "parameters": dict(parameters),
    }
    found = []
    for one in wanted([Subject(0, document, "modify")], CATALOGUE):
        answers = [
            run(url, lambda sender, ask=ask: _read(AwsFacts(sender, REGION, None, lambda: 0.0), ask))  # type: ignore[misc]
            for ask in one.asks
        ]
        found.append(observed(one, answers, CATALOGUE, b"k" * 32))
    return tuple(found)


async def _read(facts: AwsFacts, ask: Any) -> Any:  # noqa: ANN401 - what is asked, what is answered
    return await whole(await facts.read(ask))


def table(aws: Client) -> Made:
    dynamodb = aws("dynamodb")
    dynamodb.create_table(
        TableName="costs", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST",
    )  # fmt: skip
    alter = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
    return {"TableName": "costs"}, lambda: dynamodb.update_table(
        TableName="costs", BillingMode="PROVISIONED", ProvisionedThroughput=alter
    )


def item(aws: Client) -> Made:
    table(aws)
    dynamodb = aws("dynamodb")
    dynamodb.put_item(TableName="costs", Item={"id": {"S": "a"}, "n": {"N": "1"}})
    return {"TableName": "costs", "Key": {"id": {"S": "a"}}}, lambda: dynamodb.put_item(
        TableName="costs", Item={"id": {"S": "a"}, "n": {"N": "2"}}
    )


def an_object(aws: Client) -> Made:
    s3 = aws("s3")
    s3.create_bucket(Bucket="costs")
    s3.put_object(Bucket="costs", Key="2026/a b+c.csv", Body=b"data")
    return {"Bucket": "costs", "Key": "2026/a b+c.csv"}, lambda: s3.put_object(
        Bucket="costs", Key="2026/a b+c.csv", Body=b"DATA"
    )


def bucket(aws: Client) -> Made:
    s3 = aws("s3")
    s3.create_bucket(Bucket="costs")
    return {"Bucket": "costs"}, lambda: s3.put_bucket_versioning(
        Bucket="costs", VersioningConfiguration={"Status": "Enabled"}
    )


def queue(aws: Client) -> Made:
    sqs = aws("sqs")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    return {"QueueUrl": url}, lambda: sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "77"})


def topic(aws: Client) -> Made:
    sns = aws("sns")
    arn = sns.create_topic(Name="orders")["TopicArn"]
    return {"TopicArn": arn}, lambda: sns.set_topic_attributes(
        TopicArn=arn, AttributeName="DisplayName", AttributeValue="other"
    )


def role(aws: Client) -> Made:
    iam = aws("iam")
    iam.create_role(RoleName="reports", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
    return {"RoleName": "reports"}, lambda: iam.put_role_policy(
        RoleName="reports", PolicyName="more", PolicyDocument=json.dumps(LOOKING)
    )


def _code(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("report.py"), text)
    return packed.getvalue()


def function(aws: Client) -> Made:
    role(aws)
    arn = aws("iam").get_role(RoleName="reports")["Role"]["Arn"]
    lambdas = aws("lambda")
    lambdas.create_function(
        FunctionName="report", Runtime="python3.11", Role=arn, Handler="report.handler",
        Code={"ZipFile": _code("one")}, Environment={"Variables": {"TOKEN": "hunter2"}},
    )  # fmt: skip
    return {"FunctionName": "report"}, lambda: lambdas.update_function_code(FunctionName="report", ZipFile=_code("two"))


def alias(aws: Client) -> Made:
    function(aws)
    lambdas = aws("lambda")
    first = lambdas.publish_version(FunctionName="report")["Version"]
    lambdas.create_alias(FunctionName="report", Name="live", FunctionVersion=first)
    return {"FunctionName": "report", "Name": "live"}, lambda: lambdas.update_alias(
        FunctionName="report", Name="live", FunctionVersion="$LATEST"
    )


def database(aws: Client) -> Made:
    rds = aws("rds")
    rds.create_db_instance(DBInstanceIdentifier="costs", DBInstanceClass="db.t3.micro", Engine="postgres")
    return {"DBInstanceIdentifier": "costs"}, lambda: rds.modify_db_instance(
        DBInstanceIdentifier="costs", DBInstanceClass="db.t3.large", ApplyImmediately=True
    )


def instance(aws: Client) -> Made:
    ec2 = aws("ec2")
    name = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    return {"InstanceIds": [name]}, lambda: ec2.stop_instances(InstanceIds=[name])


def group(aws: Client) -> Made:
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    name = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    return {"GroupId": name}, lambda: ec2.authorize_security_group_ingress(GroupId=name, IpPermissions=[rule])


def volume(aws: Client) -> Made:
    ec2 = aws("ec2")
    name = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=10)["VolumeId"]
    return {"VolumeId": name}, lambda: ec2.delete_volume(VolumeId=name)


def service(aws: Client) -> Made:
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="main")
    part = [{"name": "web", "image": "web:1", "memory": 128}]
    ecs.register_task_definition(family="web", containerDefinitions=part)
    ecs.create_service(cluster="main", serviceName="web", taskDefinition="web:1", desiredCount=1)
    return {"cluster": "main", "service": "web"}, lambda: ecs.update_service(
        cluster="main", service="web", desiredCount=3
    )


def stack(aws: Client) -> Made:
    formation = aws("cloudformation")
    template = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    formation.create_stack(StackName="costs", TemplateBody=json.dumps(template))
    more = {"Resources": {**template["Resources"], "More": {"Type": "AWS::SNS::Topic"}}}
    return {"StackName": "costs"}, lambda: formation.update_stack(StackName="costs", TemplateBody=json.dumps(more))


def key(aws: Client) -> Made:
    kms = aws("kms")
    name = kms.create_key()["KeyMetadata"]["KeyId"]
    return {"KeyId": name}, lambda: kms.disable_key(KeyId=name)


def secret(aws: Client) -> Made:
    manager = aws("secretsmanager")
    manager.create_secret(Name="token", SecretString="hunter2")
    return {"SecretId": "token"}, lambda: manager.put_secret_value(SecretId="token", SecretString="hunter3")


def parameter(aws: Client) -> Made:
    ssm = aws("ssm")
    ssm.put_parameter(Name="/costs/rate", Value="hunter2", Type="String")
    return {"Name": "/costs/rate"}, lambda: ssm.put_parameter(
        Name="/costs/rate", Value="hunter3", Type="String", Overwrite=True
    )


def rule(aws: Client) -> Made:
    events = aws("events")
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    return {"Name": "nightly"}, lambda: events.disable_rule(Name="nightly")


def machine(aws: Client) -> Made:
    role(aws)
    arn = aws("iam").get_role(RoleName="reports")["Role"]["Arn"]
    states = aws("stepfunctions")
    first = {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}
    made = states.create_state_machine(name="costs", definition=json.dumps(first), roleArn=arn)["stateMachineArn"]
    other = {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}
    return {"stateMachineArn": made}, lambda: states.update_state_machine(
        stateMachineArn=made, definition=json.dumps(other)
    )


def api(aws: Client) -> Made:
    gateway = aws("apigateway")
    name = gateway.create_rest_api(name="costs")["id"]
    patch = [{"op": "replace", "path": "/name", "value": "other"}]
    return {"restApiId": name}, lambda: gateway.update_rest_api(restApiId=name, patchOperations=patch)


def alarm(aws: Client) -> Made:
    cloudwatch = aws("cloudwatch")

    def put(threshold: float) -> object:
        return cloudwatch.put_metric_alarm(
            AlarmName="late", MetricName="Age", Namespace="Costs", Period=60, EvaluationPeriods=1, Threshold=threshold,
            Statistic="Maximum", ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip

    put(1.0)
    return {"AlarmName": "late"}, lambda: put(2.0)


def record(aws: Client) -> Made:
    route53 = aws("route53")
    zone = route53.create_hosted_zone(Name="costs.example.", CallerReference="1")["HostedZone"]["Id"].split("/")[-1]

    def put(address: str) -> dict[str, Any]:
        of = {"Name": "www.costs.example.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": address}]}
        batch = {"Changes": [{"Action": "UPSERT", "ResourceRecordSet": of}]}
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch)
        return {"HostedZoneId": zone, "ChangeBatch": batch}

    return put("192.0.2.1"), lambda: put("192.0.2.2")


def log_group(aws: Client) -> Made:
    logs = aws("logs")
    logs.create_log_group(logGroupName="/costs")
    return {"logGroupName": "/costs"}, lambda: logs.put_retention_policy(logGroupName="/costs", retentionInDays=7)


def stream(aws: Client) -> Made:
    kinesis = aws("kinesis")
    kinesis.create_stream(StreamName="costs", ShardCount=1)
    return {"StreamName": "costs"}, lambda: kinesis.increase_stream_retention_period(
        StreamName="costs", RetentionPeriodHours=48
    )


def cluster(aws: Client) -> Made:
    eks = aws("eks")
    eks.create_cluster(
        name="main", roleArn="arn:aws:iam::123456789012:role/x", resourcesVpcConfig={"subnetIds": ["subnet-0"]}
    )
    return {"name": "main"}, lambda: eks.delete_cluster(name="main")


def balancer(aws: Client) -> Made:
    elb, ec2 = aws("elbv2"), aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    of = {"Name": "web", "Protocol": "HTTP", "Port": 80, "VpcId": vpc}
    arn = elb.create_target_group(**of)["TargetGroups"][0]["TargetGroupArn"]
    return {"TargetGroupArn": arn}, lambda: elb.modify_target_group(TargetGroupArn=arn, HealthCheckPath="/other")


def scaling(aws: Client) -> Made:
    autoscaling = aws("autoscaling")
    autoscaling.create_launch_configuration(
        LaunchConfigurationName="web", ImageId="ami-12c6146b", InstanceType="t3.micro"
    )
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="web",
        LaunchConfigurationName="web",
        MinSize=0,
        MaxSize=2,
        AvailabilityZones=[f"{REGION}a"],
    )
    return {"AutoScalingGroupName": "web"}, lambda: autoscaling.update_auto_scaling_group(
        AutoScalingGroupName="web", MaxSize=9
    )


CASES: Final = (
    ("dynamodb:UpdateTable", table),
    ("dynamodb:UpdateItem", item),
    ("s3:PutObject", an_object),
    ("s3:DeleteBucket", bucket),
    ("sqs:SetQueueAttributes", queue),
    ("sns:SetTopicAttributes", topic),
    ("iam:DeleteRole", role),
    ("lambda:UpdateFunctionCode", function),
    ("lambda:UpdateAlias", alias),
    ("rds:ModifyDBInstance", database),
    ("ec2:TerminateInstances", instance),
    ("ec2:AuthorizeSecurityGroupIngress", group),
    ("ec2:DeleteVolume", volume),
    ("ecs:UpdateService", service),
    ("cloudformation:UpdateStack", stack),
    ("kms:ScheduleKeyDeletion", key),
    ("secretsmanager:UpdateSecret", secret),
    ("ssm:PutParameter", parameter),
    ("events:PutRule", rule),
    ("stepfunctions:UpdateStateMachine", machine),
    ("apigateway:UpdateRestApi", api),
    ("cloudwatch:PutMetricAlarm", alarm),
    ("route53:ChangeResourceRecordSets", record),
    ("logs:DeleteLogGroup", log_group),
    ("kinesis:DeleteStream", stream),
    ("eks:DeleteCluster", cluster),
    ("elbv2:ModifyTargetGroup", balancer),
    ("autoscaling:UpdateAutoScalingGroup", scaling),
)


@pytest.mark.parametrize(("call", "make"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_thing_is_found_twice_the_same_and_otherwise_once_it_changed(
    moto_server: str, aws: Client, call: str, make: Callable[[Client], Made]
) -> None:
    parameters, alter = make(aws)

    first, second = look(moto_server, call, parameters), look(moto_server, call, parameters)
    alter()
    third = look(moto_server, call, parameters)

    assert [one.stands for one in first] == [Stands.THERE] * len(first), first
    assert differences(first, second) == ()
    assert differences(first, third) != ()
    assert "hunter2" not in repr(first)


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        ("dynamodb:DeleteTable", {"TableName": "costs"}),
        ("s3:PutObject", {"Bucket": "costs", "Key": "a"}),
        ("lambda:DeleteFunction", {"FunctionName": "costs"}),
        ("rds:DeleteDBInstance", {"DBInstanceIdentifier": "costs"}),
        ("cloudformation:DeleteStack", {"StackName": "costs"}),
        ("ec2:TerminateInstances", {"InstanceIds": ["i-0123456789abcdef0"]}),
        ("iam:DeleteRole", {"RoleName": "costs"}),
        ("sqs:DeleteQueue", {"QueueUrl": "http://127.0.0.1/123456789012/none"}),
        ("kms:DisableKey", {"KeyId": "01234567-89ab-cdef-0123-456789abcdef"}),
        ("secretsmanager:DeleteSecret", {"SecretId": "none"}),
        ("ssm:DeleteParameter", {"Name": "none"}),
    ],
)
def test_what_is_gone_is_absent(moto_reset: str, call: str, parameters: dict[str, Json]) -> None:
    assert [one.stands for one in look(moto_reset, call, parameters)] == [Stands.ABSENT]
