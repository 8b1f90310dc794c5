"""Who comes from outside the account, what guardrails must stop, and what is never passed over in silence."""

import pytest

from keyturn.prover.answer import BYPASS, CATALOGUE, GUARDRAIL, UNKNOWN
from tests.iam_estate import (
    ACCOUNT,
    DATABASE,
    DELETE,
    GATEWAY,
    OTHER,
    OWN,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    finding,
    names,
    role,
    service,
    trust,
    user,
)

GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"
BUCKET = "arn:aws:s3:::costs"
REMOVE = "s3:DeleteBucket"
RUNTIME = f"arn:aws:iam::{OTHER}:role/keyturn-runtime"
GATE = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": RUNTIME}))
FULL = doc(allow("*"))
SEAL = deny(["iam:*", "sts:AssumeRole", "sts:TagSession"], GATEWAY)


def github(subject: str | None, operator: str = "StringLike") -> Document:
    condition: Document = {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}
    if subject is not None:
        condition = condition | {operator: {**condition.get(operator, {}), f"{GITHUB}:sub": subject}}
    return trust({"Federated": PROVIDER}, condition, "sts:AssumeRoleWithWebIdentity")


def granted(principal: object, action: str = REMOVE, **more: object) -> Document:
    return doc({"Effect": "Allow", "Principal": principal, "Action": action, "Resource": BUCKET, **more})


@pytest.mark.parametrize("subject", [None, "*", "repo:*", "repo:cost*", "repo:*/deploy:*"])
def test_a_role_that_just_anybody_at_a_public_provider_may_take_is_a_way_in(subject: str | None) -> None:
    pipeline = role("pipeline", allow(DELETE), trusts=github(subject))

    found = finding(bundle(pipeline), accepted=(arn("role", "pipeline"),))

    assert found.verdict == BYPASS
    assert [one.arn for one in found.outsiders] == [PROVIDER]
    assert [step.rule for step in found.outsiders[0].path] == ["enter", "goal"]


@pytest.mark.parametrize("subject", ["repo:costs/deploy:*", "repo:costs/deploy:ref:refs/heads/main", "repo:costs/*"])
def test_a_role_for_the_repositories_of_one_owner_is_none(subject: str) -> None:
    pipeline = role("pipeline", allow(DELETE), trusts=github(subject))

    assert finding(bundle(pipeline), accepted=(arn("role", "pipeline"),)).verdict == CATALOGUE


def test_a_role_of_a_company_s_own_provider_is_none() -> None:
    saml = trust({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/ours"}, action="sts:AssumeRoleWithSAML")

    found = finding(bundle(role("people", allow(DELETE), trusts=saml)), accepted=(arn("role", "people"),))

    assert found.verdict == CATALOGUE


def test_who_may_change_that_provider_may_be_anybody_in_it() -> None:
    saml = trust({"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/ours"}, action="sts:AssumeRoleWithSAML")
    made = bundle(user("eve", allow("iam:UpdateSAMLProvider")), role("people", allow(DELETE), trusts=saml))

    assert names(finding(made)) == {"eve": 2, "people": 1}


def test_a_bucket_policy_for_everybody_lets_everybody_in() -> None:
    made = bundle(user("eve"), role("idle"), resource_policies={BUCKET: granted("*")})

    found = finding(made, REMOVE, BUCKET)

    assert names(found) == {"eve": 1, "idle": 1}
    assert "*" in {one.arn for one in found.outsiders}


def test_a_bucket_policy_that_leaves_out_only_one_lets_the_others_in() -> None:
    made = bundle(
        user("eve"),
        user("ada"),
        resource_policies={
            BUCKET: doc(
                {
                    "Effect": "Allow",
                    "NotPrincipal": {"AWS": arn("user", "ada")},
                    "Action": "s3:*",
                    "Resource": [BUCKET, f"{BUCKET}/*"],
                }
            )
        },
    )

    assert names(finding(made, REMOVE, BUCKET)) == {"eve": 1}


def test_a_bucket_policy_for_one_user_lets_in_that_user() -> None:
    made = bundle(user("eve"), user("ada"), resource_policies={BUCKET: granted({"AWS": arn("user", "eve")})})

    assert names(finding(made, REMOVE, BUCKET)) == {"eve": 1}


def test_who_may_write_the_bucket_policy_may_let_themself_in() -> None:
    made = bundle(user("eve", allow("s3:PutBucketPolicy", BUCKET)), user("ada", allow("s3:GetBucketPolicy")))

    assert names(finding(made, REMOVE, BUCKET)) == {"eve": 1}


def test_a_bucket_policy_that_was_not_collected_is_not_taken_to_be_none() -> None:
    made = bundle(user("eve"))
    del made["resource_policies"]

    found = finding(made, REMOVE, BUCKET)

    assert found.verdict == UNKNOWN
    assert any("was not collected" in cause for cause in found.unknown)


def test_a_bucket_policy_that_denies_all_but_one_is_worth_nothing_to_who_may_write_it() -> None:
    closed = doc(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:DeleteBucket",
            "Resource": BUCKET,
            "Condition": {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}},
        }
    )
    made = bundle(
        user("eve", allow("s3:DeleteBucket")), user("ada", allow("s3:*")), GATE, resource_policies={BUCKET: closed}
    )

    assert names(finding(made, REMOVE, BUCKET, gateway=GATEWAY)) == {"ada": 1}


