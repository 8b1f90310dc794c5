"""The documents that set an account up: whole, the same in both languages, and keeping what they promise."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from keyturn.adapters.aws.power import READS
from keyturn.cli.main import main
from keyturn.cli.setup import DOCUMENTS, text
from tests.iam import allows, denies, judged
from tests.iam_documents import (
    ACCOUNT,
    GATEWAY,
    LIMITS,
    POWER,
    TRAIL_BUCKET,
    cloudformation,
    scp,
    terraform_policy,
)

RESOURCES = cloudformation()
IN_CLOUDFORMATION = {
    "identity": RESOURCES["Gateway"]["Properties"]["Policies"][0]["PolicyDocument"],
    "limits": RESOURCES["Limits"]["Properties"]["PolicyDocument"],
    "trust": RESOURCES["Power"]["Properties"]["AssumeRolePolicyDocument"],
}
IN_TERRAFORM = {
    "identity": terraform_policy("aws_iam_user_policy", "gateway"),
    "limits": terraform_policy("aws_iam_policy", "limits"),
    "trust": terraform_policy("aws_iam_role", "power", "assume_role_policy"),
}
BOTH = pytest.mark.parametrize("policies", [IN_CLOUDFORMATION, IN_TERRAFORM], ids=["cloudformation", "terraform"])
Policies = Mapping[str, Mapping[str, Any]]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_command_prints_it(document: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("setup", document)) == 0

    assert capsys.readouterr().out == text(document)


def test_the_template_is_a_template(tmp_path: Path) -> None:
    file = tmp_path / "keyturn.yaml"
    file.write_text(text("cloudformation"))

    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), "--non-zero-exit-code", "informational", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert (done.returncode, done.stdout) == (0, ""), done


@pytest.mark.needs_terraform
def test_terraform_reads_its_document_and_would_lay_it_out_so(tmp_path: Path) -> None:
    file = tmp_path / "keyturn.tf"
    file.write_text(text("terraform"))

    done = subprocess.run(
        [str(which("terraform")), "fmt", "-check", "-diff", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stdout) == (0, ""), done


def test_both_say_the_same() -> None:
    of_the_stack_alone = [one for one in IN_CLOUDFORMATION["limits"]["Statement"] if "Stack" in one["Sid"]]
    limits = [one for one in IN_CLOUDFORMATION["limits"]["Statement"] if one not in of_the_stack_alone]

    assert len(of_the_stack_alone) == 1
    assert limits == IN_TERRAFORM["limits"]["Statement"]
    assert IN_CLOUDFORMATION["identity"] == IN_TERRAFORM["identity"]
    assert IN_CLOUDFORMATION["trust"] == IN_TERRAFORM["trust"]


@BOTH
def test_the_identity_assumes_the_role_and_does_nothing_else(policies: Policies) -> None:
    identity = policies["identity"]

    for action in ("sts:AssumeRole", "sts:SetSourceIdentity"):
        assert allows(identity, action, POWER)
        assert denies(identity, action, f"arn:aws:iam::{ACCOUNT}:role/admin")
    for action in ("s3:GetObject", "iam:CreateAccessKey", "dynamodb:DeleteTable", "ec2:DescribeInstances"):
        assert denies(identity, action, "*")
    assert denies(identity, "sts:GetFederationToken", "*")
    assert denies(identity, "sts:GetSessionToken", "*")


def trusted(policies: Policies, action: str, context: Mapping[str, str]) -> bool:
    """Whether the role's trust lets the gateway do this."""
    (statement,) = policies["trust"]["Statement"]
    assert statement["Principal"] == {"AWS": GATEWAY}
    return allows({"Statement": {**statement, "Resource": "*"}}, action, POWER, context)


@BOTH
@pytest.mark.parametrize("name", ["G-7Q2M9K8XVB4F6D1AZZZZZZZZZZ", READS])
def test_the_trust_is_for_sessions_that_name_a_sponsor(policies: Policies, name: str) -> None:
    said = {"sts:RoleSessionName": name, "sts:SourceIdentity": "dana"}

    assert trusted(policies, "sts:AssumeRole", said)
    assert trusted(policies, "sts:SetSourceIdentity", said)
    assert not trusted(policies, "sts:AssumeRole", {"sts:RoleSessionName": name})
    assert not trusted(policies, "sts:AssumeRole", {**said, "sts:RoleSessionName": "botocore-session"})
    assert not trusted(policies, "sts:TagSession", said)


