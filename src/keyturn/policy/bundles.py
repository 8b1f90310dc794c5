"""Policy text -> a bundle that is sound and has a name."""

from typing import Final

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256
from keyturn.errors import Malformed, PolicyError
from keyturn.model.autonomy import FLOOR, Autonomy
from keyturn.model.autonomy import below_floor as levels_below
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Quorum
from keyturn.model.identity import parse_name
from keyturn.policy.autonomy import levels, reviewers, voters
from keyturn.policy.lint import Finding, lint
from keyturn.policy.prove import below_floor

STANDARD: Final = Autonomy()
"""Nothing configured: every environment has its standard levels."""


class PolicyUnsound(PolicyError):
    """Policies that may not be activated. `findings` names each thing to be mended."""

    code = "policy.unsound"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        listed = "; ".join(str(finding) for finding in findings)
        super().__init__(f"the policies cannot be activated: {listed}; mend them and start the gateway again")
        self.findings = findings


def bundle(policies: str, schema: str) -> Bundle:
    """Return the bundle of these two texts, once nothing is wrong with them. Raises PolicyUnsound."""
    findings = lint(policies, schema)
    if findings:
        raise PolicyUnsound(findings)
    return Bundle(policies, schema, version(policies, schema))


def above_floor(found: Bundle) -> Bundle:
    """Return `found`, once it is proved that production keeps its floor under it. Raises PolicyUnsound."""
    short = below_floor(found.policies)
    if short:
        raise PolicyUnsound(tuple(Finding("floor", f"does not hold: {line}") for line in short))
    return found


def version(policies: str, schema: str) -> str:
    """The name of a bundle: SHA-256 (hex) over the canonical JSON of both texts, so that equal names decide equally."""
    return hex_sha256(encode({"policies": policies, "schema": schema}))


def render(template: str, approvers: Quorum, autonomy: Autonomy = STANDARD) -> str:
    """Fill the levels and the voters into the text of the default policies.

    Raises Malformed for a group's name that is none, for fewer than 2 people in `[approvals]` (a production change
    waits for two), and for a level below the floor.
    """
    for group in voters(autonomy, approvers):
        parse_name("group", group)
    if approvers.people < FLOOR or sum(seats.count for seats in approvers.seats) != approvers.people:
        raise Malformed("number of approvers", approvers.people, f"set `people` in `[approvals]` to {FLOOR} or more")
    problems = levels_below(autonomy, approvers)
    if problems:
        raise Malformed("level of autonomy", "below the floor", "; ".join(problems))
    return template.replace("%levels%", levels(autonomy, approvers)).replace(
        "%reviewers%", reviewers(autonomy, approvers)
    )
