"""The estate as it stands: starts the simulated AWS, builds the stacks, and measures over the wire what is there."""

import json
import subprocess
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from keyturn.demo import blueprint, ledger, release
from keyturn.demo.processes import Children, WorldFailed, bare_environment

_BATCH: Final = 25  # the most that BatchWriteItem takes
_READS: Final = ("cloudformation:Describe*", "dynamodb:Query", "dynamodb:Scan", "dynamodb:ListTables", "lambda:Get*")
_LISTS: Final = (
    "lambda:List*",
    "rds:Describe*",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:ListAllMyBuckets",
    "sqs:Get*",
    "sqs:List*",
)
_PROBE_READS: Final = ("dynamodb:Query", "lambda:GetFunctionConfiguration", "s3:GetObject", "s3:ListBucket")


@dataclass(frozen=True, slots=True)
class Keys:
    """One set of credentials that the simulated cloud issued."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    def environment(self, endpoint: str, region: str) -> dict[str, str]:
        """The variables with which any AWS client finds them."""
        found = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
        }
        return found if self.session_token is None else found | {"AWS_SESSION_TOKEN": self.session_token}


@dataclass(frozen=True, slots=True)
class Access:
    """Whose keys the cloud issued: for the health probe, for counting, for the gateway, for the engineer."""

    probe: Keys
    auditor: Keys
    gateway: Keys
    engineer: Keys


class Cloud:
    """A running simulated AWS."""

    def __init__(self, port: int, access_log: Path) -> None:
        self.endpoint: Final = f"http://127.0.0.1:{port}"
        self._access_log = access_log

    def client(self, service: str, keys: Keys, region: str = blueprint.PRODUCTION) -> Any:  # noqa: ANN401 - boto3 builds clients at run time
        """A boto3 client straight at the cloud, one attempt a call."""
        return boto3.client(
            service,  # type: ignore[call-overload]  # the name is a value here, and the overloads want literals
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            aws_session_token=keys.session_token,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def received(self, method: str, path: str) -> int:
        """How often a request came in for `method path`, by the cloud's own access log: what no gateway can retouch."""
        return self._access_log.read_text(encoding="utf-8").count(f"{method} {path} HTTP/1.1")

    def wipe(self) -> None:
        """Forget everything: every resource and every key, and let the next builder in."""
        self._moto("reset", b"")
        self._moto("reset-auth", b"inf")

    def enforce(self) -> None:
        """From here on check every call: access key, signature, and action against the policies in the account."""
        self._moto("reset-auth", b"0")

    def _moto(self, what: str, body: bytes) -> None:
        request = urllib.request.Request(  # noqa: S310 - the address is the loopback server that we started
            f"{self.endpoint}/moto-api/{what}", data=body, method="POST", headers={"Content-Type": "text/plain"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            answer.read()


def start(children: Children) -> Cloud:
    """Start the simulated AWS; it listens when this returns."""
    process: subprocess.Popen[str] = children.start(
        "cloud", "keyturn.demo.cloud", env=bare_environment(children.folder)
    )
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line.strip().isdigit():
        raise WorldFailed(f"the simulated AWS did not start: {children.complaint('cloud')}")
    return Cloud(int(line), children.folder / "cloud.err")


def build(cloud: Cloud, yesterday: date) -> Access:
    """Build the estate from nothing, the same every time, then have the cloud check who asks."""
    cloud.wipe()
    builder = Keys("builder", "builder")  # taken by moto until `enforce`, and by nobody after
    for region in blueprint.REGIONS:
        _deploy(cloud, builder, region)
        _fill(cloud, builder, region, yesterday)
    access = _issue(cloud, builder)
    cloud.enforce()
    return access


def _deploy(cloud: Cloud, builder: Keys, region: str) -> None:
    s3 = cloud.client("s3", builder, region)
    bucket = blueprint.deployment_bucket(region)
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    keys = []
    for name in ("cost_report", "cost_refresh"):
        package = release.zipped(name, release.source(name))
        keys.append(release.release_key(name, package))
        s3.put_object(Bucket=bucket, Key=keys[-1], Body=package)
    cloud.client("cloudformation", builder, region).create_stack(
        StackName=blueprint.STACK,
        TemplateBody=blueprint.template(region, *keys),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    # The simulated cloud keeps an inline policy of a stack as an object, and cannot list it until it is text.
    role = blueprint.function_role(region)
    cloud.client("iam", builder, region).put_role_policy(
        RoleName=role["Properties"]["RoleName"],
        PolicyName=role["Properties"]["Policies"][0]["PolicyName"],
        PolicyDocument=json.dumps(role["Properties"]["Policies"][0]["PolicyDocument"]),
    )


def _fill(cloud: Cloud, builder: Keys, region: str, yesterday: date) -> None:
    table = cloud.client("dynamodb", builder, region)
    s3 = cloud.client("s3", builder, region)
    lines = ledger.rows(region, yesterday)
    puts = [
        {
            "PutRequest": {
                "Item": {
                    "day": {"S": row.day},
                    "line": {"S": row.line},
                    "service": {"S": row.service},
                    "amount": {"N": row.amount},
                }
            }
        }
        for row in lines
    ]
    for start_at in range(0, len(puts), _BATCH):
        table.batch_write_item(RequestItems={blueprint.TABLE: puts[start_at : start_at + _BATCH]})
    for day in sorted({row.day for row in lines}):
        file = "".join(f"{row.day},{row.account},{row.service},{row.amount}\n" for row in lines if row.day == day)
        s3.put_object(Bucket=blueprint.data_bucket(region), Key=f"usage/{day}.csv", Body=file.encode())
    cloud.client("sqs", builder, region).send_message(
        QueueUrl=f"{cloud.endpoint}/{blueprint.ACCOUNT}/{blueprint.QUEUE}", MessageBody=yesterday.isoformat()
    )


def _issue(cloud: Cloud, builder: Keys) -> Access:
    iam = cloud.client("iam", builder)

    def user(name: str, *actions: str) -> Keys:
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="what-it-may", PolicyDocument=_allow(*actions))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Keys(key["AccessKeyId"], key["SecretAccessKey"])

    role = iam.create_role(
        RoleName=blueprint.ENGINEER_ROLE,
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Principal": {"AWS": blueprint.ACCOUNT}, "Action": "sts:AssumeRole"}],
            }
        ),
    )["Role"]
    iam.put_role_policy(
        RoleName=blueprint.ENGINEER_ROLE,
        PolicyName="everything-the-team-touches",
        PolicyDocument=_allow(*blueprint.ENGINEER_ACTIONS),
    )
    lent = cloud.client("sts", builder).assume_role(RoleArn=role["Arn"], RoleSessionName="dana")["Credentials"]
    return Access(
        probe=user("cost-probe", *_PROBE_READS),
        auditor=user("demo-auditor", *_READS, *_LISTS),
        gateway=user("keyturn-gateway", *blueprint.ENGINEER_ACTIONS),
        engineer=Keys(lent["AccessKeyId"], lent["SecretAccessKey"], lent["SessionToken"]),
    )


