"""Principals that have the same statements and are not the same: whoever takes one for the other proves too much.

In each estate Eve may give two roles any permission and take them, and only the second, which comes later in the
bundle, gets past what binds both.
"""

from typing import Final

import pytest

from keyturn.prover.answer import BYPASS, CATALOGUE
from tests.iam_estate import DELETE, OWN, Document, allow, arn, bundle, deny, doc, finding, names, policy, role, user

EMPTY: Final = "s3:DeleteBucket"
BUCKET: Final = "arn:aws:s3:::prod-orders"
MAKING: Final = deny(["iam:Create*", "iam:DeleteRole", "iam:TagRole", "iam:SetDefaultPolicyVersion"])
GIVER: Final = allow(["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"], arn("role", "*"))
FIRST: Final = arn("role", "first")
SECOND: Final = arn("role", "second")
DELETER: Final = arn("role", "deleter")


def pair(first: dict[str, str] | None = None, second: dict[str, str] | None = None, *more: Document) -> Document:
    made = bundle(user("eve", GIVER), role("first", tags=first or {}), role("second", tags=second or {}), *more)
    for one in made["RoleDetailList"]:
        one["RoleId"] = f"AROA{one['RoleName'].upper()}"
    return made


def scp(*statements: Document) -> Document:
    return {"scps": [[doc(allow("*"))], [doc(allow("*"), MAKING, *statements)]]}


def rcp(statement: Document, principal: object) -> Document:
    return scp() | {"rcps": [[doc(statement | {"Principal": principal})]]}


def unless(condition: Document) -> Document:
    return deny("s3:*", "*", condition)


ALIKE: dict[str, Document] = {
    "an SCP names the user id": pair() | scp(unless({"StringNotLike": {"aws:userid": "AROASECOND:*"}})),
    "an SCP names the role": pair() | scp(unless({"ArnNotEquals": {"aws:PrincipalArn": SECOND}})),
    "an RCP names the other role": pair() | rcp(deny("s3:*"), {"AWS": [FIRST, arn("user", "eve")]}),
    "an RCP asks for the role": pair() | rcp(unless({"ArnNotEquals": {"aws:PrincipalArn": SECOND}}), "*"),
    "a tag is compared with another tag": pair({"team": "web", "home": "db"}, {"team": "db", "home": "db"})
    | scp(unless({"StringNotEquals": {"aws:PrincipalTag/team": "${aws:PrincipalTag/home}"}})),
    "a tag stands in the resource": pair({"team": "web"}, {"team": "orders"})
    | scp(deny("s3:*") | {"Resource": [], "NotResource": "arn:aws:s3:::prod-${aws:PrincipalTag/team}"}),
}
for made in ALIKE.values():
    for level in made["scps"]:
        for document in level:
            for one in document["Statement"]:
                if not one.get("Resource"):
                    one.pop("Resource", None)


@pytest.mark.parametrize("name", ALIKE)
def test_the_one_that_gets_past_what_binds_both_is_found(name: str) -> None:
    found = finding(ALIKE[name], EMPTY, BUCKET)

    assert (found.verdict, names(found)) == (BYPASS, {"eve": 3})


