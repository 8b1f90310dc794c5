"""I open as many changes as I can, so that people overlook the one that is not mine, or give up and approve."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyturn.codec.canonical import Json
from keyturn.console import pages
from keyturn.errors import Malformed
from keyturn.model.approval import Verdict
from keyturn.testing.house import House, Opened
from tests.house_bench import HouseBench, house_bench

DELETE = "dynamodb:DeleteTable"
FLOOD = 60


def flood(house: House, sponsor: str = "dana", count: int = FLOOD) -> None:
    """Have one sponsor's agents open `count` changes, in as many sessions as it takes."""
    session: Opened | None = None
    for number in range(count):
        if number % 20 == 0:
            session = house.session(sponsor, f"flooder-{number}")
        assert session is not None
        house.held(house.submit(session, DELETE, TableName=f"flood-{number}"))


def page(house: House, **more: Json) -> dict[str, Any]:
    return dict(house.ask("inbox", **more))


def test_one_session_opens_no_more_than_its_limit(house: House) -> None:
    session = house.session()
    for number in range(20):
        house.held(house.submit(session, DELETE, TableName=f"t{number}"))

    assert house.refused(house.submit(session, DELETE, TableName="one-more")) == "limit.open_changes"
    # Room is kept: people vote, withdraw and revoke as ever, and another session asks.
    house.approve(page(house)["changes"][0]["short"], "ana", "bo")
    house.held(house.submit(house.session("ana", "helper"), DELETE, TableName="prices"))


def test_the_flood_of_one_sponsor_does_not_hide_the_change_of_another(house: House) -> None:
    flood(house)
    mine = house.held(house.submit(house.session("ana", "helper"), DELETE, TableName="prices"))

    found = page(house)

    assert [one["short"] for one in found["changes"]].index(mine) == 1
    assert (found["total"], found["more"]) == (FLOOD + 1, FLOOD + 1 - len(found["changes"]))
    assert found["sponsors"] == {"dana": FLOOD, "ana": 1}


def test_the_flood_of_one_session_does_not_hide_the_other_task_of_its_sponsor(house: House) -> None:
    session = house.session()
    for number in range(20):
        house.submit(session, DELETE, TableName=f"t{number}")
    other = house.held(house.submit(house.session("dana", "helper"), DELETE, TableName="prices"))

    first = [one["short"] for one in page(house, limit=2)["changes"]]

    assert first[1] == other


def test_what_waits_for_the_reader_comes_first(house: House) -> None:
    flood(house)
    for change in page(house, limit=500)["changes"]:
        house.vote(change["id"], "ana")
    last = house.held(house.submit(house.session("dana", "late"), DELETE, TableName="last"))

    first = page(house, **{"as": "ana"})["changes"][0]

    assert (first["short"], first["waits_for_you"]) == (last, True)


def test_nothing_is_cut_without_a_word_and_page_by_page_it_is_all_there(house: House) -> None:
    flood(house)
    house.submit(house.session("ana", "helper"), DELETE, TableName="prices")
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        found = page(house, after=after, limit=7)
        seen += [one["id"] for one in found["changes"]]
        after = found["next"]
        if len(seen) == 14:
            # What is closed meanwhile takes nothing else out of the list, and moves nothing in it.
            house.vote(seen[13], "bo", Verdict.REJECT)

    assert seen == sorted(house.considering.state.cases)  # all of one instant
    assert page(house, after="", limit=500)["more"] == 0


@pytest.mark.parametrize("limit", [0, -1, 501, 10**9, True, "50", None, 1.5])
def test_a_page_has_its_limits(house: House, limit: Json) -> None:
    with pytest.raises(Malformed):
        page(house, limit=limit)


@pytest.mark.parametrize("after", ["C-7Q2M9K8X", "2026-11-22 C-1", "x" * 5000, 7, ["a"]])
def test_a_place_that_no_page_named_is_refused(house: House, after: Json) -> None:
    with pytest.raises(Malformed):
        page(house, after=after)


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    with house_bench(house, tmp_path, capsys, monkeypatch) as made:
        yield made


def test_the_people_of_a_flooded_gate_are_told_what_is_not_shown(at: HouseBench) -> None:
    flood(at.house)
    at.house.submit(at.house.session("ana", "helper"), DELETE, TableName="prices")

    seen = at.type("inbox", "--as", "eve")
    assert "and 11 more, of dana (60), ana (1): see all with keyturn inbox --all" in seen.out
    assert seen.out.count(" C-") + seen.out.count("\nC-") == 50
    assert at.type("inbox", "--all").out.count("\nC-") == FLOOD + 1
    whole = at.type("inbox", "--json")
    assert len(json.loads(whole.out)["changes"]) == FLOOD + 1


def test_the_page_says_what_it_does_not_show(house: House) -> None:
    flood(house)

    shown = pages.inbox(house.ask("inbox"), house.clock.wall())

    assert (len(shown["changes"]), shown["more"]) == (50, 10)
