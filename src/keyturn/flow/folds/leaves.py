"""Entries about what people gave leave for: that it was used, and that it is over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.flow.given import Given, Used
from keyturn.flow.kept import Attempt
from keyturn.flow.known import About, Fold, Known, Payload
from keyturn.model.emergency import Override
from keyturn.model.evidence import Kind

UNDER: Final = ("envelope", "emergency", "override")
"""Members of an intent's `about` that name the leave it went under."""


def count_use(known: Known, attempt: Attempt, at: datetime, about: About, payload: Payload) -> None:
    """Count a call under every leave that its intent names."""
    for kind in UNDER:
        given = known.given.get(about.get(kind, ""))
        if given is not None:
            given.uses.append(Used(attempt, about["action"], payload["name"], at))


def begin_anew(known: Known, at: datetime) -> None:
    """End what stood at the instant `at`, before time went back: nothing lasts longer by that."""
    for given in known.given.values():
        if given.over is None and not isinstance(given.what, Override):
            given.over = f"the clock, which was set back from {at:%Y-%m-%d %H:%M} UTC"


def _end(known: Known, _: datetime, about: About, payload: Payload) -> None:
    given: Given = known.given[about["change"]]
    given.over = payload["by"]


FOLDS: Final[Mapping[Kind, Fold]] = {Kind.LEAVE_ENDED: _end}
