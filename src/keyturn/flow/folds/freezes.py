"""Entries about freezes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model.evidence import Kind
from keyturn.model.freeze import read_freeze


def _begin(known: Known, _: datetime, __: About, payload: Payload) -> None:
    freeze = read_freeze(payload["freeze"])
    known.freezes[freeze.id] = freeze


FOLDS: Final[Mapping[Kind, Fold]] = {Kind.FREEZE_BEGUN: _begin}
