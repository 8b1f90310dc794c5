"""With `role_arn` the cloud sees a session for each change: named by grant and sponsor, good for that alone."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.gateway import ACCOUNT, DEVELOPMENT, PEOPLE, PRODUCTION, Gateway, folder, held
from tests.iam import allows
from tests.journeys.things import fresh, table_parameters
from tests.sts import Sts, sts_server

ROLE = f"arn:aws-cn:iam::{ACCOUNT}:role/keyturn-power"
TABLE = f"arn:aws-cn:dynamodb:{PRODUCTION}:{ACCOUNT}:table/costs"


@contextmanager
def behind_a_role(upstream: str, profile: str = "") -> Iterator[Gateway]:
    """A gateway with `role_arn`, or with a profile in its home folder that names the role and has the keys."""
    with folder() as where:
        made = Gateway(where, upstream)
        made.configure()
        text = made.config.read_text()
        if profile:
            (where / "home" / ".aws").mkdir()
            credentials = where / "home" / ".aws" / "credentials"
            credentials.touch(mode=0o600)
            credentials.write_text(profile)
            text = re.sub(r"access_key_id.*\nsecret.*\n", 'profile = "gate"\n', text)
        else:
            text = text.replace("[aws]\n", f'[aws]\nrole_arn = "{ROLE}"\n')
        made.config.write_text(text)
        made.start()
        try:
            made.enrol(*PEOPLE)
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Gateway, Sts]]:
    with sts_server() as sts, behind_a_role(sts.url) as running:
        yield running, sts


def test_an_approved_change_is_carried_out_by_a_session_for_it_alone(world: tuple[Gateway, Sts]) -> None:
    gate, sts = world
    session = gate.session(sponsor="dana")
    client = gate.client(session, "dynamodb", PRODUCTION, retries={"max_attempts": 0})
    change = held(client.delete_table, TableName="costs")
    before = len(sts.assumed)
    gate.approve(change)

    client.delete_table(TableName="costs")

    (asked,) = sts.assumed[before:]
    entries = gate.must("log", "show", "--change", change, "--json").json["entries"]
    (intent,) = [one["leaf"] for one in entries if one["leaf"]["kind"] == "intent"]
    assert asked["RoleSessionName"] == intent["about"]["grant"]
    assert asked["SourceIdentity"] == "dana"
    assert allows(asked["Policy"], "dynamodb:DeleteTable", TABLE)
    assert not allows(asked["Policy"], "dynamodb:DeleteTable", f"{TABLE}-2")
    assert not allows(asked["Policy"], "dynamodb:DeleteItem", TABLE)
    key, target, token = sts.calls[-1]
    assert target == "DynamoDB_20120810.DeleteTable"
    assert (key, token) == (f"ASIASESSION{len(sts.assumed):09}", f"token-{len(sts.assumed)}==")


def test_reads_go_under_one_session_that_is_no_changes(world: tuple[Gateway, Sts]) -> None:
    gate, sts = world
    client = gate.client(gate.session(), "dynamodb", PRODUCTION)
    before = len(sts.assumed)

    for _ in range(3):
        client.list_tables()

    assert len(sts.assumed) == before
    assert len({key for key, target, _ in sts.calls if target.endswith("ListTables")}) == 1
    shared = next(one for one in sts.assumed if one["RoleSessionName"] == "Keyturn-reads")
    assert "Policy" not in shared


def test_when_the_role_is_not_to_be_had_nothing_is_sent_and_it_is_said(world: tuple[Gateway, Sts]) -> None:
    gate, sts = world
    client = gate.client(gate.session(), "dynamodb", PRODUCTION, retries={"max_attempts": 0})
    change = held(client.delete_table, TableName="other")
    gate.approve(change)
    sts.refuse = lambda _: (403, "AccessDenied", "is not authorized to perform: sts:SetSourceIdentity on resource: x")
    before = [call for call in sts.calls if not call[1].endswith(".DescribeTable")]

    with pytest.raises(ClientError) as refused:
        client.delete_table(TableName="other")
    sts.refuse = lambda _: None

    assert "not sent: STS gave the gateway no session of its role" in str(refused.value)
    assert "`sts:SetSourceIdentity` is not allowed" in str(refused.value)
    # The gateway looked at the table with its own session, and nothing else arrived.
    assert [call for call in sts.calls if not call[1].endswith(".DescribeTable")] == before
    shown = gate.show(change)
    assert shown["state"] == "failed", shown


def test_the_screen_says_by_what_power_the_gateway_acts(world: tuple[Gateway, Sts]) -> None:
    gate, _ = world

    assert "each change by a session of its own" in gate.screens[-1]
    assert len(gate.screens[-1].splitlines()) <= 12


def test_ordinary_work_behind_a_role_on_a_simulated_aws(moto_server: str) -> None:
    iam = boto3.Session("AKIAIOSFODNN7EXAMPLE", "secret", region_name=PRODUCTION).client(
        "iam", endpoint_url=moto_server
    )
    iam.create_role(RoleName="keyturn-power", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17"}))
    with behind_a_role(moto_server) as gate:
        client = gate.client(gate.session(), "dynamodb", DEVELOPMENT)
        name = fresh("costs")
        client.create_table(**table_parameters(name))
        client.put_item(TableName=name, Item={"day": {"S": "2026-11-22"}})
        assert name in client.list_tables()["TableNames"]
        assert "assumed-role/keyturn-power/Keyturn-reads" in gate.screens[-1]
        client.delete_table(TableName=name)
    iam.delete_role(RoleName="keyturn-power")


def test_a_profile_gives_the_keys_and_the_role() -> None:
    keys = "aws_access_key_id = AKIAPROFILE000000000\naws_secret_access_key = of-the-profile\n"
    profile = f"[base]\n{keys}\n[gate]\nrole_arn = {ROLE}\nsource_profile = base\n"
    with sts_server() as sts, behind_a_role(sts.url, profile) as gate:
        gate.client(gate.session(), "dynamodb", PRODUCTION).list_tables()

    assert set(sts.bases) >= {"AKIAPROFILE000000000"}
    assert {one["RoleArn"] for one in sts.assumed} == {ROLE}
    assert sts.calls[-1][0].startswith("ASIASESSION")


def test_a_gateway_starts_without_its_role_and_the_doctor_says_what_is_missing() -> None:
    with sts_server() as sts:
        sts.refuse = lambda _: (
            403,
            "AccessDenied",
            "is not authorized to perform: sts:SetSourceIdentity on resource: x",
        )
        with behind_a_role(sts.url) as gate:
            said = gate.keyturn("doctor", "--json")
            findings = [one for one in said.json["findings"] if one["about"] == "power"]

    assert said.code == 1
    assert findings[0]["level"] == "bad"
    assert "`sts:SetSourceIdentity` is not allowed" in findings[0]["what"]
    assert "keyturn setup cloudformation" in findings[0]["mend"]
    assert "STS could not be asked" in gate.screens[-1]
