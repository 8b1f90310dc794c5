"""What people gave leave for beforehand: that it was given, that each use lies within it, and that it had not ended."""

from collections.abc import Mapping
from typing import Any, Final

from keyturn.approve.leaves import open_leave_end, read_emergency, read_envelope, read_override
from keyturn.approve.seats import missing, seat
from keyturn.codec.digest import same
from keyturn.model.emergency import Emergency, Override
from keyturn.model.envelope import Envelope
from keyturn.model.freeze import DEVELOPMENT, told
from keyturn.model.gate import GateKind
from keyturn.verify.known import Case, Found, GateCase, Given, Known, Payload, Untold
from keyturn.verify.leaf import Leaf
from keyturn.verify.people import said_at

_EASED: Final = frozenset({"create", "modify", "delete", "execute"})
"""Effects for which an emergency stands in for the second approval."""


def fewest(case: GateCase) -> int:
    """How many approvals such a change of the gate rests on at least: one beside another person's word, else two."""
    return 1 if case.change.kind is GateKind.EMERGENCY else 2


def given(known: Known, case: GateCase) -> Found:
    """People gave leave for something, or took up what there was: it comes into force here."""
    change = case.change
    match change.kind:
        case GateKind.FREEZE_LIFT:
            name = str(change.document["freeze"])
            freeze = known.freezes.pop(name, None)
            if freeze is None and name not in known.erased.names:
                yield "freeze.unknown", f"change {change.short} lifts a freeze that did not stand"
            if freeze is not None and change.document.get("frozen") != told(freeze):
                yield "freeze.other", f"change {change.short} lifts a freeze that people were shown otherwise"
        case GateKind.FREEZE_OVERRIDE:
            override = read_override(change.document)
            known.given[change.id] = Given(case, override)
            yield from _shown_otherwise(known, change.short, override)
        case GateKind.EMERGENCY:
            known.given[change.id] = Given(case, read_emergency(change.document, change.by))
        case GateKind.ENVELOPE:
            known.given[change.id] = Given(case, read_envelope(change.document)[0])
        case GateKind.EMERGENCY_CLOSE:
            yield from _closed(known, case)
        case _:
            return


def _shown_otherwise(known: Known, short: str, override: Override) -> Found:
    """Those who let a change pass in spite of freezes were shown something else of them."""
    freezes = {one.id: one for one in known.calendar.hours(known.charter)[1]} | known.freezes
    shown = dict(zip(override.freezes, map(dict, override.frozen), strict=False))
    if len(override.frozen) != len(override.freezes) or any(
        name in freezes and one != told(freezes[name]) for name, one in shown.items()
    ):
        yield "freeze.other", f"change {short} overrides a freeze that people were shown otherwise"


def _closed(known: Known, case: GateCase) -> Found:
    """Two people closed an emergency, neither its opener nor whoever proposed that."""
    change = case.change
    found = _given(known, str(change.document["emergency"]))
    if found is None or not isinstance(found.what, Emergency):
        yield "emergency.unknown", f"change {change.short} closes an emergency that nobody opened"
        return
    if change.id in known.erased.votes:
        known.erased.unchecked += 1
        return
    people = {vote.reviewer for vote in case.votes.values() if vote.approves}
    if len(people - {found.what.opener, change.by}) < 2:
        yield "emergency.closed_by_few", f"emergency {found.case.change.short} was closed by fewer than two others"


def ended(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A person ended it: in their own words."""
    said, problems = said_at(known, leaf.at, payload, open_leave_end)
    yield from problems
    found = _given(known, leaf.about["change"])
    if found is None or not leaf.about["change"].startswith(said.change) or payload["by"] != said.by:
        yield "leave.not_as_signed", f"what ended here is not what `{said.by}` ended"
        return
    found.over = True


def _given(known: Known, name: str) -> Given | None:
    """What people gave leave for by the change `name`. Raises Untold where what told of it was erased."""
    if name not in known.given and name in known.erased.names:
        raise Untold("change of the gate", name)
    return known.given.get(name)


def spared(known: Known, leaf: Leaf) -> frozenset[str]:
    """The freezes in spite of which this very change may go."""
    found = known.given.get(leaf.about.get("override", ""))
    if found is None or not isinstance(found.what, Override) or found.over or not _counts(known, found):
        return frozenset()
    change = known.case(leaf.about.get("change", "")).change
    bound = same(found.what.change, change.id) and same(found.what.change_digest, change.digest)
    return frozenset(found.what.freezes) if bound else frozenset()


def emergency(known: Known, leaf: Leaf, case: Case, payload: Payload) -> Emergency | None:
    """The emergency under which this call needed one approval only; None if none stood for it here."""
    found = known.given.get(leaf.about.get("emergency", ""))
    if found is None or not isinstance(found.what, Emergency) or found.over or not _counts(known, found):
        return None
    what, actions = found.what, case.change.actions
    fits = (
        case.change.task in what.tasks
        and leaf.at < what.until
        and set(payload["environments"]) <= {what.environment, DEVELOPMENT}
        and all(action.effect in _EASED and not action.stateful_loss for action in actions)
    )
    return what if fits else None


def enveloped(known: Known, leaf: Leaf, payload: Payload) -> Found:
    """A call lies within its envelope: in time, in number, in what it names, by people who still count."""
    name = leaf.about["envelope"]
    found = _given(known, name)
    if found is None or not isinstance(found.what, Envelope):
        yield "envelope.unknown", f"it rests on an envelope that nobody gave, {name:.10}"
        return
    what, short = found.what, found.case.change.short
    session = known.session(leaf.about["session"])
    found.uses.append(leaf.at)
    if found.over or leaf.at >= what.until:
        yield "envelope.over", f"envelope {short} was over"
    if (session.task, session.agent) != (what.task, what.agent):
        yield "envelope.not_theirs", f"envelope {short} is another task's or another agent's"
    if len(found.uses) > what.count:
        yield "envelope.used_up", f"envelope {short} is used {len(found.uses)} times, of {what.count}"
    minute = sum((leaf.at - at).total_seconds() < 60 for at in found.uses)
    if what.per_minute is not None and minute > what.per_minute:
        yield "envelope.rate", f"envelope {short} is used {minute} times within a minute, of {what.per_minute}"
    outside = what.outside(payload["action"])
    elsewhere = set(payload["environments"]) - {*what.environments, DEVELOPMENT}
    if outside is not None or elsewhere:
        yield "envelope.outside", f"envelope {short} does not hold this call: {outside or min(elsewhere)}"
    votes: Mapping[str, Any] = found.case.votes
    unknown = [one for one in payload["approvals"] if one not in votes]
    if (unknown and found.case.change.id not in known.erased.votes) or not _counts(known, found):
        yield "envelope.people", f"envelope {short} rests on approvals that do not hold"


def _counts(known: Known, found: Given) -> bool:
    """Whether the people who gave it still do."""
    case = found.case
    if case.change.id in known.erased.votes or known.erased.people:
        known.erased.unchecked += 1
        return True
    proposer = known.people.get(case.change.by)
    return proposer is not None and proposer.enabled and not short_of(known, case)


def short_of(known: Known, case: GateCase) -> bool:
    """Whether those whose approval of `case` counts here are fewer than it asks for."""
    from_votes = {}
    local = set()
    for vote in case.votes.values():
        person = known.people.get(vote.reviewer)
        if vote.approves and person is not None and person.enabled and any(k.id == vote.key_id for k in person.keys):
            from_votes[person.name] = person.groups
            local |= {person.name} if vote.local else set()
    return missing(case.change.quorum, seat(case.change.quorum, from_votes, local)) > 0
