"""Random small accounts with everything that IAM's documents can hold, for tests that compare two readers of them."""

from random import Random
from typing import Any, Final

from tests.iam_estate import (
    ACCOUNT,
    DATABASE,
    DELETE,
    GATEWAY,
    OTHER,
    OWN,
    ROOT,
    Document,
    arn,
    bundle,
    doc,
    group,
    policy,
    role,
    service,
    trust,
    user,
)

BUCKET: Final = "arn:aws:s3:::prod-data"
KEY: Final = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k-1"
SAML: Final = f"arn:aws:iam::{ACCOUNT}:saml-provider/ours"
HUB: Final = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
GOALS: Final = (
    (DELETE, DATABASE),
    ("s3:DeleteObject", f"{BUCKET}/x"),
    ("s3:DeleteBucket", BUCKET),
    ("kms:ScheduleKeyDeletion", KEY),
    ("rds:Delete*", "arn:aws:rds:*:*:db:prod-*"),
    ("s3:Delete*", f"{BUCKET}*"),
)

_ACTIONS: Final = (
    DELETE,
    "rds:*",
    "rds:Describe*",
    "s3:*",
    "s3:DeleteObject",
    "s3:PutBucketPolicy",
    "kms:*",
    "sts:AssumeRole",
    "sts:*",
    "sts:TagSession",
    "iam:*",
    "iam:Put*",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:AttachUserPolicy",
    "iam:AttachRolePolicy",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:CreatePolicy",
    "iam:PassRole",
    "iam:CreateAccessKey",
    "iam:UpdateAssumeRolePolicy",
    "iam:AddUserToGroup",
    "iam:PutGroupPolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:RemoveUserFromGroup",
    "iam:TagRole",
    "iam:TagUser",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:CreateUser",
    "iam:UpdateSAMLProvider",
    "iam:CreateOpenIDConnectProvider",
    "lambda:CreateFunction",
    "lambda:UpdateFunctionCode",
    "ec2:RunInstances",
    "s3:PutObject",
    "*",
)
_RESOURCES: Final = (
    "*",
    "*",
    "*",
    arn("role", "one"),
    arn("role", "*"),
    arn("user", "*"),
    arn("user", "eve"),
    arn("group", "staff"),
    arn("policy", "some"),
    DATABASE,
    "arn:aws:rds:*:*:db:prod-*",
    f"{BUCKET}/*",
    BUCKET,
    GATEWAY,
    KEY,
    arn("user", "${aws:username}"),
    arn("role", "${aws:PrincipalTag/team}"),
    arn("role", "t?o"),
    "arn:aws:iam::*:role/*o*",
)
_TEXTS: Final = ("db", "d*", "*b", "", "dev", "DB", "${aws:username}", "${aws:PrincipalTag/team, 'none'}", "d?")
_ARNS: Final = (
    arn("role", "*"),
    arn("role", "one"),
    arn("user", "*"),
    GATEWAY,
    "*",
    arn("role", "?wo"),
    f"arn:aws:iam::{OTHER}:*",
)
_KEYS: Final = (
    "aws:PrincipalTag/team",
    "aws:PrincipalTag/team",
    "aws:RequestTag/team",
    "aws:ResourceTag/team",
    "aws:username",
    "aws:userid",
    "aws:SourceVpc",
    "aws:TagKeys",
    "s3:prefix",
    "aws:RequestedRegion",
    "aws:PrincipalType",
    "iam:PassedToService",
    "aws:PrincipalAccount",
)
_STRING: Final = (
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
)
_ORDER: Final = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_MOMENTS: Final = (
    "2026-01-01T00:00:00Z",
    "2027-01-01T00:00:00Z",
    "2030-06-01T00:00:00+02:00",
    "1900000000",
    "soon",
    "9999-12-31T00:00:00Z",
)
_BLOCKS: Final = ("10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "2001:db8::/32", "0.0.0.0/0", "nowhere")


class Estates:
    """Makes accounts from one source of chance."""

    def __init__(self, seed: int) -> None:
        self._random: Final = Random(seed)

    def _one(self, among: Any) -> Any:  # noqa: ANN401 - whatever is among them
        return self._random.choice(among)

    def _some(self, among: Any, most: int = 2) -> list[Any]:  # noqa: ANN401 - whatever is among them
        return [self._one(among) for _ in range(self._random.randint(1, most))]

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def condition(self) -> Document:
        """One comparison, by any operator."""
        kind = self._random.randint(0, 12)
        if self._chance(0.02):
            return {self._one(("StringKindOf", "Bool", "ArnLike")): {self._one(_KEYS): self._one(("perhaps", "db"))}}
        each = self._one(("", "", "", "", "ForAnyValue:", "ForAllValues:"))
        exists = self._one(("", "", "IfExists"))
        if kind <= 4:
            key = self._one(_KEYS)
            values = self._some(_TEXTS)
            return {f"{each}{self._one(_STRING)}{exists}": {key: values}}
        if kind <= 6:
            operator = self._one(("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "StringLike", "StringNotLike"))
            return {
                operator + exists: {
                    self._one(("aws:PrincipalArn", "aws:PrincipalArn", "aws:SourceArn")): self._some(_ARNS)
                }
            }
        if kind == 7:
            return {
                f"Bool{exists}": {
                    self._one(("aws:MultiFactorAuthPresent", "aws:SecureTransport")): self._one(("true", "false"))
                }
            }
        if kind == 8:
            return {
                f"Numeric{self._one(_ORDER)}{exists}": {
                    self._one(("s3:max-keys", "aws:RequestTag/n")): self._some(("1", "5", "5.5", "five", "1e999"))
                }
            }
        if kind == 9:
            return {
                f"Date{self._one(_ORDER)}{exists}": {
                    self._one(("aws:CurrentTime", "aws:TokenIssueTime")): self._some(_MOMENTS)
                }
            }
        if kind == 10:
            return {self._one(("IpAddress", "NotIpAddress")) + exists: {"aws:SourceIp": self._some(_BLOCKS)}}
        if kind == 11:
            return {f"BinaryEquals{exists}": {"s3:x-amz-checksum": self._some(("QQ==", "Qg=="))}}
        return {"Null": {self._one(_KEYS): self._one(("true", "false"))}}

    def statement(self, effect: str, conditions: float = 0.35) -> Document:
        """One statement without a principal."""
        actions, resources = self._some(_ACTIONS), self._some(_RESOURCES)
        made: Document = {"Effect": effect}
        made["NotAction" if self._chance(0.1) else "Action"] = actions
        made["NotResource" if self._chance(0.1) else "Resource"] = resources
        if self._chance(conditions):
            made["Condition"] = self.condition() | (self.condition() if self._chance(0.3) else {})
        return made

    def statements(self, most: int = 3) -> list[Document]:
        """Some statements, more that allow than deny."""
        return [self.statement("Deny" if self._chance(0.25) else "Allow") for _ in range(self._random.randint(0, most))]

    def trusts(self) -> Document:
        """A trust policy."""
        made: Document = self._one(
            (
                OWN,
                OWN,
                service("lambda"),
                service("ec2"),
                service("nobody"),
                trust({"AWS": arn("user", "eve")}),
                trust({"AWS": f"arn:aws:iam::{OTHER}:role/x"}),
                trust({"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/two/s"}),
                trust({"Federated": SAML}, action="sts:AssumeRoleWithSAML"),
                trust(
                    {"Federated": HUB},
                    {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:ours/*"}},
                    "sts:AssumeRoleWithWebIdentity",
                ),
                trust({"AWS": ROOT}, action=["sts:AssumeRole", "sts:TagSession"]),
            )
        )
        if self._chance(0.3):
            return doc(*({**one, "Condition": self.condition()} for one in made["Statement"]))
        return made

    def guarded(self, statement: Document) -> Document:
        """A denial that seals what is protected, whole or in two parts that only together do."""
        free = {"ArnNotEquals": {"aws:PrincipalArn": GATEWAY}}
        action = self._one((["rds:Delete*"], ["s3:Delete*", "s3:PutBucketPolicy", "s3:PutBucketAcl"], ["*"], ["kms:*"]))
        whole = {"Effect": "Deny", "Action": action, "Resource": "*", "Condition": free}
        if self._chance(0.5):
            return doc(whole, statement)
        tag = self._one(("aws:PrincipalTag/team", "aws:RequestTag/team", "aws:SourceVpc"))
        one = {"Effect": "Deny", "Action": action, "Resource": "*", "Condition": {**free, "StringEquals": {tag: "db"}}}
        other = {**one, "Condition": {**free, "StringNotEquals": {tag: "db"}}}
        return doc(one, other, statement)

    def _tags(self) -> dict[str, str]:
        return {"team": self._one(("db", "dev", "eve"))} if self._chance(0.4) else {}

    def _bound(self) -> str | None:
        return arn("policy", "bound") if self._chance(0.25) else None

    def _attached(self) -> tuple[str, ...]:
        return (arn("policy", "some"),) if self._chance(0.25) else ()

    def estate(self) -> Document:
        """A whole account."""
        things = [
            user(
                "eve",
                *self.statements(),
                tags=self._tags(),
                boundary=self._bound(),
                attached=self._attached(),
                groups=("staff",) if self._chance(0.5) else (),
            ),
            user("ada", *self.statements(), tags=self._tags(), boundary=self._bound()),
            *(
                role(
                    name,
                    *self.statements(),
                    trusts=self.trusts(),
                    tags=self._tags(),
                    boundary=self._bound(),
                    attached=self._attached(),
                    profiles=self._one((None, [], ["p"])),
                )
                for name in ("one", "two")
            ),
            role(
                "keyturn-gateway",
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                trusts=self._one((trust({"AWS": f"arn:aws:iam::{OTHER}:role/keyturn"}), self.trusts())),
            ),
            group("staff", *self.statements(2)),
            policy("some", doc(*self.statements(2)), doc(*self.statements(2))),
            policy(
                "bound",
                doc({"Effect": "Allow", "Action": "*", "Resource": "*"}, *self.statements(1))
                if self._chance(0.5)
                else doc(*self.statements(3)),
            ),
        ]
        more: Document = {}
        full = doc({"Effect": "Allow", "Action": "*", "Resource": "*"})
        if self._chance(0.7):
            seal = {"Effect": "Deny", "Action": ["iam:*", "sts:AssumeRole", "sts:TagSession"], "Resource": GATEWAY}
            level = [full, self.guarded(self.statement("Deny"))]
            if self._chance(0.7):
                level.append(doc(seal))
            more["scps"] = [[full], level] if self._chance(0.8) else [level, [doc(*self.statements())]]
        if self._chance(0.25):
            denied = {**self.statement("Deny"), self._one(("Principal", "Principal", "NotPrincipal")): {"AWS": GATEWAY}}
            everybody = {**self.statement("Deny"), "Principal": "*"}
            more["rcps"] = [[doc(self._one((denied, everybody)))]]
        if self._chance(0.4):
            who: Any = self._one(
                ("*", {"AWS": ROOT}, {"AWS": arn("role", "one")}, {"AWS": f"arn:aws:iam::{OTHER}:root"})
            )
            more["resource_policies"] = {
                BUCKET: doc(
                    {
                        **self.statement(self._one(("Allow", "Deny")), 0.5),
                        "Principal": who,
                        "Resource": [BUCKET, f"{BUCKET}/*"],
                    }
                )
            }
        if self._chance(0.4):
            function = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f"
            code = [f"{BUCKET}/code.zip"] if self._chance(0.5) else []
            more["compute"] = {
                "lambda": [{"arn": function, "role": arn("role", self._one(("one", "two"))), "code": code}]
            }
        if self._chance(0.5):
            more |= {"saml_providers": [{"arn": SAML}], "oidc_providers": []}
        if self._chance(0.06):
            more["management_account"] = ACCOUNT
        made = bundle(*things, **more)
        for name in ("compute", "resource_policies", "rcps"):
            if self._chance(0.04):
                del made[name]
        return made

    def goal(self) -> tuple[str, str]:
        """What is protected."""
        found: tuple[str, str] = self._one(GOALS)
        return found
