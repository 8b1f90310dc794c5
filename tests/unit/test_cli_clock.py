"""`keyturn clock`: what a person sees of a jump, and what they sign."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from keyturn.testing.house import House
from tests.house_bench import HouseBench, house_bench


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    with house_bench(house, tmp_path, capsys, monkeypatch) as made:
        yield made


def test_a_steady_clock_is_said_to_be_steady_and_there_is_nothing_to_accept(at: HouseBench) -> None:
    assert at.type("clock").out.endswith("the clock is steady\n")
    assert at.signed("clock", "accept", by="eve").code == 1


def test_a_jump_is_shown_and_two_people_accept_it(at: HouseBench) -> None:
    at.house.clock.drift = timedelta(hours=3)
    seen = at.type("clock")

    assert seen.code == 0
    assert "the clock jumped 3 h forward: it said 2026-11-22 15:00:00 UTC where 2026-11-22 12:00:00 UTC" in seen.out
    assert "accepted by nobody; 2 more needed" in seen.out
    assert "production is held" in at.type("inbox").err

    first, second = at.signed("clock", "accept", by="eve"), at.signed("clock", "accept", "--json", by="finn")

    assert (first.code, second.code) == (0, 0)
    assert first.out.endswith("your word counts: 1 more needed\n")
    assert "accepted by eve; 1 more needed" in second.err
    assert "production goes on" in second.err
    assert second.data["steady"] is True
    assert "production is held" not in at.type("inbox").err


def test_a_step_back_says_what_it_ends(at: HouseBench) -> None:
    at.house.clock.drift = timedelta(seconds=-90)

    assert "the clock jumped 90 s back" in at.type("clock").out
    assert "ends every session" in at.type("clock").out


def test_nobody_signs_a_clock_that_their_own_contradicts(at: HouseBench, monkeypatch: pytest.MonkeyPatch) -> None:
    right = at.house.clock.wall()
    at.house.clock.drift = timedelta(hours=3)
    monkeypatch.setattr("keyturn.cli.clock.now", lambda: right)

    refused = at.signed("clock", "accept", by="eve")

    assert refused.code == 1
    assert "one of them is wrong" in refused.err
    assert at.house.ask("clock")["held"]["accepted"] == []


@pytest.mark.parametrize("words", [("clock", "accept"), ("clock", "--as", "eve", "--key", "eve.key")])
def test_looking_needs_no_key_and_accepting_does(at: HouseBench, words: tuple[str, ...]) -> None:
    assert at.type(*words).code == 2
