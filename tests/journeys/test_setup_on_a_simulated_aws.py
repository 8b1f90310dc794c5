"""The CloudFormation document, deployed: the role it makes is one that the gateway can work behind."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from keyturn.cli.setup import text
from tests.iam import denies
from tests.iam_documents import ACCOUNT

REGION = "us-east-1"
Clients = Callable[[str], Any]


@pytest.fixture(scope="module")
def made(moto_server: str) -> Iterator[Clients]:
    def client(service: Any) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        return boto3.Session("AKIAIOSFODNN7EXAMPLE", "secret", region_name=REGION).client(
            service, endpoint_url=moto_server
        )

    stacks, iam = client("cloudformation"), client("iam")
    stacks.create_stack(
        StackName="keyturn",
        TemplateBody=text("cloudformation"),
        Parameters=[{"ParameterKey": "TrailBucket", "ParameterValue": "the-trail"}],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    yield client
    # Moto takes a stack away in the order it was made, and IAM takes no role that has policies.
    for one in iam.list_attached_role_policies(RoleName="keyturn-power")["AttachedPolicies"]:
        iam.detach_role_policy(RoleName="keyturn-power", PolicyArn=one["PolicyArn"])
    stacks.delete_stack(StackName="keyturn")


def test_it_makes_the_identity_and_the_role_and_says_what_to_configure(made: Clients) -> None:
    (stack,) = made("cloudformation").describe_stacks(StackName="keyturn")["Stacks"]

    assert stack["StackStatus"] == "CREATE_COMPLETE"
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    assert outputs == {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/keyturn-power", "UserName": "keyturn-gateway"}


def test_what_stands_in_the_account_denies_what_it_should(made: Clients) -> None:
    iam = made("iam")
    arn = f"arn:aws:iam::{ACCOUNT}:policy/keyturn-limits"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    limits = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    role = f"arn:aws:iam::{ACCOUNT}:role/keyturn-power"

    assert denies(limits, "iam:UpdateAssumeRolePolicy", role)
    assert denies(limits, "cloudtrail:StopLogging", "*")
    assert denies(limits, "s3:DeleteBucket", "arn:aws:s3:::the-trail")
    (stack,) = made("cloudformation").describe_stacks(StackName="keyturn")["Stacks"]
    assert denies(limits, "cloudformation:DeleteStack", stack["StackId"])
    attached = iam.list_attached_role_policies(RoleName="keyturn-power")["AttachedPolicies"]
    # Moto attaches no ManagedPolicyArns that a template names, so that the power itself is not there.
    assert [one["PolicyName"] for one in attached] == ["keyturn-limits"]
