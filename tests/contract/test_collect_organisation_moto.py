"""Collecting what an organisation denies: a real tree of units, accounts and policies, in moto."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from keyturn.adapters.aws.cloud import collector
from keyturn.adapters.aws.collect import AccountCollector
from keyturn.adapters.clock import SystemClock
from keyturn.cli import settings
from keyturn.cli.main import main
from keyturn.codec.canonical import Json
from tests.contract.test_collect_moto import ACCOUNT, REGION, allowed, client

FULL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def denied(action: str, **more: object) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*", **more}]}


def organise(url: str) -> str:
    """An organisation with two units below each other and an account in the lower one; return the account."""
    own = client("organizations", url)
    own.create_organization(FeatureSet="ALL")
    root = own.list_roots()["Roots"][0]["Id"]
    own.enable_policy_type(RootId=root, PolicyType="RESOURCE_CONTROL_POLICY")
    upper = own.create_organizational_unit(ParentId=root, Name="all")["OrganizationalUnit"]["Id"]
    lower = own.create_organizational_unit(ParentId=upper, Name="production")["OrganizationalUnit"]["Id"]
    other = own.create_organizational_unit(ParentId=upper, Name="other")["OrganizationalUnit"]["Id"]
    made = own.create_account(Email="a@example.com", AccountName="costs")["CreateAccountStatus"]["AccountId"]
    own.move_account(AccountId=made, SourceParentId=root, DestinationParentId=lower)
    for target, action in ((root, "a:*"), (upper, "b:*"), (lower, "c:*"), (other, "x:*"), (made, "d:*")):
        for kind, more in (("SERVICE_CONTROL_POLICY", {}), ("RESOURCE_CONTROL_POLICY", {"Principal": "*"})):
            policy = own.create_policy(
                Name=f"{action}{kind}", Description="-", Type=kind, Content=json.dumps(denied(action, **more))
            )
            own.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=target)
    return str(made)


def configured(url: str, tmp_path: Path) -> str:
    config = tmp_path / "keyturn.toml"
    keys = 'access_key_id = "testing"\nsecret_access_key = "testing-secret"\n'
    config.write_text(f'[aws]\nupstream = "{url}"\n{keys}[environments.production]\nregions = ["{REGION}"]\n')
    config.chmod(0o600)
    return str(config)


def read_as(account: str, config: str) -> Mapping[str, Json]:
    """What is collected for `account` with credentials that may read the organisation, as a delegated one may."""

    async def read() -> Mapping[str, Json]:
        _, sender = await collector(settings.load(config).aws, REGION, (REGION,), SystemClock())
        try:
            return await AccountCollector(sender, account, "aws", (REGION,)).collect(lambda *_: None, usage=False)
        finally:
            await sender.close()

    return asyncio.run(read())


def actions(levels: object) -> list[list[str]]:
    """What each level denies; AWS's own policies, which allow everything, left out."""
    assert isinstance(levels, list)
    said = [[document["Statement"] for document in level] for level in levels]
    rows = [[one[0] if isinstance(one, list) else one for one in level] for level in said]
    return [[one["Action"] for one in level if one["Effect"] == "Deny"] for level in rows]


def test_each_level_from_the_root_to_the_account_is_one_list_and_other_units_are_in_none(
    moto_reset: str, tmp_path: Path
) -> None:
    member = organise(moto_reset)

    bundle = read_as(member, configured(moto_reset, tmp_path))

    assert actions(bundle["scps"]) == [["a:*"], ["b:*"], ["c:*"], ["d:*"]]
    assert actions(bundle["rcps"]) == [["a:*"], ["b:*"], ["c:*"], ["d:*"]]
    assert bundle["management_account"] == ACCOUNT


def collected(url: str, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    config, target = configured(url, tmp_path), tmp_path / "account.json"
    assert main(["prove", "collect", str(target), "--config", config]) == 0
    return target, json.loads(target.read_text())


def asked(target: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["prove", str(target), "--json", "--protected", f"a:Thing=arn:aws:a:{REGION}:{ACCOUNT}:x"])
    (query,) = json.loads(capsys.readouterr().out)["queries"]
    return dict(query)


def test_the_management_account_is_bound_by_nothing_that_hangs_at_its_root(
    moto_reset: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    organise(moto_reset)
    iam = client("iam", moto_reset)
    iam.create_user(UserName="eve")
    iam.put_user_policy(UserName="eve", PolicyName="p", PolicyDocument=allowed("a:Thing", Resource="*"))

    target, bundle = collected(moto_reset, tmp_path)
    capsys.readouterr()

    assert (bundle["management_account"], bundle["scps"], bundle["rcps"]) == (ACCOUNT, [], [])
    assert asked(target, capsys)["principals"][0]["arn"].endswith(":user/eve")
    target.write_text(json.dumps(bundle | {"scps": [[FULL, denied("a:*")]]}))  # as who reads the root would write it
    query = asked(target, capsys)
    assert query["verdict"] == "BYPASS"
    assert any("it is the organisation's management account" in one for one in query["not_bound"])


def test_an_account_without_an_organisation_has_no_guardrails(moto_reset: str, tmp_path: Path) -> None:
    _, bundle = collected(moto_reset, tmp_path)

    assert (bundle["scps"], bundle["rcps"]) == ([], [])
    assert not {"scps", "rcps"} & bundle["not_collected"].keys()


def test_what_the_organisation_does_not_tell_is_not_collected_and_said(moto_reset: str, tmp_path: Path) -> None:
    organise(moto_reset)

    bundle = read_as("999999999999", configured(moto_reset, tmp_path))

    assert not {"scps", "rcps"} & bundle.keys()
    refused = bundle["not_collected"]
    assert isinstance(refused, Mapping)
    assert "organizations:ListParents" in str(refused["scps"])
    assert "organizations:ListParents" in str(refused["rcps"])
