"""`keyturn freeze`, `emergency` and `envelope`: what a person types, and what happens then."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.cli.freeze import parse_until
from keyturn.cli.leaves import parse_bounds
from keyturn.errors import Malformed
from keyturn.model.identity import TaskKind
from keyturn.testing.house import House
from keyturn.testing.world import START
from tests.bounding import DELETE, TABLE, put
from tests.house_bench import HouseBench, house_bench


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    with house_bench(house, tmp_path, capsys, monkeypatch) as made:
        yield made


def test_a_freeze_is_one_command_and_named_by_every_other(at: HouseBench) -> None:
    session = at.house.session()
    change = at.house.approved(session, DELETE, TableName="costs")
    assert at.type("freeze").out == "nothing is frozen\n"

    frozen = at.signed("freeze", "--reason", "checkout is down", "--until", "4h", by="eve")

    assert frozen.code == 0
    assert "frozen until 2026-11-22 16:00 UTC: production does not change (F-" in frozen.out
    stands = "production frozen by eve since 2026-11-22 12:00 UTC until 2026-11-22 16:00 UTC: checkout is down"
    assert stands in at.type("freeze").out
    for said in (at.type("inbox").err, at.type("show", change).err):
        assert "production is frozen by `eve`" in said
    assert at.type("freeze", "--json").data["freezes"][0]["by"] == "eve"
    assert at.type("freeze", "--reason", "alone").code == 2


def test_it_is_lifted_and_overridden_by_proposal(at: HouseBench) -> None:
    session = at.house.session()
    change = at.house.approved(session, DELETE, TableName="costs")
    freeze = at.house.freeze("ana")[:10]

    override = at.signed("freeze", "override", change, "--reason", "the fix", by="eve")
    assert override.code == 0
    leave = override.out.partition("proposed as change ")[2][:10]
    assert "let one change pass in spite of a freeze" in at.type("show", leave).out
    assert at.signed("approve", leave, by="finn").code == 0
    at.house.vote(leave, "bo")
    assert at.house.passed(at.house.submit(session, DELETE, TableName="costs"))
    assert at.signed("freeze", "end", leave, by="finn").out == f"{leave} is over: nothing more goes under it\n"

    lift = at.signed("freeze", "lift", freeze, by="eve")
    assert "needs 2 of sre" in lift.out
    assert at.signed("freeze", "lift", "F-NOTHING", by="eve").code == 1
    assert at.type("freeze", "lift", freeze).code == 2
    at.house.approve(lift.out.partition("proposed as change ")[2][:10], "ana", "bo")
    assert at.type("freeze").out == "nothing is frozen\n"


def test_an_emergency_from_its_opening_to_its_review(at: HouseBench) -> None:
    session = at.house.session("eve", kind=TaskKind.EMERGENCY)
    opened = at.signed("emergency", "open", "--task-id", session.task[:10], "--reason", "checkout is down", by="eve")
    leave = opened.out.partition("proposed as change ")[2][:10]
    assert "it needs 1 of sre" in opened.out
    assert at.signed("approve", leave, by="finn").code == 0
    change = at.house.held(put(at.house, session))
    assert at.signed("approve", change, by="finn").code == 0
    assert at.house.passed(put(at.house, session))

    listed = at.type("emergency", "list")
    assert "checkout is down" in listed.out
    assert "approved by finn" in listed.out
    assert "dynamodb:PutItem  done" in listed.out
    assert "emergency in `production`, opened by `eve`" in at.type("inbox").err
    assert at.signed("emergency", "end", leave, by="finn").code == 0
    closing = at.signed("emergency", "close", leave, "--findings", "the table was full", by="eve")
    assert "the review of emergency" in at.type("inbox").err
    at.house.approve(closing.out.partition("proposed as change ")[2][:10], "ana", "bo")
    assert at.type("emergency", "list").out == "no emergency stands, and none waits for its review\n"


def test_an_envelope_is_proposed_in_words_and_used(at: HouseBench) -> None:
    session = at.house.session("eve")
    words = ("--operation", "dynamodb:PutItem", "--resource", TABLE, "--count", "2", "--parameter", "TableName=costs")
    wanted = ("envelope", "propose", "--session", session.id[:10], *words)

    proposed = at.signed(*wanted, "--parameter", "Item size<=100", "--per-minute", "2", by="eve")

    leave = proposed.out.partition("proposed as change ")[2][:10]
    shown = at.type("show", leave).out
    for said in ("dynamodb:PutItem", TABLE, "most_bytes", "100", "costs"):
        assert said in shown
    assert at.signed("approve", leave, by="finn").code == 0
    at.house.vote(leave, "bo")
    assert at.house.passed(put(at.house, session))
    assert "1 of 2 calls" in at.type("envelope", "list").out
    assert at.signed("envelope", "end", leave, by="finn").code == 0
    assert at.type("envelope", "list").out == "no envelope stands\n"
    assert at.signed(*wanted, "--parameter", "nonsense", by="eve").code == 2
    assert at.signed(*wanted[:3], "S-NOTHING", *words, by="eve").code == 1


def test_bounds_as_people_write_them() -> None:
    texts = ["A=x=y", "B:=[1, true]", 'C in ["a", "b"]', "D in -1..2.5", "E size<=4096"]

    assert parse_bounds(texts) == {
        "A": {"one_of": ["x=y"]},
        "B": {"one_of": [[1, True]]},
        "C": {"one_of": ["a", "b"]},
        "D": {"least": -1, "most": 2.5},
        "E": {"most_bytes": 4096},
    }
    for text in ("A", "A in 1", "A size<=", "=x", "A:=", "A:={"):
        with pytest.raises(Malformed):
            parse_bounds([text])
    with pytest.raises(Malformed):
        parse_bounds(["A=1", "A=2"])


def test_an_end_is_a_length_or_an_instant_with_its_offset() -> None:
    assert parse_until("2026-11-22T14:00+01:00", START) == parse_until("1h", START)
    for text in ("tomorrow", "2026-11-22T14:00", ""):
        with pytest.raises(Malformed):
            parse_until(text, START)
