"""What a proof says, as values and as the JSON that others script against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.prover.catalogue import NUMBER
from keyturn.prover.residual import Witness

GUARDRAIL: Final = "PROVED by guardrail"
CATALOGUE: Final = f"PROVED relative to catalogue {NUMBER}"
BYPASS: Final = "BYPASS"
UNKNOWN: Final = "UNKNOWN"

_WORST_FIRST: Final = (BYPASS, UNKNOWN, CATALOGUE, GUARDRAIL)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a step: the statements that allow it, and the context it needs (None: the key must be absent)."""

    action: str
    resource: str
    allowed_by: tuple[str, ...]
    context: Witness = ()

    def to_json(self) -> Json:
        """As it stands in `path`."""
        return {
            "action": self.action,
            "resource": self.resource,
            "allowed_by": list(self.allowed_by),
            "context": {key: None if values is None else list(values) for key, values in self.context},
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: who acts, what it does, and what that brings (`becomes X`, `X gains ...`, `done`)."""

    who: str
    calls: tuple[Call, ...]
    brings: str
    rule: str

    def to_json(self) -> Json:
        """As it stands in `path`."""
        return {
            "as": self.who,
            "does": [call.to_json() for call in self.calls],
            "brings": self.brings,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class Reached:
    """A principal that can do what is protected, and its shortest path."""

    arn: str
    path: tuple[Step, ...]

    def to_json(self) -> Json:
        """As it stands in `principals`."""
        return {"arn": self.arn, "path": [step.to_json() for step in self.path]}


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one query.

    `outsiders`: whoever comes from outside the account. `unbound`: whom the proof leaves out. `linked`: service-linked
    roles that can. `beyond`: who can let in an account of another organisation, which then can.
    `also`: actions that have the same answer.
    """

    action: str
    resource: str
    verdict: str
    principals: tuple[Reached, ...]
    outsiders: tuple[Reached, ...]
    unknown: tuple[str, ...]
    unbound: tuple[str, ...]
    linked: tuple[str, ...] = ()
    beyond: tuple[Reached, ...] = ()
    also: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """As it stands in `queries`."""
        listed = self.principals or self.outsiders
        return {
            "action": self.action,
            "resource": self.resource,
            "also": list(self.also),
            "verdict": self.verdict,
            "principals": [one.to_json() for one in listed],
            "outsiders": [one.to_json() for one in self.outsiders],
            "unknown": list(self.unknown),
            "not_bound": list(self.unbound),
            "through_other_accounts": [one.to_json() for one in self.beyond],
            "service_linked_roles": list(self.linked),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to all queries."""

    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    accepted: tuple[str, ...]
    gateway: str | None

    @property
    def verdict(self) -> str:
        """The worst of the queries' verdicts."""
        said = {finding.verdict for finding in self.findings}
        return next((verdict for verdict in _WORST_FIRST if verdict in said), UNKNOWN)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Everything that is not known, and what that leaves open."""
        causes = (cause for finding in self.findings for cause in finding.unknown)
        return tuple(dict.fromkeys((*causes, *self.missing)))

    def to_json(self) -> Mapping[str, Json]:
        """The document of `--json`."""
        return {
            "verdict": self.verdict,
            "queries": [finding.to_json() for finding in self.findings],
            "unknown": list(self.unknown),
            "catalogue": NUMBER,
            "gateway_role": self.gateway,
            "accepted": list(self.accepted),
        }
