"""Freezes: who said so, and that nothing changed what they held."""

from keyturn.approve.freezing import open_freeze
from keyturn.model.freeze import read_freeze
from keyturn.verify.known import Found, Known, Payload
from keyturn.verify.leaf import Leaf
from keyturn.verify.leaves import spared
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
    known.freezes[freeze.id] = freeze


def frozen(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """Nothing changes where somebody froze."""
    if _reads(known, leaf, payload):
        return
    excepted = spared(known, leaf)
    for freeze in known.freezes.values():
        held = freeze.holds(payload["environments"])
        if held is not None and freeze.stands(leaf.at) and freeze.id not in excepted:
            yield "intent.frozen", f"it changed `{held}` while that was frozen ({freeze.short})"


def _reads(known: Known, leaf: Leaf, payload: Payload) -> bool:
    """Whether the call is a read that people approved: those go on."""
    change, ordinal = leaf.about.get("change"), payload["ordinal"]
    actions = () if change is None else known.case(change).change.actions
    return 0 <= ordinal < len(actions) and actions[ordinal].effect == "read"
