"""`keyturn rollback`, `execute` and `propose calls` at a terminal: what is typed wrongly, and what is said of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.model.execution import Answer
from keyturn.testing.house import House
from tests.house_bench import HouseBench, house_bench

ALIAS = ("lambda:UpdateAlias", {"FunctionName": "report", "Name": "live", "FunctionVersion": "7"})


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    house.facts.answers = lambda _: Answer(200, (), b'{"FunctionVersion": "6"}')
    with house_bench(house, tmp_path, capsys, monkeypatch) as bench:
        yield bench


@pytest.fixture
def done(house: House) -> str:
    session = house.session()
    change = house.approved(session, ALIAS[0], **ALIAS[1])
    assert house.passed(house.submit(session, ALIAS[0], **ALIAS[1]))
    return change


def test_looking_says_how_to_propose_it(at: HouseBench, done: str) -> None:
    said = at.type("rollback", done)
    assert said.code == 0
    assert "1  lambda:UpdateAlias: done" in said.out
    assert '"FunctionVersion":"6"' in said.out
    assert said.out.rstrip().endswith(f"keyturn rollback {done} --as YOU --key FILE")


def test_proposing_names_who_does_what_next(at: HouseBench, done: str, house: House) -> None:
    said = at.signed("rollback", done, "--intent", "the totals are wrong", by="eve")
    assert said.code == 0
    assert "it needs 2 of sre, and you have no vote on it" in said.out
    (short,) = (one["short"] for one in house.ask("inbox")["changes"])
    assert f"keyturn execute {short} --as YOU --key FILE --wait" in said.out
    shown = at.type("show", short)
    assert f"Rolls back change {done} of dana" in shown.out
    assert "asked by  eve, sent by the gateway itself" in shown.out
    house.approve(short, "ana", "bo")
    assert f"keyturn execute {short} --as YOU" in at.type("show", short).out
    sent = at.signed("execute", short, by="eve")
    assert (sent.code, f"{short} is done" in sent.out) == (0, True)
    assert f"its rollback is done:\n    keyturn show {short}" in at.type("show", done).out


def test_json_is_the_gates_own_answer(at: HouseBench, done: str, house: House) -> None:
    offered = json.loads(at.type("rollback", done, "--json").out)
    assert offered["calls"][0]["operation"] == "UpdateAlias"
    proposed = at.signed("rollback", done, "--json", by="eve")
    short = json.loads(proposed.out)["short"]
    house.approve(short, "ana", "bo")
    assert json.loads(at.signed("execute", short, "--json", by="finn").out)["state"] == "done"


def test_what_is_refused_ends_with_one_and_says_why(at: HouseBench, done: str, house: House) -> None:
    waits = house.held(house.submit(house.session(), ALIAS[0], **{**ALIAS[1], "FunctionVersion": "8"}))
    nothing = at.signed("rollback", waits, by="eve")
    assert (nothing.code, "nothing was done that a known call would undo" in nothing.err) == (1, True)
    half = at.type("rollback", done, "--as", "eve")
    assert (half.code, "--key FILE" in half.err) == (2, True)
    agents = at.signed("execute", waits, by="eve")
    assert (agents.code, "have the agent send them" in agents.err) == (1, True)


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "[1]",
        '[{"service": "sqs"}]',
        '[{"service": "sqs", "operation": "PurgeQueue", "region": "cn-north-1", "parameters": []}]',
        '[{"service": "sqs", "operation": "PurgeQueue", "region": "cn-north-1", "parameters": {}, "when": "now"}]',
        "[]",
    ],
)
def test_a_file_that_holds_no_calls_is_used_wrongly(at: HouseBench, tmp_path: Path, text: str) -> None:
    (tmp_path / "calls.json").write_text(text)
    said = at.signed("propose", "calls", "calls.json", "--intent", "x", by="eve")
    assert said.code == 2, said
    assert not said.out
