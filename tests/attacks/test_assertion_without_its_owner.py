"""I have somebody's phone, unlocked or not, or their signed-in browser, but neither their finger nor their PIN."""

import pytest

from keyturn.codec.webauthn import BadAssertion
from tests.authenticator import PRESENT, VERIFIED, SoftPasskey, p256
from tests.passkey_house import SECRETS, PasskeyHouse


@pytest.mark.parametrize(("flags", "why"), [(PRESENT, "whose hand"), (VERIFIED, "nobody touched"), (0, "nobody")])
def test_a_vote_without_verification_or_touch(gate: PasskeyHouse, flags: int, why: str) -> None:
    change = gate.held()
    gate.passkeys["ana"].flags = flags

    with pytest.raises(BadAssertion, match=why):
        gate.vote(change, "ana")
    assert gate.house.ask("show", change=change)["votes"] == []


def test_a_passkey_that_was_made_without_verification(gate: PasskeyHouse) -> None:
    token = gate.token("zoe", "sre")
    careless = SoftPasskey(p256(99), flags=PRESENT)

    with pytest.raises(Exception, match="verif"):
        gate.house.ask("enrol_finish", token=token, answer=careless.made(gate.challenge(token)))
    assert "zoe" not in gate.house.considering.state.people
    assert SECRETS.keys() <= gate.house.considering.state.people.keys()
