"""The gate is mine: its pages show a reviewer something harmless while their passkey signs something else. Twice."""

from collections.abc import Iterator

import pytest

from keyturn.adapters.bundles import bundle_of
from keyturn.model.decision import parse_quorum
from keyturn.model.touching import AwsTables
from tests.passkey_house import PasskeyHouse
from tests.telling import problems


@pytest.fixture
def gate(catalogue: AwsTables) -> Iterator[PasskeyHouse]:
    """A gate whose policy wants one approval that was verified where I cannot reach."""
    made = PasskeyHouse(bundle_of(parse_quorum("2 of sre, 1 verified locally")), catalogue)
    for name in ("ana", "bo"):
        made.enrol(name)
    made.enrol("eve", "sre")
    yield made
    assert problems(made.house) == []
    made.house.close()


def test_two_people_in_browsers_are_not_enough(gate: PasskeyHouse) -> None:
    house, session = gate.house, gate.house.session()
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    gate.vote(change, "ana")
    gate.vote(change, "eve")

    shown = house.ask("show", change=change)
    assert (shown["state"], shown["missing"]) == ("proposed", 1)
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    assert house.upstream.received == []


def test_one_who_verified_for_themselves_is(gate: PasskeyHouse) -> None:
    house, session = gate.house, gate.house.session()
    change = house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    gate.vote(change, "ana")
    house.vote(change, "bo")

    assert house.ask("show", change=change)["state"] == "approved"
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_the_same_person_once_more_on_the_command_line_is_no_second(gate: PasskeyHouse) -> None:
    house = gate.house
    change = house.held(house.submit(house.session(), "dynamodb:DeleteTable", TableName="costs"))
    gate.vote(change, "ana")

    with pytest.raises(Exception, match="voted"):
        house.vote(change, "ana")
    assert house.ask("show", change=change)["missing"] == 1