def guarded(*statements: Document, **more: object) -> Document:
    return bundle(user("eve", allow("*")), GATE, scps=[[FULL], [FULL, doc(*statements)]], **more)


ONLY = {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}


def test_a_guardrail_that_leaves_only_the_gateway_is_a_proof() -> None:
    found = finding(guarded(deny("rds:Delete*", "*", ONLY), SEAL), gateway=GATEWAY)

    assert (found.verdict, found.principals) == (GUARDRAIL, ())


LEAKS: dict[str, Document] = {
    "a name that others may take": guarded(
        deny("rds:Delete*", "*", {"StringNotLike": {"aws:PrincipalArn": "*keyturn-gateway*"}}), SEAL
    ),
    "a second condition that the attacker chooses": guarded(
        deny("rds:Delete*", "*", ONLY | {"Bool": {"aws:MultiFactorAuthPresent": "false"}}), SEAL
    ),
    "a key that may be absent": guarded(
        deny("rds:Delete*", "*", {"StringEquals": {"aws:PrincipalTag/team": "anybody"}}), SEAL
    ),
    "a gateway role that others may change": guarded(deny("rds:Delete*", "*", ONLY)),
    "another resource": guarded(deny("rds:Delete*", f"{DATABASE}-other", ONLY), SEAL),
    "a tag of one's own": guarded(
        deny("rds:Delete*", "*", {"StringNotEquals": {"aws:PrincipalTag/gateway": "true"}}), SEAL
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_guardrail_with_a_way_past_it_is_none(name: str) -> None:
    found = finding(LEAKS[name], gateway=GATEWAY)

    assert found.verdict == BYPASS
    assert "eve" in names(found)


def test_what_runs_as_the_gateway_s_role_must_be_sealed_too() -> None:
    keyturn_host = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"
    made = guarded(deny("rds:Delete*", "*", ONLY), SEAL, compute={"ec2": [{"arn": keyturn_host, "role": GATEWAY}]})

    assert names(finding(made, gateway=GATEWAY)) == {"eve": 2}


def test_a_guardrail_names_whom_it_does_not_bind_and_who_lets_in_other_accounts() -> None:
    made = guarded(deny("s3:DeleteBucket", "*", ONLY), SEAL)

    found = finding(made, REMOVE, BUCKET, gateway=GATEWAY)

    assert found.verdict == GUARDRAIL
    assert any("management account" in one for one in found.unbound)
    assert [one.arn for one in found.beyond] == [arn("user", "eve")]


def test_a_service_linked_role_that_can_is_told_and_is_nobody_s_way() -> None:
    linked = role("AWSServiceRoleForRDS", allow("rds:*"), trusts=service("rds"))
    linked["Arn"] = arn("role", "aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS")

    found = finding(bundle(linked, user("eve", allow(["iam:PassRole", "iam:UpdateAssumeRolePolicy"]))))

    assert names(found) == {}
    assert found.linked == (linked["Arn"],)


def test_a_whole_other_account_that_may_take_the_gateway_s_role_is_not_known_to_be_safe() -> None:
    gate = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": f"arn:aws:iam::{OTHER}:root"}))

    found = finding(bundle(gate), gateway=GATEWAY)

    assert found.verdict == UNKNOWN
    assert any(OTHER in cause for cause in found.unknown)


def test_a_gateway_role_that_the_account_may_take_is_a_way() -> None:
    gate = role("keyturn-gateway", allow("*"), trusts=OWN)

    assert names(finding(bundle(gate, user("eve", allow("sts:AssumeRole"))), gateway=GATEWAY)) == {"eve": 2}


def test_who_is_accepted_is_left_out_and_who_may_become_them_is_not() -> None:
    pipeline = role("pipeline", allow(DELETE), trusts=OWN)
    made = bundle(pipeline, user("eve", allow("sts:AssumeRole")), user("ada", allow("s3:*")))

    assert names(finding(made, accepted=(arn("role", "pipe*"),))) == {"eve": 2}


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Action": DELETE, "Resource": "*", "Condition": {"StringEqualsSometimes": {"a:b": "c"}}},
        {"Effect": "Allow", "Action": DELETE, "Resource": "*", "Unless": {}},
        {"Effect": "Permit", "Action": DELETE, "Resource": "*"},
        {"Effect": "Allow", "Action": DELETE, "Resource": "*", "Condition": {"NumericLessThan": {"a:b": "ten"}}},
    ],
)
def test_what_is_not_understood_is_told_and_never_a_no(statement: Document) -> None:
    found = finding(bundle(user("eve", statement)))

    assert found.verdict == UNKNOWN
    assert names(found) == {}
    assert any("user/eve" in cause for cause in found.unknown)


def test_a_policy_whose_document_is_missing_is_told() -> None:
    found = finding(bundle(user("eve", attached=("arn:aws:iam::aws:policy/SomethingNew",))))

    assert found.verdict == UNKNOWN
    assert any("SomethingNew" in cause for cause in found.unknown)
