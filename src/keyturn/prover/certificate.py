"""What a proof leaves behind, so that other code can check it: the claims, and the closed set each rests on."""

from datetime import datetime
from typing import Final

from keyturn.codec.canonical import Json
from keyturn.prover.answer import CATALOGUE, GUARDRAIL, Answer
from keyturn.prover.catalogue import NUMBER
from keyturn.prover.guardrail import Exempt

FORMAT: Final = "keyturn.prove/1"


def certificate(answer: Answer, closed: tuple[str, ...], exempt: Exempt, at: datetime, bundle: str) -> Json:
    """The certificate of `answer`'s proofs. `closed`: every principal that is not exempt; `bundle`: its digest.

    A claim that is no proof is not in it.
    """
    claims: list[Json] = [
        {
            "action": finding.action,
            "also": list(finding.also),
            "resource": finding.resource,
            "verdict": finding.verdict,
            "closed": list(closed) if finding.verdict == CATALOGUE else [],
            "not_bound": list(finding.unbound),
        }
        for finding in answer.findings
        if finding.verdict in {CATALOGUE, GUARDRAIL}
    ]
    return {
        "format": FORMAT,
        "bundle": bundle,
        "at": at.isoformat(),
        "catalogue": NUMBER,
        "exempt": list(exempt.patterns),
        "claims": claims,
    }
