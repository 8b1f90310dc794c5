"""`keyturn settle`: what a person sees of a call in doubt, and what they sign."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.testing.house import House
from tests.house_bench import HouseBench, house_bench

CALL = "dynamodb:DeleteTable"


def cut(_: Outgoing) -> Answer:
    raise Cut("reset by \x1b[31m peer")


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    with house_bench(house, tmp_path, capsys, monkeypatch) as made:
        yield made


@pytest.fixture
def change(at: HouseBench) -> str:
    session = at.house.session()
    opened = at.house.approved(session, CALL, TableName="costs")
    at.house.upstream.reaction = cut
    at.house.submit(session, CALL, TableName="costs")
    return opened


def test_show_says_what_is_in_doubt_why_and_what_to_do(at: HouseBench, change: str) -> None:
    seen = at.type("show", change)

    for words in (
        "in doubt",
        "action 1 was sent once, and nobody knows whether it took effect",
        "\\x1b[31m peer",
        f"keyturn settle {change} --happened --as YOU --key FILE",
    ):
        assert words in seen.out
    assert "in doubt" in at.type("inbox").out


def test_two_people_settle_it(at: HouseBench, change: str) -> None:
    first = at.signed("settle", change, "--happened", "--comment", "the table is gone", by="eve")
    assert first.code == 0
    assert first.out.endswith("stays in doubt until enough people say the same\n")
    shown = at.type("show", change).out
    assert "eve says it happened" in shown
    assert "| the table is gone" in shown

    second = at.signed("settle", change, "--happened", "--action", "1", "--json", by="finn")

    assert second.data["settled"] is True
    assert second.data["state"] == "done"
    assert "dynamodb:DeleteTable" in second.err


def test_it_must_be_in_doubt_and_one_word_must_be_said(at: HouseBench, change: str) -> None:
    assert at.signed("settle", change, "--happened", "--did-not-happen", by="eve").code == 2
    assert at.signed("settle", change, by="eve").code == 2
    assert at.signed("settle", change, "--happened", "--action", "2", by="eve").code == 1
    at.signed("settle", change, "--did-not-happen", by="eve")
    at.signed("settle", change, "--did-not-happen", by="finn")
    refused = at.signed("settle", change, "--did-not-happen", by="finn")
    assert refused.code == 1
    assert "is in doubt" in refused.err
