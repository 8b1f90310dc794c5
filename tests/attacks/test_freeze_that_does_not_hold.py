"""I change production while it is frozen: with what was approved before, after a restart, by moving the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.flow.freezes import NotOfThoseWhoFreeze
from keyturn.flow.settings import Bounds
from keyturn.flow.statements import StatementReplayed
from keyturn.model.bundle import Bundle
from keyturn.model.evidence import Draft, Kind
from keyturn.model.freeze import Freeze
from keyturn.model.touching import AwsTables
from keyturn.testing.house import DEVELOPMENT, House, Opened
from tests.auditing import audit, codes, inside, place, with_payload, written_again

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, CALL, TableName="costs")
    return opened


def test_what_was_approved_before_is_not_spent_and_passes_when_the_freeze_is_over(
    house: House, session: Opened
) -> None:
    house.freeze("bo", until=house.clock.wall() + timedelta(hours=1))

    reply = house.submit(session, CALL, TableName="costs")

    assert house.refused(reply) == "freeze.in_force"
    assert "by `bo`" in str(reply)
    assert house.upstream.received == []
    house.clock.advance(hours=1)
    assert house.passed(house.submit(session, CALL, TableName="costs"))


def test_reads_and_development_go_on_and_people_may_still_approve(house: House, session: Opened) -> None:
    house.freeze("ana")

    assert house.passed(house.submit(session, "dynamodb:ListTables"))
    assert house.passed(house.submit(session, CALL, DEVELOPMENT, TableName="costs"))
    house.approved(session, CALL, TableName="prices")
    assert house.refused(house.submit(session, CALL, TableName="prices")) == "freeze.in_force"


def test_development_can_be_frozen_by_name(house: House, session: Opened) -> None:
    house.freeze("ana", environment=DEVELOPMENT_NAME)

    assert house.refused(house.submit(session, CALL, DEVELOPMENT, TableName="costs")) == "freeze.in_force"
    assert house.passed(house.submit(session, CALL, TableName="costs"))


DEVELOPMENT_NAME = "development"


def test_it_outlives_a_restart(house: House, session: Opened) -> None:
    house.freeze("ana")
    again = house.restarted()

    assert again.refused(again.submit(session, CALL, TableName="costs")) == "freeze.in_force"


def test_a_clock_that_is_set_forward_does_not_end_it(house: House, session: Opened) -> None:
    house.freeze("ana", until=house.clock.wall() + timedelta(hours=1))
    call = house.call(session, CALL, TableName="costs")
    house.clock.drift = timedelta(hours=2)

    assert house.refused(house.send(call)) == "clock.unsteady"


def test_nor_does_one_that_ends_the_freeze_of_development(house: House, session: Opened) -> None:
    house.freeze("ana", environment=DEVELOPMENT_NAME, until=house.clock.wall() + timedelta(hours=1))
    call = house.call(session, CALL, DEVELOPMENT, TableName="costs")
    house.clock.drift = timedelta(hours=2)

    assert house.refused(house.send(call)) == "clock.unsteady"


def test_a_configured_freeze_holds_from_its_beginning_to_its_end(bundle: Bundle, catalogue: AwsTables) -> None:
    rest = Freeze("F-XMAS000000", None, "Christmas", (), at(12, 30), at(13, 0))
    house = House(bundle, catalogue, bounds=Bounds(freezes=(rest,)))
    session = house.session()
    for table in ("costs", "prices"):
        house.approved(session, CALL, TableName=table)

    assert house.passed(house.submit(session, CALL, TableName="costs"))
    house.clock.advance(minutes=30)
    assert house.refused(house.submit(session, CALL, TableName="prices")) == "freeze.in_force"
    assert house.ask("status")["notices"] == [
        "production is frozen by `keyturn.toml` until 2026-11-22 13:00 UTC: Christmas"
    ]
    house.clock.advance(minutes=30)
    assert house.passed(house.submit(session, CALL, TableName="prices"))
    house.close()


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def test_everything_that_is_asked_of_the_gate_names_it(house: House) -> None:
    short = house.freeze("ana")[:10]

    status = house.ask("status")

    assert [one["by"] for one in status["freezes"]] == ["ana"]
    assert status["notices"] == [
        f"production is frozen by `ana` until it is lifted (keyturn freeze lift {short}): an outage"
    ]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"by": "bo"}, CallerError),
        ({"deployment": "D-OTHER"}, CallerError),
        ({"until": datetime(2031, 1, 1, tzinfo=UTC)}, CallerError),
        ({"environment": "nowhere"}, CallerError),
    ],
)
def test_a_statement_that_is_not_right_freezes_nothing(house: House, change: Any, error: type[Exception]) -> None:  # noqa: ANN401 - any member
    with pytest.raises(error):
        house.ask("freeze", envelope=house.signed("ana", replace(house.freezing("ana"), **change)))

    assert house.ask("status")["freezes"] == []
    assert house.kinds()[-1] is Kind.STATEMENT_REFUSED


def test_somebody_who_does_not_approve_does_not_freeze_and_nobody_twice_by_one_statement(house: House) -> None:
    house.enrol("eve", "interns")
    with pytest.raises(NotOfThoseWhoFreeze):
        house.freeze("eve")
    order = house.signed("ana", house.freezing("ana"))
    house.ask("freeze", envelope=order)
    with pytest.raises(StatementReplayed):
        house.ask("freeze", envelope=order)


def test_a_log_in_which_somebody_else_froze_or_something_changed_meanwhile_is_no_evidence(
    house: House, session: Opened
) -> None:
    house.freeze("ana", until=house.clock.wall() + timedelta(hours=1))
    house.clock.advance(hours=1)
    house.submit(session, CALL, TableName="costs")

    def by_another(drafts: list[Draft]) -> list[Draft]:
        begun = place(drafts, Kind.FREEZE_BEGUN)
        drafts[begun] = with_payload(drafts[begun], by="bo")
        return drafts

    def made_longer(drafts: list[Draft]) -> list[Draft]:
        begun = place(drafts, Kind.FREEZE_BEGUN)
        drafts[begun] = inside(drafts[begun], "freeze", until="2027-01-01T00:00:00.000000Z")
        return drafts

    assert "freeze.not_as_signed" in codes(audit(written_again(house.log, by_another)))
    assert codes(audit(written_again(house.log, made_longer))) >= {"freeze.not_as_signed", "intent.frozen"}
