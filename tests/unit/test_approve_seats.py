"""People are matched to seats, and what is missing is said in words."""

from dataclasses import replace

import pytest

from keyturn.approve.seats import filled, missing, needs, needs_whom, seat
from keyturn.model.decision import Quorum, Seats, Standing, parse_quorum

TWO_SRE = Quorum((Seats(2, "sre"),), 2)
LOCAL = Quorum((Seats(2, "sre"),), 2, 1)
SRE_AND_OWNER = Quorum((Seats(1, "data-owners"), Seats(2, "sre")), 3)


def voters(**groups: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(of.split()) for name, of in groups.items()}


def test_one_person_fills_one_seat_even_in_two_groups() -> None:
    both = voters(ann="data-owners sre", bo="sre")

    assert missing(SRE_AND_OWNER, seat(SRE_AND_OWNER, both)) == 1


def test_people_move_over_so_that_the_others_find_a_seat() -> None:
    moved = seat(SRE_AND_OWNER, voters(ann="data-owners sre", bo="data-owners", cy="sre"))

    assert moved == Standing(3, {"data-owners": 1, "sre": 2})


def test_a_person_of_no_group_fills_no_seat() -> None:
    assert seat(TWO_SRE, voters(ann="sales", bo="")) == Standing(2, {})
    assert missing(TWO_SRE, seat(TWO_SRE, voters(ann="sales", bo=""))) == 2


def test_only_voters_count_as_having_verified_locally() -> None:
    assert seat(LOCAL, voters(ann="sre", bo="sre"), {"bo", "cy"}) == Standing(2, {"sre": 2}, 1)


def test_more_people_than_seats_do_not_overfill_them() -> None:
    assert seat(TWO_SRE, voters(ann="sre", bo="sre", cy="sre")) == Standing(3, {"sre": 2})


@pytest.mark.parametrize(
    ("quorum", "standing", "to_agents", "to_people"),
    [
        (TWO_SRE, Standing(), "needs 2 approvals", "needs 2 of sre"),
        (TWO_SRE, Standing(1, {"sre": 1}), "needs 1 more approval", "needs 1 more of sre"),
        (TWO_SRE, Standing(1, {}), "needs 2 approvals", "needs 2 of sre"),
        (TWO_SRE, Standing(2, {"sre": 2}), "needs no more approvals", "needs no more approvals"),
        (Quorum((Seats(1, "sre"),), 1), Standing(), "needs 1 approval", "needs 1 of sre"),
        (SRE_AND_OWNER, Standing(), "needs 3 approvals", "needs 1 of data-owners and 2 of sre"),
        (SRE_AND_OWNER, Standing(1, {"sre": 1}), "needs 2 approvals", "needs 1 of data-owners and 1 more of sre"),
        (Quorum((), 2), Standing(), "needs 2 approvals", "needs 2 approvals"),
        (LOCAL, Standing(), "needs 2 approvals", "needs 2 of sre, 1 verified locally"),
        (LOCAL, Standing(2, {"sre": 2}), "needs 1 more approval", "needs 1 verified locally"),
        (LOCAL, Standing(2, {"sre": 2}, 1), "needs no more approvals", "needs no more approvals"),
        (replace(LOCAL, local=2), Standing(2, {"sre": 2}, 1), "needs 1 more approval", "needs 1 more verified locally"),
        (Quorum((), 2, 1), Standing(1), "needs 1 more approval", "needs 1 more approval, 1 verified locally"),
    ],
)
def test_what_is_missing_is_said(quorum: Quorum, standing: Standing, to_agents: str, to_people: str) -> None:
    assert needs(quorum, standing) == to_agents
    assert needs_whom(quorum, standing) == to_people


@pytest.mark.parametrize("text", ["2 of sre", "1 of data-owners and 2 of sre", "3 of sre, 2 verified locally"])
@pytest.mark.parametrize("short", [0, 1, 2])
def test_a_quorum_that_is_filled_but_for_some_misses_just_those(text: str, short: int) -> None:
    quorum = parse_quorum(text)

    assert missing(quorum, filled(quorum, short=short)) == short
