"""Identity Center: who writes permission sets or assignments in the management account signs in as whom they like."""

from typing import Final

import pytest

from keyturn.prover.answer import BYPASS
from tests.iam_estate import ACCOUNT, DELETE, OTHER, Document, allow, arn, bundle, finding, names, role, trust, user

SIGN_IN: Final = trust(
    {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/AWSSSO_1_DO_NOT_DELETE"}, action="sts:AssumeRoleWithSAML"
)
SET: Final = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Operators_1"
OWN_SET: Final = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Helpdesk_2"
PROVISION: Final = "sso:ProvisionPermissionSet"


def estate(*things: Document, manages: bool = True, sets: tuple[Document, ...] = ()) -> Document:
    given = sets or (role(SET, allow(DELETE), trusts=SIGN_IN),)
    return bundle(*things, *given, management_account=ACCOUNT if manages else OTHER)


WAYS: Final[dict[str, tuple[tuple[str, ...], int]]] = {
    "somebody new is assigned": (("identitystore:CreateUser", "sso:CreateAccountAssignment"), 2),
    "somebody new joins the group": (("identitystore:CreateUser", "identitystore:CreateGroupMembership"), 2),
    "a permission set is made": (
        (
            "identitystore:CreateUser",
            "sso:CreatePermissionSet",
            "sso:PutInlinePolicyToPermissionSet",
            "sso:CreateAccountAssignment",
        ),
        2,
    ),
}


@pytest.mark.parametrize("name", WAYS)
def test_who_may_write_who_signs_in_is_whoever_that_is(name: str) -> None:
    rights, steps = WAYS[name]
    sets = (role(SET, trusts=SIGN_IN),) if "made" in name else ()
    made = estate(user("eve", allow(list(rights))), sets=sets)

    assert names(finding(made))["eve"] == steps
    assert "eve" not in names(finding(made | {"management_account": OTHER}))
    for missing in rights:
        left = [one for one in rights if one != missing]
        assert "eve" not in names(finding(estate(user("eve", allow(left)), sets=sets)))


@pytest.mark.parametrize("write", ["sso:PutInlinePolicyToPermissionSet", "sso:AttachManagedPolicyToPermissionSet"])
def test_who_signs_in_by_a_set_that_they_may_write_has_any_permission(write: str) -> None:
    own = role(OWN_SET, allow([write, PROVISION]), trusts=SIGN_IN)
    found = finding(estate(sets=(own,)))

    assert (found.verdict, names(found)) == (BYPASS, {"AWSReservedSSO_Helpdesk_2": 2})
    assert names(finding(estate(sets=(role(OWN_SET, allow(write), trusts=SIGN_IN),)))) == {}


def test_who_signs_in_already_needs_no_new_user() -> None:
    own = role(OWN_SET, allow("sso:CreateAccountAssignment"), trusts=SIGN_IN)
    other = role(SET, allow(DELETE), trusts=SIGN_IN)

    assert names(finding(estate(sets=(own, other))))["AWSReservedSSO_Helpdesk_2"] == 2


def test_a_set_s_boundary_falls_to_who_may_take_it_off() -> None:
    from_set = "sso:DeletePermissionsBoundaryFromPermissionSet"
    own = role(OWN_SET, allow([DELETE, from_set, PROVISION]), trusts=SIGN_IN, boundary=arn("policy", "edge"))
    edge = {
        "Arn": arn("policy", "edge"),
        "PolicyName": "edge",
        "DefaultVersionId": "v1",
        "PolicyVersionList": [
            {
                "VersionId": "v1",
                "IsDefaultVersion": True,
                "Document": {"Version": "2012-10-17", "Statement": [allow("sso:*")]},
            }
        ],
    }

    assert names(finding(estate(edge, sets=(own,)))) == {"AWSReservedSSO_Helpdesk_2": 2}
