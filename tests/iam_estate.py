"""IAM documents for tests: users, roles and groups in the shape that GetAccountAuthorizationDetails gives them."""

from datetime import UTC, datetime
from typing import Any

from keyturn.prover.account import read
from keyturn.prover.answer import Answer, Finding
from keyturn.prover.goals import Query
from keyturn.prover.guardrail import Exempt
from keyturn.prover.prove import Prover, Wanted

ACCOUNT = "111122223333"
OTHER = "444455556666"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
DATABASE = f"arn:aws:rds:eu-west-1:{ACCOUNT}:db:prod-1"
DELETE = "rds:DeleteDBInstance"
GATEWAY = f"arn:aws:iam::{ACCOUNT}:role/keyturn-gateway"
AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

Document = dict[str, Any]


def arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def doc(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: str | list[str], resource: str | list[str] = "*", condition: Document | None = None) -> Document:
    made: Document = {"Effect": "Allow", "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


def deny(action: str | list[str], resource: str | list[str] = "*", condition: Document | None = None) -> Document:
    return allow(action, resource, condition) | {"Effect": "Deny"}


def trust(
    principal: str | dict[str, str], condition: Document | None = None, action: str | list[str] = "sts:AssumeRole"
) -> Document:
    made: Document = {"Effect": "Allow", "Principal": principal, "Action": action}
    return doc(made | ({"Condition": condition} if condition else {}))


def service(name: str) -> Document:
    return trust({"Service": f"{name}.amazonaws.com"})


NOBODY = trust({"Service": "nobody.amazonaws.com"})
OWN = trust({"AWS": ROOT})


def role(
    name: str,
    *statements: Document,
    trusts: Document = NOBODY,
    attached: tuple[str, ...] = (),
    boundary: str | None = None,
    tags: dict[str, str] | None = None,
    profiles: list[str] | None = None,
) -> Document:
    made: Document = {
        "Arn": arn("role", name),
        "RoleName": name.rpartition("/")[2],
        "Path": "/",
        "RoleId": f"AROA{abs(hash(name)) % 10**12}",
        "AssumeRolePolicyDocument": trusts,
        "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": doc(*statements)}] if statements else [],
        "AttachedManagedPolicies": [{"PolicyArn": one, "PolicyName": one.rpartition("/")[2]} for one in attached],
        "Tags": [{"Key": key, "Value": value} for key, value in (tags or {}).items()],
    }
    if boundary:
        made["PermissionsBoundary"] = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    if profiles is not None:
        made["InstanceProfileList"] = [{"Arn": arn("instance-profile", one)} for one in profiles]
    return made


def user(
    name: str,
    *statements: Document,
    groups: tuple[str, ...] = (),
    attached: tuple[str, ...] = (),
    boundary: str | None = None,
    tags: dict[str, str] | None = None,
) -> Document:
    made = role(name, *statements, attached=attached, boundary=boundary, tags=tags)
    made |= {"Arn": arn("user", name), "UserName": name, "UserId": f"AIDA{abs(hash(name)) % 10**12}"}
    made["UserPolicyList"] = made.pop("RolePolicyList")
    made["GroupList"] = list(groups)
    del made["RoleName"], made["RoleId"], made["AssumeRolePolicyDocument"]
    return made


def group(name: str, *statements: Document, attached: tuple[str, ...] = ()) -> Document:
    return {
        "Arn": arn("group", name),
        "GroupName": name,
        "GroupPolicyList": [{"PolicyName": "own", "PolicyDocument": doc(*statements)}] if statements else [],
        "AttachedManagedPolicies": [{"PolicyArn": one, "PolicyName": one.rpartition("/")[2]} for one in attached],
    }


def policy(name: str, *versions: Document) -> Document:
    """A managed policy; the first version is the default one."""
    return {
        "Arn": arn("policy", name),
        "PolicyName": name,
        "DefaultVersionId": "v1",
        "PolicyVersionList": [
            {"VersionId": f"v{number}", "IsDefaultVersion": number == 1, "Document": one}
            for number, one in enumerate(versions, 1)
        ],
    }


def bundle(*things: Document, **more: object) -> Document:
    """A bundle of these users, roles, groups and policies; everything that may be left out is there and empty."""

    def those(mark: str) -> list[Document]:
        return [one for one in things if mark in one["Arn"]]

    return {
        "UserDetailList": those(":user/"),
        "RoleDetailList": those(":role/"),
        "GroupDetailList": those(":group/"),
        "Policies": those(":policy/"),
        "account": ACCOUNT,
        "scps": [],
        "rcps": [],
        "resource_policies": {},
        "compute": {},
    } | more


def answer(
    made: Document,
    action: str = DELETE,
    resource: str = DATABASE,
    *,
    gateway: str | None = None,
    accepted: tuple[str, ...] = (),
) -> Answer:
    wanted = Wanted((Query(action, resource),), Exempt(gateway, accepted), AT)
    return Prover(read(made), wanted).answer()


def finding(
    made: Document,
    action: str = DELETE,
    resource: str = DATABASE,
    *,
    gateway: str | None = None,
    accepted: tuple[str, ...] = (),
) -> Finding:
    (one,) = answer(made, action, resource, gateway=gateway, accepted=accepted).findings
    return one


def names(found: Finding) -> dict[str, int]:
    """Who can, by the last part of their ARN, and in how many steps."""
    return {one.arn.rpartition("/")[2]: len(one.path) for one in found.principals}
