"""`[autonomy]` and the quorum of `[approvals]`: what is read, and what is refused with the key that says it."""

from pathlib import Path

import pytest

from keyturn.config import BadConfig, Config, parse
from keyturn.config.autonomy import document
from keyturn.model.autonomy import Act, Autonomy, Row, Word
from keyturn.model.decision import parse_quorum

TWO = parse_quorum("2 of sre")
TABLE = """
[environments.staging]
regions = ["us-east-2"]

[autonomy.production]
modify = "one approval"
data = "notify"
delete = "1 of data-owners and 2 of sre"
"dynamodb:PutItem" = "alone"

[autonomy.staging]
create = "two people"
secret = "never"
"""


def read(text: str) -> Config:
    return parse(text, file=None, base=Path("/b"), default_data=Path("/d"))


def test_levels_are_read() -> None:
    assert read(TABLE).autonomy == Autonomy(
        (
            Row(
                "production",
                {
                    Act.MODIFY: parse_quorum("1 of sre"),
                    Act.DATA: Word.NOTIFY,
                    Act.DELETE: parse_quorum("1 of data-owners and 2 of sre"),
                },
                {"dynamodb:PutItem": Word.ALONE},
            ),
            Row("staging", {Act.CREATE: TWO, Act.SECRET: Word.NEVER}),
        )
    )
    assert read("").autonomy == Autonomy()


def test_the_table_is_written_with_its_quorums() -> None:
    assert document(read(TABLE).autonomy) == {
        "production": {
            "modify": "1 of sre",
            "data": "notify",
            "delete": "1 of data-owners and 2 of sre",
            "dynamodb:PutItem": "alone",
        },
        "staging": {"create": "2 of sre", "secret": "never"},
    }


def test_the_words_stand_for_the_quorum_of_approvals() -> None:
    config = read(
        "[approvals]\ngroup = 'on-call'\npeople = 3\n"
        "[autonomy.production]\nmodify = 'two people'\ncreate = 'one approval'"
    )

    assert config.autonomy.row("production").levels == {
        Act.MODIFY: parse_quorum("3 of on-call"),
        Act.CREATE: parse_quorum("1 of on-call"),
    }


def test_a_quorum_of_several_groups_is_read() -> None:
    approvals = read("[approvals]\nquorum = '2 of sre and 1 of data-owners'").approvals

    assert approvals.quorum == parse_quorum("1 of data-owners and 2 of sre")
    assert (approvals.group, approvals.people) == ("sre", 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[approvals]\nquorum = '1 of sre'", "waits for two"),
        ("[approvals]\nquorum = '0 of sre'", "[approvals] quorum"),
        ("[approvals]\nquorum = '2 of sre'\npeople = 2", "stands beside `quorum`"),
        ("[approvals]\nquorum = '2 of sre'\ngroup = 'sre'", "stands beside `quorum`"),
        (
            "[approvals]\nquorum = '1 of a and 1 of b'\n[autonomy.development]\ncreate = 'one approval'",
            "does not say of whom",
        ),
        ("[autonomy.production]\nmodify = 'twopeople'", "did you mean `two people`?"),
        ("[autonomy.production]\nmodify = true", "must be one of alone, notify"),
        ("[autonomy.production]\nmodify = ['alone']", "must be one of alone, notify"),
        ("[autonomy]\nmodify = 'alone'", "is no environment"),
        ("[autonomy]\nproduction = 'alone'", "must be a table"),
    ],
)
def test_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadConfig) as caught:
        read(text)

    assert says in str(caught.value)
