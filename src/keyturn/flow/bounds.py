"""Whether now is a time to change anything: freezes and windows. Asked where a grant would be spent, and not before.

People may look and approve at any time; what they approved happens when it may.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.flow.answers import Refuse
from keyturn.flow.settings import Bounds
from keyturn.flow.state import State
from keyturn.model.freeze import Freeze
from keyturn.model.window import Window, next_opening


def freezes(state: State, bounds: Bounds, at: datetime) -> Iterator[Freeze]:
    """Yield the freezes in force at `at`: those that people signed, and those that are configured."""
    for freeze in (*state.freezes.values(), *bounds.freezes):
        if freeze.stands(at):
            yield freeze


def limited(state: State, bounds: Bounds, where: Iterable[str]) -> bool:
    """Whether what may happen in any of `where` hangs on the time, so that the clock must be one to rely on."""
    names = tuple(where)
    return any(freeze.holds(names) for freeze in (*state.freezes.values(), *bounds.freezes)) or any(
        name in window.environments for window in bounds.windows for name in names
    )


def frozen(
    state: State, bounds: Bounds, where: Iterable[str], at: datetime, spared: Collection[str] = ()
) -> Refuse | None:
    """Return why nothing in `where` changes now, if a freeze that is not `spared` says so."""
    names = tuple(where)
    for freeze in freezes(state, bounds, at):
        held = freeze.holds(names)
        if held is not None and freeze.id not in spared:
            return Refuse("freeze.in_force", f"{told(freeze, held)}; nothing is spent: send the same call again then")
    return None


def outside_window(bounds: Bounds, where: Iterable[str], at: datetime) -> Refuse | None:
    """Return why `where` does not change now, if one of them has windows and none of those is open."""
    for name in where:
        windows = [window for window in bounds.windows if name in window.environments]
        if windows and all(window.open_until(at) is None for window in windows):
            why = f"outside the window: `{name}` changes {_when(windows, at)}; then send the same call again"
            return Refuse("window.closed", why)
    return None


def told(freeze: Freeze, environment: str | None = None) -> str:
    """Say of a freeze what it holds, whose it is, why, and how it ends."""
    what = f"`{environment}`" if environment else ", ".join(f"`{name}`" for name in freeze.environments) or "production"
    whose = "by `keyturn.toml`" if freeze.by is None else f"by `{freeze.by}`"
    ends = (
        "until people change the configuration"
        if freeze.by is None and freeze.until is None
        else f"until it is lifted (keyturn freeze lift {freeze.short})"
        if freeze.until is None
        else f"until {freeze.until:%Y-%m-%d %H:%M} UTC"
    )
    return f"{what} is frozen {whose} {ends}: {' '.join(freeze.reason.split())}"


def _when(windows: list[Window], at: datetime) -> str:
    names = " or ".join(f"`{window.name}`" for window in windows)
    found = next_opening(windows, at)
    if found is None:
        return f"in {names} only, and none opens within 60 days"
    window, opens = found
    local = opens.astimezone(window.zone)
    there = f"{local:%Y-%m-%d %H:%M} {window.time_zone}"
    return f"in {names} only, which next opens at {there} ({opens:%Y-%m-%d %H:%M} UTC)"


def stands(window: Window, at: datetime) -> Mapping[str, Json]:
    """Say how a window stands at `at`."""
    closes, opens = window.open_until(at), window.next_opening(at)
    return {
        "name": window.name,
        "environments": list(window.environments),
        "open": closes is not None,
        "closes": None if closes is None else format_instant(closes),
        "opens": None if opens is None else format_instant(opens),
        "time_zone": window.time_zone,
    }
