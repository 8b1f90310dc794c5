"""I lift a freeze alone: mine or another's, by my own vote, through a group of one, or in the name of a second key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from keyturn.codec.canonical import Json
from keyturn.codec.encoding import format_instant
from keyturn.console.gate_review import read_gate
from keyturn.errors import CallerError
from keyturn.flow.gate.asking import GateRefused
from keyturn.flow.settings import Bounds
from keyturn.model.bundle import Bundle
from keyturn.model.decision import Quorum, Seats
from keyturn.model.evidence import Draft, Kind
from keyturn.model.gate import GateKind
from keyturn.model.touching import AwsTables
from keyturn.testing.gatekeepers import Gatekeepers, lifting
from keyturn.testing.house import House, Opened
from tests.auditing import audit, codes, place, written_again
from tests.bounding import DELETE, ended


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, DELETE, TableName="costs")
    return opened


def frozen(house: House, session: Opened) -> bool:
    reply = house.submit(session, DELETE, TableName="costs")
    return not house.passed(reply) and house.refused(reply) == "freeze.in_force"


def test_whoever_froze_does_not_lift_it_alone_and_two_others_do(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    freeze = house.freeze("dana")
    change = people.propose("dana", GateKind.FREEZE_LIFT, lifting(house, freeze))
    with pytest.raises(CallerError):
        house.vote(change, "dana")
    house.vote(change, "ana")

    assert frozen(house, session)
    house.vote(change, "bo")
    assert people.state(change) == "done"
    assert house.passed(house.submit(session, DELETE, TableName="costs"))
    assert house.ask("status")["freezes"] == []


def test_on_a_sealed_gate_it_is_the_same(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    people.seal()
    freeze = house.freeze("bo")
    change = people.propose("bo", GateKind.FREEZE_LIFT, lifting(house, freeze))
    house.vote(change, "dana")
    assert house.ask("status")["freezes"] != []
    house.vote(change, "ana")

    assert house.ask("status")["freezes"] == []


def test_a_quorum_of_its_own_that_is_one_person_is_no_quorum(bundle: Bundle, catalogue: AwsTables) -> None:
    house = House(bundle, catalogue, bounds=Bounds(lift=Quorum((Seats(1, "sre"),), 1)))
    freeze = house.freeze("ana")
    with pytest.raises(GateRefused, match="nobody ends or overrides a freeze alone"):
        Gatekeepers(house).propose("ana", GateKind.FREEZE_LIFT, lifting(house, freeze))
    house.close()


def test_a_quorum_of_its_own_asks_for_those_people(bundle: Bundle, catalogue: AwsTables) -> None:
    house = House(bundle, catalogue, bounds=Bounds(lift=Quorum((Seats(1, "leads"), Seats(1, "sre")), 2)))
    house.enrol("lea", "leads")
    freeze = house.freeze("ana")
    change = Gatekeepers(house).propose("dana", GateKind.FREEZE_LIFT, lifting(house, freeze))
    house.approve(change, "ana", "bo")
    assert house.ask("status")["freezes"] != []
    house.vote(change, "lea")

    assert house.ask("status")["freezes"] == []
    house.close()


def test_the_leave_of_two_for_one_freeze_lifts_no_other(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    first, second = house.freeze("ana"), house.freeze("bo")
    people.change("dana", GateKind.FREEZE_LIFT, lifting(house, first), "ana", "bo")

    assert frozen(house, session)
    assert [one["id"] for one in house.ask("status")["freezes"]] == [second]
    with pytest.raises(GateRefused):
        people.propose("dana", GateKind.FREEZE_LIFT, lifting(house, first))


def test_a_vote_of_somebody_who_has_left_does_not_lift_it(house: House, session: Opened) -> None:
    people = Gatekeepers(house)
    house.enrol("eve", "sre")
    change = people.propose("dana", GateKind.FREEZE_LIFT, lifting(house, house.freeze("ana")))
    house.vote(change, "eve")
    house.ask("person_disable", name="eve")
    house.vote(change, "bo")

    assert frozen(house, session)
    assert people.state(change) == "proposed"


def test_ending_it_like_an_envelope_ends_nothing(house: House, session: Opened) -> None:
    house.freeze("ana")
    for change in house.considering.state.cases:
        with pytest.raises(CallerError):
            ended(house, change, "ana")

    assert frozen(house, session)


@pytest.mark.parametrize("lie", [{"reason": "a test"}, {"by": "bo"}, {"until": "2026-11-23T00:00:00Z"}, {"more": "1"}])
def test_i_say_it_was_frozen_for_another_reason(house: House, lie: dict[str, Json]) -> None:
    asked = lifting(house, house.freeze("ana", reason="the payroll runs"))
    frozen = asked["frozen"]
    assert isinstance(frozen, dict)

    for told in (frozen | lie, {name: one for name, one in frozen.items() if name != "since"}):
        with pytest.raises(GateRefused, match="not what the proposal says"):
            Gatekeepers(house).propose("dana", GateKind.FREEZE_LIFT, asked | {"frozen": told})


def test_those_who_lift_it_are_shown_what_they_lift(house: House) -> None:
    begun = house.clock.wall()
    freeze = house.freeze("ana", reason="the payroll runs", environment="production")
    house.clock.advance(minutes=5)
    change = Gatekeepers(house).propose("dana", GateKind.FREEZE_LIFT, lifting(house, freeze))

    assert read_gate(house.ask("show", change=change)).document["frozen"] == {
        "by": "ana",
        "environments": ["production"],
        "reason": "the payroll runs",
        "since": format_instant(begun),
        "until": "it is lifted",
    }


def test_i_hold_the_log_key_and_move_the_freeze_to_another_time(house: House) -> None:
    freeze = house.freeze("ana")
    house.clock.advance(minutes=1)
    Gatekeepers(house).change("dana", GateKind.FREEZE_LIFT, lifting(house, freeze), "ana", "bo")
    assert audit(house.log).ok

    def later(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, Kind.FREEZE_BEGUN)
        drafts[at] = replace(drafts[at], at=drafts[at].at + timedelta(seconds=1))
        return drafts

    assert "freeze.other" in codes(audit(written_again(house.log, later)))
