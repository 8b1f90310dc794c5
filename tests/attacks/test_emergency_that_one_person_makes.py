"""I make an emergency of my own: approve what I opened, never end it, close its review alone, open it as an agent."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from keyturn.errors import CallerError
from keyturn.flow.gate.asking import GateRefused
from keyturn.flow.settings import Bounds
from keyturn.model.bundle import Bundle
from keyturn.model.gate import GateKind
from keyturn.model.touching import AwsTables
from keyturn.model.window import Window
from keyturn.testing.gatekeepers import Gatekeepers, new_key
from keyturn.testing.house import DEVELOPMENT, House, Opened
from tests.auditing import audit, codes, written_again
from tests.bounding import DELETE, emergency, ended, in_emergency, put, soon, under, urgent


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


def test_its_opener_does_not_approve_it_nor_anything_under_it(house: House) -> None:
    """Ana opens an emergency for dana's errand: the one approval of a change must be somebody else's."""
    session = urgent(house)
    people = Gatekeepers(house)
    proposed = people.propose("ana", GateKind.EMERGENCY, emergency(house, session))
    with pytest.raises(CallerError):
        house.vote(proposed, "ana")
    assert not house.passed(put(house, session))
    house.vote(proposed, "bo")
    change = house.held(put(house, session))
    house.vote(change, "ana")

    assert house.refused(put(house, session)) == "change.pending"
    with pytest.raises(CallerError):
        house.vote(change, "dana")
    house.vote(change, "bo")
    assert house.passed(put(house, session))


def test_it_ends_by_itself_and_nobody_makes_it_long(house: House, session: Opened) -> None:
    in_emergency(house, session)
    change = house.held(put(house, session))
    house.vote(change, "bo")
    house.clock.advance(minutes=30)

    assert house.ask("show", change=change)["state"] == "proposed"
    assert house.refused(put(house, session)) == "change.pending"
    with pytest.raises(GateRefused, match="60 minutes"):
        in_emergency(house, session, until=soon(house, hours=2))


def test_a_fourth_one_waits_for_the_review_of_the_first(house: House, session: Opened) -> None:
    leaves = [in_emergency(house, session) for _ in range(3)]
    with pytest.raises(GateRefused, match="wait for their review"):
        in_emergency(house, session)
    house.clock.advance(minutes=30)
    close(house, leaves[0], "ana", "bo")

    session = house.session("dana", "fixer", None, task=session.task)
    in_emergency(house, session)


def test_its_review_stays_open_until_two_others_close_it(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    leave = in_emergency(house, session)
    with pytest.raises(GateRefused, match="still stands"):
        close(house, leave, "ana")
    house.clock.advance(minutes=30)
    notices = " ".join(house.ask("status")["notices"])
    assert f"the review of emergency {leave[:10]}" in notices
    alone = close(house, leave, "ana")
    with pytest.raises(CallerError):
        house.vote(alone, "ana")
    with pytest.raises(CallerError):
        house.vote(alone, "dana")  # she opened it

    assert [one["id"] for one in reviews(house)] == [leave]
    house.vote(alone, "bo")
    assert people.state(alone) == "done"
    assert reviews(house) == []
    assert house.restarted().ask("status")["emergencies"] == []


def test_its_opener_may_write_the_review_and_two_others_close_it(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    ended(house, leave, "dana")
    change = close(house, leave, "dana", "ana")

    assert [one["id"] for one in reviews(house)] == [leave]
    house.vote(change, "bo")
    assert reviews(house) == []


def test_anyone_of_the_approvers_ends_it_at_once(house: House, session: Opened) -> None:
    leave = in_emergency(house, session)
    change = house.held(put(house, session))
    house.vote(change, "ana")
    ended(house, leave, "bo")

    assert house.refused(put(house, session)) == "change.pending"


def test_it_is_over_when_whoever_approved_or_opened_it_leaves(house: House) -> None:
    house.enrol("eve", "sre")
    house.enrol("finn", "sre")
    session = urgent(house)
    in_emergency(house, session, opener="finn", approver="eve")
    change = house.held(put(house, session))
    house.vote(change, "ana")
    house.ask("person_disable", name="eve")

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


def test_an_agents_own_key_opens_none(house: House, session: Opened) -> None:
    """The secret of a session is not a person's key, and its name is nobody's."""
    people = Gatekeepers(house)
    house.keys["fixer"] = new_key("fixer")
    for by in ("fixer", "dana"):
        proposal = replace(people.proposal("fixer", GateKind.EMERGENCY, emergency(house, session)), by=by)
        with pytest.raises(CallerError):
            house.ask("propose", envelope=house.signed("fixer", proposal))

    assert reviews(house) == []
    assert house.passed(house.submit(session, DELETE, DEVELOPMENT, TableName="costs"))


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
