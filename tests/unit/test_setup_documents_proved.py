"""The prover on the setup documents: with all of them nobody goes round the gateway, without the last somebody does."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests import iam_documents
from tests.iam_estate import (
    ACCOUNT,
    DATABASE,
    DELETE,
    Document,
    allow,
    answer,
    arn,
    bundle,
    doc,
    policy,
    role,
    service,
    user,
)
from tests.unit.test_setup_documents import IN_CLOUDFORMATION, IN_TERRAFORM

POWER, IDENTITY = arn("role", "keyturn-power"), arn("user", "keyturn-gateway")
BOTH = pytest.mark.parametrize("policies", [IN_CLOUDFORMATION, IN_TERRAFORM], ids=["cloudformation", "terraform"])
EVERYTHING = doc(allow("*"))


def here(document: Mapping[str, Any]) -> Document:
    """The document in the account of the prover's own tests."""
    return dict(json.loads(json.dumps(document).replace(iam_documents.ACCOUNT, ACCOUNT)))


def estate(policies: Mapping[str, Mapping[str, Any]], *others: Document, scp: bool = False) -> Document:
    """An account set up by the documents, its power unlimited but for them, with others in it."""
    return bundle(
        role("keyturn-power", allow("*"), trusts=here(policies["trust"]), attached=(arn("policy", "keyturn-limits"),)),
        user("keyturn-gateway", *here(policies["identity"])["Statement"]),
        policy("keyturn-limits", here(policies["limits"])),
        *others,
        scps=[[EVERYTHING, iam_documents.scp()]] if scp else [],
    )


def verdict(made: Document, action: str = DELETE, resource: str = DATABASE, *, accepted: tuple[str, ...] = ()) -> str:
    """What the prover says of everybody but the gateway: its role, and the identity that may assume it."""
    (found,) = answer(made, action, resource, gateway=POWER, accepted=(IDENTITY, *accepted)).findings
    return found.verdict


@BOTH
@pytest.mark.parametrize(("action", "resource"), [(DELETE, DATABASE), ("iam:CreateUser", arn("user", "x"))])
def test_where_nobody_else_is_the_gateway_is_the_only_way(
    policies: Mapping[str, Mapping[str, Any]], action: str, resource: str
) -> None:
    assert verdict(estate(policies), action, resource).startswith("PROVED")


@BOTH
def test_whoever_else_holds_power_goes_round_until_the_organization_keeps_them_out(
    policies: Mapping[str, Mapping[str, Any]],
) -> None:
    eve = user("eve", allow("*"))

    assert verdict(estate(policies, eve)) == "BYPASS"
    assert verdict(estate(policies, eve, scp=True)).startswith("PROVED")


def test_only_break_glass_stays_and_it_is_named() -> None:
    glass = role("keyturn-break-glass", allow("*"))
    made = estate(
        IN_TERRAFORM, user("eve", allow("*")), glass, role("app", allow("*"), trusts=service("lambda")), scp=True
    )

    assert verdict(made) == "BYPASS"
    assert verdict(made, accepted=(glass["Arn"],)).startswith("PROVED")
