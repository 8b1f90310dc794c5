"""Tools that assume a role first go on working; what they get is a narrower key of the same session."""

import subprocess
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.gateway import ACCOUNT, AWS, DEVELOPMENT, PRODUCTION, Gateway, Session, held, refusal
from tests.journeys.things import a_table

ROLE = f"arn:aws-cn:iam::{ACCOUNT}:role/deploy"


def profile(gate: Gateway, session: Session, role: str = ROLE) -> dict[str, str]:
    """The environment of a program whose profile assumes a role with the session's credentials."""
    path = Path(gate.folder, "aws-config")
    path.write_text(f"[profile deploy]\nrole_arn = {role}\ncredential_source = Environment\nduration_seconds = 900\n")
    return gate.bare() | dict(session.env) | {"AWS_CONFIG_FILE": str(path)}


def test_the_aws_program_works_with_a_profile_that_assumes_a_role(gate: Gateway, session: Session) -> None:
    done = subprocess.run(
        [str(AWS), "--profile", "deploy", "sts", "get-caller-identity", "--query", "Account", "--output", "text"],
        capture_output=True,
        text=True,
        check=False,
        env=profile(gate, session),
        timeout=60,
    )

    assert (done.returncode, done.stdout.strip()) == (0, ACCOUNT), done


def test_it_is_told_when_the_role_is_elsewhere(gate: Gateway, session: Session) -> None:
    done = subprocess.run(
        [str(AWS), "--profile", "deploy", "sts", "get-caller-identity"],
        capture_output=True,
        text=True,
        check=False,
        env=profile(gate, session, "arn:aws-cn:iam::210987654321:role/deploy"),
        timeout=60,
    )

    assert done.returncode != 0
    assert f"keyturn: this gateway serves account {ACCOUNT}, and the role is in 210987654321" in done.stderr


def test_production_stays_held_behind_an_assumed_role(gate: Gateway, session: Session) -> None:
    answer = gate.client(session, "sts").assume_role(RoleArn=ROLE, RoleSessionName="terraform")
    lent = answer["Credentials"]
    client = boto3.session.Session().client(
        "dynamodb",
        region_name=PRODUCTION,
        endpoint_url=gate.door,
        aws_access_key_id=lent["AccessKeyId"],
        aws_secret_access_key=lent["SecretAccessKey"],
        aws_session_token=lent["SessionToken"],
    )

    table = a_table(gate, PRODUCTION)
    held(client.delete_table, **table.parameters)

    assert answer["AssumedRoleUser"]["Arn"].endswith(f":assumed-role/keyturn-session/{session.id}")
    assert table.exists()
    gate.must("session", "revoke", session.id, *gate.signed("ana"))
    assert "was ended" in str(refusal(client.list_tables))


def test_a_session_token_is_worth_nothing_at_the_cloud_itself(gate: Gateway, session: Session) -> None:
    lent = gate.client(session, "sts").get_session_token(DurationSeconds=900)["Credentials"]

    assert lent["AccessKeyId"].startswith("KTRD")
    again = gate.client(session, "sts").get_session_token(DurationSeconds=900)["Credentials"]
    assert again["SecretAccessKey"] != lent["SecretAccessKey"]


def test_s3_express_is_told_how_to_do_without(gate: Gateway, session: Session) -> None:
    assert session.env["AWS_S3_DISABLE_EXPRESS_SESSION_AUTH"] == "true"
    s3 = gate.client(session, "s3", DEVELOPMENT, s3={"addressing_style": "path"})

    with pytest.raises(ClientError) as refused:
        s3.create_session(Bucket="costs--usw2-az1--x-s3")

    assert "set AWS_S3_DISABLE_EXPRESS_SESSION_AUTH=true" in str(refused.value)
