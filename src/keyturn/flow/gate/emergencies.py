"""Gate changes about emergencies: one person opens, another approves, two close what remains to be looked at.

While an emergency stands, one approval is enough for what its tasks want to do (flow.leaves). It ends by itself; its
review does not.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from keyturn.approve.leaves import read_emergency
from keyturn.approve.members import Members
from keyturn.errors import Malformed
from keyturn.flow.gate.asking import Asking, GateRefused, Judged, Rule, in_use, is_reviewer, short
from keyturn.flow.given import Given
from keyturn.flow.known import Known
from keyturn.model.decision import Quorum, Seats
from keyturn.model.emergency import Emergency
from keyturn.model.freeze import DEVELOPMENT
from keyturn.model.gate import GateChange, GateKind
from keyturn.model.identity import TaskKind

MOST_UNREVIEWED: Final = 3
"""Emergencies whose review may be open at once: whoever needs a fourth finds two people for the first."""

LONGEST_FINDINGS: Final = 8000
CLOSERS: Final = 2
"""People who close a review: of them one at least was no party, because one alone approves an emergency."""


def _open(asking: Asking) -> Judged:
    emergency = read_emergency(asking.document, asking.by)
    settings, known = asking.settings, asking.known
    environments = {rule.name for rule in settings.estate.environments} | {"production"}
    if emergency.environment == DEVELOPMENT or emergency.environment not in environments:
        there = ", ".join(sorted(environments - {DEVELOPMENT}))
        raise GateRefused(f"`{emergency.environment}` has no emergencies; there are {there}")
    if not asking.at < emergency.until <= asking.at + settings.bounds.emergency:
        minutes = int(settings.bounds.emergency / timedelta(minutes=1))
        raise GateRefused(f"an emergency ends between now and {minutes} minutes from now: set --expires accordingly")
    for name in emergency.tasks:
        task = known.tasks.get(name)
        if task is None or asking.at >= task.expires:
            raise GateRefused(f"no task {name:.10} is open: see `keyturn session list`")
        if task.kind is not TaskKind.EMERGENCY:
            raise GateRefused(
                f"task {name:.10} is of kind `{task.kind.value}`: open a session with `--kind emergency` for this"
            )
    if len(unreviewed(known)) >= MOST_UNREVIEWED:
        raise GateRefused(
            f"{MOST_UNREVIEWED} emergencies wait for their review: two people close one first (keyturn emergency close)"
        )
    group = max(asking.quorum.seats, key=lambda seats: seats.count).group
    return Judged(Quorum((Seats(1, group),), 1), lasts=emergency.until - asking.at)


def _begin(known: Known, at: datetime, change: GateChange) -> None:
    emergency = read_emergency(change.document, change.by)
    known.given[change.id] = Given(known.gate_cases[change.id], emergency, at)


def unreviewed(known: Known) -> list[Given]:
    """Return the emergencies that people have not closed, the oldest first."""
    return [given for given in known.given.values() if isinstance(given.what, Emergency) and not given.reviewed]


def _close(asking: Asking) -> Judged:
    members = Members("proposal to close an emergency", asking.document)
    name = members.identifier("emergency", "C")
    findings = members.text("findings")
    members.end()
    if not findings.strip() or len(findings) > LONGEST_FINDINGS:
        raise Malformed("findings", findings, f"say what was found, in at most {LONGEST_FINDINGS} characters")
    given = asking.known.given.get(name)
    if given is None or not isinstance(given.what, Emergency) or given.reviewed:
        raise GateRefused(f"no emergency {name:.10} waits for its review: see `keyturn emergency list`")
    if given.stands(asking.at):
        raise GateRefused(f"emergency {given.short} still stands: end it first (keyturn emergency end {given.short})")
    opener = given.what.opener
    group = max(asking.quorum.seats, key=lambda seats: seats.count).group
    quorum = Quorum((Seats(CLOSERS, group),), CLOSERS)
    _refuse_unclosable(asking, quorum, opener)
    return Judged(quorum, subject=opener)


def _refuse_unclosable(asking: Asking, quorum: Quorum, opener: str) -> None:
    """Refuse a proposal that can never be approved, because whoever makes it is needed for its votes."""
    known = asking.known
    own = {asking.by, opener}
    able = [one for one in in_use(tuple(known.people.values()), known) if one.enabled and one.keys]
    if not short(quorum, [one for one in able if one.name not in own]):
        return
    left = ", ".join(sorted(one.name for one in able if one.name not in own and is_reviewer(one, quorum))) or "nobody"
    why = f"{quorum} close it, neither its opener `{opener}` nor whoever proposes that, and left are {left}"
    raise GateRefused(f"{why}: let `{opener}` propose it, who has no vote either, or somebody else without one")


def _closed(known: Known, _: datetime, change: GateChange) -> None:
    known.given[str(change.document["emergency"])].reviewed = True


KINDS: Final[Mapping[GateKind, Rule]] = {
    GateKind.EMERGENCY: Rule(_open, _begin),
    GateKind.EMERGENCY_CLOSE: Rule(_close, _closed),
}
