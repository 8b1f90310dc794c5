"""People and seats: how far a quorum is met by whoever approved, and what is missing, in words."""

from collections.abc import Collection, Mapping

from keyturn.model.decision import Quorum, Standing


def seat(quorum: Quorum, voters: Mapping[str, frozenset[str]], local: Collection[str] = ()) -> Standing:
    """Match `voters` (eligible people who approved, with their groups) to the seats of `quorum`, as many as can be.

    `local` are those of them who verified on a machine of their own what they approved.

    One person fills one seat at most. Another voter never empties a seat: seats are filled in their order, each by an
    augmenting path (Berge 1957), so that which are filled depends on who voted and not on when.
    """
    seats = [place.group for place in quorum.seats for _ in range(place.count)]
    holders: dict[str, int] = {}
    filled: dict[str, int] = {}
    for number, group in enumerate(seats):
        if _place(number, seats, voters, holders, set()):
            filled[group] = filled.get(group, 0) + 1
    return Standing(people=len(voters), seats=filled, local=sum(name in local for name in voters))


def _place(
    number: int, seats: list[str], voters: Mapping[str, frozenset[str]], holders: dict[str, int], asked: set[str]
) -> bool:
    """Fill seat `number` with a voter who is free, or who can be moved to another seat."""
    for name in sorted(voters):
        if name in asked or seats[number] not in voters[name]:
            continue
        asked.add(name)
        if name not in holders or _place(holders[name], seats, voters, holders, asked):
            holders[name] = number
            return True
    return False


def filled(quorum: Quorum, *, short: int) -> Standing:
    """Return the standing at which `quorum` is met but for `short` people."""
    left = short
    seats: dict[str, int] = {}
    for place in quorum.seats:
        empty = min(left, place.count)
        seats[place.group] = place.count - empty
        left -= empty
    return Standing(people=max(0, quorum.people - short), seats=seats, local=max(0, quorum.local - short))


def missing(quorum: Quorum, standing: Standing) -> int:
    """How many more people must approve at least; 0 once the quorum is met."""
    empty = sum(max(0, place.count - standing.seats.get(place.group, 0)) for place in quorum.seats)
    return max(empty, quorum.people - standing.people, quorum.local - standing.local, 0)


def needs(quorum: Quorum, standing: Standing) -> str:
    """What is missing, as an agent is told it: `needs 2 approvals`, then `needs 1 more approval`."""
    match missing(quorum, standing):
        case 0:
            return "needs no more approvals"
        case 1 if quorum.people > 1:
            return "needs 1 more approval"
        case 1:
            return "needs 1 approval"
        case many:
            return f"needs {many} approvals"


def needs_whom(quorum: Quorum, standing: Standing) -> str:
    """What is missing, as people are told it: `needs 2 of sre`, `needs 1 more of sre and 1 of data-owners`."""
    parts: list[str] = []
    for place in quorum.seats:
        filled = standing.seats.get(place.group, 0)
        if filled < place.count:
            parts.append(f"{place.count - filled}{' more' if filled else ''} of {place.group}")
    lacking = max(0, quorum.local - standing.local)
    locally = f"{lacking}{' more' if standing.local else ''} verified locally" if lacking else ""
    if parts or (locally and standing.people >= quorum.people):
        return "needs " + ", ".join(part for part in (" and ".join(parts), locally) if part)
    return needs(quorum, standing) + (f", {locally}" if locally else "")
