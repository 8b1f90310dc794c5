"""The setup documents as values: the CloudFormation template, and the policies that stand in the Terraform one."""

import json
from collections.abc import Mapping
from typing import Any

import hcl2
import yaml

from keyturn.cli.setup import text

ACCOUNT = "123456789012"
POWER = f"arn:aws:iam::{ACCOUNT}:role/keyturn-power"
GATEWAY = f"arn:aws:iam::{ACCOUNT}:user/keyturn-gateway"
LIMITS = f"arn:aws:iam::{ACCOUNT}:policy/keyturn-limits"
TRAIL_BUCKET = "the-trail"

_NAMES = {
    "local.power_arn": POWER,
    "local.user_arn": GATEWAY,
    "local.limits_arn": LIMITS,
    "aws_iam_user.gateway.arn": GATEWAY,
}


def terraform_policy(kind: str, name: str, member: str = "policy") -> Mapping[str, Any]:
    """The policy of one resource of the Terraform document, its references filled in."""
    for block in hcl2.loads(text("terraform"))["resource"]:
        for quoted_kind, resources in block.items():
            if quoted_kind.strip('"') == kind and f'"{name}"' in resources:
                said = resources[f'"{name}"'][member]
                inner = said.removeprefix("${jsonencode(").removesuffix(")}")
                return dict(_plain(hcl2.loads(f"policy = {inner}\n")["policy"]))
    raise KeyError(f"{kind}.{name}")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of HCL
    match value:
        case dict():
            return {str(name).strip('"'): _plain(one) for name, one in value.items() if not str(name).startswith("__")}
        case list():
            return [_plain(one) for one in value]
        case str():
            found = value.strip('"')
            found = _NAMES.get(found.removeprefix("${").removesuffix("}"), found)
            return found.replace("${local.partition}", "aws").replace("${var.trail_bucket}", TRAIL_BUCKET)
        case _:
            return value


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as what they stand for here."""


def _sub(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    filled = str(loader.construct_scalar(node))
    for name, value in (("AWS::Partition", "aws"), ("AWS::AccountId", ACCOUNT), ("Name", "keyturn")):
        filled = filled.replace(f"${{{name}}}", value)
    return filled.replace("${TrailBucket}", TRAIL_BUCKET)


_Loader.add_constructor("!Sub", _sub)
_Loader.add_constructor("!Ref", lambda _, node: f"ref {node.value}")
_Loader.add_constructor("!GetAtt", lambda _, node: {"Gateway.Arn": GATEWAY, "Power.Arn": POWER}[str(node.value)])


def cloudformation() -> Mapping[str, Any]:
    """The resources of the CloudFormation document, its references filled in."""
    return dict(yaml.load(text("cloudformation"), _Loader)["Resources"])  # noqa: S506 - a safe loader of ours


def scp() -> Mapping[str, Any]:
    """The service control policy."""
    return dict(json.loads(text("scp")))
