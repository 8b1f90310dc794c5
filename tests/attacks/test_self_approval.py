"""I sponsor the task, and I want to be one of the two who approve it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve.statements import NotTheirs, UnknownKey
from keyturn.approve.votes import OwnChange
from keyturn.codec.dsse import BadSignature
from keyturn.codec.keys import format_public_line, key_id
from keyturn.errors import CallerError
from keyturn.model.evidence import Kind
from keyturn.runner.people import PersonKnown
from keyturn.testing.house import House, Opened


@pytest.fixture
def session(house: House) -> Opened:
    return house.session(sponsor="dana")


@pytest.fixture
def change(house: House, session: Opened) -> str:
    return house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_by_voting(house: House, session: Opened, change: str) -> None:
    with pytest.raises(OwnChange, match="`dana` sponsored or opened"):
        house.vote(change, "dana")

    assert house.noted(Kind.STATEMENT_REFUSED)[-1]["code"] == "approval.own_change"
    house.approve(change, "ana")
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    assert house.upstream.received == []


def test_by_opening_the_session_in_somebody_elses_name(house: House) -> None:
    # Then dana could vote: but naming ana as sponsor needs ana's own signature.
    statement = house.opening("ana")

    with pytest.raises(NotTheirs, match="speaks for `ana` and was signed by `dana`"):
        house.ask("session_open", envelope=house.signed("dana", statement))


def test_by_putting_somebody_elses_key_id_on_my_signature(house: House) -> None:
    mine = house.signed("dana", house.opening("ana"))
    keys = {name: key_id(house.keys[name].public_key().public_bytes_raw()) for name in ("ana", "dana")}

    with pytest.raises(BadSignature):
        house.ask("session_open", envelope=mine.replace(keys["dana"], keys["ana"]))


def test_by_signing_somebody_elses_vote(house: House, change: str) -> None:
    as_ana = house.verdict(change, "ana")
    house.approve(change, "bo")

    with pytest.raises(NotTheirs):
        house.ask("vote", envelope=house.signed("dana", as_ana))


def test_with_a_second_key_that_nobody_enrolled(house: House, change: str) -> None:
    verdict = house.verdict(change, "ana")
    house.keys["dana-2"] = Ed25519PrivateKey.from_private_bytes(b"2" * 32)

    with pytest.raises(UnknownKey):
        house.ask("vote", envelope=house.signed("dana-2", verdict))


def test_with_a_second_key_under_my_own_name(house: House) -> None:
    second = Ed25519PrivateKey.from_private_bytes(b"2" * 32)

    with pytest.raises(PersonKnown, match="`dana` is enrolled already"):
        house.enrol("dana", "sre", key=second)


def test_with_my_key_under_a_second_name(house: House) -> None:
    with pytest.raises(PersonKnown, match="this key belongs to `dana`"):
        house.enrol("dana2", "sre", key=house.keys["dana"])


def test_with_the_key_i_had_before_i_was_enrolled_anew(house: House) -> None:
    old = house.keys["dana"]
    house.ask("person_disable", name="dana")
    house.enrol("dana", "sre", key=Ed25519PrivateKey.from_private_bytes(b"2" * 32))

    with pytest.raises(PersonKnown, match="this key belongs to `dana`"):
        house.enrol("dana2", "sre", key=old)


def test_with_another_spelling_of_my_key(house: House) -> None:
    line = format_public_line(house.keys["dana"].public_key(), "dana").decode()
    encoded = line.split(" ")[1]
    # The last character of the base64 of 32 bytes has two bits that say nothing.
    twin = encoded[:-2] + chr(ord(encoded[-2]) + 1) + "="

    for spelling in (line.replace(encoded, twin), line.replace(encoded, f"{encoded}\n"), f" {line}"):
        with pytest.raises(CallerError):
            house.ask("person_add", name="dana2", groups=["sre"], public_key=spelling)


def test_by_letting_a_colleague_open_a_session_of_my_task(house: House, session: Opened) -> None:
    # The change belongs to the task, and so to its sponsor, whoever opened the session that asks for it.
    statement = house.opening("ana", intent=None, task=session.task)

    with pytest.raises(CallerError, match="only its sponsor continues it"):
        house.ask("session_open", envelope=house.signed("ana", statement))


def test_two_others_are_needed_and_enough(house: House, session: Opened, change: str) -> None:
    house.approve(change, "ana", "bo")

    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
