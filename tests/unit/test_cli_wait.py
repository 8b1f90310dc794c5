"""`keyturn wait`: every way in which a change can end, of the cloud and of the gate."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from keyturn.model.approval import Verdict, Withdrawal
from keyturn.model.execution import Answer, Cut, Outgoing
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import DEPLOYMENT, House
from tests.house_bench import HouseBench, house_bench

CALL: Final = "dynamodb:DeleteTable"


@pytest.fixture
def at(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[HouseBench]:
    with house_bench(house, tmp_path, capsys, monkeypatch) as made:
        yield made


def held(house: House) -> str:
    return house.held(house.submit(house.session(), CALL, TableName="costs"))


def approved(house: House) -> str:
    return house.approved(house.session(), CALL, TableName="costs")


def rejected(house: House) -> str:
    change = held(house)
    house.vote(change, "ana", Verdict.REJECT)
    return change


def withdrawn(house: House) -> str:
    shown = house.ask("show", change=held(house))
    back = Withdrawal(DEPLOYMENT, shown["id"], shown["digest"], "dana", house.clock.wall(), house.nonce())
    house.ask("withdraw", envelope=house.signed("dana", back))
    return str(shown["id"])


def expired(house: House) -> str:
    change = held(house)
    house.clock.advance(hours=25)
    return change


def sent(house: House, reaction: Callable[[Outgoing], Answer]) -> str:
    session = house.session()
    change = house.approved(session, CALL, TableName="costs")

    async def react(outgoing: Outgoing) -> Answer:
        return reaction(outgoing)

    house.upstream.reaction = react
    house.submit(session, CALL, TableName="costs")
    return change


def done(house: House) -> str:
    return sent(house, lambda _: Answer(200, (), b"{}"))


def failed(house: House) -> str:
    return sent(house, lambda _: Answer(400, (), b"{}"))


def in_doubt(house: House) -> str:
    def cut(_: Outgoing) -> Answer:
        raise Cut("nobody knows")

    return sent(house, cut)


ENDS: Final[dict[Callable[[House], str], int]] = {
    approved: 0,
    done: 0,
    rejected: 1,
    withdrawn: 1,
    expired: 1,
    failed: 1,
    in_doubt: 1,
}


@pytest.mark.parametrize("end", ENDS)
def test_it_ends_with_each_way_a_change_can_end(at: HouseBench, end: Callable[[House], str]) -> None:
    change = end(at.house)

    said = at.type("wait", change, "--json")

    state = end.__name__.replace("_", " ")
    assert (said.code, said.data["state"]) == (ENDS[end], state)
    assert f"{change[:10]} is {state}" in said.err


def test_it_gives_up_when_its_time_is_over_and_says_what_is_missing(at: HouseBench) -> None:
    change = held(at.house)
    at.house.vote(change, "ana")

    said = at.type("wait", change, "--timeout", "1s", "--json")

    assert said.code == 1
    assert said.data == {"change": at.house.ask("show", change=change)["id"], "state": "proposed", "missing": 1}
    assert "1 approvals are still missing" not in said.err
    assert "1 approval is still missing" in said.err


@pytest.mark.parametrize(("verdict", "code", "state"), [(Verdict.APPROVE, 0, "done"), (Verdict.REJECT, 1, "rejected")])
def test_it_waits_for_a_change_of_the_gate_too(at: HouseBench, verdict: Verdict, code: int, state: str) -> None:
    keepers = Gatekeepers(at.house)
    keepers.seal("dana", "ana", "bo", "eve", "finn")
    change = keepers.propose("dana", GateKind.PERSON_DISABLE, {"name": "finn"})
    assert at.type("wait", change, "--timeout", "0s").code == 1
    at.house.vote(change, "ana", verdict)
    if verdict is Verdict.APPROVE:
        at.house.vote(change, "bo")

    said = at.type("wait", change, "--json")

    assert (said.code, said.data["state"]) == (code, state)


def test_a_change_that_is_voided_meanwhile_ends_it(at: HouseBench) -> None:
    keepers = Gatekeepers(at.house)
    keepers.seal("dana", "ana", "bo", "eve", "finn")
    voided = keepers.propose("dana", GateKind.PERSON_DISABLE, {"name": "finn"})
    keepers.change("dana", GateKind.PERSON_DISABLE, {"name": "eve"}, "ana", "bo")

    said = at.type("wait", voided, "--json")

    assert (said.code, said.data["state"]) == (1, "void")


def test_a_change_that_is_not_there_is_no_success(at: HouseBench) -> None:
    said = at.type("wait", "C-NONE0000")

    assert said.code == 1
    assert "no change begins with `C-NONE0000`" in said.err
