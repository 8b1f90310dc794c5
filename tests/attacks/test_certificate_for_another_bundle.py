"""A certificate is worth what it says about one bundle: changed in either, it is not verified."""

import json
from pathlib import Path

import pytest

from keyturn.cli.main import main
from keyturn.verify.bypass import bundle_digest
from tests.iam_estate import (
    ACCOUNT,
    DATABASE,
    DELETE,
    GATEWAY,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    role,
    trust,
    user,
)

RUNTIME = "arn:aws:iam::444455556666:role/keyturn-runtime"
GATE = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": RUNTIME}))
SEALED = doc(
    deny(["rds:Delete*"], "*", {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}),
    deny(["iam:*", "sts:AssumeRole", "sts:TagSession"], GATEWAY),
)
GUARDED = bundle(user("eve", allow("*")), GATE, scps=[[doc(allow("*")), SEALED]])
QUIET = bundle(
    user("eve", allow(["rds:Describe*", "sts:AssumeRole"])),
    role("reader", allow("s3:Get*"), trusts=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})),
    GATE,
)


def proved(folder: Path, made: Document) -> tuple[Path, Path]:
    source, target = folder / "bundle.json", folder / "certificate.json"
    source.write_text(json.dumps(made))
    asked = ["--protected", f"{DELETE}={DATABASE}", "--gateway-role", GATEWAY, "--certificate", str(target)]
    assert main(["prove", str(source), *asked]) == 0
    return target, source


@pytest.mark.parametrize("made", [GUARDED, QUIET], ids=["guardrail", "catalogue"])
def test_what_was_proved_is_verified_by_other_code(made: Document, tmp_path: Path) -> None:
    assert main(["prove", "check", *map(str, proved(tmp_path, made))]) == 0


def test_a_certificate_for_a_bundle_that_has_changed_since_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, source = proved(tmp_path, QUIET)
    source.write_text(json.dumps(QUIET | {"UserDetailList": [user("eve", allow("rds:*"))]}))

    assert main(["prove", "check", str(target), str(source)]) == 2
    assert "another bundle" in capsys.readouterr().err


SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/ours"
LIES: dict[str, Document] = {
    "somebody can do it": bundle(user("eve", allow("rds:*")), GATE),
    "somebody can become who is not in the set": bundle(
        user("eve", allow("sts:AssumeRole")),
        role("power", allow("rds:*"), trusts=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})),
        GATE,
    ),
    "somebody can write IAM": bundle(user("eve", allow("iam:PutUserPolicy", arn("user", "eve"))), GATE),
    "somebody can pass a role": bundle(
        user("eve", allow("iam:PassRole")),
        role("power", allow("rds:*"), trusts=trust({"Service": "ec2.amazonaws.com"})),
        GATE,
    ),
    "the denial has a way out": bundle(
        user("eve", allow("rds:*"), tags={"team": "db"}),
        GATE,
        scps=[[doc(allow("*"), deny("rds:*", "*", {"StringNotEquals": {"aws:PrincipalTag/team": "db"}}))]],
    ),
    "the gateway's role is not sealed": bundle(
        user("eve", allow(["rds:*", "iam:UpdateAssumeRolePolicy"])),
        GATE,
        scps=[[doc(allow("*"), deny("rds:*", "*", {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}))]],
    ),
    "the provider that the gateway's role trusts is not sealed": bundle(
        user("eve", allow(["rds:*", "iam:UpdateSAMLProvider"])),
        role("keyturn-gateway", allow("*"), trusts=trust({"Federated": SAML}, action="sts:AssumeRoleWithSAML")),
        scps=[
            [
                doc(
                    allow("*"),
                    deny("rds:*", "*", {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}),
                    deny(["iam:*", "sts:*"], GATEWAY),
                )
            ]
        ],
    ),
}