def _allow(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass(frozen=True, slots=True)
class Inventory:
    """What stands in one region, counted over the wire."""

    cost_rows: int
    usage_files: int
    functions: int
    tables: int
    queues: int
    queued_messages: int
    databases: int

    def lost(self, later: "Inventory") -> dict[str, int]:
        """How many of each kind are there no more."""
        before: Mapping[str, int] = self.counts()
        return {kind: many - later.counts()[kind] for kind, many in before.items() if later.counts()[kind] < many}

    def counts(self) -> dict[str, int]:
        """Each kind in words, and how many."""
        return {name.replace("_", " "): int(getattr(self, name)) for name in self.__dataclass_fields__}


def measure(cloud: Cloud, auditor: Keys, region: str) -> Inventory:
    """Count what stands in `region`, with read-only keys, straight at the cloud."""
    dynamodb = cloud.client("dynamodb", auditor, region)
    tables = dynamodb.list_tables()["TableNames"]
    databases = cloud.client("rds", auditor, region).describe_db_instances()["DBInstances"]
    sqs = cloud.client("sqs", auditor, region)
    queues = sqs.list_queues().get("QueueUrls", [])
    return Inventory(
        cost_rows=_rows(dynamodb) if blueprint.TABLE in tables else 0,
        usage_files=_files(cloud.client("s3", auditor, region), blueprint.data_bucket(region)),
        functions=len(cloud.client("lambda", auditor, region).list_functions()["Functions"]),
        tables=len(tables),
        queues=len(queues),
        queued_messages=sum(_waiting(sqs, url) for url in queues),
        databases=len(databases),
    )


def _rows(dynamodb: Any) -> int:  # noqa: ANN401 - boto3 builds clients at run time
    pages = dynamodb.get_paginator("scan").paginate(TableName=blueprint.TABLE, Select="COUNT")
    return sum(page["Count"] for page in pages)


def _waiting(sqs: Any, url: str) -> int:  # noqa: ANN401 - boto3 builds clients at run time
    wanted = "ApproximateNumberOfMessages"
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])["Attributes"][wanted])


def _files(s3: Any, bucket: str) -> int:  # noqa: ANN401 - boto3 builds clients at run time
    try:
        return sum(page["KeyCount"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket))
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
        return 0