ITSELF = [
    ("iam:UpdateAssumeRolePolicy", POWER),
    ("iam:AttachRolePolicy", POWER),
    ("iam:DetachRolePolicy", POWER),
    ("iam:PutRolePolicy", POWER),
    ("iam:DeleteRolePolicy", POWER),
    ("iam:PutRolePermissionsBoundary", POWER),
    ("iam:DeleteRolePermissionsBoundary", POWER),
    ("iam:UpdateRole", POWER),
    ("iam:DeleteRole", POWER),
    ("iam:PassRole", POWER),
    ("iam:TagRole", POWER),
    ("iam:CreateAccessKey", GATEWAY),
    ("iam:PutUserPolicy", GATEWAY),
    ("iam:DeleteUserPolicy", GATEWAY),
    ("iam:CreateLoginProfile", GATEWAY),
    ("iam:CreatePolicyVersion", LIMITS),
    ("iam:SetDefaultPolicyVersion", LIMITS),
    ("iam:DeletePolicy", LIMITS),
    ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/admin"),
    ("sts:GetFederationToken", f"arn:aws:sts::{ACCOUNT}:federated-user/x"),
    ("cloudtrail:StopLogging", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
    ("cloudtrail:DeleteTrail", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
    ("cloudtrail:UpdateTrail", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
    ("cloudtrail:PutEventSelectors", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main"),
    ("cloudtrail:DeleteEventDataStore", f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:eventdatastore/x"),
    ("s3:DeleteBucket", f"arn:aws:s3:::{TRAIL_BUCKET}"),
    ("s3:PutBucketPolicy", f"arn:aws:s3:::{TRAIL_BUCKET}"),
    ("s3:PutLifecycleConfiguration", f"arn:aws:s3:::{TRAIL_BUCKET}"),
    ("s3:DeleteObject", f"arn:aws:s3:::{TRAIL_BUCKET}/AWSLogs/x"),
    ("s3:PutObject", f"arn:aws:s3:::{TRAIL_BUCKET}/AWSLogs/x"),
    ("organizations:LeaveOrganization", "*"),
]


@BOTH
@pytest.mark.parametrize(("action", "resource"), ITSELF)
def test_whatever_else_it_is_allowed_the_role_never_changes_itself_or_the_trail(
    policies: Policies, action: str, resource: str
) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    allowed = {"Statement": [everything, *policies["limits"]["Statement"]]}

    assert denies(allowed, action, resource)


@BOTH
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:GetRole", POWER),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/app"),
        ("dynamodb:DeleteTable", f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/t"),
        ("s3:GetObject", f"arn:aws:s3:::{TRAIL_BUCKET}/AWSLogs/x"),
        ("s3:PutObject", "arn:aws:s3:::other/k"),
        ("cloudtrail:LookupEvents", "*"),
        ("sts:GetCallerIdentity", "*"),
    ],
)
def test_the_limits_take_nothing_else_away(policies: Policies, action: str, resource: str) -> None:
    assert judged(policies["limits"], action, resource) == "nothing said"


# ------------------------------------------------------------------------------------------- the organization's own


def kept_out(principal: str, action: str, resource: str = "*") -> bool:
    return denies(scp(), action, resource, {"aws:PrincipalArn": principal})


def test_with_the_service_control_policy_only_the_gateway_changes_things() -> None:
    somebody = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0"
    for action in ("dynamodb:DeleteTable", "ec2:TerminateInstances", "iam:CreateUser", "s3:PutObject", "kms:Decrypt"):
        assert kept_out(somebody, action), action
        assert not kept_out(POWER, action), action
        assert not kept_out(f"arn:aws:iam::{ACCOUNT}:role/workload/app", action), action
    for action in ("dynamodb:GetItem", "ec2:DescribeInstances", "iam:GetRole", "s3:GetObject", "sts:AssumeRole"):
        assert not kept_out(somebody, action), action
    assert not kept_out(GATEWAY, "sts:AssumeRole", POWER)
    assert kept_out(f"arn:aws:iam::{ACCOUNT}:role/workload/app", "iam:UpdateAssumeRolePolicy", POWER)
    assert kept_out(POWER, "iam:UpdateAssumeRolePolicy", POWER)
    assert kept_out(POWER, "cloudtrail:StopLogging")


def test_the_service_control_policy_fits() -> None:
    assert len(json.dumps(scp(), separators=(",", ":"))) <= 5_120
