"""I recorded a call that passed, and send the very same bytes again."""

from dataclasses import replace

from keyturn.model.evidence import Kind
from keyturn.model.identity import EndSession
from keyturn.testing.house import DEPLOYMENT, DEVELOPMENT, House


def test_after_the_grant_was_spent_the_same_bytes_wait_for_people_again(house: House) -> None:
    session = house.session()
    approved = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    call = house.call(session, "dynamodb:DeleteTable", TableName="costs")
    assert house.passed(house.send(call))

    again = house.held(house.send(call))

    assert again != approved
    assert len(house.upstream.received) == 1


def test_with_the_mark_of_the_attempt_they_get_its_answer_and_cause_nothing(house: House) -> None:
    session = house.session()
    house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    call = house.call(session, "dynamodb:DeleteTable", TableName="costs", mark="attempt-1")
    first = house.send(call)

    assert house.passed(first)
    assert house.send(call) == first
    assert len(house.upstream.received) == 1


def test_in_development_too_one_attempt_causes_one_effect(house: House) -> None:
    session = house.session()
    call = house.call(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs", mark="attempt-1")

    assert house.send(call) == house.send(call)
    assert len(house.upstream.received) == 1


def test_the_mark_of_one_attempt_does_not_answer_for_another_call(house: House) -> None:
    session = house.session()
    house.send(house.call(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs", mark="attempt-1"))

    house.send(house.call(session, "dynamodb:DeleteTable", DEVELOPMENT, TableName="prices", mark="attempt-1"))

    assert len(house.upstream.received) == 2


def test_the_mark_of_one_session_does_not_answer_for_another_session(house: House) -> None:
    one, other = house.session(), house.session()
    house.send(house.call(one, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs", mark="attempt-1"))

    house.send(house.call(other, "dynamodb:DeleteTable", DEVELOPMENT, TableName="costs", mark="attempt-1"))

    assert len(house.upstream.received) == 2


def test_after_the_session_ended_its_signature_is_worth_nothing(house: House) -> None:
    session = house.session()
    call = house.call(session, "dynamodb:ListTables")
    assert house.passed(house.send(call))
    ending = EndSession(DEPLOYMENT, "ana", session.id, house.clock.wall(), house.nonce())
    house.ask("session_end", envelope=house.signed("ana", ending))

    assert house.refused(house.send(call)) == "session.ended"
    assert house.kinds().count(Kind.READ) == 1


def test_a_quarter_of_an_hour_later_it_is_too_old(house: House) -> None:
    session = house.session()
    call = house.call(session, "dynamodb:ListTables")
    house.clock.advance(minutes=16)

    assert house.refused(house.send(call)) == "sigv4.out_of_time"


def test_the_signature_of_one_call_does_not_fit_another(house: House) -> None:
    session = house.session()
    harmless = house.call(session, "dynamodb:DescribeTable", DEVELOPMENT, TableName="costs")
    headers = tuple(
        (name, "DynamoDB_20120810.DeleteTable" if name == "x-amz-target" else value) for name, value in harmless.headers
    )

    assert house.refused(house.send(replace(harmless, headers=headers))) == "sigv4.bad_signature"
    assert house.upstream.received == []
