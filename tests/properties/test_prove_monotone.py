"""What may only ever help, and what may only ever hinder: random small accounts, changed in one place."""

from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.iam_estate import DELETE, OWN, Document, allow, arn, bundle, deny, doc, finding, names, role, service, user

ACTIONS = [
    DELETE, "rds:*", "rds:Describe*", "sts:AssumeRole", "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PassRole",
    "lambda:CreateFunction", "iam:CreateAccessKey", "iam:UpdateAssumeRolePolicy", "iam:*", "*",
]  # fmt: skip
RESOURCES = ["*", arn("role", "one"), arn("role", "*"), arn("user", "eve"), "arn:aws:rds:*:*:db:prod-*"]
CONDITIONS: list[Document | None] = [
    None, None, {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"StringLike": {"aws:PrincipalTag/team": "d*"}},
    {"ArnNotLike": {"aws:PrincipalArn": arn("role", "o*")}},
]  # fmt: skip

allows = st.builds(allow, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), st.sampled_from(CONDITIONS))
denies = st.builds(deny, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), st.sampled_from(CONDITIONS))
statements = st.lists(st.one_of(allows, allows, denies), max_size=3)
trusts = st.sampled_from([OWN, service("lambda"), service("nobody")])


@st.composite
def estates(draw: st.DrawFn) -> Document:
    return bundle(
        user("eve", *draw(statements), tags=draw(st.sampled_from([{}, {"team": "db"}]))),
        user("ada", *draw(statements)),
        role("one", *draw(statements), trusts=draw(trusts)),
        role("two", *draw(statements), trusts=draw(trusts)),
    )


def who(made: Document) -> set[str]:
    return set(names(finding(made)))


@given(estates(), denies)
@settings(max_examples=40, deadline=None)
def test_a_denial_for_the_whole_account_never_lets_anybody_in(made: Document, statement: Document) -> None:
    full = doc(allow("*"))

    assert who(made | {"scps": [[full, doc(statement)]]}) <= who(made)


@given(estates(), allows)
@settings(max_examples=40, deadline=None)
def test_one_more_permission_never_keeps_anybody_out(made: Document, statement: Document) -> None:
    more = deepcopy(made)
    more["UserDetailList"][0]["UserPolicyList"].append({"PolicyName": "more", "PolicyDocument": doc(statement)})

    assert who(made) <= who(more)


@given(estates())
@settings(max_examples=30, deadline=None)
def test_a_boundary_never_lets_anybody_in(made: Document) -> None:
    bounded = deepcopy(made)
    boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn("policy", "b")}
    bounded["UserDetailList"][0]["PermissionsBoundary"] = boundary
    version = {"VersionId": "v1", "IsDefaultVersion": True, "Document": doc(allow("rds:*"), allow("sts:*"))}
    bounded["Policies"] = [{"Arn": arn("policy", "b"), "PolicyName": "b", "PolicyVersionList": [version]}]

    assert who(bounded) <= who(made)


@given(estates())
@settings(max_examples=30, deadline=None)
def test_the_order_of_lists_and_how_a_statement_is_split_change_nothing(made: Document) -> None:
    other = deepcopy(made)
    for kind in ("UserDetailList", "RoleDetailList"):
        other[kind].reverse()
        for one in other[kind]:
            for held in one.get("UserPolicyList", one.get("RolePolicyList", [])):
                found = held["PolicyDocument"]["Statement"]
                held["PolicyDocument"]["Statement"] = [
                    {**statement, "Action": [statement["Action"], "logs:PutLogEvents"]} for statement in reversed(found)
                ]

    assert names(finding(other)) == names(finding(made))


@given(estates())
@settings(max_examples=30, deadline=None)
def test_whoever_does_not_reach_it_reaches_nobody_who_does(made: Document) -> None:
    reached = finding(made)

    for one in reached.principals:
        for step in one.path[1:]:
            assert step.who.startswith("a new ") or step.who in {other.arn for other in reached.principals} | {
                arn("user", "eve"), arn("user", "ada"), arn("role", "one"), arn("role", "two"),
            }  # fmt: skip
        # Every step's actor was come by in an earlier step, or is who began.
        held = {one.arn}
        for step in one.path:
            assert step.who in held
            if step.brings.startswith("becomes "):
                held.add(step.brings.removeprefix("becomes ").partition(" with ")[0])
