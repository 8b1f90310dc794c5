"""I send parameters so deep that the gate can write them down and not read them again: it never starts any more."""

from typing import Any

import pytest

from keyturn.model.evidence import Kind
from keyturn.testing.house import DEVELOPMENT, PRODUCTION, House


def nested(levels: int, name: str) -> dict[str, Any]:
    value: dict[str, Any] = {"S": "x"}
    for _ in range(levels):
        value = {"M": {name: value}}
    return value


@pytest.mark.parametrize("name", ["a", "$a"])
@pytest.mark.parametrize("levels", [1, 8, 12, 16, 20, 24, 28, 29, 30, 31])
def test_what_was_written_is_read_back(house: House, levels: int, name: str) -> None:
    session = house.session()
    item = {"k": nested(levels, name)}

    reply = house.submit(session, "dynamodb:PutItem", TableName="costs", Item=item)

    code = house.refused(reply)
    assert code in {"change.pending", "malformed"} or code.startswith("unrecognised.")
    again = house.restarted()
    assert list(again.considering.state.cases) == list(house.considering.state.cases)
    if code == "change.pending":
        change = again.held(again.submit(session, "dynamodb:PutItem", TableName="costs", Item=item))
        again.approve(change, "ana", "bo")
        assert again.passed(again.submit(session, "dynamodb:PutItem", TableName="costs", Item=item))
        again.restarted()


@pytest.mark.parametrize("region", [PRODUCTION, DEVELOPMENT])
@pytest.mark.parametrize("levels", [31, 32, 40])
def test_what_is_too_deep_to_be_written_down_is_refused_and_that_is_noted(
    house: House, levels: int, region: str
) -> None:
    reply = house.submit(
        house.session(), "dynamodb:PutItem", region, TableName="costs", Item={"$k": nested(levels, "$a")}
    )

    assert house.refused(reply) == house.noted(Kind.REFUSED)[-1]["code"]
    assert house.upstream.received == []
