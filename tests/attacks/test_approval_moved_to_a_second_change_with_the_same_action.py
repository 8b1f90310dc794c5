"""I have one change approved, and open a second one with the very same action: people said yes to it, after all."""

from dataclasses import replace

import pytest

from keyturn.approve.votes import OtherChange
from keyturn.codec.dsse import BadSignature
from keyturn.flow.statements import StatementReplayed
from keyturn.testing.house import House, Opened

CALL = "dynamodb:DeleteTable"


def test_votes_on_the_first_open_nothing_in_the_second(house: House) -> None:
    mine, other = house.session(sponsor="dana"), house.session(sponsor="dana")
    house.approved(mine, CALL, TableName="costs")

    second = house.held(house.submit(other, CALL, TableName="costs"))

    assert house.ask("show", change=second)["votes"] == []
    assert house.upstream.received == []


def test_once_spent_the_next_of_the_same_kind_starts_from_nothing(house: House) -> None:
    session = house.session()
    first = house.approved(session, CALL, TableName="costs")
    assert house.passed(house.submit(session, CALL, TableName="costs"))

    second = house.held(house.submit(session, CALL, TableName="costs"))

    assert second != first
    assert house.ask("show", change=second)["missing"] == 2


@pytest.fixture
def envelopes(house: House) -> dict[str, str]:
    """What ana signed for one change of two with the same action, and the other change."""
    mine, other = house.session(sponsor="dana"), house.session(sponsor="dana")
    first = house.held(house.submit(mine, CALL, TableName="costs"))
    second = house.held(house.submit(other, CALL, TableName="costs"))
    return {"first": first, "second": second, "envelope": house.signed("ana", house.verdict(first, "ana"))}


def test_what_was_signed_for_the_first_counts_for_the_first(house: House, envelopes: dict[str, str]) -> None:
    house.ask("vote", envelope=envelopes["envelope"])

    assert house.ask("show", change=envelopes["first"])["missing"] == 1
    assert house.ask("show", change=envelopes["second"])["missing"] == 2
    with pytest.raises(StatementReplayed):
        house.ask("vote", envelope=envelopes["envelope"])


def test_a_statement_that_mixes_the_two_is_refused(house: House, envelopes: dict[str, str]) -> None:
    first, second = (house.verdict(envelopes[name], "ana") for name in ("first", "second"))

    for mixed in (
        replace(first, change=second.change),
        replace(first, change_digest=second.change_digest),
        replace(first, change=second.change, change_digest=second.change_digest),
        replace(first, change=second.change, review=second.review),
    ):
        with pytest.raises(OtherChange):
            house.ask("vote", envelope=house.signed("ana", mixed))
    assert house.ask("show", change=envelopes["second"])["votes"] == []


def test_the_signature_of_one_does_not_fit_the_other(house: House, envelopes: dict[str, str]) -> None:
    for_second = house.signed("bo", house.verdict(envelopes["second"], "ana"))
    one, other = (text.partition('"payload":"')[2].partition('"')[0] for text in (envelopes["envelope"], for_second))

    with pytest.raises(BadSignature):
        house.ask("vote", envelope=envelopes["envelope"].replace(one, other))


def test_the_agent_of_another_task_does_not_spend_what_people_gave_to_this_one(house: House) -> None:
    mine: Opened = house.session(sponsor="dana", agent="fixer")
    house.approved(mine, CALL, TableName="costs")
    other = house.session(sponsor="dana", agent="fixer")

    assert house.held(house.submit(other, CALL, TableName="costs"))
    assert house.passed(house.submit(mine, CALL, TableName="costs"))


def test_another_agent_at_the_same_task_does_not_spend_it_either(house: House) -> None:
    mine = house.session(agent="fixer")
    change = house.approved(mine, CALL, TableName="costs")
    other = house.session(agent="somebody-else", intent=None, task=mine.task)

    assert house.held(house.submit(other, CALL, TableName="costs")) != change
    assert house.upstream.received == []


def test_the_same_agent_in_another_session_of_the_task_does(house: House) -> None:
    mine = house.session(agent="fixer")
    change = house.approved(mine, CALL, TableName="costs")
    later = house.session(agent="fixer", intent=None, task=mine.task)

    assert house.passed(house.submit(later, CALL, TableName="costs"))
    assert house.ask("show", change=change)["state"] == "done"
