"""Entries about the gate itself: how it started."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.folds.calls import doubt
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model.evidence import Kind


def _start(known: Known, _: datetime, about: About, payload: Payload) -> None:
    known.deployment = about["deployment"]
    known.bundles[payload["bundle"]] = (payload["policies"], payload["schema"])
    doubt(known)


FOLDS: Final[Mapping[Kind, Fold]] = {
    Kind.GATE_STARTED: _start,
}
