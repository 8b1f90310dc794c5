"""What lies within an envelope, and every way in which a call can lie just outside."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.errors import Malformed
from keyturn.model.action import Action, AnswerOf, Call, Effect, Resource, Sensitive, Value, show
from keyturn.model.envelope import Envelope, OneOf, Ranged, Sized, parse_bounds, parse_operation, parse_resource

TABLE = "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"
ENVELOPE = Envelope(
    task="T-1",
    agent="fixer",
    environments=("production",),
    operations=("dynamodb:PutItem",),
    resources=(TABLE, "arn:aws-cn:s3:::costs/2026/*"),
    parameters={"TableName": OneOf(("costs",)), "Item": Sized(20), "Limit": Ranged(1, 10), "Exact": OneOf((1, [True]))},
    count=20,
    per_minute=None,
    until=datetime(2026, 11, 22, 13, tzinfo=UTC),
)


def judged(operation: str = "PutItem", arns: tuple[str, ...] = (TABLE,), **parameters: Value) -> str | None:
    call = Call("dynamodb", operation, "cn-north-1", {"TableName": "costs"} | parameters)
    resources = tuple(Resource(arn, "cn-north-1") for arn in arns)
    action = Action("aws", "aws-cn", "123456789012", call, resources, (), Effect.MODIFY)
    return ENVELOPE.outside(show(action, b"key").document)


def test_a_call_within_its_bounds() -> None:
    assert judged() is None
    assert judged(Item={"id": {"S": "0123456789"}}) is None
    assert judged(Limit=10, Exact=1) is None
    assert judged(arns=(TABLE, "arn:aws-cn:s3:::costs/2026/a/../b")) is None
    assert judged(Item=b"x" * 20) is None
    assert judged(Item=Sensitive("x" * 20)) is None


@pytest.mark.parametrize(
    "call",
    [
        {"operation": "DeleteItem"},
        {"operation": "putItem"},
        {"arns": ()},
        {"arns": (f"{TABLE}s",)},
        {"arns": (TABLE, f"{TABLE}/index/i")},
        {"arns": ("arn:aws-cn:s3:::costs/2026/",)},
        {"arns": ("arn:aws-cn:s3:::costs/2026/*",)},
        {"arns": ("arn:aws-cn:s3:::costs/2025/a",)},
        {"TableName": "Costs"},
        {"TableName": "cоsts"},  # noqa: RUF001 - a Cyrillic letter, as an attacker would
        {"TableName": ["costs"]},
        {"ConditionExpression": "true"},
        {"Item": {"id": {"S": "01234567890123456789"}}},
        {"Item": "ä" * 11},
        {"Item": b"x" * 21},
        {"Item": Sensitive("x" * 21)},
        {"Item": AnswerOf(0, "UploadId")},
        {"Limit": 0},
        {"Limit": 11},
        {"Limit": True},
        {"Limit": "5"},
        {"Limit": 2**60},
        {"Exact": True},
        {"Exact": 2},
        {"Exact": Sensitive(1)},
    ],
)
def test_a_call_just_outside(call: dict[str, Any]) -> None:
    assert judged(**call) is not None


@given(st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=30), st.integers(), st.booleans(), st.none())))
def test_nothing_that_is_not_named_ever_gets_in(parameters: dict[str, Any]) -> None:
    named = set(parameters) <= set(ENVELOPE.parameters)
    assert judged(**parameters) is not None or named


@pytest.mark.parametrize(
    "text", ["dynamodb:*", "dynamodb:Put*", "PutItem", "dynamodb:putItem", "dynamodb:PutItem\n", ""]
)
def test_an_operation_is_named_exactly(text: str) -> None:
    with pytest.raises(Malformed):
        parse_operation(text)


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "arn:*",
        "arn:aws:dynamodb:*:123456789012:table/costs",
        "arn:aws:dynamodb:eu-central-1:123456789012:*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/costs*",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/*/index/i",
        "arn:aws:dynamodb:eu-central-1:123456789012:table/cost?",
        "arn:aws:s3:::*",
        "arn:aws:s3:::costs*",
        "arn:aws:s3:::/*",
        "arn:aws:s3:::co sts/*",
    ],
)
def test_a_resource_is_one_or_lies_within_one(text: str) -> None:
    with pytest.raises(Malformed):
        parse_resource(text)


@pytest.mark.parametrize(
    "text",
    [TABLE, f"{TABLE}/index/*", "arn:aws:s3:::costs", "arn:aws:s3:::costs/*", "arn:aws:logs:r:1:log-group:costs:*"],
)
def test_resources_that_may_be_named(text: str) -> None:
    assert parse_resource(text) == text


def test_bounds_are_read_as_they_are_written_and_nothing_else_is() -> None:
    written: Any = ENVELOPE.document()["parameters"]

    assert parse_bounds(written) == dict(ENVELOPE.parameters)
    values: list[Any] = [
        {},
        {"one_of": []},
        {"one_of": "costs"},
        {"one_of": [{"$sha256": "00"}]},
        {"one_of": ["a"], "most_bytes": 1},
        {"most_bytes": -1},
        {"most_bytes": True},
        {"least": 2, "most": 1},
        {"least": 1},
        {"least": False, "most": True},
        {"any": True},
        "costs",
        None,
    ]
    for value in values:
        with pytest.raises(Malformed):
            parse_bounds({"TableName": value})
    with pytest.raises(Malformed):
        parse_bounds({"Table Name": {"most_bytes": 1}})


def test_the_document_holds_all_of_it() -> None:
    changes: list[dict[str, Any]] = [
        {"count": 21},
        {"per_minute": 3},
        {"agent": "other"},
        {"operations": ("dynamodb:UpdateItem",)},
    ]
    for change in changes:
        assert replace(ENVELOPE, **change).document() != ENVELOPE.document()
