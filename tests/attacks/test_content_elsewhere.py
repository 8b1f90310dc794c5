"""I point at something that people look at today and I change tomorrow: a template, an archive, a tag, `$LATEST`."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest

from keyturn.model.execution import Answer, Outgoing
from keyturn.testing.house import House, Opened

TEMPLATE = "https://templates.s3.cn-north-1.amazonaws.com.cn/costs.yaml"


def packed(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return made.getvalue()


def cloud(house: House, objects: Mapping[str, bytes], version: str = "v1", **more: bytes) -> None:
    """From here on the gateway finds these objects in S3, and of everything else what `more` says by operation."""

    def answers(asked: Outgoing) -> Answer:
        request = asked.request
        target = request.header("x-amz-target") or ""
        for name, body in more.items():
            if target.endswith(f".{name}") or f"Action={name}&".encode() in (request.content.data or b""):
                return Answer(200, (), body)
        for key, data in objects.items():
            if request.method == "GET" and request.path.endswith(f"/{key}"):
                return Answer(200, ((b"x-amz-version-id", version.encode()),), data)
        return Answer(404, (), b"")

    house.facts.answers = answers


def refusal(house: House, session: Opened, action: str, **parameters: Any) -> str:  # noqa: ANN401 - any call's
    reply = house.submit(session, action, **parameters)
    assert house.refused(reply) == "reference.mutable", reply
    return str(getattr(reply, "message", ""))


def references(house: House, change: str) -> Any:  # noqa: ANN401 - JSON of the desk's
    return house.ask("show", change=change)["review"]["state"]["references"]


def test_a_template_that_can_be_overwritten_is_refused_and_what_to_write_is_said(house: House) -> None:
    cloud(house, {"costs.yaml": b"Resources: {}"})
    said = refusal(house, house.session(), "cloudformation:CreateStack", StackName="costs", TemplateURL=TEMPLATE)
    for words in ("`TemplateURL`", "s3://templates/costs.yaml", "version v1", "?versionId=", "mutable_references"):
        assert words in said


def test_a_template_named_by_its_version_is_shown_and_hashed(house: House) -> None:
    cloud(house, {"costs.yaml": b"Resources: {}"})
    session = house.session()
    url = f"{TEMPLATE}?versionId=v1"
    change = house.held(house.submit(session, "cloudformation:CreateStack", StackName="costs", TemplateURL=url))
    (one,) = references(house, change)
    assert (one["fixed"], one["content"]) == (True, {"text": "Resources: {}"})
    assert len(one["digest"]) == 64


def test_the_template_is_overwritten_after_the_approval(house: House) -> None:
    cloud(house, {"costs.yaml": b"Resources: {}"})
    house.accept("s3://templates/*")
    session = house.session()
    change = house.approved(session, "cloudformation:CreateStack", StackName="costs", TemplateURL=TEMPLATE)
    assert references(house, change)[0]["accepted"] == "s3://templates/*"
    cloud(house, {"costs.yaml": b"Resources: {Back: door}"}, "v2")

    reply = house.submit(session, "cloudformation:CreateStack", StackName="costs", TemplateURL=TEMPLATE)

    assert house.refused(reply) == "change.drifted"
    assert house.upstream.received == []
    shown = house.ask("show", change=change)["review"]["state"]
    assert shown["references"][0]["content"] == {"text": "Resources: {Back: door}"}
    assert "version v1" in shown["drift"][0]["before"]
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, "cloudformation:CreateStack", StackName="costs", TemplateURL=TEMPLATE))


def test_the_archive_in_s3_is_overwritten_after_the_approval(house: House) -> None:
    code = {"FunctionName": "report", "S3Bucket": "code", "S3Key": "report.zip"}
    cloud(house, {"report.zip": packed({"report.py": b"pass\n"})})
    session = house.session()
    assert "S3ObjectVersion" in refusal(house, session, "lambda:UpdateFunctionCode", **code)
    house.accept("s3://code/report.zip")
    change = house.approved(session, "lambda:UpdateFunctionCode", **code)
    assert references(house, change)[0]["content"]["files"][0]["name"] == "report.py"
    cloud(house, {"report.zip": packed({"report.py": b"import os\n"})})
    assert house.refused(house.submit(session, "lambda:UpdateFunctionCode", **code)) == "change.drifted"
    assert house.upstream.received == []


@pytest.mark.parametrize(
    ("action", "parameters", "how"),
    [
        (
            "lambda:UpdateFunctionCode",
            {"FunctionName": "f", "ImageUri": "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web:latest"},
            "by digest",
        ),
        (
            "lambda:UpdateAlias",
            {"FunctionName": "f", "Name": "live", "FunctionVersion": "$LATEST"},
            "publish a version",
        ),
        ("ecs:UpdateService", {"service": "web", "taskDefinition": "web"}, "`web:N`"),
        ("ecs:RunTask", {"taskDefinition": "web"}, "`web:N`"),
        (
            "ec2:RunInstances",
            {"MinCount": 1, "MaxCount": 1, "LaunchTemplate": {"LaunchTemplateName": "web"}},
            "number of the version",
        ),
        (
            "ec2:RunInstances",
            {"MinCount": 1, "MaxCount": 1, "LaunchTemplate": {"LaunchTemplateName": "web", "Version": "$Latest"}},
            "number of the version",
        ),
        (
            "autoscaling:UpdateAutoScalingGroup",
            {"AutoScalingGroupName": "web", "LaunchTemplate": {"LaunchTemplateId": "lt-0", "Version": "$Default"}},
            "number",
        ),
        ("ssm:SendCommand", {"DocumentName": "restart", "InstanceIds": ["i-0"]}, "DocumentVersion"),
        (
            "ssm:SendCommand",
            {"DocumentName": "restart", "DocumentVersion": "$LATEST", "InstanceIds": ["i-0"]},
            "DocumentVersion",
        ),
        ("cloudformation:ExecuteChangeSet", {"ChangeSetName": "later", "StackName": "costs"}, "ARN"),
        (
            "glue:UpdateJob",
            {"JobName": "j", "JobUpdate": {"Command": {"ScriptLocation": "s3://code/job.py"}}},
            "takes no version",
        ),
        ("s3:CopyObject", {"Bucket": "data", "Key": "a", "CopySource": "source/a"}, "versionId"),
        ("batch:SubmitJob", {"jobName": "j", "jobQueue": "q", "jobDefinition": "costs"}, "`costs:N`"),
        (
            "stepfunctions:StartExecution",
            {"stateMachineArn": "arn:aws-cn:states:cn-north-1:123456789012:stateMachine:costs:live"},
            "version",
        ),
    ],
)
def test_what_can_come_to_mean_something_else_is_refused(
    house: House, action: str, parameters: dict[str, Any], how: str
) -> None:
    assert how in refusal(house, house.session(), action, **parameters)


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        (
            "lambda:UpdateFunctionCode",
            {
                "FunctionName": "f",
                "ImageUri": f"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web@sha256:{'a' * 64}",
            },
        ),
        ("lambda:UpdateAlias", {"FunctionName": "f", "Name": "live", "FunctionVersion": "7"}),
        ("ecs:UpdateService", {"service": "web", "taskDefinition": "web:7"}),
        (
            "ecs:UpdateService",
            {"service": "web", "taskDefinition": "arn:aws-cn:ecs:cn-north-1:123456789012:task-definition/web:7"},
        ),
        (
            "ec2:RunInstances",
            {
                "MinCount": 1,
                "MaxCount": 1,
                "ImageId": "ami-0",
                "LaunchTemplate": {"LaunchTemplateName": "web", "Version": "3"},
            },
        ),
        ("ssm:SendCommand", {"DocumentName": "restart", "DocumentVersion": "3", "InstanceIds": ["i-0"]}),
        (
            "cloudformation:ExecuteChangeSet",
            {
                "ChangeSetName": "arn:aws-cn:cloudformation:cn-north-1:123456789012:changeSet/later/"
                "01234567-89ab-cdef-0123-456789abcdef"
            },
        ),
        ("s3:CopyObject", {"Bucket": "data", "Key": "a", "CopySource": "source/a?versionId=v1"}),
        ("s3:CopyObject", {"Bucket": "data", "Key": "a", "CopySource": "source/a", "CopySourceIfMatch": '"0123"'}),
    ],
)
def test_what_means_one_content_for_ever_is_held_for_people(
    house: House, action: str, parameters: dict[str, Any]
) -> None:
    change = house.held(house.submit(house.session(), action, **parameters))
    assert all(one["fixed"] for one in references(house, change))


def test_a_null_version_is_none(house: House) -> None:
    refusal(house, house.session(), "lambda:UpdateFunctionCode", FunctionName="f", S3Bucket="code", S3Key="a.zip",
            S3ObjectVersion="null")  # fmt: skip


def test_the_tag_is_moved_after_the_approval(house: House) -> None:
    image = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/web:live"

    def registry(digest: str) -> bytes:
        return json.dumps({"imageDetails": [{"imageDigest": digest, "imageTags": ["live"]}]}).encode()

    house.accept("123456789012.dkr.ecr.*/web:live")
    cloud(house, {}, DescribeImages=registry(f"sha256:{'a' * 64}"))
    session = house.session()
    change = house.approved(session, "lambda:UpdateFunctionCode", FunctionName="f", ImageUri=image)
    assert f"sha256:{'a' * 64}" in references(house, change)[0]["now"]
    cloud(house, {}, DescribeImages=registry(f"sha256:{'b' * 64}"))
    reply = house.submit(session, "lambda:UpdateFunctionCode", FunctionName="f", ImageUri=image)
    assert house.refused(reply) == "change.drifted"
    assert house.upstream.received == []


def test_what_an_archive_in_the_call_holds_is_shown_and_how_it_differs_from_what_runs(house: House) -> None:
    before = packed({"report.py": b"one\ntwo\n", "gone.txt": b"x", "same.txt": b"same"})
    after = packed({"report.py": b"one\nTWO\n", "new.bin": b"\x00\xff", "same.txt": b"same"})
    address = "https://awslambda.s3.cn-north-1.amazonaws.com.cn/code?X-Amz-Signature=1"

    def answers(asked: Outgoing) -> Answer:
        found = {"Code": {"Location": address}, "Configuration": {"Handler": "a.b"}}
        return Answer(200, (), json.dumps(found).encode())

    house.facts.answers = answers
    house.facts.fetched[address] = Answer(200, (), before)
    session = house.session()
    change = house.held(house.submit(session, "lambda:UpdateFunctionCode", FunctionName="report", ZipFile=after))
    (one,) = references(house, change)
    assert [file["name"] for file in one["content"]["files"]] == ["report.py", "new.bin", "same.txt"]
    diff = one["content"]["diff"]
    assert "~ report.py is changed" in diff
    assert "-two" in diff
    assert "+TWO" in diff
    assert "- gone.txt is gone" in diff
    assert any(line.startswith("+ new.bin") for line in diff)
    assert not any("same.txt" in line for line in diff)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../etc/passwd", "leads out of the folder"),
        ("/etc/passwd", "leads out of the folder"),
        ("C:\\windows\\x", "leads out of the folder"),
        ("report\u202eyp.exe", "cannot be seen"),
        ("a\nb", "cannot be seen"),
        ("\x1b[2Jclear", "cannot be seen"),
    ],
)
def test_hostile_names_in_an_archive_are_said_to_be_so(house: House, name: str, why: str) -> None:
    session = house.session()
    data = packed({name: b"x"})
    change = house.held(house.submit(session, "lambda:UpdateFunctionCode", FunctionName="report", ZipFile=data))
    assert any(why in odd for odd in references(house, change)[0]["content"]["odd"])


def test_one_name_twice_in_an_archive_is_said(house: House) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.py", b"good")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.py", b"bad")
    session = house.session()
    change = house.held(
        house.submit(session, "lambda:UpdateFunctionCode", FunctionName="report", ZipFile=made.getvalue())
    )
    assert any("twice" in odd for odd in references(house, change)[0]["content"]["odd"])


@pytest.mark.parametrize("claimed", [None, 10])
def test_an_archive_that_unpacks_to_too_much_is_told_and_costs_little(
    house: House, monkeypatch: pytest.MonkeyPatch, claimed: int | None
) -> None:
    monkeypatch.setattr("keyturn.codec.archives.MOST_BYTES", 1_000_000)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\x00" * 5_000_000)
    data = made.getvalue()
    if claimed is not None:
        data = data.replace((5_000_000).to_bytes(4, "little"), claimed.to_bytes(4, "little"))
    session = house.session()
    change = house.held(house.submit(session, "lambda:UpdateFunctionCode", FunctionName="report", ZipFile=data))
    (one,) = references(house, change)
    assert "files" not in one["content"]
    assert "cannot be unpacked" in one["content"]["odd"][0] or "unpacks to more" in one["content"]["odd"][0]


def test_deploy_writes_the_time_into_its_names_and_meets_its_approval_all_the_same(house: House) -> None:
    cloud(house, {})
    session = house.session()

    def deploy(stamp: int, at: str, template: str = "Resources: {}") -> Any:  # noqa: ANN401 - a reply
        return house.submit(
            session,
            "cloudformation:CreateChangeSet",
            StackName="costs",
            ChangeSetName=f"awscli-cloudformation-package-deploy-{stamp}",
            Description=f"Created by AWS CLI at {at} UTC",
            ChangeSetType="UPDATE",
            TemplateBody=template,
        )

    change = house.held(deploy(1795348800, "2026-11-22T12:00:00.123456"))
    house.approve(change, "ana", "bo")
    assert house.held(deploy(1795348990, "2026-11-22T12:03:10", template="Resources: {Back: door}")) != change
    assert house.passed(deploy(1795348999, "2026-11-22T12:03:19"))


@pytest.mark.parametrize(
    "name", ["awscli-cloudformation-package-deploy-1795348800x", "mine", "awscli-cloudformation-package-deploy-"]
)
def test_other_names_of_change_sets_are_what_people_approve(house: House, name: str) -> None:
    cloud(house, {})
    session = house.session()

    def create(called: str) -> Any:  # noqa: ANN401 - a reply
        return house.submit(
            session, "cloudformation:CreateChangeSet", StackName="costs", ChangeSetName=called, TemplateBody="{}"
        )

    change = house.held(create(name))
    assert house.held(create(f"{name}y")) != change


def test_what_was_not_there_when_people_approved_is_not_run_because_it_is_there_now(house: House) -> None:
    code = {"FunctionName": "report", "S3Bucket": "code", "S3Key": "report.zip"}
    cloud(house, {})
    house.accept("s3://code/*")
    session = house.session()
    house.approved(session, "lambda:UpdateFunctionCode", **code)
    cloud(house, {"report.zip": packed({"report.py": b"import os\n"})})
    assert house.refused(house.submit(session, "lambda:UpdateFunctionCode", **code)) == "change.drifted"
    assert house.upstream.received == []
