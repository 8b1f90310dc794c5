"""Whoever writes the image, script or source that something is run from acts as its role the next time it runs."""

from typing import Final

import pytest

from keyturn.adapters.aws.collect_code import Whereabouts
from keyturn.codec.canonical import Json
from keyturn.prover.answer import CATALOGUE
from tests.iam_estate import (
    ACCOUNT,
    DELETE,
    OTHER,
    Document,
    allow,
    arn,
    bundle,
    doc,
    finding,
    names,
    role,
    service,
    user,
)

TASK: Final = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/clean:1"
JOB: Final = f"arn:aws:glue:eu-west-1:{ACCOUNT}:job/clean"
PROJECT: Final = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/clean"
IMAGE: Final = f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/team/clean"
SCRIPT: Final = "arn:aws:s3:::scripts/jobs/clean.py"
SOURCE: Final = f"arn:aws:codecommit:eu-west-1:{ACCOUNT}:clean"
HERE: Final = Whereabouts("aws", ACCOUNT)


def run(thing: str, code: str, *rights: Document, **more: object) -> Document:
    things = {thing.split(":")[2]: [{"arn": thing, "role": arn("role", "power"), "code": [code]}]}
    power = role("power", allow(DELETE), trusts=service("nobody"))
    return bundle(user("eve", *rights), power, compute=things, **more)


@pytest.mark.parametrize(
    ("thing", "code", "action"),
    [
        (TASK, IMAGE, "ecr:PutImage"),
        (JOB, SCRIPT, "s3:PutObject"),
        (PROJECT, SOURCE, "codecommit:GitPush"),
        (PROJECT, IMAGE, "ecr:PutImage"),
    ],
)
def test_who_may_write_the_code_becomes_the_role(thing: str, code: str, action: str) -> None:
    assert names(finding(run(thing, code, allow(action)))) == {"eve": 2, "power": 1}
    assert names(finding(run(thing, code, allow(action, code)))) == {"eve": 2, "power": 1}


@pytest.mark.parametrize(
    "right",
    [
        allow("s3:PutObject", "arn:aws:s3:::scripts/other/*"),
        allow("s3:GetObject"),
        allow("ecr:PutImage"),
        allow("s3:PutObject", "*", {"StringEquals": {"aws:PrincipalTag/team": "data"}}),
    ],
)
def test_who_may_write_something_else_does_not(right: Document) -> None:
    assert names(finding(run(JOB, SCRIPT, right))) == {"power": 1}


def test_a_bucket_policy_that_lets_somebody_write_the_script_is_a_way_too() -> None:
    let = doc(
        {
            "Effect": "Allow",
            "Principal": {"AWS": arn("user", "eve")},
            "Action": "s3:Put*",
            "Resource": "arn:aws:s3:::scripts/*",
        }
    )
    made = run(JOB, SCRIPT, allow("s3:ListBucket"), resource_policies={"arn:aws:s3:::scripts": let})

    assert names(finding(made)) == {"eve": 2, "power": 1}
    kept = run(JOB, SCRIPT, allow("s3:PutObject"), resource_policies={"arn:aws:s3:::scripts": doc(
        {"Effect": "Deny", "Principal": "*", "Action": "s3:Put*", "Resource": "arn:aws:s3:::scripts/*"}
    )})  # fmt: skip
    assert names(finding(kept)) == {"power": 1}


def test_what_runs_without_code_of_its_own_is_as_it_was() -> None:
    made = run(JOB, SCRIPT, allow("s3:PutObject"))
    del made["compute"]["glue"][0]["code"]
    made["RoleDetailList"] = [role("power", allow("s3:GetObject"), trusts=service("nobody"))]

    assert finding(made).verdict == CATALOGUE


def test_collecting_finds_where_code_lies() -> None:
    registry = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"
    pinned = f"{registry}/team/other@sha256:{'0' * 64}"
    rows: list[Json] = [
        {"image": f"{registry}/team/clean:latest"},
        {"image": "nginx:1"},
        {"image": pinned},
        {"image": None},
    ]
    assert HERE.of_task({"containerDefinitions": rows}) == [IMAGE]
    assert HERE.of_task({"containerDefinitions": [{"image": f"{OTHER}.dkr.ecr.us-east-1.amazonaws.com/a"}]}) == [
        f"arn:aws:ecr:us-east-1:{OTHER}:repository/a"
    ]
    assert HERE.of_task(None) == []

    job = {
        "Command": {"ScriptLocation": "s3://scripts/jobs/clean.py"},
        "DefaultArguments": {"--extra-jars": "s3://a-b/x.jar, s3://a-b/y.jar"},
    }
    assert HERE.of_job(job) == [SCRIPT, "arn:aws:s3:::a-b/x.jar", "arn:aws:s3:::a-b/y.jar"]
    assert HERE.of_job({"Command": {}}) == []

    commit = {"type": "CODECOMMIT", "location": "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/clean"}
    image = {"image": f"{registry}/team/clean"}
    assert HERE.of_project({"source": commit, "environment": image}) == [IMAGE, SOURCE]
    assert HERE.of_project({"source": {"type": "S3", "location": "scripts/jobs/clean.py"}}) == [SCRIPT]
    assert HERE.of_project({"source": {"type": "GITHUB", "location": "https://github.com/a/b"}}) == []
