"""The doctor counts people against every quorum that the configuration asks for."""

from pathlib import Path

from keyturn.cli.doctor_people import of_people
from keyturn.cli.findings import Level
from keyturn.cli.gate import Answer
from keyturn.codec.canonical import Json
from keyturn.config import parse


def found(text: str, **people: str) -> list[tuple[str, str]]:
    config = parse(text, file=None, base=Path("/b"), default_data=Path("/d"))
    told: list[Json] = [{"name": name, "groups": [*groups.split()], "enabled": True} for name, groups in people.items()]
    return [(one.level.value, one.what) for one in of_people(config, Answer("person_list", {"people": told}))]


def test_three_of_one_group_are_just_enough() -> None:
    assert found("", dana="sre", ana="sre", bo="sre") == [
        (Level.GOOD.value, "3 enrolled, 3 of them in `sre`"),
        (Level.NOTE.value, "when one of them is away or sponsors, all the others must approve: enrol one more"),
    ]


def test_too_few_are_named_with_who_is_missing() -> None:
    assert found("", dana="sre", ana="developers") == [
        ("bad", "2 enrolled, 1 of them in `sre`: it takes a sponsor and 2 of sre besides, and needs 1 more of sre")
    ]


def test_one_person_in_two_groups_is_counted_once() -> None:
    text = "[approvals]\nquorum = '1 of dba and 2 of sre'"

    assert found(text, a="dba sre", b="sre", c="", d="")[0][0] == "bad"
    assert found(text, a="dba sre", b="sre", c="sre", d="")[0][0] == "good"


def test_each_level_needs_its_people() -> None:
    text = "[autonomy.development]\ndelete = '2 of dba'"

    ((level, what),) = found(text, dana="sre", ana="sre", bo="sre", olga="dba")

    assert level == "bad"
    assert what.startswith("4 enrolled, 3 of them in `sre`, 1 of them in `dba`")
    assert what.endswith("it takes a sponsor and 2 of dba besides, and needs 1 more of dba")
