"""I took a copy of a passkey that counts what it signs, and vote with it after its owner has gone on."""

import pytest

from keyturn.flow.statements import CounterBack
from keyturn.model.evidence import Kind
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse


def test_a_counter_that_went_back_or_stood_still(gate: PasskeyHouse) -> None:
    first, second = gate.held(), gate.held()
    gate.passkeys["ana"].count = 7
    gate.vote(first, "ana")

    for count in (7, 3, 0):
        gate.passkeys["ana"].count = count
        with pytest.raises(CounterBack, match="copied"):
            gate.vote(second, "ana")
    again = gate.house.restarted()
    gate.passkeys["ana"].count = 6
    with pytest.raises(CounterBack):
        again.ask("vote", envelope=gate.passkeys["ana"].vote(gate.verdict(second, "ana")))
    assert {entry["code"] for entry in gate.house.noted(Kind.STATEMENT_REFUSED)} == {"passkey.counter"}


def test_a_counter_below_the_one_it_was_made_with(gate: PasskeyHouse) -> None:
    gate.enrol("zoe", "sre", passkey=SoftPasskey(p256(99), made_with=50, count=50))
    change = gate.held()

    with pytest.raises(CounterBack):
        gate.vote(change, "zoe")


def test_a_passkey_that_counts_nothing_is_no_copy(gate: PasskeyHouse) -> None:
    gate.passkeys["ana"].count = None
    for _ in range(2):
        assert gate.vote(gate.held(), "ana")["missing"] == 1
