"""“They look at one of us, because we can do the same. But only I can do it to my twin.”"""

import pytest

from tests.iam_estate import DELETE, Document, allow, arn, bundle, deny, doc, finding, names, policy, role, trust, user

TAG = {"StringEquals": {"aws:PrincipalTag/clearance": "high"}}
TAGGING = ["sts:AssumeRole", "sts:TagSession"]


@pytest.mark.parametrize("turned", [False, True], ids=["as told", "turned round"])
def test_a_role_that_may_be_deleted_and_made_again_by_its_twin_alone(turned: bool) -> None:
    """Both are bound by the same boundary, and only the one that nobody may delete can make the other anew."""
    first, second = arn("role", "first"), arn("role", "second")
    rights = allow(["iam:DeleteRole", "iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy"], first)
    edge = policy("edge", doc(allow("iam:*")))
    twins = [role(name, rights, boundary=arn("policy", "edge")) for name in ("first", "second")]
    eve = user("eve", allow("iam:UpdateAssumeRolePolicy", [first, second]))
    if turned:
        twins.reverse()
    elsewhere = {"Effect": "Deny", "NotAction": ["iam:UpdateAssumeRolePolicy", "rds:*"], "NotResource": first}

    found = finding(bundle(eve, *twins, edge, scps=[[doc(allow("*"), deny("iam:*Boundary"), elsewhere)]]))

    assert names(found) == {"eve": 3, "first": 4, "second": 2}


@pytest.mark.parametrize("lets", ["*", {"AWS": arn("role", "one")}])
def test_a_role_that_takes_itself_once_more_with_a_tag(lets: str | dict[str, str]) -> None:
    """Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (a role's own trust
    policy must name it before it can assume itself)."""
    made: Document = bundle(role("one", allow(DELETE, "*", TAG), trusts=trust(lets, action=TAGGING)))

    assert names(finding(made))["one"] == 2


def test_a_role_that_one_makes_again_and_another_gives_a_policy() -> None:
    """Eve may delete it and make it again without its boundary; Ada, whose keys she may make, writes its policy."""
    first = arn("role", "first")
    eve = user(
        "eve", allow(["iam:DeleteRole", "iam:CreateRole"], first), allow("iam:CreateAccessKey", arn("user", "ada"))
    )
    ada = user("ada", allow("iam:PutRolePolicy", first))
    bound = role("first", boundary=arn("policy", "edge"))

    found = finding(bundle(eve, ada, bound, policy("edge", doc(allow("s3:*")))))

    assert names(found) == {"eve": 4}
