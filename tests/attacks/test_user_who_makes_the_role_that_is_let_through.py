"""“What I may do to most new roles is no use. There is another name, and another way to write its policy.”"""

import pytest

from tests.iam_estate import Document, allow, arn, bundle, deny, doc, finding, names, policy, user

SPECIAL = arn("role", "special-*")
KEPT = {"scps": [[doc(allow("*"), deny("rds:*", "*", {"ArnNotLike": {"aws:PrincipalArn": SPECIAL}}))]]}
EDGE = policy("edge", doc(allow("*")))
BOUND = {"StringEquals": {"iam:PermissionsBoundary": arn("policy", "edge")}}


@pytest.mark.parametrize(
    "rights",
    [
        [
            allow("iam:CreateRole"),
            allow("iam:PutRolePolicy", arn("role", "team-*")),
            allow("iam:AttachRolePolicy", SPECIAL),
        ],
        [
            allow("iam:CreateRole", arn("role", "team-*")),
            allow("iam:CreateRole", SPECIAL, BOUND),
            allow("iam:PutRolePolicy"),
        ],
    ],
    ids=["another way to write its policy", "only under a boundary"],
)
def test_every_name_that_a_new_role_may_have_counts(rights: list[Document]) -> None:
    assert names(finding(bundle(user("eve", *rights), EDGE, **KEPT))) == {"eve": 2}
