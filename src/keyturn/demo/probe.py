"""The health probe, a process of its own with its own read-only keys.

`python -m keyturn.demo.probe DAY REGION=FIGURE...` asks each region for the cost report of DAY about once a second, and
at once when a line arrives on its input; it goes when its input closes. One JSON line an answer:
`{"asked": ..., "regions": [{"region", "colour", ...}]}`.

How it asks: the function's configuration names the digest of the code that runs (`CodeSha256`); the package with that
digest is fetched from the deployment bucket (the `Location` that moto's GetFunction gives names a host that does not
exist), the day's rows are fetched from the table, and the handler runs in an isolated subprocess. Green: it
reports the right figure. Amber: another figure. Red: no report at all, and why.
"""

import json
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from keyturn.demo import blueprint, release

_EVERY_SECONDS: Final = 1.0
_HANDLER_SECONDS: Final = 10.0

# Runs inside `python -I`: the package is all it can import besides the standard library and what is installed.
_RUNNER: Final = """
import importlib, json, sys
package, handler = sys.argv[1:]
sys.path.insert(0, package)
module, _, function = handler.rpartition(".")
event = json.load(sys.stdin)
try:
    answer = {"report": getattr(importlib.import_module(module), function)(event, None)}
except Exception as error:
    answer = {"error": f"{type(error).__name__}: {error}"}
json.dump(answer, sys.stdout)
"""


class NoReport(Exception):
    """The region gave no report; the text says why."""


class Region:
    """One region's cost report, asked for as a customer's page would."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._lambda: Any = boto3.client("lambda", region_name=name)
        self._s3: Any = boto3.client("s3", region_name=name)
        self._dynamodb: Any = boto3.client("dynamodb", region_name=name)
        self._packages: dict[str, bytes] = {}  # by object key; a release's key is its digest, so it never goes stale

    def report(self, day: str) -> str:
        """The total that the deployed handler reports for `day`. Raises NoReport."""
        try:
            function = self._lambda.get_function_configuration(FunctionName=blueprint.REPORT)
            package = self._package(function["CodeSha256"])
            rows = self._rows(day)
        except ClientError as error:
            answer = error.response["Error"]
            raise NoReport(f"{error.operation_name}: {answer['Code']}: {answer['Message']}") from None
        except BotoCoreError as error:
            raise NoReport(str(error)) from None
        return run_handler(package, function["Handler"], {"day": day, "rows": rows})

    def _package(self, digest: str) -> bytes:
        bucket = blueprint.deployment_bucket(self.name)
        for found in self._s3.list_objects_v2(Bucket=bucket, Prefix="releases/").get("Contents", []):
            key = found["Key"]
            if key not in self._packages:
                self._packages[key] = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
            if release.code_sha256(self._packages[key]) == digest:
                return self._packages[key]
        raise NoReport(f"the deployment bucket holds no package with the function's digest {digest}")

    def _rows(self, day: str) -> list[dict[str, str]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=blueprint.TABLE,
            KeyConditionExpression="#day = :day",
            ExpressionAttributeNames={"#day": "day"},
            ExpressionAttributeValues={":day": {"S": day}},
        )
        return [
            {"day": item["day"]["S"], "service": item["service"]["S"], "amount": item["amount"]["N"]}
            for page in pages
            for item in page["Items"]
        ]


def run_handler(package: bytes, handler: str, event: dict[str, Any]) -> str:
    """Run `handler` of `package` in an isolated subprocess and return the total it reports. Raises NoReport."""
    with tempfile.TemporaryDirectory(prefix="keyturn-probe-") as folder:
        file = Path(folder) / "package.zip"
        file.write_bytes(package)
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-c", _RUNNER, str(file), handler],
                input=json.dumps(event),
                capture_output=True,
                cwd=folder,
                env={},
                text=True,
                encoding="utf-8",
                timeout=_HANDLER_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NoReport(f"the handler gave no report within {_HANDLER_SECONDS:.0f} s") from None
    if done.returncode != 0:
        raise NoReport(f"the handler crashed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise NoReport(answer["error"])
    return str(answer["report"]["total"])


def look(region: Region, day: str, right: str) -> dict[str, Any]:
    """One region's health now."""
    try:
        figure = region.report(day)
    except NoReport as outage:
        return {"region": region.name, "colour": "red", "right": right, "figure": None, "error": str(outage)}
    colour = "green" if figure == right else "amber"
    return {"region": region.name, "colour": colour, "right": right, "figure": figure, "error": None}


def main(arguments: list[str]) -> None:
    """Look about once a second and whenever asked, until standard input closes."""
    day, *expected = arguments
    figures = dict(one.split("=", 1) for one in expected)
    regions = [Region(name) for name in figures]
    asked = None
    while True:
        seen = [look(region, day, figures[region.name]) for region in regions]
        print(json.dumps({"asked": asked, "regions": seen}), flush=True)
        ready, _, _ = select.select([sys.stdin], [], [], _EVERY_SECONDS)
        asked = None
        if ready:
            line = sys.stdin.readline()
            if not line:
                return
            asked = line.strip()


if __name__ == "__main__":
    main(sys.argv[1:])
