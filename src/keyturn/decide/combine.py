"""Several decisions about one call -> the strictest of them."""

from collections.abc import Iterable

from keyturn.model.decision import Decision, Deny, NeedsApproval, Permit, Quorum, Reason, Seats

# An error stands first: where policy could not be read, nothing else that it said counts.
_WORST_FIRST = (Reason.POLICY_ERROR, Reason.FORBIDDEN, Reason.NO_PERMIT)


def combine(decisions: Iterable[Decision]) -> Decision:
    """What holds for a call that was asked about in each of its environments.

    Any Deny wins; else every gate of every environment must be met; else it is permitted. No decision at all denies:
    nobody is permitted by nothing.
    """
    denied: list[Deny] = []
    held: list[NeedsApproval] = []
    permitted: list[Permit] = []
    for decision in decisions:
        match decision:
            case Deny():
                denied.append(decision)
            case NeedsApproval():
                held.append(decision)
            case Permit():
                permitted.append(decision)
    if denied:
        return _denied(denied)
    if held:
        return NeedsApproval(
            quorum=together(each.quorum for each in held),
            obligations=frozenset().union(*(each.obligations for each in held)),
            gates=_once(each.gates for each in held),
        )
    if permitted:
        return Permit(_once(each.policies for each in permitted))
    return Deny(Reason.NO_PERMIT)


def together(quorums: Iterable[Quorum]) -> Quorum:
    """The quorum that meets each of `quorums`.

    Of one group the largest count is enough, for a person approves a change once and for all its gates. Seats of
    different groups add up, for a person fills one seat.
    """
    counts: dict[str, int] = {}
    people = local = 0
    for quorum in quorums:
        people = max(people, quorum.people)
        local = max(local, quorum.local)
        for seats in quorum.seats:
            counts[seats.group] = max(counts.get(seats.group, 0), seats.count)
    return Quorum(
        seats=tuple(Seats(counts[group], group) for group in sorted(counts)),
        people=max(people, sum(counts.values())),
        local=local,
    )


def _denied(denied: list[Deny]) -> Deny:
    worst = min((each.reason for each in denied), key=_WORST_FIRST.index)
    guilty = [each for each in denied if each.reason is worst]
    return Deny(worst, _once(each.policies for each in guilty), _once(each.links for each in guilty))


def _once(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for some in names for name in some}))
