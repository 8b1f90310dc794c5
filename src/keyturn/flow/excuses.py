"""What lets an approved change happen in spite of a freeze or outside its window."""

from dataclasses import dataclass
from datetime import datetime

from keyturn.flow.answers import Refuse
from keyturn.flow.bounds import frozen, outside_window
from keyturn.flow.kept import Case
from keyturn.flow.leaves import emergency_for, overrides
from keyturn.flow.settings import Bounds
from keyturn.flow.state import State


@dataclass(frozen=True, slots=True)
class Excuse:
    """The leaves that a change goes under (kind and id of each), and the freezes in spite of which it goes."""

    under: tuple[tuple[str, str], ...] = ()
    spared: frozenset[str] = frozenset()


def excuse(state: State, bounds: Bounds, case: Case, where: tuple[str, ...], at: datetime) -> Excuse | Refuse:
    """Return under what `case` may happen at `at` in `where`, or why it may not happen now.

    An emergency opens a window; it ends no freeze, which may be the very thing that keeps an outage from growing.
    """
    emergency = emergency_for(state, case.change, at)
    under = () if emergency is None else (("emergency", emergency.id),)
    untimely = frozen(state, bounds, where, at)
    if untimely is None:
        closed = outside_window(bounds, where, at) if emergency is None else None
        return closed or Excuse(under)
    for given, freezes in overrides(state, case, at):
        if frozen(state, bounds, where, at, freezes) is None:
            closed = outside_window(bounds, where, at) if emergency is None else None
            return closed or Excuse((("override", given.id), *under), freezes)
    return untimely
