"""A proof's findings as SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0/), for pipelines that show such files."""

from collections.abc import Iterator

from keyturn.codec.canonical import Json
from keyturn.prover.answer import BYPASS, UNKNOWN, Answer, Finding, Reached, Step
from keyturn.prover.broad import Breadth, Broad

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES: tuple[tuple[str, str, str], ...] = (
    ("bypass", "Somebody can do what is protected without the gateway", "error"),
    ("unknown", "Whether somebody can is not known", "warning"),
)
_BROAD: tuple[tuple[str, str, str], ...] = (("unused", "Somebody may do what is protected and never did", "warning"),)

_FEW = 3


def sarif(answer: Answer, bundle: str, version: str) -> Json:
    """One run over the bundle at the URI `bundle`, by keyturn `version`."""
    results: list[Json] = [result for finding in answer.findings for result in _results(finding, bundle)]
    return _run(results, _RULES, version, {"verdict": answer.verdict, "unknown": list(answer.unknown)})


def sarif_of_breadth(found: Breadth, bundle: str, version: str) -> Json:
    """One run of `keyturn prove roles`: a result for each principal that has what it never used."""
    results: list[Json] = [
        _result("unused", "warning", unused(one), one.arn, bundle) | {"properties": {"of": one.to_json()}}
        for one in found.found
    ]
    return _run(results, _BROAD, version, {"judged": found.judged, "not_judged": list(found.unheard)})


def unused(one: Broad) -> str:
    """What somebody never used, in a sentence."""
    counts = one.counts(one.unused)
    worst = ", ".join(dict.fromkeys(action for group in one.unused[:_FEW] for action in group.actions[:_FEW]))
    return f"{one.arn} never used {sum(counts)} of the protected actions that it has, such as {worst}"


def _run(results: list[Json], kinds: tuple[tuple[str, str, str], ...], version: str, more: Json) -> Json:
    rules: list[Json] = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
        for name, text, level in kinds
    ]
    driver: Json = {"name": "keyturn prove", "version": version, "rules": rules}
    run: Json = {"tool": {"driver": driver}, "results": results, "properties": more}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _results(finding: Finding, bundle: str) -> Iterator[Json]:
    if finding.verdict == BYPASS:
        for reached in dict.fromkeys((*finding.principals, *finding.outsiders)):
            text = f"{reached.arn} can do {finding.action} on {finding.resource} without the gateway"
            yield _result("bypass", "error", text, reached.arn, bundle) | {"codeFlows": [_flow(reached, bundle)]}
    elif finding.verdict == UNKNOWN:
        for cause in finding.unknown:
            yield _result("unknown", "warning", cause, f"{finding.action} on {finding.resource}", bundle)


def _result(rule: str, level: str, text: str, about: str, bundle: str) -> dict[str, Json]:
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [_location(about, bundle)],
        "partialFingerprints": {"keyturn/v1": f"{rule}:{text}"},
    }


def _location(about: str, bundle: str) -> dict[str, Json]:
    return {
        "physicalLocation": {"artifactLocation": {"uri": bundle}},
        "logicalLocations": [{"fullyQualifiedName": about, "kind": "resource"}],
    }


def _flow(reached: Reached, bundle: str) -> Json:
    steps: list[Json] = [
        {"location": {**_location(step.who, bundle), "message": {"text": told(step)}}} for step in reached.path
    ]
    return {"threadFlows": [{"locations": steps}]}


def told(step: Step) -> str:
    """One step in a sentence."""
    calls = ", ".join(f"{call.action} on {call.resource}" for call in step.calls)
    return f"{step.who}: {calls}; {step.brings}"
