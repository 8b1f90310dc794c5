"""I have a passkey at this gate, and vote where I must not: for others, on what is mine, after I was sent away."""

import pytest

from keyturn.approve.statements import NotByPasskey, NotTheirs, UnknownKey
from keyturn.approve.votes import OwnChange, Twice
from keyturn.codec.dsse import BadSignature
from keyturn.model.approval import Word
from keyturn.model.identity import OpenSession
from tests.authenticator import SoftPasskey, p256
from tests.passkey_house import PasskeyHouse


def test_in_the_name_of_another(gate: PasskeyHouse) -> None:
    change = gate.held()

    with pytest.raises(NotTheirs):
        gate.house.ask("vote", envelope=gate.passkeys["eve"].vote(gate.verdict(change, "ana")))
    with pytest.raises(NotTheirs):
        gate.vote(change, "eve", key_id=gate.passkeys["ana"].public.id)


def test_with_a_passkey_that_nobody_enrolled(gate: PasskeyHouse) -> None:
    change = gate.held()
    stranger = gate.passkeys["zoe"] = SoftPasskey(p256(99))

    with pytest.raises(UnknownKey):
        gate.house.ask("vote", envelope=stranger.vote(gate.verdict(change, "eve", key_id=stranger.public.id)))


def test_signed_by_mine_and_naming_theirs(gate: PasskeyHouse) -> None:
    change = gate.held()
    said = gate.verdict(change, "ana")
    sealed = gate.passkeys["eve"].vote(said).replace(gate.passkeys["eve"].public.id, gate.passkeys["ana"].public.id)

    with pytest.raises(BadSignature):
        gate.house.ask("vote", envelope=sealed)


def test_on_what_i_asked_for_myself(gate: PasskeyHouse) -> None:
    with pytest.raises(OwnChange):
        gate.vote(gate.held(), "dana")


def test_after_i_was_disabled(gate: PasskeyHouse) -> None:
    change = gate.held()
    early = gate.passkeys["eve"].vote(gate.verdict(change, "eve"))
    gate.house.ask("person_disable", name="eve")

    with pytest.raises(UnknownKey, match="disabled"):
        gate.house.ask("vote", envelope=early)


def test_and_what_i_approved_before_that_counts_no_more(gate: PasskeyHouse) -> None:
    change = gate.held()
    gate.vote(change, "eve")
    gate.vote(change, "ana")
    assert gate.house.ask("show", change=change)["state"] == "approved"

    gate.house.ask("person_disable", name="eve")

    assert gate.house.ask("show", change=change)["state"] == "proposed"
    assert gate.house.ask("show", change=change)["missing"] == 1


def test_twice_with_a_passkey_and_with_a_key_file(gate: PasskeyHouse) -> None:
    change = gate.held()
    gate.vote(change, "ana")

    with pytest.raises(Twice):
        gate.house.vote(change, "ana")
    assert gate.house.ask("show", change=change)["missing"] == 1


def test_a_passkey_begins_nothing(gate: PasskeyHouse) -> None:
    house, passkey = gate.house, gate.passkeys["dana"]
    change = gate.held()

    def sealed(kind: str, payload: bytes) -> str:
        return passkey.seal(kind, payload).to_json().decode()

    from keyturn.approve import statements as made  # noqa: PLC0415 - beside what is signed

    opening = house.opening("dana")
    assert isinstance(opening, OpenSession)
    word = house.word(change, "dana", Word.HAPPENED, key_id=passkey.public.id)
    for method, envelope in (
        ("session_open", sealed(made.OPEN_SESSION_TYPE, made.open_session_payload(opening))),
        ("settle", sealed(made.SETTLEMENT_TYPE, made.settlement_payload(word))),
    ):
        with pytest.raises(NotByPasskey):
            house.ask(method, envelope=envelope)
