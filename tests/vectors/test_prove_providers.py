"""Identity providers that roles trust: those that are there, those that are not, and who may make or change one."""

import pytest

from keyturn.prover.answer import BYPASS, CATALOGUE, GUARDRAIL, UNKNOWN
from tests.iam_estate import (
    ACCOUNT,
    DELETE,
    GATEWAY,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    finding,
    names,
    role,
    trust,
    user,
)

GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
COMPANY = f"arn:aws:iam::{ACCOUNT}:oidc-provider/login.example.com/realms/staff"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/ours"
PIPELINE = arn("role", "pipeline")
WEB, SIGNED = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"


def trusting(provider: str) -> Document:
    return role("pipeline", allow(DELETE), trusts=trust({"Federated": provider}, action=[WEB, SIGNED]))


def there(*providers: str) -> dict[str, object]:
    """What `prove collect` writes of these providers, and of no others."""
    return {
        f"{kind}_providers": [{"arn": one} for one in providers if f":{kind}-provider/" in one]
        for kind in ("oidc", "saml")
    }


def test_a_public_provider_that_the_account_does_not_have_lets_nobody_in() -> None:
    found = finding(bundle(trusting(GITHUB), **there()), accepted=(PIPELINE,))

    assert (found.verdict, found.outsiders) == (CATALOGUE, ())


@pytest.mark.parametrize("collected", [{}, there(GITHUB)], ids=["not collected", "there"])
def test_one_that_is_there_or_may_be_lets_just_anybody_in(collected: dict[str, object]) -> None:
    found = finding(bundle(trusting(GITHUB), **collected), accepted=(PIPELINE,))

    assert [one.arn for one in found.outsiders] == [GITHUB]


@pytest.mark.parametrize(
    ("provider", "action"), [(GITHUB, "iam:CreateOpenIDConnectProvider"), (SAML, "iam:CreateSAMLProvider")]
)
def test_who_may_make_the_provider_that_is_not_there_may_take_the_role(provider: str, action: str) -> None:
    made = bundle(trusting(provider), user("eve", allow(action)), user("ada", allow("iam:Get*")), **there())

    found = finding(made, accepted=(PIPELINE,))

    (eve,) = found.principals
    assert (found.verdict, eve.arn) == (BYPASS, arn("user", "eve"))
    assert [step.rule for step in eve.path] == ["create-provider", "goal"]
    assert [call.action for call in eve.path[0].calls] == [action, SIGNED if provider == SAML else WEB]


@pytest.mark.parametrize("action", ["iam:CreateSAMLProvider", "iam:UpdateSAMLProvider", "iam:DeleteSAMLProvider"])
def test_a_saml_provider_is_changed_only_where_it_is_and_made_only_where_it_is_not(action: str) -> None:
    def verdict(collected: dict[str, object]) -> str:
        return finding(bundle(trusting(SAML), user("eve", allow(action)), **collected), accepted=(PIPELINE,)).verdict

    assert verdict(there()) == (BYPASS if action == "iam:CreateSAMLProvider" else CATALOGUE)
    assert verdict(there(SAML)) == (BYPASS if action == "iam:UpdateSAMLProvider" else CATALOGUE)


def test_who_may_delete_a_saml_provider_and_make_it_again_signs_for_everybody_in_it() -> None:
    eve = user("eve", allow(["iam:DeleteSAMLProvider", "iam:CreateSAMLProvider"], SAML))

    found = finding(bundle(trusting(SAML), eve, **there(SAML)), accepted=(PIPELINE,))

    assert names(found) == {"eve": 2}
    assert found.principals[0].path[0].rule == "saml-provider"


@pytest.mark.parametrize("collected", [{}, there()], ids=["not collected", "not there"])
def test_a_company_s_own_issuer_that_somebody_may_bring_in_is_told_as_not_known(collected: dict[str, object]) -> None:
    made = bundle(trusting(COMPANY), user("eve", allow("iam:CreateOpenIDConnectProvider")), **collected)

    found = finding(made, accepted=(PIPELINE,))

    assert (found.verdict, names(found)) == (UNKNOWN, {})
    assert any("login.example.com/realms/staff" in cause for cause in found.unknown)


def test_whether_a_saml_provider_is_there_is_not_guessed() -> None:
    made = bundle(trusting(SAML), user("eve", allow("iam:CreateSAMLProvider")))

    found = finding(made, accepted=(PIPELINE,))

    assert found.verdict == UNKNOWN
    assert any("`saml_providers` was not collected" in cause for cause in found.unknown)


@pytest.mark.parametrize("collected", [{}, there(SAML), there()], ids=["not collected", "there", "not there"])
def test_a_guardrail_must_keep_the_provider_of_the_gateway_s_role_too(collected: dict[str, object]) -> None:
    gate = role("keyturn-gateway", allow("*"), trusts=trust({"Federated": SAML}, action=SIGNED))
    only = {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}
    kept = [deny("rds:Delete*", "*", only), deny(["iam:*", "sts:*"], GATEWAY)]

    def verdict(*statements: Document) -> str:
        scps = [[doc(allow("*"))], [doc(allow("*")), doc(*statements)]]
        return finding(bundle(user("eve", allow("*")), gate, scps=scps, **collected), gateway=GATEWAY).verdict

    assert verdict(*kept) == BYPASS
    assert verdict(*kept, deny("iam:*SAMLProvider", SAML)) == GUARDRAIL
