"""Random cases for two evaluators of IAM: small documents around one request, so that both outcomes are common."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

ACCOUNT: Final = "111122223333"
OTHER: Final = "444455556666"

Document = dict[str, Any]

TARGETS: Final = (
    ("rds:DeleteDBInstance", "arn:aws:rds:eu-west-1:{account}:db:prod-1"),
    ("dynamodb:DeleteTable", "arn:aws:dynamodb:eu-west-1:{account}:table/costs"),
    ("s3:DeleteObject", "arn:aws:s3:::data/2026/a.csv"),
    ("s3:DeleteBucket", "arn:aws:s3:::data"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:{account}:jobs"),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:{account}:key/1234"),
    ("lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:{account}:function:costs"),
    ("iam:PutRolePolicy", "arn:aws:iam::{account}:role/team/power"),
    ("iam:CreatePolicyVersion", "arn:aws:iam::{account}:policy/p"),
    ("sts:AssumeRole", "arn:aws:iam::{account}:role/power"),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:{account}:secret:a-Xy12"),
)

CONTEXT: Final[dict[str, tuple[str, ...]]] = {
    "aws:SourceVpc": ("vpc-1", "vpc-12", "VPC-1"),
    "aws:PrincipalTag/team": ("db", "web", "Db", "d*"),
    "aws:UserAgent": ("cli/1", "sdk"),
    "aws:PrincipalOrgID": ("o-1", "o-2"),
    "aws:MultiFactorAuthAge": ("10", "100", "3600.5"),
    "aws:CurrentTime": ("2026-11-22T10:00:00Z", "2025-01-01T00:00:00Z"),
    "aws:EpochTime": ("1700000000", "1800000000"),
    "aws:SecureTransport": ("true", "false"),
    "aws:MultiFactorAuthPresent": ("true", "false"),
    "aws:SourceIp": ("10.1.2.3", "203.0.113.9", "2001:db8::1"),
    "aws:SourceArn": ("arn:aws:s3:::data", "arn:aws:sns:eu-west-1:111122223333:t"),
    "aws:PrincipalArn": ("arn:aws:iam::111122223333:role/gate", "arn:aws:iam::111122223333:user/eve"),
}
SEVERAL: Final[dict[str, tuple[str, ...]]] = {
    "aws:TagKeys": ("team", "cost", "Team"),
    "aws:CalledVia": ("a.com", "b.com"),
}

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "String": (
        "aws:SourceVpc",
        "aws:PrincipalTag/team",
        "aws:UserAgent",
        "aws:PrincipalOrgID",
        "aws:TagKeys",
        "aws:CalledVia",
    ),
    "Numeric": ("aws:MultiFactorAuthAge",),
    "Date": ("aws:CurrentTime", "aws:EpochTime"),
    "Bool": ("aws:SecureTransport", "aws:MultiFactorAuthPresent"),
    "Ip": ("aws:SourceIp",),
    "Arn": ("aws:SourceArn", "aws:PrincipalArn"),
}
OPERATORS: Final[dict[str, str]] = {
    **dict.fromkeys(("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
                     "StringLike",
                     "StringNotLike", "BinaryEquals"), "String"),
    **dict.fromkeys(("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
                     "NumericGreaterThan",
                     "NumericGreaterThanEquals"), "Numeric"),
    **dict.fromkeys(("DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
                     "DateGreaterThanEquals"), "Date"),
    "Bool": "Bool",
    **dict.fromkeys(("IpAddress", "NotIpAddress"), "Ip"),
    **dict.fromkeys(("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"), "Arn"),
    "Null": "String",
}  # fmt: skip
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "String": (
        "vpc-1", "vpc-?", "db", "d*", "*", "web", "DB", "cli/*", "o-1", "team", "cost", "t*", "a.com",
        "${aws:PrincipalTag/team}", "${aws:SourceVpc, 'vpc-1'}", "${*}", "${aws:UserAgent}",
    ),
    "Numeric": ("10", "99.5", "3600.5", "5000", "x"),
    "Date": ("2026-11-22T10:00:00Z", "2024-01-01T00:00:00Z", "2030-01-01"),
    "Bool": ("true", "false", "True"),
    "Ip": ("10.0.0.0/8", "203.0.113.9/32", "203.0.113.0/24", "2001:db8::/32", "10.1.2.3/32"),
    "Arn": (
        "arn:aws:s3:::data", "arn:aws:s3:::*", "arn:aws:iam::*:role/g*", "arn:aws:iam::111122223333:user/eve",
        "arn:*:sns:*:*:t", "arn:aws:iam::*:user/*",
    ),
}  # fmt: skip

_EPOCHS: Final = ("1700000000", "1750000000", "1800000000", "1900000000")


@dataclass(slots=True)
class Case:
    """One request and every policy that bears on it. `operator`: the one that the case is about, if it is."""

    principal: str
    action: str
    resource: str
    account: str
    context: dict[str, Any]
    identity: list[Document]
    boundary: list[Document] | None = None
    scps: list[list[Document]] = field(default_factory=list)
    rcps: list[list[Document]] = field(default_factory=list)
    resource_policy: Document | None = None
    session: Document | None = None
    endpoint: list[Document] | None = None
    operator: str = ""

    def simulation(self) -> Document:
        """The case as the oracle reads it."""

        def named(documents: list[Document]) -> list[Document]:
            return [{"name": f"p{number}", "policy": one} for number, one in enumerate(documents)]

        def levels(all_levels: list[list[Document]]) -> list[Document]:
            return [{"orgIdentifier": f"ou-{number}", "policies": named(one)} for number, one in enumerate(all_levels)]

        made: Document = {
            "request": {
                "principal": self.principal,
                "action": self.action,
                "resource": {"resource": self.resource, "accountId": self.account},
                "contextVariables": self.context,
            },
            "identityPolicies": named(self.identity),
            "serviceControlPolicies": levels(self.scps),
            "resourceControlPolicies": levels(self.rcps),
        }
        if self.boundary is not None:
            made["permissionBoundaryPolicies"] = named(self.boundary)
        if self.resource_policy is not None:
            made["resourcePolicy"] = self.resource_policy
        if self.session is not None:
            made["sessionPolicy"] = self.session
        if self.endpoint is not None:
            made["vpcEndpointPolicies"] = named(self.endpoint)
        return {"simulation": made, "checked": self.session is not None or self.resource_policy is not None}


def case(chance: random.Random) -> Case:
    """One random case."""
    return _about_operator(chance) if chance.random() < 0.35 else _whole(chance)


def _principal(chance: random.Random) -> str:
    account = ACCOUNT if chance.random() < 0.8 else OTHER
    return chance.choice((
        f"arn:aws:iam::{account}:user/eve",
        f"arn:aws:iam::{account}:user/team/eve",
        f"arn:aws:sts::{account}:assumed-role/gate/s1",
    ))  # fmt: skip


def _context(chance: random.Random, principal: str) -> dict[str, Any]:
    context: dict[str, Any] = {key: chance.choice(values) for key, values in CONTEXT.items() if chance.random() < 0.6}
    for key, values in SEVERAL.items():
        if chance.random() < 0.6:
            context[key] = chance.sample(values, chance.randint(1, len(values)))
    account = principal.split(":")[4]
    context["aws:PrincipalAccount"] = account
    if ":user/" in principal:
        context["aws:username"] = principal.rpartition("/")[2]
        context["aws:PrincipalArn"] = principal
    else:
        context["aws:PrincipalArn"] = f"arn:aws:iam::{account}:role/gate"
    return context


def _about_operator(chance: random.Random) -> Case:
    action, resource = chance.choice(TARGETS[:5])
    operator = chance.choice(sorted(OPERATORS))
    principal = _principal(chance).replace(OTHER, ACCOUNT)
    context = _context(chance, principal)
    name, condition = _condition(chance, operator)
    statement: Document = {"Effect": "Allow", "Action": action, "Resource": "*", "Condition": condition}
    identity = [_document([statement])]
    if chance.random() < 0.25:
        statement["Effect"] = "Deny"
        identity = [_document([statement, {"Effect": "Allow", "Action": "*", "Resource": "*"}])]
    return Case(principal, action, resource.format(account=ACCOUNT), ACCOUNT, context, identity, operator=name)


def _condition(chance: random.Random, operator: str) -> tuple[str, Document]:
    kind = OPERATORS[operator]
    key = chance.choice(KINDS[kind])
    if operator == "Null":
        return operator, {"Null": {chance.choice(sorted(CONTEXT)): chance.choice(("true", "false"))}}
    # The oracle reads a whole number as milliseconds and a date as a date: each key is compared with its own kind.
    choices = _EPOCHS if key == "aws:EpochTime" else VALUES[kind]
    values: Any = chance.sample(choices, chance.randint(1, min(3, len(choices))))
    several = key in SEVERAL
    each = chance.choice(("ForAllValues:", "ForAnyValue:")) if several or chance.random() < 0.1 else ""
    name = f"{each}{operator}{'IfExists' if chance.random() < 0.25 else ''}"
    return name, {name: {key: values if len(values) > 1 or chance.random() < 0.5 else values[0]}}


def _document(statements: list[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": statements}


def _whole(chance: random.Random) -> Case:
    action, pattern = chance.choice(TARGETS)
    account = ACCOUNT if chance.random() < 0.85 else OTHER
    resource = pattern.format(account=account)
    principal = _principal(chance)
    made = Case(principal, action, resource, account, _context(chance, principal), [])

    def statement(effect: str, *, named: bool = False, conditional: float = 0.25) -> Document:
        return _statement(chance, made, effect, named=named, conditional=conditional)

    def document(denies: float, **more: Any) -> Document:  # noqa: ANN401 - handed on
        found = [statement("Allow", **more)]
        if chance.random() < denies:
            found.append(statement("Deny", **more))
        chance.shuffle(found)
        return _document(found)

    _fill(chance, made, document)
    return made


def _fill(chance: random.Random, made: Case, document: Callable[..., Document]) -> None:
    everything = _document([{"Effect": "Allow", "Action": "*", "Resource": "*"}])
    made.identity = [document(0.12) for _ in range(chance.randint(0, 2))] + (
        [everything] if chance.random() < 0.5 else []
    )
    if chance.random() < 0.25:
        made.boundary = [everything if chance.random() < 0.4 else document(0.1, conditional=0.1)]
    for _ in range(chance.choice((0, 0, 1, 2))):
        made.scps.append([everything] if chance.random() < 0.6 else [everything, document(0.4, conditional=0.4)])
    if chance.random() < 0.15:
        made.rcps.append(
            [_document([_statement(chance, made, "Deny", named=True, conditional=0.9) | {"Principal": "*"}])]
        )
        made.rcps[-1][0]["Statement"][0].pop("NotPrincipal", None)
        made.rcps[-1].append(_document([everything["Statement"][0] | {"Principal": "*"}]))
    if chance.random() < 0.4 or made.action.startswith(("sts:", "kms:")):
        made.resource_policy = document(0.1, named=True)
    if ":assumed-role/" in made.principal and chance.random() < 0.2:
        made.session = everything if chance.random() < 0.5 else document(0.05, conditional=0.0)


def _statement(chance: random.Random, made: Case, effect: str, *, named: bool, conditional: float) -> Document:
    found: Document = {"Effect": effect}
    service = made.action.partition(":")[0]
    near = [made.action, made.action.upper(), f"{service}:*", "*", f"{made.action[:-3]}*", f"{made.action[:-1]}?"]
    far = ["ec2:*", f"{service}:Get?", "logs:PutLogEvents"]
    if chance.random() < 0.12:
        found["NotAction"] = chance.sample(far, 2) if chance.random() < 0.7 else [chance.choice(near)]
    else:
        found["Action"] = [chance.choice(near), chance.choice(far)] if chance.random() < 0.85 else chance.choice(far)
    _resources(chance, made, found, trust=named and made.action.startswith("sts:"))
    if named:
        _principals(chance, made, found)
    if chance.random() < conditional:
        found["Condition"] = _condition(chance, chance.choice(sorted(OPERATORS)))[1]
    return found


def _resources(chance: random.Random, made: Case, found: Document, *, trust: bool) -> None:
    if trust:
        return
    arn = made.resource
    fields = arn.split(":", 5)
    near = [
        arn,
        "*",
        f"{arn[:-1]}*",
        f"{arn[:-1]}?",
        ":".join((*fields[:3], "*", "*", fields[5])),
        ":".join((*fields[:5], "*")),
    ]
    if fields[5].count("/"):
        near.append(f"{arn.rpartition('/')[0]}/*")
    far = [f"{arn}x", ":".join((*fields[:5], "other/*")), "arn:aws:ec2:*:*:instance/*", f"{arn}/${{aws:username}}"]
    if chance.random() < 0.12:
        found["NotResource"] = [chance.choice(far)] if chance.random() < 0.7 else [chance.choice(near)]
    else:
        found["Resource"] = [chance.choice(near), chance.choice(far)] if chance.random() < 0.85 else chance.choice(far)


def _principals(chance: random.Random, made: Case, found: Document) -> None:
    account = made.principal.split(":")[4]
    role = f"arn:aws:iam::{account}:role/gate"
    near: list[Any] = [
        "*",
        {"AWS": "*"},
        {"AWS": made.principal},
        {"AWS": f"arn:aws:iam::{account}:root"},
        {"AWS": account},
    ]
    if ":assumed-role/" in made.principal:
        near.append({"AWS": role})
    far: list[Any] = [
        {"AWS": f"arn:aws:iam::{account}:user/ada"},
        {"Service": "lambda.amazonaws.com"},
        {"AWS": "999999999999"},
    ]
    if chance.random() < 0.08 and found["Effect"] == "Deny":
        found["NotPrincipal"] = chance.choice((*near[2:], *far))
    else:
        found["Principal"] = chance.choice(near) if chance.random() < 0.75 else chance.choice(far)
