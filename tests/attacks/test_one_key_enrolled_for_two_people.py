"""One human fills two seats by having their key enrolled under a second name, or twice under one."""

import pytest

from keyturn.errors import CallerError, Malformed
from keyturn.flow.gate.asking import GateRefused
from keyturn.model import written
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key, public
from keyturn.testing.house import House


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    house.enrol("carl", "ops")
    found = Gatekeepers(house)
    found.seal()
    return found


def test_in_an_enrolment(house: House, keepers: Gatekeepers) -> None:
    with pytest.raises(GateRefused, match="is `ana`'s, or was"):
        keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre", keys=[house.keys["ana"]]))


def test_as_another_persons_second_key(house: House, keepers: Gatekeepers) -> None:
    key = written.public_key(public(house.keys["ana"]))

    with pytest.raises(GateRefused, match="is `ana`'s, or was"):
        keepers.propose("dana", GateKind.KEY_ADD, {"name": "bo", "key": key})


def test_once_it_was_revoked(house: House, keepers: Gatekeepers) -> None:
    second = written.public_key(public(new_key("ana's second")))
    keepers.change("carl", GateKind.KEY_ADD, {"name": "ana", "key": second}, "dana", "bo")
    keepers.change("carl", GateKind.KEY_REVOKE, {"name": "ana", "key": keepers.key_of("ana")}, "dana", "bo")

    for name in ("eve", "ana"):
        with pytest.raises(GateRefused):
            keepers.propose("dana", GateKind.PERSON_ADD, enrolment(name, "sre", keys=[house.keys["ana"]]))


def test_by_two_proposals_at_once(house: House, keepers: Gatekeepers) -> None:
    shared = [new_key("shared")]
    one = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre", keys=shared))
    two = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eva", "sre", keys=shared))
    house.approve(one, "ana", "bo")

    with pytest.raises(CallerError):
        house.approve(two, "ana", "bo")
    assert "eva" not in house.considering.state.people


def test_twice_for_one_person(keepers: Gatekeepers) -> None:
    with pytest.raises(Malformed):
        keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre", keys=[new_key("x"), new_key("x")]))


def test_under_another_id(keepers: Gatekeepers) -> None:
    document = enrolment("eve", "sre")
    key = dict(written.public_key(public(new_key("eve")))) | {"id": "0" * 32}

    with pytest.raises(Malformed):
        keepers.propose("dana", GateKind.PERSON_ADD, document | {"keys": [key]})


def test_with_members_that_nobody_reads(keepers: Gatekeepers) -> None:
    key = dict(written.public_key(public(new_key("eve")))) | {"note": "and more"}

    with pytest.raises(Malformed):
        keepers.propose("dana", GateKind.PERSON_ADD, enrolment("eve", "sre") | {"keys": [key]})
