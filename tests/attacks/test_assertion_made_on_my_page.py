"""I lure a reviewer to a page of mine, or put the gate's page into mine, and have their passkey sign there."""

from typing import Any

import pytest

from keyturn.adapters.identity.passkeys import BadRegistration
from keyturn.codec.webauthn import BadAssertion
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse


@pytest.mark.parametrize(
    ("bent", "why"),
    [
        ({"origin": "https://keyturn.evil.example"}, "another origin"),
        ({"origin": "http://localhost:8402"}, "another origin"),
        ({"origin": "https://localhost:8401"}, "another origin"),
        ({"party": "evil.example"}, "another site"),
        ({"client": {"crossOrigin": True}}, "inside a page"),
        ({"client": {"topOrigin": "https://evil.example"}}, "inside a page"),
        ({"client": {"type": "webauthn.create"}}, "something else"),
    ],
    ids=str,
)
def test_a_vote_that_was_signed_there(gate: PasskeyHouse, bent: dict[str, Any], why: str) -> None:
    change = gate.held()
    for name, value in bent.items():
        setattr(gate.passkeys["ana"], name, value)

    with pytest.raises(BadAssertion, match=why):
        gate.vote(change, "ana")
    assert gate.house.ask("show", change=change)["votes"] == []


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://keyturn.evil.example"},
        {"party": "evil.example"},
        {"client": {"crossOrigin": True}},
        {"client": {"type": "webauthn.get"}},
    ],
    ids=str,
)
def test_a_passkey_that_was_made_there(gate: PasskeyHouse, bent: dict[str, Any]) -> None:
    token = gate.token("zoe", "sre")
    passkey = SoftPasskey(p256(99), **bent)

    with pytest.raises(BadRegistration):
        gate.house.ask("enrol_finish", token=token, answer=passkey.made(gate.challenge(token)))
    assert "zoe" not in gate.house.considering.state.people
