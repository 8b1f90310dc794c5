"""A proof is told only once the auditor's own code has checked its certificate: two programs must agree on it."""

from dataclasses import replace

from keyturn.cli.progress import Bar
from keyturn.codec.canonical import Json
from keyturn.errors import Malformed
from keyturn.prover.account import BadBundle
from keyturn.prover.answer import CATALOGUE, GUARDRAIL, UNKNOWN, Answer, Finding
from keyturn.prover.certificate import certificate
from keyturn.prover.closed import sets
from keyturn.prover.prove import Prover
from keyturn.verify.bypass import Checked, bundle_digest, check

_PROVED = frozenset({CATALOGUE, GUARDRAIL})


def doubly_proved(prover: Prover, answer: Answer, bundle: Json, *, certified: bool) -> tuple[Answer, Json]:
    """The answer, with `UNKNOWN` in the place of each proof that is not verified, and its certificate.

    Without a proof, and where no certificate is asked for (`certified`), there is none. Raises BadBundle.
    """
    proved = [one for one in answer.findings if one.verdict in _PROVED]
    if not proved and not certified:
        return answer, None
    wanted = prover.wanted
    try:
        digest = bundle_digest(bundle)
    except Malformed as error:
        raise BadBundle(f"the bundle has no digest, so that no certificate can name it: {error.why}") from None
    found = sets(prover, answer)
    if proved:
        bar = Bar("checking the proof")
        try:
            made = certificate(replace(answer, findings=tuple(proved)), found, wanted.exempt, wanted.at, digest)
            report = check(made, bundle, wanted.at, bar)
        finally:
            bar.done()
        answer = _agreed(answer, proved, report.claims)
    return answer, certificate(answer, found, wanted.exempt, wanted.at, digest)


def _agreed(answer: Answer, proved: list[Finding], claims: tuple[Checked, ...]) -> Answer:
    refused = {id(one): claim.problems for one, claim in zip(proved, claims, strict=True) if claim.problems}
    findings = tuple(
        replace(one, verdict=UNKNOWN, unknown=(*one.unknown, *map(_told, refused[id(one)])))
        if id(one) in refused
        else one
        for one in answer.findings
    )
    return replace(answer, findings=findings)


def _told(problem: str) -> str:
    return f"a proof was found, and `keyturn prove check` does not verify it: {problem}"
