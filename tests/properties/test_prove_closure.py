"""Whoever can is found, and nobody else: the same as when everything is tried, in whatever order it is told."""

from copy import deepcopy
from random import Random
from typing import Final

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from keyturn.prover.account import read
from keyturn.prover.goals import Goal, Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted
from tests.iam_estate import (
    AT,
    DATABASE,
    DELETE,
    GATEWAY,
    OWN,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    group,
    policy,
    role,
    service,
    trust,
    user,
)  # fmt: skip
from tests.plain_closure import reaches

RIGHTS: Final = [
    "iam:*", "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy",
    "iam:CreateAccessKey", "iam:AddUserToGroup", "iam:PutGroupPolicy", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
    "iam:DeleteRole", "iam:CreateRole", "iam:TagRole", "iam:TagUser", "iam:DeleteRolePermissionsBoundary",
    "iam:PutRolePermissionsBoundary", "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:PassRole",
    "lambda:CreateFunction", "sts:AssumeRole", "sts:TagSession", "rds:*", DELETE,
]  # fmt: skip
WHERE: Final = [
    "*", "*", arn("role", "one"), arn("role", "two"), arn("role", "t*"), arn("role", "new*"), arn("user", "*"),
    arn("user", "eve"), arn("policy", "*"), arn("group", "ops"), GATEWAY, DATABASE,
]  # fmt: skip
TEAM: Final = {"StringEquals": {"aws:PrincipalTag/team": "db"}}
CONDITIONS: Final[list[Document | None]] = [
    None, None, None, TEAM, {"StringEquals": {"aws:RequestTag/team": "web"}},
    {"StringEquals": {"aws:PrincipalTag/team": "${aws:ResourceTag/team}"}},
    {"ArnNotLike": {"aws:PrincipalArn": [arn("role", "two"), arn("role", "new*")]}},
    {"ArnEquals": {"iam:PolicyARN": arn("policy", "wide")}},
]  # fmt: skip
some = st.lists(st.sampled_from(RIGHTS), min_size=1, max_size=3)
allows = st.builds(allow, some, st.sampled_from(WHERE), st.sampled_from(CONDITIONS))
denies = st.builds(deny, some, st.sampled_from(WHERE), st.sampled_from(CONDITIONS))
statements = st.lists(st.one_of(allows, allows, denies), max_size=3)
TAGGING: Final = ["sts:AssumeRole", "sts:TagSession"]
trusts = st.sampled_from([
    OWN, service("lambda"), service("nobody"), trust({"AWS": arn("role", "one")}, action=TAGGING),
    trust({"AWS": arn("user", "eve")}), trust("*", TEAM, TAGGING),
])  # fmt: skip
boundaries = st.sampled_from([None, None, None, arn("policy", "edge"), arn("policy", "wide")])
tags = st.sampled_from([{}, {}, {"team": "db"}, {"team": "web"}])
KEPT: Final = deny(["rds:Delete*"], "*", {"ArnNotEquals": {"aws:PrincipalArn": [GATEWAY, arn("role", "two")]}})
SEAL: Final = deny(["iam:UpdateAssumeRolePolicy", "sts:AssumeRole", "iam:PassRole"], GATEWAY)


@st.composite
def estates(draw: st.DrawFn) -> Document:
    """A small account; in one of two, what binds leaves the deletes to the gateway's role and to another one."""
    kept = draw(st.sampled_from([[], [KEPT], [KEPT, SEAL]]))
    scp = doc(allow("*"), *kept, *draw(st.lists(denies, max_size=1)))
    groups = draw(st.sampled_from([(), ("ops",)]))
    attached = draw(st.sampled_from([(), (arn("policy", "wide"),)]))
    # Two may be alike in all but their names: what the one can do to the other, the other cannot do to itself.
    twin = draw(statements)
    twins = [twin, twin if draw(st.booleans()) else draw(statements)]
    return bundle(
        user("eve", *draw(statements), groups=groups, tags=draw(tags)),
        user("ada", *draw(statements), attached=attached),
        *(
            role(name, *own, trusts=draw(trusts), boundary=draw(boundaries), tags=draw(tags))
            for name, own in (("one", draw(statements)), *zip(("two", "three"), twins, strict=True))
        ),
        role("keyturn-gateway", allow("*")),
        group("ops", *draw(st.lists(allows, max_size=1))),
        policy("edge", doc(*draw(statements))),
        policy("wide", doc(*draw(statements)), doc(allow("*"))),
        scps=[[doc(allow("*"))], [scp]],
    )


def asked(made: Document) -> tuple[Prover, Goal]:
    query = Query(DELETE, DATABASE)
    prover = Prover(read(made), Wanted((query,), Exempt(GATEWAY, ()), AT))
    return prover, Goal(prover.powers, query)


def lengths(made: Document) -> dict[str, int]:
    (found,) = asked(made)[0].answer().findings
    return {one.arn: len(one.path) for one in found.principals}


@given(estates())
@settings(max_examples=25, deadline=None)
def test_those_who_are_found_are_those_who_can(made: Document) -> None:
    prover, goal = asked(made)
    able = {actor.arn: reaches(prover, goal, actor.number) for actor in prover.starts()}
    assume(None not in able.values())

    assert set(lengths(made)) == {one for one, can in able.items() if can}


@given(estates(), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_account_changes_nobody_s_shortest_way(made: Document, chance: Random) -> None:
    other = deepcopy(made)
    for kind in ("UserDetailList", "RoleDetailList", "Policies"):
        chance.shuffle(other[kind])

    assert lengths(other) == lengths(made)
