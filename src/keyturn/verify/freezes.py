"""Freezes and windows: who froze, and that nothing changed while it was not to."""

from collections.abc import Iterable
from dataclasses import replace

from keyturn.approve.freezing import open_freeze
from keyturn.model.freeze import Freeze, read_freeze
from keyturn.verify.known import Found, Known, Payload
from keyturn.verify.leaf import Leaf
from keyturn.verify.leaves import emergency, spared
from keyturn.verify.people import said_at


def begun(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person froze: in their own words, and what stands here is what they signed."""
    order, problems = said_at(known, leaf.at, payload, open_freeze)
    yield from problems
    freeze = read_freeze(payload["freeze"])
    signed = (order.by, order.reason, () if order.environment is None else (order.environment,), None, order.until)
    said = (freeze.by, freeze.reason, freeze.environments, freeze.begins, freeze.until)
    if said != signed or payload["by"] != order.by or leaf.about["freeze"] != freeze.id:
        yield "freeze.not_as_signed", f"the freeze {freeze.short} is not the one that `{order.by}` signed"
    if freeze.id in known.freezes:
        yield "freeze.twice", f"the freeze {freeze.short} begins a second time"
    known.freezes[freeze.id] = replace(freeze, since=leaf.at)


def untimely(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """Nothing changes where somebody froze, nor where there are windows and all of them are shut."""
    if _reads(known, leaf, payload):
        return
    windows, freezes = known.calendar.hours(known.charter)
    yield from _frozen(known, leaf, payload, (*known.freezes.values(), *freezes))
    change = leaf.about.get("change")
    if change is not None and emergency(known, leaf, known.case(change), payload) is not None:
        return  # an emergency opens a window, and ends no freeze
    for name in payload["environments"]:
        meant = [window for window in windows if name in window.environments]
        if meant and all(window.open_until(leaf.at) is None for window in meant):
            yield "intent.outside_window", f"it changed `{name}`, whose windows were shut"


def _frozen(known: Known, leaf: Leaf, payload: Payload, freezes: Iterable[Freeze]) -> Found:
    excepted = spared(known, leaf)
    for freeze in freezes:
        held = freeze.holds(payload["environments"])
        if held is not None and freeze.stands(leaf.at) and freeze.id not in excepted:
            yield "intent.frozen", f"it changed `{held}` while that was frozen ({freeze.short})"


def _reads(known: Known, leaf: Leaf, payload: Payload) -> bool:
    """Whether the call is a read that people approved: those go on."""
    change, ordinal = leaf.about.get("change"), payload["ordinal"]
    actions = () if change is None else known.case(change).change.actions
    return 0 <= ordinal < len(actions) and actions[ordinal].effect == "read"
