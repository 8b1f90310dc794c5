"""“One of my users may make the role, the other may write its policy. Neither can do it alone.”

No path is told, for the catalogue's steps are one principal's. It is not told that nobody can, either.
"""

import pytest

from keyturn.prover.answer import CATALOGUE, UNKNOWN
from tests.iam_estate import DELETE, Document, allow, arn, bundle, doc, finding, group, policy, role, user

KEYS = allow("iam:CreateAccessKey", arn("user", "ada"))
ONLY_P = {"ArnEquals": {"iam:PolicyARN": arn("policy", "p")}}
NEW = arn("role", "new-*")
P = policy("p", doc(allow("s3:*")))
FIRST = arn("role", "first")
SHARED: dict[str, tuple[Document, Document, tuple[Document, ...]]] = {
    "a new role": (allow("iam:CreateRole", NEW), allow("iam:PutRolePolicy", NEW), ()),
    "a policy that one attaches": (
        allow("iam:AttachUserPolicy", "*", ONLY_P), allow("iam:CreatePolicyVersion", arn("policy", "p")), (P,),
    ),
    "a new policy that one attaches": (
        allow("iam:AttachUserPolicy", "*", {"ArnLike": {"iam:PolicyARN": arn("policy", "*")}}),
        allow("iam:CreatePolicy"), (),
    ),
    "a group that one joins": (allow("iam:AddUserToGroup"), allow("iam:PutGroupPolicy"), (group("ops"),)),
    "the policy of a group that one joins": (
        allow("iam:AddUserToGroup"), allow("iam:CreatePolicyVersion"),
        (group("ops", attached=(arn("policy", "p"),)), P),
    ),
    "a role made again": (
        allow("iam:DeleteRole", FIRST), allow(["iam:CreateRole", "iam:PutRolePolicy"], FIRST),
        (role("first", boundary=arn("policy", "p")), P),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHARED)
def test_what_two_users_under_one_hand_do_between_them_is_not_proved_away(name: str) -> None:
    ones, others, things = SHARED[name]

    told = finding(bundle(user("eve", KEYS, ones), user("ada", others), *things))

    assert told.verdict == UNKNOWN
    assert any(one.startswith(f"{arn('user', 'eve')} may reach {DELETE}") for one in told.unknown)


@pytest.mark.parametrize("name", SHARED)
def test_two_users_who_cannot_become_each_other_share_nothing(name: str) -> None:
    ones, others, things = SHARED[name]

    assert finding(bundle(user("eve", ones), user("ada", others), *things)).verdict == CATALOGUE


OPS = group("ops", allow("rds:*"))
JOINS = allow("iam:AddUserToGroup", arn("group", "ops"))
MAKES = allow(["iam:CreateUser", "iam:CreateAccessKey"], arn("user", "new-*"))


def test_a_new_user_who_only_joins_a_group_is_not_proved_away() -> None:
    told = finding(bundle(role("one", MAKES, JOINS), OPS))

    assert told.verdict == UNKNOWN
    assert any(one.startswith(f"{arn('role', 'one')} may reach {DELETE}") for one in told.unknown)


@pytest.mark.parametrize("lacking", [(MAKES,), (JOINS,), (allow("iam:CreateUser"), JOINS)])
def test_nor_is_it_said_of_who_cannot_make_one_or_have_it_join(lacking: tuple[Document, ...]) -> None:
    assert finding(bundle(role("one", *lacking), OPS)).verdict == CATALOGUE


def test_a_group_that_may_do_nothing_gives_nothing() -> None:
    assert finding(bundle(role("one", MAKES, JOINS), group("ops", allow("s3:ListBucket")))).verdict == CATALOGUE
