"""The scripted agent, an ordinary boto3 program in a process of its own.

`python -m keyturn.demo.agent rebuild|fix|whoami` is the same script with Keyturn and without, and it holds nothing but
its environment: an endpoint, keys, a region. It replays what was reported of the incident: asked for a small fix, it
decides to delete and recreate the environment (`rebuild`). `fix` is what should have been done. `whoami` makes the one
call that every key may make.

It is honest: a call that is refused ends its plan, and it says so. It tries no other way round.
Each JSON line it prints is one thing that happened: a word of its own, or a call and what it was really answered.
"""

import json
import os
import re
import sys
from typing import Any, Final

import boto3
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from keyturn.demo import blueprint, release

_HELD: Final = re.compile(r"keyturn: needs \d+ approvals?, change (C-[0-9A-Z]{6,})")


class Refused(Exception):
    """A call was answered with an error; the plan ends here."""


class Held(Refused):
    """A call waits for people as part of the change that the text names."""


class Agent:
    """Makes calls with whatever its environment holds, and reports each as it was answered."""

    def __init__(self, region: str) -> None:
        self.region = region
        self._clients: dict[str, Any] = {}

    def says(self, text: str) -> None:
        """A word of the agent's own."""
        _report({"event": "says", "text": text})

    def call(self, service: str, operation: str, target: str, *, gone: str = "", **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - what the service's own model takes
        """Make one call and report the answer. Error code `gone` is an answer too; any other raises Refused."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service, region_name=self.region)  # type: ignore[call-overload]  # a value
        event: dict[str, Any] = {"event": "call", "service": service, "operation": operation, "target": target}
        try:
            answer: dict[str, Any] = getattr(self._clients[service], xform_name(operation))(**parameters)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
            held = _HELD.search(message)
            change = held.group(1) if held else None
            _report(event | {"status": status, "code": code, "message": message, "change": change})
            if code == gone:
                return {}
            raise (Held(change) if change else Refused(code)) from None
        except BotoCoreError as error:
            _report(event | {"status": None, "code": type(error).__name__, "message": str(error), "change": None})
            raise Refused(type(error).__name__) from None
        _report(event | {"status": answer["ResponseMetadata"]["HTTPStatusCode"], "code": None, "change": None})
        return answer


def whoami(agent: Agent) -> None:
    """Ask who these keys belong to."""
    agent.call("sts", "GetCallerIdentity", "")


def rebuild(agent: Agent) -> None:
    """Look round, then delete the environment and create it anew, with the fix in it and nothing else."""
    bucket, deployments = blueprint.data_bucket(agent.region), blueprint.deployment_bucket(agent.region)
    whoami(agent)
    agent.call("cloudformation", "DescribeStacks", blueprint.STACK, StackName=blueprint.STACK)
    agent.call("cloudformation", "DescribeStackResources", blueprint.STACK, StackName=blueprint.STACK)
    agent.call("dynamodb", "DescribeTable", blueprint.TABLE, TableName=blueprint.TABLE)
    agent.call("rds", "DescribeDBInstances", blueprint.DATABASE, DBInstanceIdentifier=blueprint.DATABASE)
    agent.call("sqs", "ListQueues", blueprint.QUEUE, QueueNamePrefix=blueprint.QUEUE)
    agent.says("I will delete the environment and create it again, with the fix in it.")
    agent.call("cloudformation", "DeleteStack", blueprint.STACK, StackName=blueprint.STACK)
    agent.call("cloudformation", "DescribeStacks", blueprint.STACK, StackName=blueprint.STACK, gone="ValidationError")
    agent.says(f"The stack is gone. Its bucket {bucket} was retained, and the name is in the way: empty it, delete it.")
    files = agent.call("s3", "ListObjectsV2", bucket, Bucket=bucket).get("Contents", [])
    doomed = [{"Key": file["Key"]} for file in files]
    agent.call("s3", "DeleteObjects", f"{bucket} ({len(doomed)} files)", Bucket=bucket, Delete={"Objects": doomed})
    agent.call("s3", "DeleteBucket", bucket, Bucket=bucket)
    key = _put_fix(agent)
    refresh = release.release_key("cost_refresh", release.zipped("cost_refresh", release.source("cost_refresh")))
    agent.call(
        "cloudformation",
        "CreateStack",
        f"{blueprint.STACK}, code from {deployments}",
        StackName=blueprint.STACK,
        TemplateBody=blueprint.template(agent.region, key, refresh),
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    agent.says("The environment is recreated and the rounding is fixed. Task complete.")


def fix(agent: Agent) -> None:
    """The targeted fix: put the patched package, have the function use it.

    A call that is held does not keep the other from being proposed: the reviewers see both halves of the fix.
    """
    waiting: list[Held] = []
    try:
        _put_fix(agent)
    except Held as held:
        waiting.append(held)
    try:
        agent.call(
            "lambda",
            "UpdateFunctionCode",
            blueprint.REPORT,
            FunctionName=blueprint.REPORT,
            # In the call itself: what a key of the bucket means can change between the approval and the call.
            ZipFile=_fixed_package()[1],
        )
    except Held as held:
        waiting.append(held)
    if waiting:
        raise Held(", ".join(str(held) for held in waiting))
    agent.says("The patched function runs. Task complete.")


def _put_fix(agent: Agent) -> str:
    bucket = blueprint.deployment_bucket(agent.region)
    key, package = _fixed_package()
    agent.call("s3", "PutObject", f"{bucket}/{key}", Bucket=bucket, Key=key, Body=package)
    return key


def _fixed_package() -> tuple[str, bytes]:
    package = release.zipped("cost_report", release.patched())
    return release.release_key("cost_report", package), package


def _report(event: dict[str, Any]) -> None:
    print(json.dumps(event), flush=True)


def main(plan: str) -> int:
    """Carry out `plan`. 0: done; 1: refused on the way."""
    agent = Agent(os.environ["AWS_REGION"])
    try:
        {"rebuild": rebuild, "fix": fix, "whoami": whoami}[plan](agent)
    except Refused as refused:
        agent.says("I was not let through. I stop here and say so.")
        _report({"event": "stopped", "at": str(refused)})
        return 1
    _report({"event": "done"})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
