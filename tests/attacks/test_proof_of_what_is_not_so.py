"""“Nobody can, says the proof. I can: see what it did not look at.” What the checker refused, the prover now sees."""

import pytest

from tests.iam_estate import (
    DELETE,
    GATEWAY,
    OTHER,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    finding,
    group,
    policy,
    role,
    trust,
    user,
)

FULL = doc(allow("*"))
GATE = role("keyturn-gateway", allow("*"), trusts=trust({"AWS": f"arn:aws:iam::{OTHER}:role/keyturn"}))
OBJECT = "arn:aws:s3:::prod-data/x"
BOUND = policy("bound", FULL)
NOT_ROLES = deny("iam:*", "*", {"ArnLike": {"aws:PrincipalArn": arn("role", "*")}})
NOT_B = deny(DELETE, "*", {"ArnNotLike": {"aws:PrincipalArn": arn("role", "b*")}})
BOUNDED = {"StringEquals": {"iam:PermissionsBoundary": arn("policy", "bound")}}


def under(*statements: Document) -> list[list[Document]]:
    return [[FULL, doc(*statements)]]


def denied_where(*conditions: Document) -> Document:
    """Eve may, but for an SCP that denies it under each of these conditions."""
    return bundle(user("eve", allow("rds:*")), scps=under(*(deny("rds:*", "*", one) for one in conditions)))


def test_a_policy_that_nobody_read_may_let_in_a_stranger_whom_no_scp_binds() -> None:
    seal = (
        deny("s3:*", "*", {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}),
        deny(["iam:*", "sts:*"], GATEWAY),
    )
    made = bundle(user("eve", allow("s3:*")), GATE, scps=under(*seal))
    del made["resource_policies"]

    found = finding(made, "s3:DeleteObject", OBJECT, gateway=GATEWAY)

    assert found.verdict == "UNKNOWN"
    assert any("was not collected" in cause for cause in found.unknown)


BY_MAKING: dict[str, Document] = {
    "only the second way to give a policy gives the name that is let through": bundle(
        user(
            "eve",
            allow("iam:CreateRole"),
            allow("iam:PutRolePolicy", arn("role", "a*")),
            allow("iam:AttachRolePolicy", arn("role", "b*")),
        ),
        scps=under(NOT_ROLES, NOT_B),
    ),
    "only with a boundary comes the name that is let through": bundle(
        user(
            "eve",
            allow("iam:CreateRole", arn("role", "a*")),
            allow("iam:CreateRole", arn("role", "b*"), BOUNDED),
            allow("iam:PutRolePolicy"),
        ),
        BOUND,
        scps=under(NOT_ROLES, NOT_B),
    ),
    "the boundary is asked for when the policy is written": bundle(
        user("eve", allow("iam:CreateRole"), allow("iam:PutRolePolicy", "*", BOUNDED)), BOUND
    ),
}


@pytest.mark.parametrize("made", BY_MAKING.values(), ids=BY_MAKING)
def test_whoever_makes_a_role_makes_it_in_every_way_there_is(made: Document) -> None:
    assert finding(made).verdict == "BYPASS"


def test_a_tag_that_only_a_group_without_members_asks_about() -> None:
    high = {"StringEquals": {"aws:PrincipalTag/clearance": "high"}}
    made = bundle(user("eve", allow(["iam:AddUserToGroup", "iam:TagUser"])), group("empty", allow(DELETE, "*", high)))

    assert finding(made).verdict == "BYPASS"


def test_a_tag_that_is_no_number_is_neither_below_nor_above_five() -> None:
    tag = "aws:RequestTag/n"
    made = denied_where(
        {"NumericLessThan": {tag: "5"}}, {"NumericGreaterThanEquals": {tag: "5"}}, {"Null": {tag: "true"}}
    )

    assert finding(made).verdict == "BYPASS"


def test_a_key_compared_as_text_and_as_a_number_proves_nothing() -> None:
    key = "s3:max-keys"
    made = denied_where({"StringNotLike": {key: "1*"}}, {"NumericLessThan": {key: "5"}}, {"Null": {key: "true"}})

    assert finding(made).verdict == "UNKNOWN"


def test_a_list_may_hold_as_many_values_as_denials_ask_for() -> None:
    made = denied_where(*({"ForAllValues:StringNotEquals": {"aws:TagKeys": tag}} for tag in "abcdef"))

    assert finding(made).verdict == "BYPASS"


@pytest.mark.parametrize("name", ["<resource>", "<action>", "\N{MIDDLE DOT}resource", "\N{MIDDLE DOT}action"])
def test_a_condition_on_a_key_that_no_request_has_denies_nothing(name: str) -> None:
    made = denied_where({"StringLike": {name: "*"}})

    assert not finding(made).verdict.startswith("PROVED")


def test_a_number_beyond_all_numbers_is_no_number() -> None:
    key = "s3:max-keys"
    made = denied_where({"NumericLessThan": {key: "1e999"}}, {"Null": {key: "true"}})

    assert finding(made).verdict == "UNKNOWN"


def test_between_two_bounds_far_ahead_there_is_a_time() -> None:
    key = "aws:CurrentTime"
    made = denied_where(
        {"DateLessThanEquals": {key: "2030-01-01T00:00:00Z"}}, {"DateGreaterThanEquals": {key: "9999-12-31T00:00:00Z"}}
    )

    assert finding(made).verdict == "BYPASS"
