"""I set the machine's clock: back, so that what expired counts again; forward, so that it runs out for others."""

from datetime import timedelta

import pytest

from keyturn.model.evidence import Kind
from keyturn.testing.house import DEVELOPMENT, House, Opened

CALL = "dynamodb:DeleteTable"


@pytest.fixture
def session(house: House) -> Opened:
    opened = house.session()
    house.approved(opened, CALL, TableName="costs")
    return opened


@pytest.mark.parametrize("seconds", [-3600, -6, 6, 3600, 86_400 * 365])
def test_production_is_held_until_it_agrees_again_and_reads_go_on(house: House, session: Opened, seconds: int) -> None:
    spending, reading = house.call(session, CALL, TableName="costs"), house.call(session, "dynamodb:ListTables")
    house.clock.drift = timedelta(seconds=seconds)

    assert house.refused(house.send(spending)) == "clock.unsteady"
    assert house.passed(house.send(reading))
    assert house.ask("status")["clock"] != "steady"
    house.clock.drift = timedelta(0)
    assert house.passed(house.submit(session, CALL, TableName="costs"))


def test_development_goes_on(house: House, session: Opened) -> None:
    call = house.call(session, CALL, DEVELOPMENT, TableName="costs")
    house.clock.drift = timedelta(hours=-1)

    assert house.passed(house.send(call))


def test_nothing_new_is_asked_of_people_either(house: House, session: Opened) -> None:
    call = house.call(session, CALL, TableName="prices")
    house.clock.drift = timedelta(hours=1)

    assert house.refused(house.send(call)) == "clock.unsteady"
    assert house.kinds().count(Kind.CHANGE_OPENED) == 1


@pytest.mark.parametrize("seconds", [-4, 4])
def test_a_few_seconds_are_no_reason(house: House, session: Opened, seconds: int) -> None:
    house.clock.drift = timedelta(seconds=seconds)

    assert house.passed(house.submit(session, CALL, TableName="costs"))


def test_many_small_steps_are_one_large_one(house: House, session: Opened) -> None:
    for _ in range(20):
        house.clock.advance(seconds=10)
        house.clock.drift -= timedelta(seconds=4)
        house.ask("status")

    assert house.ask("status")["clock"] != "steady"


def test_an_expired_session_stays_expired(house: House, session: Opened) -> None:
    old = house.call(session, "dynamodb:ListTables")
    house.clock.advance(hours=2)
    assert house.refused(house.send(old)) == "sigv4.out_of_time"
    assert house.refused(house.submit(session, "dynamodb:ListTables")) == "session.expired"
    house.clock.drift = timedelta(hours=-1)

    # By the monotonic clock it is as late as it was, for the old signature as for the session.
    assert house.refused(house.send(old)) == "sigv4.out_of_time"


def test_no_instant_in_the_log_goes_back(house: House, session: Opened) -> None:
    for hours in (0, -5, 3, -1, 0):
        house.clock.drift = timedelta(hours=hours)
        house.clock.advance(seconds=1)
        house.submit(session, "dynamodb:ListTables")
    house.settle()

    instants = [draft.at for draft in house.log.drafts]
    assert instants == sorted(instants)
    assert max(instants) < house.clock.start + timedelta(minutes=1)


def test_a_gate_started_before_its_last_entry_holds_production(house: House, session: Opened) -> None:
    house.clock.drift = timedelta(hours=-1)

    again = house.restarted()

    assert again.refused(again.send(house.call(session, CALL, TableName="costs"))) in {
        "clock.unsteady",
        "sigv4.out_of_time",
    }
    assert again.ask("status")["clock"] != "steady"
    house.clock.drift = timedelta(0)
    assert again.passed(again.submit(session, CALL, TableName="costs"))
