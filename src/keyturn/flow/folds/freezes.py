"""Entries about freezes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model.evidence import Kind
from keyturn.model.freeze import read_freeze


def _begin(known: Known, at: datetime, _: About, payload: Payload) -> None:
    freeze = replace(read_freeze(payload["freeze"]), since=at)
    # Those whose time is over are let go of, so that however many there were, few are looked at.
    known.freezes = {name: one for name, one in known.freezes.items() if one.stands(at)} | {freeze.id: freeze}


FOLDS: Final[Mapping[Kind, Fold]] = {Kind.FREEZE_BEGUN: _begin}
