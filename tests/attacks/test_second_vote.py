"""I approve twice, and count as two."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.approve.votes import NotOpen, Twice
from keyturn.model.approval import Verdict
from keyturn.testing.house import House, Opened


@pytest.fixture
def session(house: House) -> Opened:
    return house.session()


@pytest.fixture
def change(house: House, session: Opened) -> str:
    return house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))


def test_by_voting_again(house: House, session: Opened, change: str) -> None:
    house.vote(change, "ana")

    with pytest.raises(Twice):
        house.vote(change, "ana", comment="and again")

    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change
    assert house.upstream.received == []


def test_after_a_restart(house: House, change: str) -> None:
    house.vote(change, "ana")

    with pytest.raises(Twice):
        house.restarted().vote(change, "ana")


def test_after_being_enrolled_anew_in_between(house: House, session: Opened, change: str) -> None:
    house.vote(change, "ana")
    house.ask("person_disable", name="ana")
    house.enrol("ana", "sre", key=Ed25519PrivateKey.from_private_bytes(b"2" * 32))

    with pytest.raises(Twice):
        house.vote(change, "ana")

    # What ana said with the key that is gone counts no more: bo alone is one.
    house.vote(change, "bo")
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == change


def test_whoever_approved_may_still_refuse_and_then_nothing_brings_it_back(
    house: House, session: Opened, change: str
) -> None:
    house.approve(change, "ana", "bo")
    house.vote(change, "ana", Verdict.REJECT)

    with pytest.raises(NotOpen):
        house.vote(change, "ana")
    assert house.held(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) != change
    assert house.upstream.received == []
