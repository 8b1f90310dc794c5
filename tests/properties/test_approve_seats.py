"""However people and groups are dealt: a quorum is met by enough different people of the right groups, or not."""

from dataclasses import replace
from itertools import permutations
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from keyturn.approve.seats import missing, seat
from keyturn.model.decision import Quorum, Seats

GROUPS: Final = ("dba", "owners", "sre")

quorums = st.builds(
    lambda counts: Quorum(
        tuple(Seats(count, group) for group, count in zip(GROUPS, counts, strict=True) if count), sum(counts)
    ),
    st.tuples(*(st.integers(0, 2) for _ in GROUPS)),
)
voters = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from(GROUPS)), max_size=5)


def most_seats(quorum: Quorum, people: dict[str, frozenset[str]]) -> int:
    """The largest number of seats that can be filled, by trying everybody in every seat."""

    def fill(seats: list[str], left: frozenset[str]) -> int:
        if not seats:
            return 0
        fitting = [name for name in left if seats[0] in people[name]]
        return max(fill(seats[1:], left), *(1 + fill(seats[1:], left - {name}) for name in fitting), 0)

    return fill([place.group for place in quorum.seats for _ in range(place.count)], frozenset(people))


@given(quorums, voters)
def test_as_many_seats_are_filled_as_can_be(quorum: Quorum, people: dict[str, frozenset[str]]) -> None:
    standing = seat(quorum, people)

    assert sum(standing.seats.values()) == most_seats(quorum, people)
    assert standing.people == len(people)


@given(quorums, voters)
def test_a_quorum_is_never_met_by_fewer_people_than_it_has_seats(
    quorum: Quorum, people: dict[str, frozenset[str]]
) -> None:
    short = missing(quorum, seat(quorum, people))

    assert short >= quorum.people - len(people)
    assert (short == 0) == (most_seats(quorum, people) == sum(place.count for place in quorum.seats))


@given(quorums, voters, st.sampled_from("ghi"), st.frozensets(st.sampled_from(GROUPS)))
def test_one_more_voter_never_empties_a_seat(
    quorum: Quorum, people: dict[str, frozenset[str]], name: str, groups: frozenset[str]
) -> None:
    before, after = seat(quorum, people), seat(quorum, {name: groups, **people})

    assert all(after.seats.get(group, 0) >= count for group, count in before.seats.items())
    assert missing(quorum, after) <= missing(quorum, before)


@given(quorums, voters)
def test_it_does_not_matter_who_voted_first(quorum: Quorum, people: dict[str, frozenset[str]]) -> None:
    assert seat(quorum, people) == seat(quorum, dict(reversed(people.items())))


@given(quorums, voters)
def test_no_seat_is_filled_twice_over(quorum: Quorum, people: dict[str, frozenset[str]]) -> None:
    standing = seat(quorum, people)

    for place in quorum.seats:
        filled = standing.seats.get(place.group, 0)
        assert filled <= min(place.count, sum(place.group in groups for groups in people.values()))
    assert sum(standing.seats.values()) <= len(people)


@given(quorums.filter(lambda quorum: quorum.people > 0), voters)
def test_it_is_met_exactly_where_different_people_can_sit_on_all_its_seats(
    quorum: Quorum, people: dict[str, frozenset[str]]
) -> None:
    wanted = [place.group for place in quorum.seats for _ in range(place.count)]
    seated = any(
        all(group in people[name] for name, group in zip(row, wanted, strict=True))
        for row in permutations(people, len(wanted))
    )

    assert (missing(quorum, seat(quorum, people)) == 0) == seated


@given(quorums, voters, st.sampled_from("abcdef"))
def test_whoever_is_no_longer_counted_fills_no_seat(
    quorum: Quorum, people: dict[str, frozenset[str]], gone: str
) -> None:
    before = seat(quorum, people)
    after = seat(quorum, {name: groups for name, groups in people.items() if name != gone})

    assert all(before.seats.get(group, 0) >= count for group, count in after.seats.items())
    assert missing(quorum, after) >= missing(quorum, before)


@given(quorums, voters, st.frozensets(st.sampled_from("abcdefgh")), st.integers(0, 3))
def test_whoever_did_not_vote_has_verified_nothing(
    quorum: Quorum, people: dict[str, frozenset[str]], local: frozenset[str], wanted: int
) -> None:
    asked = replace(quorum, local=wanted)

    assert seat(asked, people, local).local == len(people.keys() & local)
    assert missing(asked, seat(asked, people, local)) >= wanted - len(people.keys() & local)
