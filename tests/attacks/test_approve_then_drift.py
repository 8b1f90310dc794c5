"""I have a change approved, alter what it touches in the meantime, and let the approval run into that."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from keyturn.errors import CallerError
from keyturn.model.evidence import Kind
from keyturn.model.execution import Answer, NeverSent, Outgoing
from keyturn.testing.house import House, Opened

CALL = "dynamodb:DeleteTable"


def stands(house: House, table: Mapping[str, Any], status: int = 200) -> None:
    """From here on the gateway reads this of every table."""
    body = json.dumps({"Table": table}).encode()
    house.facts.answers = lambda _: Answer(status, (), body)


@pytest.fixture
def session(house: House) -> Opened:
    stands(house, {"TableName": "costs", "BillingMode": "PROVISIONED", "ItemCount": 3})
    return house.session()


def observed(house: House, change: str) -> Any:  # noqa: ANN401 - JSON of the desk's
    """How the review document says that things stand."""
    return house.ask("show", change=change)["review"]["state"]


def test_what_stands_otherwise_is_not_touched_and_goes_back_to_the_reviewers(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    before = house.ask("show", change=change)
    stands(house, {"TableName": "costs", "BillingMode": "PAY_PER_REQUEST", "ItemCount": 3})

    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"

    shown = house.ask("show", change=change)
    assert house.upstream.received == []
    assert (shown["state"], shown["missing"], shown["votes"]) == ("proposed", 2, [])
    assert shown["digest"] != before["digest"]
    (moved,) = shown["review"]["state"]["drift"]
    assert (moved["before"], moved["now"]) == ("PROVISIONED", "PAY_PER_REQUEST")
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, CALL, TableName="costs"))


def test_an_approval_kept_back_from_before_the_drift_is_of_no_use_after_it(house: House, session: Opened) -> None:
    change = house.held(house.submit(session, CALL, TableName="costs"))
    kept_back = house.signed("ana", house.verdict(change, "ana"))
    house.enrol("cleo", "sre")
    house.approve(change, "bo", "cleo")
    stands(house, {"TableName": "costs", "BillingMode": "PAY_PER_REQUEST"})
    house.submit(session, CALL, TableName="costs")
    # What stood at first comes back: it is still another observation, which nobody has approved.
    stands(house, {"TableName": "costs", "BillingMode": "PROVISIONED"})
    house.approve(change, "bo")
    with pytest.raises(CallerError):
        house.ask("vote", envelope=kept_back)
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.pending"


def test_what_moves_by_itself_is_no_drift(house: House, session: Opened) -> None:
    house.approved(session, CALL, TableName="costs")
    stands(house, {"BillingMode": "PROVISIONED", "TableName": "costs", "ItemCount": 4_000, "TableStatus": "UPDATING"})
    assert house.passed(house.submit(session, CALL, TableName="costs"))


def test_a_member_that_is_only_called_like_what_moves_is_drift(house: House, session: Opened) -> None:
    house.approved(session, CALL, TableName="costs")
    body = {"TableName": "costs", "BillingMode": "PROVISIONED", "ItemCount": 3, "Other": {"ItemCount": 4}}
    stands(house, body)
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"


@pytest.mark.parametrize("text", ['{"Table": {"B": 1.0, "A": 1e2}}', '{"Table":{"A":100,"B":1}}'])
def test_the_order_of_names_and_the_form_of_numbers_make_no_difference(house: House, text: str) -> None:
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"A": 100.0, "B": 1}}')
    session = house.session()
    house.approved(session, CALL, TableName="costs")
    house.facts.answers = lambda _: Answer(200, (), text.encode())
    assert house.passed(house.submit(session, CALL, TableName="costs"))


@pytest.mark.parametrize("text", ['{"Table": {"A": "100"}}', '{"Table": {"A": true}}', '{"Table": {"A": [100]}}'])
def test_another_value_in_the_same_letters_is_another_value(house: House, text: str) -> None:
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"A": 100}}')
    session = house.session()
    house.approved(session, CALL, TableName="costs")
    house.facts.answers = lambda _: Answer(200, (), text.encode())
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"


INDEXES = [{"IndexName": "by-day"}, {"IndexName": "by-team"}]


def test_a_set_in_another_order_is_no_drift_and_with_another_item_it_is(house: House, session: Opened) -> None:
    stands(house, {"GlobalSecondaryIndexes": INDEXES})
    house.approved(session, CALL, TableName="costs")
    stands(house, {"GlobalSecondaryIndexes": [*reversed(INDEXES)]})
    assert house.passed(house.submit(session, CALL, TableName="costs"))
    house.approved(session, CALL, TableName="costs")
    stands(house, {"GlobalSecondaryIndexes": [INDEXES[0], INDEXES[0], INDEXES[1]]})
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"


def test_a_list_whose_order_means_something_in_another_order_is_drift(house: House) -> None:
    session = house.session()
    layers = [{"Arn": "a"}, {"Arn": "b"}]
    house.facts.answers = lambda _: Answer(200, (), json.dumps({"Layers": layers}).encode())
    house.approved(session, "lambda:DeleteFunction", FunctionName="report")
    house.facts.answers = lambda _: Answer(200, (), json.dumps({"Layers": layers[::-1]}).encode())
    assert house.refused(house.submit(session, "lambda:DeleteFunction", FunctionName="report")) == "change.drifted"


def test_what_was_there_and_is_gone_is_drift_and_so_is_the_other_way_round(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    gone = b'{"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}'
    house.facts.answers = lambda _: Answer(400, (), gone)
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"
    assert observed(house, change)["observed"][0]["stands"] == "absent"
    house.approve(change, "ana", "bo")
    stands(house, {"TableName": "costs"})
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"
    assert house.upstream.received == []


@pytest.mark.parametrize("status", [403, 500, 429])
def test_a_state_that_cannot_be_read_any_more_is_not_taken_for_unchanged(
    house: House, session: Opened, status: int
) -> None:
    change = house.approved(session, CALL, TableName="costs")
    stands(house, {}, status)
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "state.unreadable"
    assert house.upstream.received == []
    assert house.ask("show", change=change)["state"] == "approved"
    stands(house, {"TableName": "costs", "BillingMode": "PROVISIONED"})
    assert house.passed(house.submit(session, CALL, TableName="costs"))


def test_nobody_is_asked_while_a_state_cannot_be_read_for_the_moment(house: House, session: Opened) -> None:
    def nobody(_: Outgoing) -> Answer:
        raise NeverSent("nobody is there")

    house.facts.answers = nobody
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "state.unreadable"
    assert Kind.CHANGE_OPENED not in house.kinds()


def test_people_are_told_what_is_not_bound_and_why(house: House, session: Opened) -> None:
    stands(house, {}, 403)
    refused = house.held(house.submit(session, CALL, TableName="costs"))
    (thing,) = observed(house, refused)["observed"]
    assert thing["stands"] == "not bound"
    assert "AWS answered 403" in thing["why"]
    unknown = house.held(house.submit(session, "dynamodb:RestoreTableToPointInTime", SourceTableName="costs",
                                      TargetTableName="again"))  # fmt: skip
    assert house.ask("show", change=unknown)["review"]["v"] == 2


def test_a_call_spends_what_was_read_last_and_the_log_says_which_state_that_was(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    assert house.passed(house.submit(session, CALL, TableName="costs"))
    (intent,) = house.noted(Kind.INTENT)
    assert intent["state"] == house.ask("show", change=change)["review"]["bound"]["state"]


def test_secrets_in_what_was_read_stand_in_no_review(house: House) -> None:
    body = (
        b'{"Environment": {"Variables": {"TOKEN": "hunter2-hunter2"}}, "Handler": "a.b", "MasterUserPassword": "pw-9"}'
    )
    house.facts.answers = lambda _: Answer(200, (), body)
    session = house.session()
    house.held(house.submit(session, "lambda:DeleteFunction", FunctionName="report"))
    text = repr([draft.payload for draft in house.log.drafts])
    assert "hunter2" not in text
    assert "pw-9" not in text
    assert "'Handler': 'a.b'" in text


def test_two_changes_on_one_resource_the_second_meets_what_the_first_did(house: House, session: Opened) -> None:
    first = house.approved(session, "dynamodb:UpdateTable", TableName="costs", BillingMode="PAY_PER_REQUEST")
    second = house.approved(session, CALL, TableName="costs")
    assert house.passed(house.submit(session, "dynamodb:UpdateTable", TableName="costs", BillingMode="PAY_PER_REQUEST"))
    stands(house, {"TableName": "costs", "BillingMode": "PAY_PER_REQUEST", "ItemCount": 3})
    assert house.refused(house.submit(session, CALL, TableName="costs")) == "change.drifted"
    assert house.ask("show", change=first)["state"] == "done"
    assert house.ask("show", change=second)["state"] == "proposed"
    assert len(house.upstream.received) == 1


def test_after_a_restart_the_expected_state_is_the_same(house: House, session: Opened) -> None:
    change = house.approved(session, CALL, TableName="costs")
    stands(house, {"TableName": "costs", "BillingMode": "PAY_PER_REQUEST"})
    house.submit(session, CALL, TableName="costs")
    again = house.restarted()
    assert again.ask("show", change=change)["digest"] == house.ask("show", change=change)["digest"]
    again.approve(change, "ana", "bo")
    assert again.passed(again.submit(session, CALL, TableName="costs"))
