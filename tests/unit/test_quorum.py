"""Quorums in words: what they read like, and that they are written as they are read."""

import pytest

from keyturn.errors import Malformed
from keyturn.model import written
from keyturn.model.decision import Quorum, Seats, parse_quorum

READ = {
    "2 of sre": Quorum((Seats(2, "sre"),), 2),
    "99 of sre": Quorum((Seats(99, "sre"),), 99),
    "1 of data-owners and 2 of sre": Quorum((Seats(1, "data-owners"), Seats(2, "sre")), 3),
    "2 of sre, 1 verified locally": Quorum((Seats(2, "sre"),), 2, 1),
    "1 of and and 2 of of": Quorum((Seats(1, "and"), Seats(2, "of")), 3),
    "1 of a and 1 of b and 1 of c, 3 verified locally": Quorum((Seats(1, "a"), Seats(1, "b"), Seats(1, "c")), 3, 3),
}


@pytest.mark.parametrize(("text", "quorum"), READ.items(), ids=READ.keys())
def test_a_quorum_is_written_as_it_is_read(text: str, quorum: Quorum) -> None:
    assert parse_quorum(text) == quorum
    assert str(quorum) == text
    assert written.read_quorum(written.quorum(quorum)) == quorum


def test_the_order_of_groups_says_nothing() -> None:
    assert parse_quorum("2 of sre and 1 of data-owners") == parse_quorum("1 of data-owners and 2 of sre")


def test_the_log_says_nothing_of_local_where_none_is_asked_for() -> None:
    assert written.quorum(parse_quorum("2 of sre")) == {"people": 2, "seats": [{"count": 2, "group": "sre"}]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("two of sre", "reads like"),
        ("2 of sre and 1 of sre", "twice"),
        ("60 of sre and 40 of dba", "100 people"),
        ("2 of sre, 3 verified locally", "more people"),
        ("2 of SRE", "group"),
    ],
)
def test_a_quorum_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        parse_quorum(text)
