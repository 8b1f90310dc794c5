"""What everybody used last, read from IAM: reports that take their time, come in pages, fail, and are refused."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from keyturn.adapters.aws.cloud import collector
from keyturn.adapters.aws.collect_usage import Usage
from keyturn.adapters.aws.questions import Asker
from keyturn.adapters.clock import SystemClock
from keyturn.cli.main import main
from keyturn.codec.canonical import Json
from keyturn.config.aws import Aws, Credentials
from keyturn.prover.account import read
from tests.last_accessed import Advisor, advisor_before

REGION, ACCOUNT = "eu-west-1", "123456789012"
ROLE, OTHER = f"arn:aws:iam::{ACCOUNT}:role/power", f"arn:aws:iam::{ACCOUNT}:role/quiet"
SEEN = "2024-11-01T08:30:00Z"
REPORT: list[dict[str, Any]] = [
    {
        "ServiceName": "Amazon RDS",
        "LastAuthenticated": SEEN,
        "ServiceNamespace": "rds",
        "LastAuthenticatedEntity": ROLE,
        "LastAuthenticatedRegion": REGION,
        "TotalAuthenticatedEntities": 1,
        "TrackedActionsLastAccessed": [
            {"ActionName": "RebootDBInstance", "LastAccessedTime": SEEN, "LastAccessedEntity": ROLE},
            {"ActionName": "DeleteDBInstance"},
        ],
    },
    {"ServiceName": "AWS Lambda", "ServiceNamespace": "lambda", "TotalAuthenticatedEntities": 0},
]


@pytest.fixture
def advisor(moto_reset: str) -> Iterator[Advisor]:
    with advisor_before(moto_reset) as found:
        yield found


def client(url: str) -> Any:  # noqa: ANN401 - boto3 builds clients at run time
    return boto3.client(
        "iam", endpoint_url=url, region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing"
    )


def asked(
    advisor: Advisor, *arns: str, waited: list[float] | None = None
) -> tuple[Json, dict[str, str], list[tuple[int, int]]]:
    """What the reader itself makes of it; its pauses are counted and not waited for."""
    refused: dict[str, str] = {}
    counted: list[tuple[int, int]] = []

    async def pause(seconds: float) -> None:
        if waited is not None:
            waited.append(seconds)

    async def run() -> Json:
        aws = Aws(upstream=advisor.url, account=ACCOUNT, credentials=Credentials("testing", "testing-secret"))
        _, sender = await collector(aws, REGION, (REGION,), SystemClock())
        try:
            usage = Usage(Asker(sender, pause), "us-east-1", pause)
            return await usage.collect(arns, refused, lambda done, of: counted.append((done, of)))
        finally:
            await sender.close()

    return asyncio.run(run()), refused, counted


def test_the_server_speaks_as_boto3_reads_iam(advisor: Advisor) -> None:
    advisor.reports[ROLE] = REPORT
    iam = client(advisor.url)

    job = iam.generate_service_last_accessed_details(Arn=ROLE, Granularity="ACTION_LEVEL")["JobId"]
    assert iam.get_service_last_accessed_details(JobId=job)["JobStatus"] == "IN_PROGRESS"
    told = iam.get_service_last_accessed_details(JobId=job)

    assert told["JobStatus"] == "COMPLETED"
    rds, unused = told["ServicesLastAccessed"]
    assert rds["LastAuthenticated"] == datetime(2024, 11, 1, 8, 30, tzinfo=UTC)
    assert [one.get("LastAccessedTime") is None for one in rds["TrackedActionsLastAccessed"]] == [False, True]
    assert "LastAuthenticated" not in unused


def test_a_report_is_waited_for_and_read_to_its_last_page(advisor: Advisor) -> None:
    advisor.reports[ROLE] = [*({"ServiceNamespace": f"s{number}"} for number in range(7)), *REPORT]
    advisor.waits, advisor.page = 3, 2
    waited: list[float] = []

    found, refused, counted = asked(advisor, ROLE, waited=waited)

    assert isinstance(found, dict)
    report = found[ROLE]
    assert isinstance(report, dict)
    services = report["ServicesLastAccessed"]
    assert isinstance(services, list)
    assert len(services) == 9
    assert services[-2] == {
        "ServiceNamespace": "rds",
        "LastAuthenticated": SEEN,
        "TrackedActionsLastAccessed": [
            {"ActionName": "RebootDBInstance", "LastAccessedTime": SEEN},
            {"ActionName": "DeleteDBInstance"},
        ],
    }
    assert services[-1] == {"ServiceNamespace": "lambda"}
    assert report["JobCompletionDate"] == "2024-11-22T10:00:01Z"
    assert (refused, counted) == ({}, [(1, 1)])
    assert len(waited) == 3
    assert waited == sorted(waited)


def test_a_report_that_fails_is_missing_and_the_others_are_there(advisor: Advisor) -> None:
    advisor.failed[OTHER] = "SERVICE_ERROR"

    found, refused, counted = asked(advisor, ROLE, OTHER)

    assert isinstance(found, dict)
    assert list(found) == [ROLE]
    assert refused == {OTHER: "AWS could not make its report: SERVICE_ERROR"}
    assert counted[-1] == (2, 2)


def test_a_report_that_is_never_made_is_given_up_after_two_minutes(advisor: Advisor) -> None:
    advisor.waits = 10_000
    waited: list[float] = []

    found, refused, _ = asked(advisor, ROLE, waited=waited)

    assert (found, refused) == ({}, {ROLE: "AWS had not made its report after two minutes"})
    assert 120 <= sum(waited) < 130


def test_whoever_is_asked_too_often_is_asked_again_more_and_more_slowly(advisor: Advisor) -> None:
    advisor.refuse = lambda _: (400, "Throttling") if len(advisor.asked) in {1, 2, 4} else None
    waited: list[float] = []

    found, refused, _ = asked(advisor, ROLE, waited=waited)

    assert isinstance(found, dict)
    assert list(found) == [ROLE]
    assert refused == {}
    assert waited[:2] == [0.5, 1.0]


def test_where_nobody_may_ask_it_is_asked_no_more(advisor: Advisor) -> None:
    advisor.refuse = lambda _: (403, "AccessDenied")

    found, refused, _ = asked(advisor, *(f"{ROLE}-{number}" for number in range(100)))

    assert found is None
    assert list(refused) == ["iam"]
    assert "AccessDenied" in refused["iam"]
    assert len(advisor.asked) <= 8


def test_a_session_that_ended_on_the_way_asks_for_its_report_anew(advisor: Advisor) -> None:
    def gone(said: Any) -> tuple[int, str] | None:  # noqa: ANN401 - what the client said
        first = said["Action"].startswith("Get") and len(advisor.jobs) == 1
        return (404, "NoSuchEntity") if first else None

    advisor.refuse = gone

    found, refused, _ = asked(advisor, ROLE)

    assert isinstance(found, dict)
    assert list(found) == [ROLE]
    assert refused == {}


def test_a_role_deleted_meanwhile_is_missing(advisor: Advisor) -> None:
    advisor.refuse = lambda said: (404, "NoSuchEntity") if said.get("Arn") == OTHER else None

    found, refused, _ = asked(advisor, ROLE, OTHER)

    assert isinstance(found, dict)
    assert list(found) == [ROLE]
    assert refused == {OTHER: "it is not there any more"}


def config(folder: Path, url: str) -> str:
    path = folder / "keyturn.toml"
    keys = 'access_key_id = "testing"\nsecret_access_key = "testing-secret"\n'
    path.write_text(f'[aws]\nupstream = "{url}"\n{keys}[environments.production]\nregions = ["{REGION}"]\n')
    path.chmod(0o600)
    return str(path)


def furnish(url: str, roles: int) -> None:
    iam = client(url)
    for number in range(roles):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument="{}")
    iam.create_user(UserName="eve")
    iam.create_group(GroupName="ops")
    iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")


def test_the_bundle_has_a_report_of_each_role_and_user_that_somebody_can_change(
    advisor: Advisor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    furnish(advisor.url, 10)
    advisor.failed[f"arn:aws:iam::{ACCOUNT}:role/r3"] = "SERVICE_ERROR"
    target = tmp_path / "account.json"

    assert main(["prove", "collect", str(target), "--config", config(tmp_path, advisor.url)]) == 0

    bundle = json.loads(target.read_text())
    assert set(bundle["last_accessed"]) == {
        f"arn:aws:iam::{ACCOUNT}:user/eve",
        *(f"arn:aws:iam::{ACCOUNT}:role/r{number}" for number in range(10) if number != 3),
    }
    why = {f"arn:aws:iam::{ACCOUNT}:role/r3": "AWS could not make its report: SERVICE_ERROR"}
    assert bundle["not_collected"]["last_accessed"] == why
    assert "SERVICE_ERROR" in capsys.readouterr().err
    assert read(bundle).unseen.isdisjoint({("last_accessed", arn) for arn in why})  # no part of a proof


def test_no_usage_leaves_it_out_and_an_aws_without_it_is_named(
    advisor: Advisor, moto_reset: str, tmp_path: Path
) -> None:
    furnish(moto_reset, 1)
    without, refused = tmp_path / "without.json", tmp_path / "refused.json"

    assert main(["prove", "collect", str(without), "--no-usage", "--config", config(tmp_path, advisor.url)]) == 0
    assert main(["prove", "collect", str(refused), "--config", config(tmp_path, moto_reset)]) == 0

    bundle = json.loads(without.read_text())
    assert "last_accessed" not in bundle
    assert "last_accessed" not in bundle["not_collected"]
    assert advisor.asked == []
    bundle = json.loads(refused.read_text())
    assert "last_accessed" not in bundle
    assert list(bundle["not_collected"]["last_accessed"]) == ["iam"]
