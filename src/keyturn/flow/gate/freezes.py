"""Gate changes about freezes: lifting one, and letting one change pass in spite of those that stand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from keyturn.approve.leaves import read_override
from keyturn.approve.members import Members
from keyturn.codec.digest import same
from keyturn.flow.gate.asking import FEWEST, Asking, GateRefused, Judged, Rule
from keyturn.flow.given import Given
from keyturn.flow.known import Known
from keyturn.model.change import OPEN
from keyturn.model.decision import Quorum
from keyturn.model.freeze import Freeze, told
from keyturn.model.gate import GateChange, GateKind


def _lift(asking: Asking) -> Judged:
    members = Members("proposal to lift a freeze", asking.document)
    name, shown = members.identifier("freeze", "F"), members.object("frozen")
    members.end()
    freeze = asking.known.freezes.get(name)
    if freeze is None or not freeze.stands(asking.at):
        if any(one.id == name for one in asking.settings.bounds.freezes):
            raise GateRefused(f"freeze {name:.10} stands in the configuration: propose a configuration without it")
        raise GateRefused(f"no freeze {name:.10} stands here: see `keyturn freeze`")
    if dict(shown) != told(freeze):
        raise GateRefused(f"freeze {freeze.short} is not what the proposal says of it: look again and propose anew")
    return Judged(_several(asking.settings.bounds.lift or asking.quorum))


def _lifted(known: Known, _: datetime, change: GateChange) -> None:
    known.freezes.pop(str(change.document["freeze"]), None)


def _override(asking: Asking) -> Judged:
    override = read_override(asking.document)
    known = asking.known
    case = known.cases.get(override.change)
    if case is None or case.stands(asking.at) not in OPEN:
        raise GateRefused(f"change {override.change:.10} is not open: see `keyturn inbox`")
    if not same(case.change.digest, override.change_digest):
        raise GateRefused(f"change {override.change:.10} is another one by now: look at it and propose again")
    standing = {freeze.id: freeze for freeze in _standing(asking)}
    if not override.freezes or not set(override.freezes) <= standing.keys():
        raise GateRefused("it names a freeze that does not stand: see `keyturn freeze`, and propose it anew")
    if [dict(one) for one in override.frozen] != [told(standing[name]) for name in override.freezes]:
        raise GateRefused("a freeze is not what the proposal says of it: look again and propose anew")
    return Judged(_several(asking.settings.bounds.override or asking.quorum), lasts=case.change.expires - asking.at)


def _standing(asking: Asking) -> list[Freeze]:
    every = (*asking.known.freezes.values(), *asking.settings.bounds.freezes)
    return [freeze for freeze in every if freeze.stands(asking.at)]


def _overridden(known: Known, at: datetime, change: GateChange) -> None:
    known.given[change.id] = Given(known.gate_cases[change.id], read_override(change.document), at)


def _several(quorum: Quorum) -> Quorum:
    """Return `quorum`, which nobody fills alone, whatever is configured. Raises GateRefused."""
    if quorum.people < FEWEST:
        raise GateRefused(
            f"{quorum} is one person, and nobody ends or overrides a freeze alone: mend the configuration"
        )
    return quorum


KINDS: Final[Mapping[GateKind, Rule]] = {
    GateKind.FREEZE_LIFT: Rule(_lift, _lifted),
    GateKind.FREEZE_OVERRIDE: Rule(_override, _overridden),
}
