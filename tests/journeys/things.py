"""Things in production, one of each service, with the commands that delete them."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Final

from botocore.exceptions import ClientError

from tests.gateway import Gateway

_NUMBERS: Final = count(1)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that exists.

    `words` delete it with the `aws` program, `operation` and `parameters` with boto3; `remake` puts it back under the
    same name, where its service allows that.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    words: tuple[str, ...]
    exists: Callable[[], bool]
    remake: Callable[[], object] | None = None


def fresh(prefix: str) -> str:
    """A name that no other test has."""
    return f"{prefix}-{next(_NUMBERS)}"


def package(source: str = "def handler(event, context):\n    return 1\n") -> bytes:
    """A Lambda package that is the same bytes every time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("handler.py"), source)
    return packed.getvalue()


def role(gate: Gateway, region: str) -> str:
    """The ARN of a role that functions may run under."""
    iam = gate.direct("iam", region)
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    made = iam.create_role(RoleName=fresh("runs"), AssumeRolePolicyDocument=json.dumps(trust))
    return str(made["Role"]["Arn"])


def bucket(gate: Gateway, region: str) -> str:
    """The name of a new bucket."""
    name = fresh("costs")
    gate.direct("s3", region).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    return name


def table_parameters(name: str) -> dict[str, Any]:
    """How a table is made."""
    return {
        "TableName": name,
        "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "day", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }


def function_parameters(gate: Gateway, region: str, name: str) -> dict[str, Any]:
    """How a function is made."""
    return {
        "FunctionName": name,
        "Runtime": "python3.11",
        "Role": role(gate, region),
        "Handler": "handler.handler",
        "Code": {"ZipFile": package()},
    }


def instance_parameters(name: str) -> dict[str, Any]:
    """How a database instance is made."""
    return {
        "DBInstanceIdentifier": name,
        "Engine": "postgres",
        "DBInstanceClass": "db.t3.micro",
        "AllocatedStorage": 20,
        "MasterUsername": "costs",
        "MasterUserPassword": "not-a-secret-of-ours",
    }


def template(name: str) -> str:
    """A stack with one queue."""
    return json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}}}})


def _there(call: Callable[..., Any], **parameters: object) -> bool:
    """Whether `call` finds what it asks for; an error that says no such thing is an answer too."""
    try:
        call(**parameters)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 404}:
            return False
        raise
    return True


def a_table(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("dynamodb", region), fresh("costs")
    make = partial(cloud.create_table, **table_parameters(name))
    make()
    named = {"TableName": name}
    words = ("dynamodb", "delete-table", "--table-name", name)
    return Thing("dynamodb", "delete_table", named, words, partial(_there, cloud.describe_table, **named), make)


def a_bucket(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("s3", region), bucket(gate, region)
    make = partial(cloud.create_bucket, Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    words = ("s3api", "delete-bucket", "--bucket", name)
    return Thing("s3", "delete_bucket", {"Bucket": name}, words, partial(_there, cloud.head_bucket, Bucket=name), make)


def an_object(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("s3", region), bucket(gate, region)
    named = {"Bucket": name, "Key": "2026/costs of november.csv"}
    make = partial(cloud.put_object, **named, Body=b"day,amount\n")
    make()
    words = ("s3api", "delete-object", "--bucket", name, "--key", named["Key"])
    return Thing("s3", "delete_object", named, words, partial(_there, cloud.head_object, **named), make)


def an_instance(gate: Gateway, region: str) -> Thing:
    cloud = gate.direct("ec2", region)
    image = cloud.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    made = cloud.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro")["Instances"][0]
    words = ("ec2", "terminate-instances", "--instance-ids", made["InstanceId"])

    def runs() -> bool:
        found = cloud.describe_instances(InstanceIds=[made["InstanceId"]])["Reservations"][0]["Instances"][0]
        return bool(found["State"]["Name"] == "running")

    return Thing("ec2", "terminate_instances", {"InstanceIds": [made["InstanceId"]]}, words, runs)


def a_function(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("lambda", region), fresh("report")
    make = partial(cloud.create_function, **function_parameters(gate, region, name))
    make()
    named = {"FunctionName": name}
    words = ("lambda", "delete-function", "--function-name", name)
    return Thing("lambda", "delete_function", named, words, partial(_there, cloud.get_function, **named), make)


def a_queue(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("sqs", region), fresh("refresh")
    make = partial(cloud.create_queue, QueueName=name)
    url = make()["QueueUrl"]
    # This version of the aws program does not look at AWS_ENDPOINT_URL for SQS.
    words = ("sqs", "delete-queue", "--queue-url", url, "--endpoint-url", gate.door)
    there = partial(_there, cloud.get_queue_url, QueueName=name)
    return Thing("sqs", "delete_queue", {"QueueUrl": url}, words, there, make)


def a_database(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("rds", region), fresh("ledger")
    make = partial(cloud.create_db_instance, **instance_parameters(name))
    make()
    there = partial(_there, cloud.describe_db_instances, DBInstanceIdentifier=name)
    words = ("rds", "delete-db-instance", "--db-instance-identifier", name, "--skip-final-snapshot")
    named = {"DBInstanceIdentifier": name, "SkipFinalSnapshot": True}
    return Thing("rds", "delete_db_instance", named, words, there, make)


def a_stack(gate: Gateway, region: str) -> Thing:
    cloud, name = gate.direct("cloudformation", region), fresh("cost-explorer")
    make = partial(cloud.create_stack, StackName=name, TemplateBody=template(name))
    make()
    words = ("cloudformation", "delete-stack", "--stack-name", name)
    there = partial(_there, cloud.describe_stacks, StackName=name)
    return Thing("cloudformation", "delete_stack", {"StackName": name}, words, there, make)


THINGS: Final = (a_table, a_bucket, an_object, an_instance, a_function, a_queue, a_database, a_stack)
"""One of each kind. IAM's deletions are permissions, and STS has nothing to delete."""