@pytest.mark.parametrize("verdict", ["PROVED by guardrail", "PROVED relative to catalogue 2", "PROVED by hope"])
@pytest.mark.parametrize("name", LIES)
def test_a_made_up_certificate_is_not_verified(
    name: str, verdict: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "not verified" in forged_check(LIES[name], tmp_path, capsys, verdict)


OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
WRITERS = {
    "iam:CreateSAMLProvider": SAML,
    "iam:UpdateSAMLProvider": SAML,
    "iam:DeleteSAMLProvider": SAML,
    "iam:CreateOpenIDConnectProvider": OIDC,
    "iam:DeleteOpenIDConnectProvider": OIDC,
    "iam:AddClientIDToOpenIDConnectProvider": OIDC,
    "iam:UpdateOpenIDConnectProviderThumbprint": OIDC,
}


@pytest.mark.parametrize("where", ["*", "the provider"])
@pytest.mark.parametrize("write", WRITERS)
def test_whoever_may_write_an_identity_provider_is_in_no_closed_set(
    write: str, where: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provider = WRITERS[write]
    action = "sts:AssumeRoleWithSAML" if provider == SAML else "sts:AssumeRoleWithWebIdentity"
    trusting = role("power", allow("rds:*"), trusts=trust({"Federated": provider}, action=action))
    made = bundle(user("eve", allow(write, "*" if where == "*" else provider)), trusting, GATE)

    told = forged_check(made, tmp_path, capsys)

    assert ("eve becomes" in told) == (write in LETS_IN)


LETS_IN = {"iam:UpdateSAMLProvider", "iam:CreateSAMLProvider", "iam:CreateOpenIDConnectProvider"}
"""Whoever may do one of these comes in as whom the provider's role admits; the others let nobody in by themselves."""


@pytest.mark.parametrize("right", ["sso:CreateAccountAssignment", "identitystore:CreateGroupMembership"])
def test_whoever_may_say_who_signs_in_is_in_no_closed_set_of_the_management_account(
    right: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reserved = role("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1", allow("rds:*"))
    made = bundle(user("eve", allow([right, "identitystore:CreateUser"])), reserved, GATE, management_account=ACCOUNT)

    assert "eve becomes" in forged_check(made, tmp_path, capsys)


FREE = {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}
BECOMING = ["iam:UpdateAssumeRolePolicy", "iam:DeleteRole", "sts:AssumeRole"]


def written_by_all(seals: list[str], *more: Document, gate: Document = GATE) -> Document:
    """An account in which Eve may write all of IAM, under an SCP that seals the gateway's role this far."""
    denied = doc(allow("*"), deny("rds:*", "*", FREE), deny(seals, GATEWAY))
    return bundle(user("eve", allow("iam:*")), gate, *more, scps=[[doc(allow("*")), denied]])


def test_where_everybody_writes_iam_what_binds_everybody_is_verified(tmp_path: Path) -> None:
    assert main(["prove", "check", *map(str, proved(tmp_path, written_by_all(BECOMING)))]) == 0


@pytest.mark.parametrize("open_way", [one for one in BECOMING if one != "sts:AssumeRole"])
def test_and_is_not_where_one_way_to_become_the_gateway_is_open(
    open_way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = written_by_all([one for one in BECOMING if one != open_way])

    assert ("eve becomes" if open_way == BECOMING[0] else "may come to do") in forged_check(made, tmp_path, capsys)


def test_nor_where_the_gateway_s_role_may_be_passed_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate = role("keyturn-gateway", allow("*"), trusts=trust({"Service": "lambda.amazonaws.com"}))

    assert "(launch-lambda)" in forged_check(written_by_all(BECOMING, gate=gate), tmp_path, capsys)


@pytest.mark.parametrize("principal", [{"AWS": "*"}, {"Federated": "cognito-identity.amazonaws.com"}])
def test_nor_where_the_gateway_s_role_lets_in_anybody(
    principal: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = role("keyturn-gateway", allow("*"), trusts=trust(principal, action="sts:AssumeRole*"))

    assert "stands nowhere in the bundle" in forged_check(
        written_by_all(["iam:*", "sts:*"], gate=gate), tmp_path, capsys
    )


def test_a_policy_that_is_not_in_the_bundle_may_allow_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = bundle(user("eve", attached=("arn:aws:iam::aws:policy/Unknown",)), GATE)

    assert "eve may come to do" in forged_check(made, tmp_path, capsys)


def forged_check(
    made: Document,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    verdict: str = "PROVED relative to catalogue 2",
) -> str:
    """What `prove check` says of a certificate that claims that Eve reaches nothing in `made`."""
    target, source = proved(folder, QUIET)
    source.write_text(json.dumps(made))
    forged = json.loads(target.read_text()) | {"bundle": bundle_digest(made)}
    forged["claims"][0] |= {"verdict": verdict}
    forged["sets"] = [{"starts": [arn("user", "eve")], "held": [arn("user", "eve")]}]
    target.write_text(json.dumps(forged))
    capsys.readouterr()

    assert main(["prove", "check", str(target), str(source)]) == 1
    return capsys.readouterr().out
