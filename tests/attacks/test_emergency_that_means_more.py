"""I make an emergency mean more than it does: other tasks, other places, other acts, or what nobody approved."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from keyturn.flow.gate.asking import GateRefused
from keyturn.flow.settings import Bounds
from keyturn.model.bundle import Bundle
from keyturn.model.gate import GateKind
from keyturn.model.touching import AwsTables
from keyturn.model.window import Window
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, written_again
from tests.bounding import DELETE, in_emergency, put, under, urgent


@pytest.fixture
def session(house: House) -> Opened:
    return urgent(house)


def close(house: House, change: str, by: str, *voters: str) -> str:
    document = {"emergency": change, "findings": "the table was full; it is larger now"}
    return Gatekeepers(house).change(by, GateKind.EMERGENCY_CLOSE, document, *voters)


def reviews(house: House) -> list[Any]:
    return list(house.ask("status")["emergencies"])


def test_opened_by_one_and_approved_by_another_one_approval_is_enough(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    change = house.held(put(house, session))
    assert house.ask("show", change=change)["missing"] == 1
    assert house.vote(change, "bo")["state"] == "approved"

    assert house.passed(put(house, session))
    assert under(house) == [{"emergency": leave}]
    assert [call["name"] for call in reviews(house)[0]["calls"]] == ["dynamodb:PutItem"]


def test_without_it_one_approval_is_not(house: House, session: Opened) -> None:
    change = house.held(put(house, session))
    house.vote(change, "ana")

    assert house.refused(put(house, session)) == "change.pending"


def test_it_is_for_its_tasks_and_its_environment_only(house: House, session: Opened) -> None:
    in_emergency(house, session)
    other = urgent(house)
    change = house.held(put(house, other))
    house.vote(change, "ana")

    assert house.refused(put(house, other)) == "change.pending"
    with pytest.raises(GateRefused):
        in_emergency(house, session, environment="development")
    with pytest.raises(GateRefused, match="of kind `fix`"):
        in_emergency(house, house.session())


def test_what_cannot_be_undone_and_who_may_do_what_still_take_everybody(house: House, session: Opened) -> None:
    in_emergency(house, session)
    change = house.held(house.submit(session, DELETE, TableName="costs"))
    house.vote(change, "ana")

    assert house.refused(house.submit(session, DELETE, TableName="costs")) == "change.pending"
    attach = {"RoleName": "admin", "PolicyArn": "arn:aws-cn:iam::aws:policy/AdministratorAccess"}
    assert house.refused(house.submit(session, "iam:AttachRolePolicy", **attach)).startswith("policy.")


def test_it_ends_no_freeze(house: House, session: Opened) -> None:
    in_emergency(house, session)
    change = house.held(put(house, session))
    house.vote(change, "ana")
    house.freeze("bo")

    assert house.refused(put(house, session)) == "freeze.in_force"


def test_it_opens_the_window_that_is_closed(bundle: Bundle, catalogue: AwsTables) -> None:
    evening = Window("evening", ("production",), frozenset(range(7)), 20 * 60, 22 * 60, "UTC", ZoneInfo("UTC"))
    house = House(bundle, catalogue, bounds=Bounds(windows=(evening,)))
    session = urgent(house)
    change = house.held(put(house, session))
    house.approve(change, "ana", "bo")
    assert house.refused(put(house, session)) == "window.closed"
    in_emergency(house, session)

    assert house.passed(put(house, session))
    house.close()


def test_a_log_in_which_one_approval_was_enough_without_it_is_no_evidence(house: House, session: Opened) -> None:
    in_emergency(house, session)
    change = house.held(put(house, session))
    house.vote(change, "ana")
    put(house, session)

    def without(drafts: list[Any]) -> list[Any]:
        return [draft for draft in drafts if draft.kind.value != "gate.changed"]

    def from_the_start(drafts: list[Any]) -> list[Any]:
        return drafts

    assert "intent.quorum" in codes(audit(written_again(house.log, without)))
    assert codes(audit(written_again(house.log, from_the_start))) == set()
