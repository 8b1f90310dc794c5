"""I open a change in my name, have somebody else pass for its sponsor, and then approve it myself."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyturn.errors import KeyturnError
from keyturn.flow.statements import StatementRefused
from keyturn.model import written
from keyturn.testing.house import House

DELETE = "dynamodb:DeleteTable"


def test_a_colleague_does_not_take_over_my_task(house: House) -> None:
    session = house.session("dana")
    change = house.held(house.submit(session, DELETE, TableName="costs"))

    with pytest.raises(StatementRefused, match="only its sponsor continues it"):
        house.session("ana", intent=None, task=session.task)
    with pytest.raises(KeyturnError):
        house.vote(change, "dana")


def test_a_colleague_who_asks_for_the_same_opens_a_change_of_their_own(house: House) -> None:
    mine = house.held(house.submit(house.session("dana"), DELETE, TableName="costs"))
    theirs = house.held(house.submit(house.session("ana"), DELETE, TableName="costs"))
    house.approve(theirs, "dana", "bo")

    # What was approved is theirs: mine waits on, and I am no reviewer of it.
    assert mine != theirs
    assert house.ask("show", change=mine)["missing"] == 2
    with pytest.raises(KeyturnError):
        house.vote(mine, "dana")


def test_being_disabled_and_enrolled_anew_makes_me_no_other(house: House) -> None:
    change = house.held(house.submit(house.session("dana"), DELETE, TableName="costs"))
    house.ask("person_disable", name="dana")
    house.enrol("dana", "sre", key=Ed25519PrivateKey.generate())

    with pytest.raises(KeyturnError):
        house.vote(change, "dana")


def test_another_sponsor_written_into_the_change_is_another_digest(house: House) -> None:
    change = house.held(house.submit(house.session("dana"), DELETE, TableName="costs"))
    case = next(case for name, case in house.considering.state.cases.items() if name.startswith(change))

    swapped = replace(case.change, sponsor="bo")

    assert swapped.digest != case.change.digest
    assert swapped.review_digest != case.change.review_digest
    for altered in (swapped, replace(case.change, agent="other"), replace(case.change, task="T-OTHER0")):
        with pytest.raises(KeyturnError):
            house.vote(change, "ana", change_digest=altered.digest, review=altered.review_digest)
    # And it is read back from the log as it was, not as it is called now.
    assert written.read_change(dict(written.change(case.change))).sponsor == "dana"
