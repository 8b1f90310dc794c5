"""The gate is sealed over something that not every founding reviewer has seen, or by fewer than all of them."""

from dataclasses import replace

import pytest

from keyturn.approve.statements import NotTheirs, OtherDeployment, Stale, UnknownKey
from keyturn.errors import CallerError
from keyturn.flow.gate.sealing import NotReady
from keyturn.flow.statements import StatementRefused, StatementReplayed
from keyturn.model.evidence import Kind
from keyturn.model.gate import SealStatement
from keyturn.testing.gatekeepers import Gatekeepers, new_key
from keyturn.testing.house import DEPLOYMENT, House


@pytest.fixture
def keepers(house: House) -> Gatekeepers:
    return Gatekeepers(house)


def test_by_enrolling_somebody_after_they_signed(house: House, keepers: Gatekeepers) -> None:
    keepers.sign_seal("ana")
    keepers.sign_seal("bo")
    house.enrol("mallory", "sre")

    said = keepers.sign_seal("dana")

    assert not said["sealed"]
    assert set(said["void"]) == {"ana", "bo"}
    assert set(said["missing"]) == {"ana", "bo", "mallory"}


def test_by_disabling_whoever_would_not_sign(house: House, keepers: Gatekeepers) -> None:
    keepers.sign_seal("ana")
    keepers.sign_seal("dana")
    house.ask("person_disable", name="bo")

    assert not keepers.sign_seal("dana")["sealed"]
    assert house.ask("charter")["missing"] == ["ana"]


def test_by_another_configuration_when_it_is_started_again(house: House, keepers: Gatekeepers) -> None:
    keepers.sign_seal("ana")
    keepers.sign_seal("bo")
    again = house.restarted()
    settings = again.considering.settings
    again.considering.settings = replace(settings, document={"approvals": {"people": 2}})

    said = Gatekeepers(again).sign_seal("dana")

    assert not said["sealed"]
    assert said["missing"] == ["ana", "bo"]


def test_by_signing_in_their_name(house: House, keepers: Gatekeepers) -> None:
    forged = keepers.seal_statement("bo")

    with pytest.raises(NotTheirs):
        house.ask("seal", envelope=house.signed("ana", forged))


def test_by_signing_twice(house: House, keepers: Gatekeepers) -> None:
    envelope = house.signed("ana", keepers.seal_statement("ana"))
    house.ask("seal", envelope=envelope)

    with pytest.raises(StatementReplayed):
        house.ask("seal", envelope=envelope)
    with pytest.raises(StatementRefused, match="already"):
        keepers.sign_seal("ana")
    assert Kind.GATE_SEALED not in house.kinds()


def test_by_somebody_who_is_no_founder(house: House, keepers: Gatekeepers) -> None:
    house.enrol("carl", "ops")

    with pytest.raises(StatementRefused, match="founding"):
        keepers.sign_seal("carl")


def test_by_somebody_who_is_not_enrolled(house: House, keepers: Gatekeepers) -> None:
    house.keys["mallory"] = new_key("mallory")

    with pytest.raises(UnknownKey):
        keepers.sign_seal("mallory")


def test_by_one_reviewer_alone(house: House, keepers: Gatekeepers) -> None:
    for name in ("ana", "bo"):
        house.ask("person_disable", name=name)

    said = SealStatement(DEPLOYMENT, "0" * 64, "dana", keepers.key_of("dana"), house.clock.wall(), house.nonce())

    with pytest.raises(NotReady):
        house.ask("charter")
    with pytest.raises(CallerError):
        house.ask("seal", envelope=house.signed("dana", said))


def test_by_a_statement_of_another_gate_or_of_yesterday(house: House, keepers: Gatekeepers) -> None:
    other = keepers.seal_statement("ana", deployment="D-OTHER")
    with pytest.raises(OtherDeployment):
        house.ask("seal", envelope=house.signed("ana", other))

    old = keepers.seal_statement("ana")
    house.clock.advance(hours=1)
    with pytest.raises(Stale):
        house.ask("seal", envelope=house.signed("ana", old))


def test_by_a_key_that_was_suspended_since(house: House, keepers: Gatekeepers) -> None:
    house.enrol("carl", "sre")
    keepers.sign_seal("carl")
    keepers.suspend("carl")
    for name in ("ana", "bo"):
        assert not keepers.sign_seal(name)["sealed"]

    assert keepers.sign_seal("dana")["sealed"]
    charter = house.considering.state.charter
    assert charter is not None
    assert charter.founders == ("ana", "bo", "dana")
