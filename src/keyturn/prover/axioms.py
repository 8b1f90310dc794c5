"""The catalogue as one document: what a certificate is relative to, written out in it."""

from keyturn.codec.canonical import Json
from keyturn.prover.catalogue import MAKE, NUMBER, REWRITES, RIGHTS, TAKEOVERS
from keyturn.prover.goals import NOT_ACROSS
from keyturn.prover.guardrail import SEAL
from keyturn.prover.launches import LAUNCHES
from keyturn.prover.managed import KNOWN
from keyturn.prover.openings import OPENINGS, RESOURCE_POLICIES
from keyturn.prover.places import KINDS
from keyturn.prover.strangers import PUBLIC


def axioms() -> Json:
    """Every table of the catalogue; an action that is not in `kinds` names no resource."""
    return {
        "number": NUMBER,
        "rights": [{"id": one.id, "action": one.action, "on": one.on, "brings": one.brings} for one in RIGHTS],
        "launches": [{"id": one.id, "service": one.service, "ways": _lists(one.ways)} for one in LAUNCHES],
        "takeovers": [
            {"id": one.id, "compute": one.compute, "arn": one.arn, "service": one.service, "ways": _lists(one.ways)}
            for one in TAKEOVERS
        ],
        "rewrites": [{"id": one.id, "arn": one.arn, "action": one.action} for one in REWRITES],
        "openings": [{"action": one.action, "arn": one.arn, "grants": one.grants} for one in OPENINGS],
        "make": {kind: _lists(groups) for kind, groups in MAKE.items()},
        "kinds": dict(KINDS),
        "seals": list(SEAL),
        "with_policies": sorted(RESOURCE_POLICIES),
        "not_across": {service: sorted(names) for service, names in NOT_ACROSS.items()},
        "public": {issuer: list(begins) for issuer, begins in PUBLIC.items()},
        "published": dict(KNOWN),
    }


def _lists(ways: tuple[tuple[str, ...], ...]) -> list[Json]:
    return [list(way) for way in ways]
