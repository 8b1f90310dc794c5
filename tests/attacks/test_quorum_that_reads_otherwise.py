"""I write the number of people so that it looks like two and is none: other digits, other letters, twice one group."""

import pytest

from keyturn.errors import Malformed
from keyturn.model.decision import parse_quorum


@pytest.mark.parametrize(
    "text",
    [
        *("", "2", "sre", "0 of sre", "00 of sre", "02 of sre", "-2 of sre", "+2 of sre", "2.0 of sre", "100 of sre"),
        *("2 of sre\n", "\n2 of sre", " 2 of sre", "2 of sre ", "2  of sre", "2 of  sre", "2 of\tsre", "2 of sre\x00"),
        *("\u0662 of sre", "\uff12 of sre", "2 of sr\u0435", "2 of \u00a0sre", "2 of sre\u200b", "2 o\u0192 sre"),
        *("2 of sre and", "and 2 of sre", "2 of sre and and 1 of dba", "2 of sre or 1 of dba", "2 of sre, 1 of dba"),
        *("2 of sre and 2 of sre", "1 of sre and 1 of dba and 1 of sre", "2 of sre and 0 of dba"),
        *("2 of sre, 0 verified locally", "2 of sre, 3 verified locally", "2 of sre,1 verified locally"),
        *("2 of sre, 1 verified locally, 1 verified locally", "1 verified locally", ", 1 verified locally"),
        *('2 of sre") || true', "2 of sre // nobody", "2 of sre\u2028", "2 of " + "s" * 64, "1 of a and " * 1000),
    ],
)
def test_is_no_quorum(text: str) -> None:
    with pytest.raises(Malformed):
        parse_quorum(text)
