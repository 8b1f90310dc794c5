"""I hold the log key, and write the log again as if things had stood the way people approved them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from keyturn.model.evidence import Draft, Kind
from keyturn.model.execution import Answer
from keyturn.testing.house import House
from tests.auditing import audit, codes, place, with_payload, written_again

Rewriting = Callable[[list[Draft]], list[Draft]]


@pytest.fixture
def told(house: House) -> House:
    """A change that drifted, was approved anew and went."""
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"BillingMode": "PROVISIONED"}}')
    session = house.session()
    change = house.approved(session, "dynamodb:DeleteTable", TableName="costs")
    house.facts.answers = lambda _: Answer(200, (), b'{"Table": {"BillingMode": "PAY_PER_REQUEST"}}')
    assert house.refused(house.submit(session, "dynamodb:DeleteTable", TableName="costs")) == "change.drifted"
    house.approve(change, "ana", "bo")
    assert house.passed(house.submit(session, "dynamodb:DeleteTable", TableName="costs"))
    assert audit(house.log).ok
    return house


def edited(kind: Kind, edit: Callable[[Draft], Draft]) -> Rewriting:
    def rewrite(drafts: list[Draft]) -> list[Draft]:
        at = place(drafts, kind, 0)
        drafts[at] = edit(drafts[at])
        return drafts

    return rewrite


def dropped(drafts: list[Draft]) -> list[Draft]:
    at = place(drafts, Kind.CHANGE_DRIFTED, 0)
    return drafts[:at] + drafts[at + 1 :]


def with_change(draft: Draft, **members: Any) -> Draft:  # noqa: ANN401 - members of a payload
    change = draft.payload["change"]
    assert isinstance(change, Mapping)
    return with_payload(draft, change={**change, **members})


def with_state(draft: Draft, **members: Any) -> Draft:  # noqa: ANN401 - members of a payload
    change = draft.payload["change"]
    assert isinstance(change, Mapping)
    assert isinstance(change["state"], Mapping)
    return with_change(draft, state={**change["state"], **members})


@pytest.mark.parametrize(
    ("rewriting", "wanted"),
    [
        (dropped, {"vote.other_change", "intent.no_such_approval", "intent.quorum", "intent.other_state"}),
        (edited(Kind.CHANGE_DRIFTED, lambda one: with_state(one, drift=[])), {"change.drift_round", "change.digest"}),
        (edited(Kind.CHANGE_DRIFTED, lambda one: with_state(one, round=7)), {"change.drift_round", "change.digest"}),
        (edited(Kind.CHANGE_DRIFTED, lambda one: with_change(one, sponsor="bo")), {"change.drift_other"}),
        (edited(Kind.CHANGE_OPENED, lambda one: with_state(one, observed=[])), {"change.digest"}),
        (edited(Kind.INTENT, lambda one: with_payload(one, state="0" * 64)), {"intent.other_state"}),
    ],
    ids=[
        "no drift",
        "nothing differed",
        "out of turn",
        "another sponsor",
        "another state",
        "another state at the call",
    ],
)
def test_the_auditor_finds_it(told: House, rewriting: Rewriting, wanted: set[str]) -> None:
    found = codes(audit(written_again(told.log, rewriting)))
    assert wanted <= found, found
