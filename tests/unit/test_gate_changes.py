"""A sealed gate changes by proposal and quorum: the plain stories."""

import pytest

from keyturn.flow.gate.asking import TooFewLeft
from keyturn.flow.gate.sealing import Sealed
from keyturn.model import written
from keyturn.model.evidence import Kind
from keyturn.model.gate import GateKind
from keyturn.testing.gatekeepers import Gatekeepers, enrolment, new_key, public
from keyturn.testing.house import House


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    return Gatekeepers(house)


def test_every_founder_signs_and_the_last_one_seals(house: House, keepers: Gatekeepers) -> None:
    root = house.ask("charter")["digest"]

    assert keepers.sign_seal("ana")["missing"] == ["bo", "dana"]
    assert keepers.sign_seal("bo")["missing"] == ["dana"]
    assert not house.ask("status")["sealed"]
    last = keepers.sign_seal("dana")

    assert last["sealed"]
    assert last["root"] == root == house.ask("status")["root"]
    assert house.kinds()[-2:] == [Kind.SEAL_SIGNED, Kind.GATE_SEALED]
    assert house.restarted().ask("status")["root"] == root


def test_whoever_is_enrolled_between_two_signatures_voids_the_first(house: House, keepers: Gatekeepers) -> None:
    keepers.sign_seal("ana")
    house.enrol("carl", "sre")

    said = keepers.sign_seal("bo")

    assert said["void"] == ["ana"]
    assert said["missing"] == ["ana", "carl", "dana"]


def test_somebody_is_enrolled_by_three_people(house: House, keepers: Gatekeepers) -> None:
    root = keepers.seal()
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"))
    assert [line["kind"] for line in house.ask("inbox")["changes"]] == ["person.add"]

    house.approve(change, "ana")
    assert keepers.state(change) == "proposed"
    assert "carl" not in house.considering.state.people
    house.approve(change, "bo")

    assert keepers.state(change) == "done"
    assert house.considering.state.people["carl"].groups == {"sre"}
    charter = house.considering.state.charter
    assert charter is not None
    assert (charter.number, charter.before) == (2, root)
    again = house.restarted()
    assert again.considering.state.charter == charter
    assert again.considering.state.people == house.considering.state.people


def test_after_sealing_nobody_is_enrolled_or_disabled_directly(house: House, keepers: Gatekeepers) -> None:
    keepers.seal()

    with pytest.raises(Sealed):
        house.enrol("carl", "sre")
    with pytest.raises(Sealed):
        house.ask("person_disable", name="bo")


def test_a_suspended_key_signs_nothing_until_people_restore_it(house: House, keepers: Gatekeepers) -> None:
    house.enrol("carl", "ops")
    keepers.seal()
    opened = house.session("ana")
    keepers.suspend("ana")

    assert not house.considering.state.people["ana"].keys
    assert house.considering.state.sessions[opened.id].ended is not None
    change = keepers.propose("carl", GateKind.KEY_RESTORE, {"name": "ana", "key": keepers.key_of("ana")})
    house.approve(change, "bo", "dana")

    assert keepers.state(change) == "done"
    assert [key.id for key in house.considering.state.people["ana"].keys] == [keepers.key_of("ana")]


def test_a_key_is_added_and_another_revoked(house: House, keepers: Gatekeepers) -> None:
    house.enrol("carl", "ops")
    keepers.seal()
    fresh = public(new_key("ana's second"))
    keepers.change("carl", GateKind.KEY_ADD, {"name": "ana", "key": written.public_key(fresh)}, "bo", "dana")
    keepers.change("carl", GateKind.KEY_REVOKE, {"name": "ana", "key": keepers.key_of("ana")}, "bo", "dana")

    assert house.considering.state.people["ana"].keys == (fresh,)


def test_nobody_is_disabled_without_whom_the_gate_could_not_change(house: House, keepers: Gatekeepers) -> None:
    keepers.seal()

    with pytest.raises(TooFewLeft):
        keepers.propose("dana", GateKind.PERSON_DISABLE, {"name": "bo"})


def test_an_older_proposal_is_void_once_the_charter_moved(house: House, keepers: Gatekeepers) -> None:
    keepers.seal()
    one = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("carl", "sre"))
    two = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("cleo", "sre"))

    house.approve(one, "ana", "bo")

    assert keepers.state(two) == "void"
    assert "propose it again" in house.ask("show", change=two)["why"]


def test_a_configuration_comes_into_force_at_once(house: House, keepers: Gatekeepers) -> None:
    house.enrol("carl", "sre")
    keepers.seal("dana", "ana", "bo", "carl")
    document = {"configuration": {"approvals": {"people": 3}}}
    keepers.change("dana", GateKind.CONFIGURATION, document, "ana", "bo")

    assert house.considering.settings.approvers.people == 3
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("cleo", "sre"))
    house.approve(change, "ana", "bo")
    assert keepers.state(change) == "proposed"
    house.approve(change, "carl")
    assert keepers.state(change) == "done"
    assert house.restarted().considering.settings.approvers.people == 3
