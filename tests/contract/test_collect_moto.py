"""Collecting an account: the real collector, our own signatures and pages, against moto."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from keyturn.cli.main import main

REGION = "eu-west-1"
ACCOUNT = "123456789012"


def client(service: str, url: str) -> Any:  # noqa: ANN401 - boto3 builds clients at run time
    return boto3.client(
        service,  # type: ignore[call-overload]  # the name is a value here
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def allowed(action: str, **more: object) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, **more}]})


def furnish(url: str) -> None:
    iam = client("iam", url)
    trust = allowed("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"})
    for number in range(12):
        iam.create_role(RoleName=f"crowd-{number}", AssumeRolePolicyDocument=trust)
    made = iam.create_role(RoleName="power", AssumeRolePolicyDocument=trust, Tags=[{"Key": "team", "Value": "a & b"}])
    iam.put_role_policy(RoleName="power", PolicyName="own", PolicyDocument=allowed("rds:*", Resource="*"))
    iam.create_group(GroupName="ops")
    iam.put_group_policy(
        GroupName="ops", PolicyName="g", PolicyDocument=allowed("lambda:UpdateFunctionCode", Resource="*")
    )
    iam.create_user(UserName="eve")
    iam.add_user_to_group(GroupName="ops", UserName="eve")
    policy = iam.create_policy(PolicyName="p", PolicyDocument=allowed("s3:Get*", Resource="*"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="eve", PolicyArn=policy)
    iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com", "else"]
    )
    iam.create_saml_provider(Name="ours", SAMLMetadataDocument="<a>" + "x" * 1000 + "</a>")
    s3 = client("s3", url)
    s3.create_bucket(Bucket="data", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.create_bucket(Bucket="quiet", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_policy(Bucket="data", Policy=allowed("s3:DeleteBucket", Principal="*", Resource="arn:aws:s3:::data"))
    client("lambda", url).create_function(
        FunctionName="costs",
        Runtime="python3.11",
        Role=made["Role"]["Arn"],
        Handler="x.y",
        Code={"ZipFile": b"PK\x05\x06" + b"\0" * 18},
    )
    client("sqs", url).create_queue(
        QueueName="jobs", Attributes={"Policy": allowed("sqs:SendMessage", Principal="*", Resource="*")}
    )
    client("kms", url).create_key()
    client("sns", url).create_topic(Name="news")


@pytest.fixture
def collected(moto_reset: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, dict[str, Any]]:
    furnish(moto_reset)
    config = tmp_path / "keyturn.toml"
    keys = 'access_key_id = "testing"\nsecret_access_key = "testing-secret"\n'
    config.write_text(f'[aws]\nupstream = "{moto_reset}"\n{keys}[environments.production]\nregions = ["{REGION}"]\n')
    config.chmod(0o600)
    target = tmp_path / "account.json"

    code = main(["prove", "collect", str(target), "--config", str(config)])

    assert code == 0, capsys.readouterr().err
    return target, json.loads(target.read_text())


def test_the_bundle_holds_what_the_account_holds(collected: tuple[Path, dict[str, Any]]) -> None:
    target, bundle = collected

    assert target.stat().st_mode & 0o777 == 0o600
    assert bundle["account"] == ACCOUNT
    roles = {one["RoleName"]: one for one in bundle["RoleDetailList"]}
    assert len(roles) == 13
    assert roles["power"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {
        "Service": "lambda.amazonaws.com"
    }
    assert roles["power"]["Tags"] == [{"Key": "team", "Value": "a & b"}]
    assert roles["power"]["InstanceProfileList"] == []
    (eve,) = bundle["UserDetailList"]
    assert eve["GroupList"] == ["ops"]
    assert [one["PolicyName"] for one in eve["AttachedManagedPolicies"]] == ["p"]
    assert bundle["GroupDetailList"][0]["GroupPolicyList"][0]["PolicyDocument"]["Statement"][0]["Effect"] == "Allow"
    assert set(bundle["resource_policies"]) >= {"arn:aws:s3:::data", f"arn:aws:sqs:{REGION}:{ACCOUNT}:jobs"}
    assert "arn:aws:s3:::quiet" not in bundle["resource_policies"]
    assert any(":key/" in arn for arn in bundle["resource_policies"])
    assert bundle["oidc_providers"] == [
        {
            "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com",
            "url": "token.actions.githubusercontent.com",
            "audiences": ["sts.amazonaws.com", "else"],
        }
    ]
    assert bundle["saml_providers"] == [{"arn": f"arn:aws:iam::{ACCOUNT}:saml-provider/ours"}]
    assert bundle["compute"]["lambda"] == [
        {"arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:costs", "role": f"arn:aws:iam::{ACCOUNT}:role/power"}
    ]


def test_what_was_collected_can_be_proved_at_once_and_is_not_overwritten(
    collected: tuple[Path, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    target, _ = collected
    capsys.readouterr()

    code = main([
        "prove", str(target), "--json", "--protected", f"rds:DeleteDBInstance=arn:aws:rds:{REGION}:{ACCOUNT}:db:x"
    ])  # fmt: skip

    (query,) = json.loads(capsys.readouterr().out)["queries"]
    assert code == 1
    assert {one["arn"].rpartition("/")[2]: one["path"][0]["rule"] for one in query["principals"]} == {
        "eve": "takeover-function",
        "power": "goal",
    }
    assert main(["prove", "collect", str(target), "--region", REGION]) == 2  # nothing is overwritten
