"""Whether things still stand as people approved them: asked right before one of a change's calls is sent."""

from dataclasses import replace
from fnmatch import fnmatchcase

from keyturn.flow.answers import Look, Refuse, Seen
from keyturn.flow.conditions import added
from keyturn.flow.kept import Case
from keyturn.gather.observing import Subject, differences
from keyturn.model.change import Change
from keyturn.model.grant import GrantState
from keyturn.model.observed import Difference, Observed, Reference, Stands


def look_first(case: Case, ordinal: int, fresh: str) -> Look | None:
    """Return what is to be read before call number `ordinal` of `case` is sent, None if there is nothing.

    Before the first call that is everything the change is about: what is found out after half of it is too late.
    """
    change = case.change
    if change.round == 0:
        return None  # opened by a version that read no state; its approvals are bound to none
    begun = any(use.state is not GrantState.OPEN for use in case.uses)
    numbers = {ordinal} if begun else {number for number in range(len(change.actions)) if _is_open(case, number)}
    bound = {n for one in case.expected.values() if one.stands is not Stands.UNBOUND for n in one.actions}
    moving = {one.action for one in change.references if _may_move(one)}
    looked_at = sorted(numbers & (bound | moving))
    if not looked_at:
        return None
    subjects = tuple(
        Subject(
            number,
            change.actions[number].shown.document,
            change.actions[number].effect,
            undone=case.undone.get(number),
        )
        for number in looked_at
    )
    references = tuple(one for one in change.references if one.action in looked_at and _may_move(one))
    return Look((change.id, ordinal, change.round), fresh, subjects, references)


def admitted(references: tuple[Reference, ...], rules: tuple[str, ...]) -> tuple[Reference, ...] | Refuse:
    """Return the references as they are shown to people, or why the call is refused.

    What can come to mean something else is refused unless one of `rules` accepts it, a pattern (`*`, `?`) of what it
    names: people would approve one thing, and another would run.
    """
    found = []
    for one in references:
        if one.fixed:
            found.append(one)
            continue
        rule = accepting(one.points, rules)
        if rule is None:
            why = (
                f"`{one.member}` names {one.points}, which can come to mean something else than people approve "
                f"(now: {one.now}): {one.how}; or accept it in `mutable_references` under [approvals]"
            )
            return Refuse("reference.mutable", why)
        found.append(replace(one, accepted=rule))
    return tuple(found)


def accepting(points: str, rules: tuple[str, ...]) -> str | None:
    """Return the rule by which this name is accepted although it can come to mean something else, None if by none."""
    return next((rule for rule in rules if fnmatchcase(points, rule)), None)


def _is_open(case: Case, number: int) -> bool:
    return case.uses[number].state is GrantState.OPEN


def _may_move(one: Reference) -> bool:
    """Whether it can mean something else by now; where nothing was found at first, that something is there."""
    return not one.fixed


def unseen(case: Case, seen: Seen) -> Refuse | None:
    """Return why what was read does not suffice: something that approvals are bound to could not be read this time."""
    for one in seen.observed:
        before = case.expected.get(one.thing)
        if before is not None and before.stands is not Stands.UNBOUND and one.stands is Stands.UNBOUND:
            why = f"its approvals are bound to how {one.thing} stands, and that cannot be read now ({one.why})"
            return Refuse("state.unreadable", f"{why}: let the gateway read it, then send the call again")
    return None


def drifted(case: Case, seen: Seen) -> Change | None:
    """Return the change as it goes back to its reviewers if anything stands otherwise than expected, else None."""
    found = (*differences(tuple(case.expected.values()), seen.observed), *_moved(case.change, seen.references))
    if not found:
        return None
    now = {one.thing: one for one in seen.observed}
    observed = tuple(_again(one, now) for one in case.expected.values())
    read = {(one.action, one.member, one.points): one for one in seen.references}
    references = tuple(
        replace(read.get((one.action, one.member, one.points), one), accepted=one.accepted)
        for one in case.change.references
    )
    # What was not read again tells no mark of AWS's to go by, and has not moved.
    conditions = [one for one in case.change.conditions if one.thing not in now]
    conditions += added([part.shown for part in case.change.actions], seen.observed)
    return replace(
        case.change,
        observed=observed,
        references=references,
        drift=found,
        round=case.change.round + 1,
        conditions=tuple(sorted(conditions, key=lambda one: one.action)),
    )


def _again(before: Observed, now: dict[str, Observed]) -> Observed:
    """How a thing stands now, still the thing of all of its calls."""
    found = now.get(before.thing)
    return before if found is None else replace(found, actions=before.actions)


def _moved(change: Change, references: tuple[Reference, ...]) -> tuple[Difference, ...]:
    stood = {(one.action, one.member, one.points): one for one in change.references}
    found = []
    for one in references:
        before = stood.get((one.action, one.member, one.points))
        if before is not None and before.digest != one.digest:
            found.append(Difference(one.points, one.member, before.now, one.now))
    return tuple(found)
