"""What an answer leaves behind, so that other code can check it: the claims, and what each rests on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.prover.answer import BYPASS, CATALOGUE, GUARDRAIL, Answer, Finding
from keyturn.prover.axioms import axioms
from keyturn.prover.closed import Together
from keyturn.prover.guardrail import Exempt

FORMAT: Final = "keyturn.prove/2"


def certificate(answer: Answer, sets: Sequence[Together], exempt: Exempt, at: datetime, bundle: str) -> Json:
    """The certificate of `answer`. `sets`: what proofs relative to the catalogue rest on; `bundle`: its digest.

    What is `UNKNOWN` is not in it.
    """
    return {
        "format": FORMAT,
        "bundle": bundle,
        "at": at.isoformat(),
        "exempt": list(exempt.patterns),
        "claims": [_claim(finding) for finding in answer.findings if finding.verdict in {BYPASS, CATALOGUE, GUARDRAIL}],
        "sets": [{"starts": list(one.starts), "held": list(one.held)} for one in sets],
        "catalogue": axioms(),
    }


def _claim(finding: Finding) -> Json:
    claim: dict[str, Json] = {
        "action": finding.action,
        "also": list(finding.also),
        "resource": finding.resource,
        "verdict": finding.verdict,
    }
    if finding.verdict == BYPASS:
        return claim | {"principals": [one.to_json() for one in finding.principals or finding.outsiders]}
    return claim | {"not_bound": list(finding.unbound)}
