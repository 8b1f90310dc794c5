"""The gate is sealed. I make a passkey by an invitation, or have one already, and want to be more than I am."""

import pytest

from keyturn.approve.statements import NotByPasskey, UnknownKey
from keyturn.codec.canonical import Json
from keyturn.flow.enrolment import NoInvitation
from keyturn.model import written
from keyturn.model.gate import GateKind
from keyturn.model.identity import PublicKey
from keyturn.testing.gatekeepers import Gatekeepers, enrolment
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse

MINE = SoftPasskey(p256(99))


@pytest.fixture
def keepers(gate: PasskeyHouse) -> Gatekeepers:
    found = Gatekeepers(gate.house)
    for name in ("ana", "bo", "dana"):
        found.sign_seal(name)
    assert gate.sign_seal("eve")["sealed"]
    return found


def registered(gate: PasskeyHouse, name: str, *groups: str) -> PublicKey:
    token = gate.token(name, *groups)
    answer = gate.house.ask("enrol_finish", token=token, answer=MINE.made(gate.challenge(token)))
    assert answer == {"name": name, "key_id": MINE.public.id, "enrolled": False}
    return MINE.public


def test_eve_with_a_passkey_alone_founded_it_with_the_others(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    charter = gate.house.considering.state.charter
    assert charter is not None
    assert charter.founders == ("ana", "bo", "dana", "eve")
    assert [key.passkey is not None for key in charter.people[-1].keys] == [True]


def test_a_link_alone_enrols_nobody(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    change = gate.held()
    registered(gate, "mal", "sre")
    gate.passkeys["mal"] = MINE

    assert "mal" not in gate.house.considering.state.people
    with pytest.raises(UnknownKey):
        gate.vote(change, "mal")


def test_nor_does_it_add_a_key_to_somebody(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    registered(gate, "eve")

    assert MINE.public not in gate.house.considering.state.people["eve"].keys


def test_two_people_let_me_in_with_exactly_this_passkey(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    key = registered(gate, "mal", "sre")
    document: dict[str, Json] = {"name": "mal", "groups": ["sre"], "keys": [written.public_key(key)]}
    keepers.change("dana", GateKind.PERSON_ADD, document, "ana", "bo")
    gate.passkeys["mal"] = MINE

    assert gate.vote(gate.held(), "mal")["missing"] == 1


def test_passkeys_vote_on_changes_of_the_gate_too(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    change = keepers.propose("dana", GateKind.PERSON_ADD, enrolment("mal", "sre"))

    gate.vote(change, "eve")
    gate.vote(change, "ana")

    assert keepers.state(change) == "done"
    assert "mal" in gate.house.considering.state.people


def test_with_a_phone_that_i_found_after_its_passkey_was_revoked(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    lost = gate.passkeys["eve"].public.id
    change = gate.held()
    gate.vote(change, "eve")
    keepers.change("dana", GateKind.KEY_REVOKE, {"name": "eve", "key": lost}, "ana", "bo")

    with pytest.raises(UnknownKey):
        gate.vote(gate.held(), "eve")
    assert gate.house.ask("show", change=change)["missing"] == 2


def test_with_a_phone_that_i_found_after_its_owner_suspended_it(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    change = gate.held()
    keepers.suspend("ana", gate.passkeys["ana"].public.id)

    with pytest.raises(UnknownKey):
        gate.vote(change, "ana")
    gate.house.vote(change, "ana")


def test_i_propose_nothing_with_it(gate: PasskeyHouse, keepers: Gatekeepers) -> None:
    from keyturn.approve.gate import PROPOSAL_TYPE, proposal_payload  # noqa: PLC0415 - beside what is signed

    passkey = gate.passkeys["dana"]
    wanted = keepers.proposal("dana", GateKind.PERSON_ADD, enrolment("mal", "sre"), key_id=passkey.public.id)

    with pytest.raises(NotByPasskey):
        gate.house.ask("propose", envelope=passkey.seal(PROPOSAL_TYPE, proposal_payload(wanted)).to_json().decode())


def test_an_invitation_of_before_the_seal_enrols_nobody_after_it(gate: PasskeyHouse) -> None:
    token = gate.token("mal", "sre")
    challenge = gate.challenge(token)
    for name in ("ana", "bo", "dana"):
        Gatekeepers(gate.house).sign_seal(name)
    gate.sign_seal("eve")

    gate.house.ask("enrol_finish", token=token, answer=MINE.made(challenge))

    assert "mal" not in gate.house.considering.state.people
    with pytest.raises(NoInvitation):
        gate.house.ask("enrol_begin", token=token)
