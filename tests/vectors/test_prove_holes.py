"""Planted holes, and near-misses that are none: who exactly can do what is protected, and in how many steps."""

import pytest

from keyturn.prover.answer import BYPASS, CATALOGUE
from tests.iam_estate import (
    ACCOUNT,
    DATABASE,
    DELETE,
    NOBODY,
    OTHER,
    OWN,
    ROOT,
    Document,
    allow,
    arn,
    bundle,
    deny,
    doc,
    finding,
    group,
    names,
    policy,
    role,
    service,
    trust,
    user,
)

FULL = doc(allow("*"))
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
READER = allow("rds:Describe*")
DELETER = allow(DELETE)
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:costs"
INSTANCE = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1"
PASS = allow("iam:PassRole", arn("role", "power"))


def power(trusts: Document = NOBODY, profiles: list[str] | None = None) -> Document:
    return role("power", DELETER, trusts=trusts, profiles=profiles)


def taken(launch: str, service_name: str, *more: Document) -> Document:
    return bundle(user("eve", PASS, allow(launch), *more), power(trusts=service(service_name)))


HOLES: dict[str, tuple[Document, dict[str, int]]] = {
    "a direct permission": (bundle(user("eve", DELETER)), {"eve": 1}),
    "a service's wildcard": (bundle(user("eve", allow("rds:*"))), {"eve": 1}),
    "a wildcard inside the name": (bundle(user("eve", allow("rds:Del*DBInst?nce"))), {"eve": 1}),
    "NotAction leaves it in": (
        bundle(user("eve", {"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"})),
        {"eve": 1},
    ),
    "NotResource leaves it in": (
        bundle(user("eve", {"Effect": "Allow", "Action": "rds:*", "NotResource": f"{DATABASE}-other"})),
        {"eve": 1},
    ),
    "a group's policy": (bundle(user("eve", groups=("ops",)), group("ops", DELETER)), {"eve": 1}),
    "a managed policy": (bundle(user("eve", attached=(arn("policy", "p"),)), policy("p", doc(DELETER))), {"eve": 1}),
    "AWS's own administrator policy": (bundle(user("eve", attached=(ADMIN,))), {"eve": 1}),
    "a condition that may hold": (
        bundle(user("eve", allow(DELETE, condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))),
        {"eve": 1},
    ),
    "a variable in the resource": (
        bundle(user("eve", allow(DELETE, "arn:aws:rds:*:*:db:${aws:PrincipalTag/db}"), tags={"db": "prod-1"})),
        {"eve": 1},
    ),
    "a boundary that lets it through": (
        bundle(user("eve", allow("*"), boundary=arn("policy", "b")), policy("b", doc(allow("rds:*")))),
        {"eve": 1},
    ),
    "an SCP that denies something else": (
        bundle(user("eve", DELETER), scps=[[FULL], [FULL, doc(deny("rds:CreateDBInstance"))]]),
        {"eve": 1},
    ),
    "assuming a role that trusts the account": (
        bundle(user("eve", allow("sts:AssumeRole", arn("role", "pow*"))), power(trusts=OWN)),
        {"eve": 2, "power": 1},
    ),
    "assuming a role that names the user, with no permission of one's own": (
        bundle(user("eve"), power(trusts=trust({"AWS": arn("user", "eve")}))),
        {"eve": 2, "power": 1},
    ),
    "a chain of three roles": (
        bundle(
            user("eve", allow("sts:AssumeRole", arn("role", "one"))),
            role("one", allow("sts:AssumeRole", arn("role", "two")), trusts=OWN),
            role("two", allow("sts:AssumeRole", arn("role", "power")), trusts=OWN),
            power(trusts=OWN),
        ),
        {"eve": 4, "one": 3, "two": 2, "power": 1},
    ),
    "the shorter of two chains": (
        bundle(
            user("eve", allow("sts:AssumeRole")),
            role("one", allow("sts:AssumeRole", arn("role", "power")), trusts=OWN),
            power(trusts=OWN),
        ),
        {"eve": 2, "one": 2, "power": 1},
    ),
    "PassRole to a new function": (taken("lambda:CreateFunction", "lambda"), {"eve": 2, "power": 1}),
    "PassRole to a new instance": (taken("ec2:RunInstances", "ec2"), {"eve": 2, "power": 1}),
    "PassRole to a spot instance": (taken("ec2:RequestSpotInstances", "ec2"), {"eve": 2, "power": 1}),
    "PassRole to a new job": (taken("glue:CreateJob", "glue"), {"eve": 2, "power": 1}),
    "PassRole to a development endpoint": (taken("glue:CreateDevEndpoint", "glue"), {"eve": 2, "power": 1}),
    "PassRole to a stack": (taken("cloudformation:CreateStack", "cloudformation"), {"eve": 2, "power": 1}),
    "PassRole to a build": (taken("codebuild:CreateProject", "codebuild"), {"eve": 2, "power": 1}),
    "PassRole to a task": (taken("ecs:RunTask", "ecs-tasks"), {"eve": 2, "power": 1}),
    "PassRole to a notebook": (taken("sagemaker:CreateNotebookInstance", "sagemaker"), {"eve": 2, "power": 1}),
    "PassRole to a state machine": (taken("states:CreateStateMachine", "states"), {"eve": 2, "power": 1}),
    "PassRole to a pipeline": (taken("datapipeline:CreatePipeline", "datapipeline"), {"eve": 2, "power": 1}),
    "PassRole to a schedule": (taken("scheduler:CreateSchedule", "scheduler"), {"eve": 2, "power": 1}),
    "PassRole to the named service only": (
        bundle(
            user(
                "eve",
                allow("iam:PassRole", "*", {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}),
                allow("lambda:CreateFunction"),
            ),
            power(trusts=service("lambda")),
        ),
        {"eve": 2, "power": 1},
    ),
    "changing a function's code": (
        bundle(
            user("eve", allow("lambda:UpdateFunctionCode")),
            power(trusts=service("lambda")),
            compute={"lambda": [{"arn": FUNCTION, "role": arn("role", "power")}]},
        ),
        {"eve": 2, "power": 1},
    ),
    "a command on an instance": (
        bundle(
            user("eve", allow("ssm:SendCommand")),
            power(trusts=service("ec2")),
            compute={"ec2": [{"arn": INSTANCE, "role": arn("role", "power")}]},
        ),
        {"eve": 2, "power": 1},
    ),
    "a session on an instance": (
        bundle(
            user("eve", allow("ssm:StartSession", INSTANCE)),
            power(trusts=service("ec2")),
            compute={"ec2": [{"arn": INSTANCE, "role": arn("role", "power")}]},
        ),
        {"eve": 2, "power": 1},
    ),
    "updating a stack that has a role": (
        bundle(
            user("eve", allow("cloudformation:UpdateStack")),
            power(trusts=service("cloudformation")),
            compute={
                "cloudformation": [
                    {
                        "arn": f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/s/1",
                        "role": arn("role", "power"),
                    }
                ]
            },
        ),
        {"eve": 2, "power": 1},
    ),
    "a policy for oneself": (
        bundle(user("eve", allow("iam:PutUserPolicy", arn("user", "${aws:username}")))),
        {"eve": 2},
    ),
    "attaching a policy to oneself": (bundle(user("eve", allow("iam:AttachUserPolicy"))), {"eve": 2}),
    "attaching a policy to one's own role": (bundle(role("eve", allow("iam:AttachRolePolicy"))), {"eve": 2}),
    "a policy for one's own role": (bundle(role("eve", allow("iam:PutRolePolicy"))), {"eve": 2}),
    "a policy for one's own group": (
        bundle(user("eve", groups=("g",)), group("g", allow("iam:PutGroupPolicy"))),
        {"eve": 2},
    ),
    "a new version of one's own policy": (
        bundle(
            user("eve", attached=(arn("policy", "p"),)),
            policy("p", doc(allow("iam:CreatePolicyVersion", arn("policy", "p")))),
        ),
        {"eve": 2},
    ),
    "an older version of one's own policy": (
        bundle(
            user("eve", allow("iam:SetDefaultPolicyVersion"), attached=(arn("policy", "p"),)),
            policy("p", doc(READER), doc(allow("rds:*"))),
        ),
        {"eve": 2},
    ),
    "joining a group": (bundle(user("eve", allow("iam:AddUserToGroup")), group("admins", DELETER)), {"eve": 2}),
    "another user's key": (
        bundle(user("eve", allow("iam:CreateAccessKey")), user("ada", DELETER)),
        {"eve": 2, "ada": 1},
    ),
    "another user's password": (
        bundle(user("eve", allow("iam:CreateLoginProfile")), user("ada", DELETER)),
        {"eve": 2, "ada": 1},
    ),
    "another user's new password": (
        bundle(user("eve", allow("iam:UpdateLoginProfile", arn("user", "ada"))), user("ada", DELETER)),
        {"eve": 2, "ada": 1},
    ),
    "a role's trust policy": (
        bundle(user("eve", allow("iam:UpdateAssumeRolePolicy")), power()),
        {"eve": 2, "power": 1},
    ),
    "a policy for a role that one may assume": (
        bundle(
            user(
                "eve", allow("iam:PutRolePolicy", arn("role", "empty")), allow("sts:AssumeRole", arn("role", "empty"))
            ),
            role("empty", READER, trusts=OWN),
        ),
        {"eve": 3},
    ),
    "a new role": (bundle(user("eve", allow(["iam:CreateRole", "iam:PutRolePolicy"]))), {"eve": 2}),
    "a new role with a certain name": (
        bundle(
            user(
                "eve",
                allow("iam:CreateRole", arn("role", "app-*")),
                allow("iam:AttachRolePolicy", arn("role", "app-*")),
            )
        ),
        {"eve": 2},
    ),
    "a new user": (
        bundle(
            user("eve", allow(["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"], arn("user", "new-*")))
        ),
        {"eve": 2},
    ),
    "taking one's boundary away": (
        bundle(
            user("eve", allow("*"), boundary=arn("policy", "b")),
            policy("b", doc(allow("iam:DeleteUserPermissionsBoundary"), READER)),
        ),
        {"eve": 2},
    ),
    "changing one's boundary": (
        bundle(
            user("eve", allow("*"), boundary=arn("policy", "b")),
            policy("b", doc(allow("iam:CreatePolicyVersion"), READER)),
        ),
        {"eve": 2},
    ),
    "taking a denial away": (
        bundle(
            user("eve", allow("*"), attached=(arn("policy", "no"),)),
            policy(
                "no", doc(deny("rds:*"), deny(["iam:C*", "iam:Put*", "iam:Att*", "iam:Set*", "iam:Upd*", "iam:A*"]))
            ),
        ),
        {"eve": 2},
    ),
    "a denial that can be taken away once one may do anything else": (
        bundle(
            user("eve", allow("iam:PutUserPolicy"), attached=(arn("policy", "no"),)), policy("no", doc(deny("rds:*")))
        ),
        {"eve": 3},
    ),
    "a tag of one's own": (
        bundle(
            user("eve", allow("iam:TagUser"), allow(DELETE, "*", {"StringEquals": {"aws:PrincipalTag/team": "db"}})),
        ),
        {"eve": 2},
    ),
    "a session tag": (
        bundle(
            user("eve", allow(["sts:AssumeRole", "sts:TagSession"], arn("role", "team"))),
            role(
                "team",
                allow(DELETE, "*", {"StringEquals": {"aws:PrincipalTag/team": "db"}}),
                trusts=trust({"AWS": ROOT}, action=["sts:AssumeRole", "sts:TagSession"]),
            ),
        ),
        {"eve": 2},
    ),
    "a trust policy for everybody": (
        bundle(user("eve"), power(trusts=trust("*"))),
        {"eve": 2, "power": 1},
    ),
    "a combination of two identities": (
        bundle(
            user("eve", allow("sts:AssumeRole", [arn("role", "giver"), arn("role", "taker")])),
            role("giver", allow("iam:PutRolePolicy", arn("role", "taker")), trusts=OWN),
            role("taker", READER, trusts=OWN),
        ),
        {"eve": 4},
    ),
}

