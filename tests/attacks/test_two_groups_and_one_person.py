"""I am of two groups and approve once: both groups' seats shall be filled, and stay filled when I have left one."""

from collections.abc import Iterator
from typing import Final

import pytest

from keyturn.adapters.aws.catalogue import PackagedCatalogue
from keyturn.adapters.bundles import bundle_of
from keyturn.model.autonomy import Act, Autonomy, Row
from keyturn.model.decision import parse_quorum
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers
from keyturn.testing.house import House, Opened
from tests.auditing import audit
from tests.bounding import in_emergency, put, urgent

CALL: Final = "dynamodb:DeleteTable"
BOTH: Final = parse_quorum("1 of data-owners and 2 of sre")
TABLE: Final = Autonomy((Row("production", {Act.DELETE: BOTH}),))


@pytest.fixture
def gate() -> Iterator[House]:
    house = House(bundle_of(parse_quorum("2 of sre"), TABLE), PackagedCatalogue())
    house.enrol("ann", "data-owners", "sre")
    house.enrol("olga", "data-owners")
    house.enrol("cy", "sre")
    yield house
    house.close()


def still(gate: House, session: Opened, change: str) -> int:
    """How many people are missing, and nothing went."""
    assert gate.held(gate.submit(session, CALL, TableName="costs")) == change
    assert gate.upstream.received == []
    return int(gate.ask("show", change=change)["missing"])


def test_one_person_in_two_groups_fills_one_seat(gate: House) -> None:
    session = gate.session()
    change = gate.held(gate.submit(session, CALL, TableName="costs"))
    assert gate.ask("show", change=change)["review"]["quorum"] == BOTH.document()

    gate.approve(change, "ann", "bo")
    assert still(gate, session, change) == 1
    gate.approve(change, "ana")

    assert gate.passed(gate.submit(session, CALL, TableName="costs"))


def test_people_of_one_group_alone_never_fill_the_others_seat(gate: House) -> None:
    session = gate.session()
    change = gate.held(gate.submit(session, CALL, TableName="costs"))

    gate.approve(change, "ana", "bo", "cy")
    assert still(gate, session, change) == 1
    gate.approve(change, "olga")

    assert gate.passed(gate.submit(session, CALL, TableName="costs"))


def test_the_people_of_another_level_vote_and_fill_no_seat_of_this_one(gate: House) -> None:
    session = gate.session()
    change = gate.held(gate.submit(session, "dynamodb:UpdateTable", TableName="costs"))

    gate.approve(change, "olga", "bo")
    assert gate.held(gate.submit(session, "dynamodb:UpdateTable", TableName="costs")) == change
    assert int(gate.ask("show", change=change)["missing"]) == 1
    assert gate.upstream.received == []


def test_a_seat_is_empty_again_once_its_person_has_left_the_group(gate: House) -> None:
    session = gate.session()
    guards = Gatekeepers(gate)
    guards.seal("dana", "ana", "bo", "ann", "cy")
    change = gate.held(gate.submit(session, CALL, TableName="costs"))
    gate.approve(change, "olga", "ana", "bo")

    guards.change("dana", GateKind.PERSON_GROUPS, {"name": "bo", "groups": ["developers"]}, "ana", "cy")

    assert still(gate, session, change) == 1
    gate.approve(change, "cy")
    assert gate.passed(gate.submit(session, CALL, TableName="costs"))


def test_a_seat_is_empty_again_once_its_persons_key_is_revoked(gate: House) -> None:
    session = gate.session()
    guards = Gatekeepers(gate)
    guards.seal("dana", "ana", "bo", "ann", "cy")
    change = gate.held(gate.submit(session, CALL, TableName="costs"))
    gate.approve(change, "olga", "ana", "bo")

    key = {"name": "bo", "key": guards.key_of("bo")}
    guards.change("dana", GateKind.KEY_REVOKE, key, "ana", "cy")

    assert still(gate, session, change) == 1


def test_an_emergency_is_eased_by_nobody_of_another_levels_group(gate: House) -> None:
    """Olga votes, for deletions ask for data owners; a modification in an emergency still takes one of sre."""
    session = urgent(gate)
    in_emergency(gate, session)
    change = gate.held(put(gate, session))

    gate.approve(change, "olga")
    assert gate.refused(put(gate, session)) == "change.pending"
    gate.approve(change, "bo")

    assert gate.passed(put(gate, session))
    assert audit(gate.log).ok
