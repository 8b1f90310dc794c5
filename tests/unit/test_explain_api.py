"""A call by its names and parameters is read as strictly as one from the wire."""

import pytest

from tests.explaining import api

MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:a"


def named(service: str, operation: str, **params: object) -> str:
    answer = api(service, operation, params)
    return ", ".join(f"{one['service']}:{one['operation']}" for one in answer["actions"]) or str(answer["reason"])


@pytest.mark.parametrize("operation", ["GetObject", "get_object", "get-object"])
@pytest.mark.parametrize("service", ["s3", "S3", "s3api"])
def test_names_are_taken_as_sdks_and_programs_write_them(service: str, operation: str) -> None:
    assert named(service, operation, Bucket="costs", Key="a") == "s3:GetObject"


@pytest.mark.parametrize(
    ("service", "operation", "params", "name"),
    [
        ("monitoring", "delete_alarms", {"AlarmNames": ["a"]}, "cloudwatch:DeleteAlarms"),
        ("configservice", "delete-config-rule", {"ConfigRuleName": "a"}, "config:DeleteConfigRule"),
        ("deploy", "delete-application", {"applicationName": "a"}, "codedeploy:DeleteApplication"),
        ("states", "DeleteStateMachine", {"stateMachineArn": MACHINE}, "stepfunctions:DeleteStateMachine"),
        ("email", "DeleteIdentity", {"Identity": "a@b.c"}, "ses:DeleteIdentity"),
        ("lex-models", "DeleteBot", {"name": "a"}, "lex-models:DeleteBot"),
        ("lexv2-models", "DeleteBot", {"botId": "a"}, "lexv2-models:DeleteBot"),
        ("lex-models", "UntagResource", {"resourceArn": "a", "tagKeys": ["a"]}, "lexv2-models:UntagResource"),
        ("docdb", "DeleteDBCluster", {"DBClusterIdentifier": "a"}, "rds:DeleteDBCluster"),
        ("s3", "PutBucketLifecycle", {"Bucket": "costs"}, "s3:PutBucketLifecycleConfiguration"),
        ("elasticloadbalancing", "DeleteLoadBalancer", {"LoadBalancerName": "a"}, "elb:DeleteLoadBalancer"),
    ],
)
def test_a_service_goes_by_several_names_and_an_act_by_one(
    service: str, operation: str, params: dict[str, object], name: str
) -> None:
    assert named(service, operation, **params) == name


def test_what_two_services_have_is_not_guessed() -> None:
    why = named("elasticloadbalancing", "DescribeLoadBalancers")

    assert why.startswith("the call could mean `elb:DescribeLoadBalancers` or `elbv2:DescribeLoadBalancers`: ")


@pytest.mark.parametrize(
    ("service", "operation", "params", "why"),
    [
        ("dynamo", "DeleteTable", {}, "no AWS service is called `dynamo`: did you mean `dynamodb`?"),
        ("s3", "GetObjcet", {}, "`s3` has no operation `GetObjcet`: did you mean `GetObject`?"),
        (
            "s3",
            "GetObject",
            {"Bucket": "b", "Kye": "k"},
            "`Kye` is not a member of `GetObjectRequest`: did you mean `Key`?",
        ),
        ("s3", "GetObject", {"Bucket": "b"}, "`Key` is required"),
        ("s3", "GetObject", {"Bucket": 1, "Key": "k"}, "in `Bucket`: a string is wanted"),
        ("s3", "GetObject", {"Bucket": None, "Key": "k"}, "in `Bucket`: a string is wanted"),
        ("s3", "GetObject", [], "an object is wanted"),
        (
            "s3",
            "DeleteObjects",
            {"Bucket": "b", "Delete": {"Objects": [{"Kye": "k"}]}},
            "in `Delete.Objects.[]`: `Kye` is not a member",
        ),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "Body": {"$b64": "a"}}, "in `Body`: base64 is wanted"),
        ("s3", "PutObject", {"Bucket": "b", "Key": "k", "Body": {"$b64": "", "a": 1}}, "in `Body`: bytes are wanted"),
        (
            "s3",
            "PutObject",
            {"Bucket": "b", "Key": "k", "Expires": {"$ts": "soon"}},
            "in `Expires`: an instant is wanted",
        ),
        ("s3", "ListBuckets", {"MaxBuckets": "10"}, "in `MaxBuckets`: an integer is wanted"),
        ("s3", "ListBuckets", {"MaxBuckets": 2**31}, "in `MaxBuckets`: the number does not fit"),
        ("sts", "GetCallerIdentity", {"Name": "a"}, "`Name` is not a member"),
    ],
)
def test_parameters_that_the_model_does_not_have_are_refused_by_the_nearest_name(
    service: str, operation: str, params: object, why: str
) -> None:
    answer = api(service, operation, params)  # type: ignore[arg-type]  # that is the point

    assert why in answer["reason"]
    assert (answer["actions"], answer["effect"], answer["decision"]) == ([], "unknown", "deny")


def test_bytes_and_instants_are_given_with_their_kind_or_as_text() -> None:
    given = {"Bucket": "costs", "Key": "a", "Body": "ä", "Expires": 1795358751}
    [action] = api("s3", "PutObject", given)["actions"]
    [same] = api("s3", "PutObject", {**given, "Body": {"$b64": "w6Q="}, "Expires": {"$ts": "2026-11-22T14:45:51Z"}})[
        "actions"
    ]

    assert action == same


def test_a_token_that_clients_make_themselves_may_be_left_out() -> None:
    assert named("ecs", "CreateService", serviceName="costs") == "ecs:CreateService"


def test_the_region_is_said_or_taken_for_granted() -> None:
    params = {"TableName": "costs"}

    assert "region us-east-1" in api("dynamodb", "DeleteTable", params)["assumed"]
    [action] = api("dynamodb", "DeleteTable", params, region="cn-north-1")["actions"]
    assert action["resources"] == ["arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"]


@pytest.mark.parametrize(
    "bucket",
    [
        "arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/mine",
        "arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-1/accesspoint/mine",
        "mine--use1-az4--x-s3",
    ],
)
def test_what_the_gate_sends_nowhere_is_not_allowed(bucket: str) -> None:
    said = api("s3", "GetObject", {"Bucket": bucket, "Key": "k"})

    assert (said["decision"], said["code"]) == ("deny", "host.not_sent")
