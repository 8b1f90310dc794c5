"""Made-up AWS accounts of any size, with planted holes of many kinds and near-misses beside each."""

import random
from collections.abc import Callable
from typing import Any, Final

ACCOUNT: Final = "111122223333"
ROOT: Final = f"arn:aws:iam::{ACCOUNT}:root"
GATEWAY: Final = f"arn:aws:iam::{ACCOUNT}:role/keyturn-gateway"
DATABASE: Final = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:prod-1"
DELETE: Final = "rds:DeleteDBInstance"

Document = dict[str, Any]

_SERVICES: Final = ("s3", "ec2", "dynamodb", "lambda", "sqs", "sns", "logs", "ecs", "kms", "states")
_RUNS: Final = ("lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "glue.amazonaws.com")


def arn(kind: str, name: str) -> str:
    """The ARN of a role, user, group or policy."""
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def doc(*statements: Document) -> Document:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Any, resource: Any = "*", condition: Document | None = None) -> Document:  # noqa: ANN401 - one or many
    """A statement that allows."""
    made: Document = {"Effect": "Allow", "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


def deny(action: Any, resource: Any = "*", condition: Document | None = None) -> Document:  # noqa: ANN401 - one or many
    """A statement that denies."""
    return allow(action, resource, condition) | {"Effect": "Deny"}


def trust(principal: Document, action: str | list[str] = "sts:AssumeRole") -> Document:
    """A trust policy."""
    return doc({"Effect": "Allow", "Principal": principal, "Action": action})


def role(name: str, statements: list[Document], trusts: Document, *attached: str, **more: Any) -> Document:  # noqa: ANN401
    """A role."""
    return {
        "Arn": arn("role", name),
        "RoleName": name,
        "RoleId": f"AROA{name}",
        "AssumeRolePolicyDocument": trusts,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": doc(*statements)}] if statements else [],
        "AttachedManagedPolicies": [{"PolicyArn": one, "PolicyName": one.rpartition("/")[2]} for one in attached],
        "Tags": [],
    } | more


def policy(name: str, *versions: Document) -> Document:
    """A managed policy; the first version counts."""
    return {
        "Arn": arn("policy", name),
        "PolicyName": name,
        "PolicyVersionList": [
            {"VersionId": f"v{number}", "IsDefaultVersion": number == 1, "Document": one}
            for number, one in enumerate(versions, 1)
        ],
    }


OWN: Final = trust({"AWS": ROOT})
NOBODY: Final = trust({"Service": "nobody.amazonaws.com"})


def crowd(roles: int, policies: int, seed: int) -> tuple[list[Document], list[Document]]:
    """Ordinary roles and policies of forty teams: none of them is a hole."""
    chance = random.Random(seed)  # noqa: S311 - made-up accounts must be the same every time
    made = [policy(f"p{number}", doc(*_ordinary(chance, number % 40))) for number in range(policies)]
    boundary = policy("boundary", doc(allow("*"), deny(["iam:*Boundary*", "organizations:*"])))
    people: list[Document] = []
    for number in range(roles):
        team = number % 40
        is_service = number % 3 == 0
        trusts = trust({"Service": chance.choice(_RUNS)}) if is_service else OWN
        more: Document = {"Tags": [{"Key": "team", "Value": f"team{team}"}]}
        if number % 5 == 0:
            more["PermissionsBoundary"] = {"PermissionsBoundaryArn": boundary["Arn"]}
        attached = [one["Arn"] for one in chance.sample(made, min(len(made), chance.randint(1, 4)))]
        people.append(role(f"team{team}-{'svc-' if is_service else ''}{number}", [], trusts, *attached, **more))
    return people, [*made, boundary]


def _ordinary(chance: random.Random, team: int) -> list[Document]:
    statements: list[Document] = []
    for _ in range(chance.randint(1, 4)):
        service = chance.choice(_SERVICES)
        verbs = chance.choice(("Get*", "List*", "Describe*", "*"))
        where = chance.choice((
            f"arn:aws:{service}:*:{ACCOUNT}:team{team}-*", f"arn:aws:s3:::team{team}-*/*",
            f"arn:aws:{service}:*:*:*/team{team}*",
        ))  # fmt: skip
        condition = chance.choice((
            None, None, {"StringEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
            {"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"StringLike": {"aws:PrincipalTag/team": f"team{team}*"}},
            {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        ))  # fmt: skip
        make: Callable[..., Document] = allow if chance.random() < 0.9 else deny
        statements.append(make(f"{service}:{verbs}", where, condition))
    if chance.random() < 0.1:
        statements.append(allow("sts:AssumeRole", arn("role", f"team{team}-*")))
    if chance.random() < 0.05:
        lambda_only = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
        statements += [
            allow("iam:PassRole", arn("role", f"team{team}-svc-*"), lambda_only),
            allow("lambda:CreateFunction"),
        ]
    return statements


def holes() -> tuple[list[Document], list[Document], dict[str, str], dict[str, list[Document]]]:
    """Planted holes: roles, policies, who can (with the kind), and what runs as whom."""
    powers = {
        service: role(f"power-{service}", [allow(DELETE)], trust({"Service": f"{service}.amazonaws.com"}))
        for service in ("lambda", "ec2", "glue", "cloudformation", "codebuild", "ecs-tasks", "sagemaker", "states")
    }
    made: list[Document] = list(powers.values())
    kinds: dict[str, str] = {one["RoleName"]: "a direct permission" for one in made}
    policies: list[Document] = []

    def plant(name: str, kind: str, *statements: Document, trusts: Document = OWN, **more: Any) -> None:  # noqa: ANN401
        made.append(role(f"hole-{name}", list(statements), trusts, *more.pop("attached", ()), **more))
        kinds[f"hole-{name}"] = kind

    plant("wildcard", "a wildcard", allow("rds:*"))
    plant("notaction", "NotAction", {"Effect": "Allow", "NotAction": ["iam:*", "s3:*"], "Resource": "*"})
    plant(
        "condition", "a condition that may hold", allow(DELETE, "*", {"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    )
    plant("chain", "a role chain", allow("sts:AssumeRole", arn("role", "hole-mid*")))
    plant("middle", "a role chain", allow("sts:AssumeRole", arn("role", "hole-wild*")))
    plant("self", "a policy for oneself", allow("iam:PutRolePolicy", arn("role", "hole-self")))
    plant("attach", "attaching a policy to oneself", allow("iam:AttachRolePolicy", arn("role", "hole-attach")))
    plant("trusting", "another role's trust policy", allow("iam:UpdateAssumeRolePolicy", arn("role", "power-*")))
    plant("new-role", "a new role", allow(["iam:CreateRole", "iam:PutRolePolicy"], arn("role", "fresh-*")))
    version = arn("policy", "version")
    policies.append(policy("version", doc(allow("iam:CreatePolicyVersion", version))))
    plant("version", "a new version of a policy", attached=(version,))
    older = arn("policy", "older")
    policies.append(policy("older", doc(allow("iam:SetDefaultPolicyVersion", older)), doc(allow("rds:*"))))
    plant("older", "an older version of a policy", attached=(older,))
    bound = policy("bound", doc(allow(["iam:DeleteRolePermissionsBoundary", "s3:Get*"])))
    policies.append(bound)
    plant("bound", "a boundary taken away", allow("*"), PermissionsBoundary={"PermissionsBoundaryArn": bound["Arn"]})
    for service, launch in (
        ("lambda", "lambda:CreateFunction"), ("ec2", "ec2:RunInstances"), ("glue", "glue:CreateJob"),
        ("cloudformation", "cloudformation:CreateStack"), ("codebuild", "codebuild:CreateProject"),
        ("ecs-tasks", "ecs:RunTask"), ("sagemaker", "sagemaker:CreateNotebookInstance"),
        ("states", "states:CreateStateMachine"),
    ):  # fmt: skip
        passing = allow("iam:PassRole", arn("role", f"power-{service}"))
        plant(f"pass-{service}", f"PassRole to {service}", passing, allow(launch))
    compute = {
        "lambda": [{"arn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f", "role": arn("role", "power-lambda")}],
        "ec2": [{"arn": f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/i-1", "role": arn("role", "power-ec2")}],
    }
    plant("code", "a function's code", allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:f"))
    plant("command", "a command on an instance", allow("ssm:SendCommand", "arn:aws:ec2:*:*:instance/*"))
    plant("tag", "a tag", allow("iam:TagRole", arn("role", "hole-tag")),
          allow(DELETE, "*", {"StringEquals": {"aws:PrincipalTag/clearance": "high"}}))  # fmt: skip
    return made, policies, kinds, compute


def near_misses() -> tuple[list[Document], list[Document]]:
    """Roles that look like holes and are none."""
    closing = policy("closing", doc(allow("s3:*")))
    condition = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    tagged = {"StringEquals": {"aws:PrincipalTag/clearance": "high"}}
    past = {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}
    rows: list[tuple[str, list[Document], Document]] = [
        ("bounded", [allow("rds:*")], {"PermissionsBoundary": {"PermissionsBoundaryArn": closing["Arn"]}}),
        ("denied", [allow("*"), deny("*")], {}),
        ("other", [allow(DELETE, f"{DATABASE}0")], {}),
        ("passes", [allow("iam:PassRole")], {}),
        ("launches", [allow(["lambda:CreateFunction", "ec2:RunInstances"])], {}),
        (
            "other-service",
            [allow("iam:PassRole", arn("role", "power-lambda"), condition), allow("lambda:CreateFunction")],
            {},
        ),
        ("tagless", [allow(DELETE, "*", tagged)], {}),
        ("past", [allow(DELETE, "*", past)], {}),
        ("region", [allow(DELETE, "*", {"StringEquals": {"aws:RequestedRegion": "us-east-1"}})], {}),
        ("assumes", [allow("sts:AssumeRole", arn("role", "power-*"))], {}),
        ("invokes", [allow("lambda:InvokeFunction")], {}),
        ("other-code", [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:*:*:function:g")], {}),
        ("deletes-roles", [allow("iam:DeleteRole")], {}),
        ("notaction", [{"Effect": "Allow", "NotAction": ["?*:*"], "Resource": "*"}], {}),
        ("variable", [allow(DELETE, "arn:aws:rds:*:*:db:${aws:PrincipalTag/database}")], {}),
    ]  # fmt: skip
    return [role(f"near-{name}", statements, OWN, **more) for name, statements, more in rows], [closing]


def account(roles: int, seed: int = 3) -> tuple[Document, dict[str, str]]:
    """A bundle of about `roles` roles and twice as many policies, and who in it can, by name."""
    planted, planted_policies, kinds, compute = holes()
    near, near_policies = near_misses()
    people, policies = crowd(max(0, roles - len(planted) - len(near) - 1), 2 * roles, seed)
    runtime = "arn:aws:iam::444455556666:role/keyturn-runtime"
    gate = role("keyturn-gateway", [allow("*")], trust({"AWS": runtime}))
    return {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": [*people, *planted, *near, gate],
        "Policies": [*policies, *planted_policies, *near_policies],
        "account": ACCOUNT,
        "scps": [],
        "rcps": [],
        "resource_policies": {},
        "compute": compute,
    }, kinds


def guarded(made: Document) -> Document:
    """The same account under a guardrail."""
    sealed = doc(
        allow("*"),
        deny(["rds:Delete*", "dynamodb:DeleteTable"], "*", {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}),
        deny(["iam:*", "sts:AssumeRole", "sts:TagSession"], GATEWAY),
    )
    return made | {"scps": [[doc(allow("*"))], [sealed]]}


SEALS: Final[dict[str, list[Document]]] = {
    "no seal": [],
    "a seal": [
        deny(
            [
                "iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRole",
                "iam:CreateRole", "sts:AssumeRole", "iam:PassRole",
            ],
            GATEWAY,
        )
    ],
    "a seal that a tag lifts": [
        deny(["iam:*", "sts:AssumeRole", "sts:TagSession"], GATEWAY, {"StringNotEquals": {"aws:PrincipalTag/x": "y"}})
    ],
}  # fmt: skip
"""What an SCP says of the gateway's role: none of these is a proof by guardrail."""


def administered(roles: int, administrators: int, seal: str) -> Document:
    """An account with many administrators, under an SCP that leaves the deletes to the gateway's role."""
    made, _ = account(roles)
    full = "arn:aws:iam::aws:policy/AdministratorAccess"
    more = [
        role(f"admin-{number}", [allow("iam:*")], trust({"AWS": ROOT}))
        if number % 2
        else role(f"admin-{number}", [], trust({"AWS": ROOT}), full)
        for number in range(administrators)
    ]
    free = {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}
    kept = doc(allow("*"), deny(["rds:Delete*", "dynamodb:DeleteTable"], "*", free), *SEALS[seal])
    return made | {"RoleDetailList": [*made["RoleDetailList"], *more], "scps": [[doc(allow("*"))], [kept]]}
