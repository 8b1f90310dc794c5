"""Policy text -> a bundle that is sound and has a name."""

from typing import Final

from keyturn.codec.canonical import encode
from keyturn.codec.digest import hex_sha256
from keyturn.errors import Malformed, PolicyError
from keyturn.model.bundle import Bundle
from keyturn.model.identity import parse_name
from keyturn.policy.lint import Finding, lint

FEWEST: Final = 2
MOST: Final = 9


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


def version(policies: str, schema: str) -> str:
    """The name of a bundle: SHA-256 (hex) over the canonical JSON of both texts, so that equal names decide equally."""
    return hex_sha256(encode({"policies": policies, "schema": schema}))


def render(template: str, group: str, people: int) -> str:
    """Fill `group` and `people` from `[approvals]` into the text of the default policies.

    Raises Malformed for a group's name that is none, and for fewer than 2 people: a production change waits for two.
    """
    parse_name("group", group)
    if not FEWEST <= people <= MOST:
        raise Malformed("number of approvers", people, f"set `people` in `[approvals]` to {FEWEST} to {MOST}")
    return template.replace("%group%", group).replace("%people%", str(people))