def test_a_role_that_may_change_only_its_own_team_s_roles_is_another_than_its_twin() -> None:
    own = {"StringNotEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}}
    made = pair({"team": "web"}, {"team": "db"}, role("deleter", allow(DELETE), tags={"team": "db"}))
    made |= scp(
        deny("iam:UpdateAssumeRolePolicy", DELETER, own),
        deny("rds:*", "*", {"ArnNotEquals": {"aws:PrincipalArn": DELETER}}),
        deny("iam:PutRolePolicy", DELETER),
    )

    assert names(finding(made)) == {"eve": 4, "deleter": 1}


def test_a_boundary_that_takes_the_other_s_place_may_free_only_one_of_two() -> None:
    closed = policy("edge", doc(allow("iam:*")))
    wide = policy("wide", doc(allow("iam:*"), allow("s3:*", "*", {"StringEquals": {"aws:PrincipalTag/team": "db"}})))
    to_wide = {"ArnEquals": {"iam:PermissionsBoundary": arn("policy", "wide")}}
    eve = user("eve", GIVER, allow("iam:PutRolePermissionsBoundary", "*", to_wide))
    bound = arn("policy", "edge")
    roles = (role("first", boundary=bound), role("second", boundary=bound, tags={"team": "db"}))
    made = bundle(eve, *roles, closed, wide) | scp()

    assert names(finding(made, EMPTY, BUCKET)) == {"eve": 4}


def test_a_new_role_has_nobody_s_user_id() -> None:
    freed = unless({"StringNotLike": {"aws:userid": "AROASECOND:*"}})
    made = pair() | {"scps": [[doc(allow("*"))], [doc(allow("*"), freed, deny("iam:*", SECOND))]]}
    made["UserDetailList"] = [user("eve", allow(["iam:CreateRole", "iam:PutRolePolicy"], arn("role", "new")))]

    assert finding(made, EMPTY, BUCKET).verdict == CATALOGUE


def test_a_new_role_has_no_arn_that_is_taken() -> None:
    freed = unless({"ArnNotEquals": {"aws:PrincipalArn": SECOND}})
    made = pair() | {"scps": [[doc(allow("*"))], [doc(allow("*"), freed, deny("iam:*", SECOND))]]}
    made["UserDetailList"] = [user("eve", allow(["iam:CreateRole", "iam:PutRolePolicy"]))]

    assert finding(made, EMPTY, BUCKET).verdict == CATALOGUE
    gone = made | {"RoleDetailList": made["RoleDetailList"][:1]}
    gone["scps"] = [[doc(allow("*"))], [doc(allow("*"), freed)]]
    assert names(finding(gone, EMPTY, BUCKET)) == {"eve": 2}


@pytest.mark.parametrize(
    ("effect", "reached"),
    [("Allow", {"eve": 2}), ("Deny", {})],
)
def test_a_variable_that_the_call_itself_fills_in_is_looked_up_for_each_target(
    effect: str, reached: dict[str, int]
) -> None:
    """Eve may take over the roles of her own team, or only of others; the one that can is of hers."""
    same = {"StringEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}}
    rights = [allow("iam:UpdateAssumeRolePolicy", "*", same)]
    if effect == "Deny":
        rights = [allow("iam:UpdateAssumeRolePolicy"), deny("iam:UpdateAssumeRolePolicy", "*", same)]
    made = bundle(user("eve", *rights, tags={"team": "db"}), role("one", allow(DELETE), tags={"team": "db"}))

    assert names(finding(made)) == {"one": 1} | reached


def test_a_variable_without_a_value_narrows_a_denial_of_everything_else() -> None:
    """IAM knows no such tag, so what the denial leaves out is not known, and it is not taken to hold."""
    denial = {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::*:role/${aws:PrincipalTag/team}"}
    made = bundle(user("eve", allow("iam:UpdateAssumeRolePolicy"), denial), role("one", allow(DELETE)))

    assert names(finding(made)) == {"one": 1, "eve": 2}


@pytest.mark.parametrize(
    "more",
    [
        {"rcps": [[doc(deny("sts:*", "*", {"Bool": {"aws:SecureTransport": "false"}}) | {"Principal": "*"})]]},
        {},
    ],
)
def test_whoever_the_account_lets_take_a_role_needs_no_certain_permission(more: dict[str, object]) -> None:
    """A condition on the caller's own permission, or an RCP on STS, is looked at together with the trust policy."""
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    made = bundle(user("eve", allow("sts:AssumeRole", "*", mfa)), role("one", allow(DELETE), trusts=OWN)) | more

    assert names(finding(made)) == {"one": 1, "eve": 2}