MISSES: dict[str, Document] = {
    "nobody": bundle(user("eve", READER)),
    "a similar action": bundle(user("eve", allow("rds:DeleteDBInstanceAutomatedBackup"))),
    "another resource": bundle(user("eve", allow(DELETE, f"{DATABASE}0"))),
    "another account's resource": bundle(user("eve", allow(DELETE, f"arn:aws:rds:*:{OTHER}:*"))),
    "an explicit denial": bundle(user("eve", allow("*"), deny("*"))),
    "a condition that cannot hold": bundle(
        user("eve", allow(DELETE, condition={"StringEquals": {"aws:PrincipalAccount": OTHER}}))
    ),
    "two conditions that cannot hold together": bundle(
        user(
            "eve",
            allow(
                DELETE,
                condition={"StringEquals": {"aws:SourceVpc": "vpc-1"}, "StringLike": {"aws:SourceVpc": "vpc-2*"}},
            ),
        )
    ),
    "a time that has passed": bundle(
        user("eve", allow(DELETE, condition={"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}))
    ),
    "another region": bundle(
        user("eve", allow(DELETE, condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}))
    ),
    "another tag": bundle(
        user("eve", allow(DELETE, condition={"StringEquals": {"aws:PrincipalTag/team": "db"}}), tags={"team": "web"})
    ),
    "a boundary that closes": bundle(
        user("eve", allow("rds:*"), boundary=arn("policy", "b")), policy("b", doc(allow("s3:*")))
    ),
    "an SCP that does not allow": bundle(user("eve", allow("*")), scps=[[FULL], [doc(allow("s3:*"))]]),
    "an SCP that denies": bundle(user("eve", allow("*")), scps=[[FULL, doc(deny("rds:Delete*"))]]),
    "a role that does not trust": bundle(
        user("eve", allow("sts:AssumeRole")), role("other", READER, trusts=OWN), role("idle", trusts=NOBODY)
    ),
    "PassRole without a launch": bundle(
        user("eve", allow("iam:PassRole")), role("idle", READER, trusts=service("lambda"))
    ),
    "a variable without a value": bundle(user("eve", allow(DELETE, "arn:aws:rds:*:*:db:${aws:PrincipalTag/db}"))),
    "a variable in an old document": bundle(
        user("eve", allow("s3:Get*"))
        | {
            "UserPolicyList": [
                {
                    "PolicyName": "old",
                    "PolicyDocument": {"Statement": [allow(DELETE, "arn:aws:rds:*:*:db:${aws:username}")]},
                }
            ]
        }
    ),
    "NotAction leaves it out": bundle(
        user(
            "eve",
            {
                "Effect": "Allow",
                "NotAction": [
                    "rds:*",
                    "iam:*",
                    "s*:*",
                    "l*:*",
                    "c*:*",
                    "e*:*",
                    "g*:*",
                    "a*:*",
                    "b*:*",
                    "d*:*",
                    "o*:*",
                    "k*:*",
                ],
                "Resource": "*",
            },
        )
    ),
    "an older version that allows no more": bundle(
        user("eve", allow("iam:SetDefaultPolicyVersion"), attached=(arn("policy", "p"),)), policy("p", doc(READER))
    ),
    "a group that gives nothing": bundle(user("eve", allow("iam:AddUserToGroup")), group("readers", READER)),
    "a policy that may not be attached": bundle(
        user(
            "eve",
            allow(
                "iam:AttachUserPolicy",
                condition={"ArnEquals": {"iam:PolicyARN": "arn:aws:iam::aws:policy/IAMReadOnlyAccess"}},
            ),
        )
    ),
    "a key of one's own": bundle(
        user("eve", allow("iam:CreateAccessKey", arn("user", "${aws:username}"))), user("ada", READER)
    ),
    "a service-linked role's trust": bundle(
        user("eve", allow("iam:UpdateAssumeRolePolicy", arn("role", "aws-service-role/*")))
    ),
}

NEAR: dict[str, Document] = {
    "only the role itself: its trust asks for another account": bundle(
        user("eve", allow("sts:AssumeRole")), power(trusts=trust({"AWS": f"arn:aws:iam::{OTHER}:role/deployer"}))
    ),
    "PassRole and a launch, and the role trusts another service": taken("lambda:CreateFunction", "ec2"),
    "PassRole limited to another service": bundle(
        user(
            "eve",
            allow("iam:PassRole", "*", {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
            allow("lambda:CreateFunction"),
        ),
        power(trusts=service("lambda")),
    ),
    "a launch without PassRole": bundle(user("eve", allow("lambda:*")), power(trusts=service("lambda"))),
    "PassRole on another role": bundle(
        user("eve", allow("iam:PassRole", arn("role", "other")), allow("lambda:CreateFunction")),
        power(trusts=service("lambda")),
    ),
    "assuming with an external account's condition": bundle(
        user("eve", allow("sts:AssumeRole")),
        power(trusts=trust({"AWS": ROOT}, {"StringEquals": {"aws:PrincipalAccount": OTHER}})),
    ),
    "a role in no instance profile": bundle(
        user("eve", PASS, allow("ec2:RunInstances")), power(trusts=service("ec2"), profiles=[])
    ),
    "code of another function": bundle(
        user("eve", allow("lambda:UpdateFunctionCode", f"{FUNCTION}-other")),
        power(trusts=service("lambda")),
        compute={"lambda": [{"arn": FUNCTION, "role": arn("role", "power")}]},
    ),
    "invoking a function": bundle(
        user("eve", allow("lambda:InvokeFunction")),
        power(trusts=service("lambda")),
        compute={"lambda": [{"arn": FUNCTION, "role": arn("role", "power")}]},
    ),
    "nothing runs as the role": bundle(
        user("eve", allow("lambda:UpdateFunctionCode")), power(trusts=service("lambda"))
    ),
    "a denial of AssumeRole": bundle(
        user("eve", allow("sts:AssumeRole"), deny("sts:AssumeRole", arn("role", "power"))), power(trusts=OWN)
    ),
    "a boundary without AssumeRole": bundle(
        user("eve", allow("sts:AssumeRole"), boundary=arn("policy", "b")),
        policy("b", doc(allow("s3:*"))),
        power(trusts=OWN),
    ),
    "a trust policy of another": bundle(
        user("eve", allow("iam:UpdateAssumeRolePolicy", arn("role", "other"))), power(), role("other", READER)
    ),
    "deleting without making again": bundle(user("eve", allow("iam:DeleteRole")), power()),
    "making again what holds nothing": bundle(
        user("eve", allow(["iam:DeleteRole", "iam:CreateRole", "iam:DeleteRolePolicy"], arn("role", "power"))), power()
    ),
}


@pytest.mark.parametrize("name", HOLES)
def test_a_planted_hole_is_found_with_exactly_those_who_can_and_the_shortest_way(name: str) -> None:
    made, expected = HOLES[name]

    found = finding(made)

    assert names(found) == expected
    assert found.verdict == BYPASS


@pytest.mark.parametrize("name", MISSES)
def test_a_near_miss_is_no_hole(name: str) -> None:
    found = finding(MISSES[name])

    assert names(found) == {}
    assert found.outsiders == ()
    assert found.verdict.startswith("PROVED"), found.unknown


@pytest.mark.parametrize("name", NEAR)
def test_where_only_the_role_itself_can_the_others_are_left_out(name: str) -> None:
    found = finding(NEAR[name])

    assert names(found) == {"power": 1}
    assert found.unknown == ()


def test_without_guardrails_a_proof_is_relative_to_the_catalogue() -> None:
    assert finding(MISSES["nobody"]).verdict == CATALOGUE
