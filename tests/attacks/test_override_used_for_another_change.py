"""I use the leave to override a freeze for another change, for a later freeze, alone, or after its people have left."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, overriding
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, place, written_again
from tests.bounding import DELETE, ended, under


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


def override(house: House, change: str, *voters: str, by: str = "dana") -> str:
    shown = house.ask("show", change=change)
    document = overriding(house, shown, *(one["id"] for one in house.ask("status")["freezes"]))
    return Gatekeepers(house).change(by, GateKind.FREEZE_OVERRIDE, document, *voters)


def delete(house: House, session: Opened, table: str) -> str:
    reply = house.submit(session, DELETE, TableName=table)
    return "passed" if house.passed(reply) else house.refused(reply)


def test_the_one_change_passes_and_no_other(house: House, session: Opened) -> None:
    change = house.approved(session, DELETE, TableName="costs")
    house.approved(session, DELETE, TableName="prices")
    house.freeze("ana")
    leave = override(house, change, "ana", "bo")

    assert delete(house, session, "prices") == "freeze.in_force"
    assert delete(house, session, "costs") == "passed"
    assert under(house) == [{"override": leave}]
    # What was done is done: the same once more is another change.
    house.approved(session, DELETE, TableName="costs")
    assert delete(house, session, "costs") == "freeze.in_force"


def test_it_stands_beside_the_approvals_of_the_change_and_replaces_none(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, DELETE, TableName="costs"))
    house.freeze("ana")
    override(house, change, "ana", "bo")

    assert delete(house, session, "costs") == "change.pending"
    house.approve(change, "ana", "bo")
    assert delete(house, session, "costs") == "passed"


def test_one_person_overrides_nothing(house: House, session: Opened) -> None:
    change = house.approved(session, DELETE, TableName="costs")
    house.freeze("ana")
    leave = override(house, change, "ana")
    with pytest.raises(CallerError):
        house.vote(leave, "dana")

    assert delete(house, session, "costs") == "freeze.in_force"


def test_a_freeze_that_came_later_holds(house: House, session: Opened) -> None:
    change = house.approved(session, DELETE, TableName="costs")
    house.freeze("ana")
    override(house, change, "ana", "bo")
    house.freeze("bo")

    assert delete(house, session, "costs") == "freeze.in_force"


def test_it_ends_when_its_people_leave_or_one_of_them_says_so(house: House, session: Opened) -> None:
    house.enrol("eve", "sre")
    changes = [house.approved(session, DELETE, TableName=table) for table in ("costs", "prices")]
    house.freeze("ana")
    override(house, changes[0], "ana", "eve")
    second = override(house, changes[1], "ana", "bo")
    house.ask("person_disable", name="eve")
    ended(house, second, "bo")

    assert delete(house, session, "costs") == "freeze.in_force"
    assert delete(house, session, "prices") == "freeze.in_force"
    assert house.restarted().considering.state.given[second].over == "bo"


@pytest.mark.parametrize("amiss", ["digest", "freeze", "change", "reason", "one more"])
def test_one_for_what_is_not_there_is_not_even_proposed(house: House, session: Opened, amiss: str) -> None:
    shown = house.ask("show", change=house.approved(session, DELETE, TableName="costs"))
    freeze = house.freeze("ana")
    document: dict[str, Any] = overriding(house, shown, freeze)
    match amiss:
        case "change":
            document["change"] = "C-AAAAAAAA"
        case "digest":
            document["change_digest"] = "0" * 64
        case "freeze":
            document["freezes"] = document["frozen"] = []
        case "reason":
            document["frozen"][0]["reason"] = "a test"
        case _:
            document["frozen"] *= 2
    with pytest.raises(CallerError):
        Gatekeepers(house).propose("dana", GateKind.FREEZE_OVERRIDE, document)


def test_i_hold_the_log_key_and_move_the_freeze_to_another_time(house: House, session: Opened) -> None:
    change = house.approved(session, DELETE, TableName="costs")
    house.freeze("ana")
    house.clock.advance(minutes=1)
    override(house, change, "ana", "bo")
    assert audit(house.log).ok

    def later(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, Kind.FREEZE_BEGUN)
        drafts[at] = replace(drafts[at], at=drafts[at].at + timedelta(seconds=1))
        return drafts

    assert "freeze.other" in codes(audit(written_again(house.log, later)))
