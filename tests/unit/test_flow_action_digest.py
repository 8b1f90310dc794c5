"""What people sign of an action: one text for one meaning, another text for another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest

from keyturn.codec.canonical import encode
from keyturn.errors import Malformed
from keyturn.model.action import Action, AnswerOf, Call, Effect, Resource, Sensitive, Value, plain, show
from keyturn.model.wire import Content

KEY = b"k" * 32
ACTION = Action(
    door="aws",
    partition="aws-cn",
    account="123456789012",
    call=Call("dynamodb", "PutItem", "cn-north-1", {"TableName": "costs", "Count": 1}),
    resources=(Resource("arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs", "cn-north-1"),),
    iam=("dynamodb:PutItem",),
    effect=Effect.MODIFY,
)


def with_parameters(parameters: Mapping[str, Value]) -> Action:
    return replace(ACTION, call=replace(ACTION.call, parameters=parameters))


def digest(parameters: Mapping[str, Value], key: bytes = KEY) -> str:
    return show(with_parameters(parameters), key).digest


def test_the_digest_is_that_of_the_document() -> None:
    shown = show(ACTION, KEY)

    assert shown.digest == sha256(encode(shown.document)).hexdigest()
    assert shown.document == {
        "door": "aws",
        "partition": "aws-cn",
        "account": "123456789012",
        "region": "cn-north-1",
        "service": "dynamodb",
        "operation": "PutItem",
        "resources": ["arn:aws-cn:dynamodb:cn-north-1:123456789012:table/costs"],
        "parameters": {"TableName": "costs", "Count": 1},
    }


@pytest.mark.parametrize(
    "other",
    [
        {"door": "mcp"},
        {"partition": "aws"},
        {"account": "123456789013"},
        {"resources": ()},
        {"resources": (*ACTION.resources, Resource("arn:aws-cn:s3:::b", None))},
        {"call": replace(ACTION.call, service="dax")},
        {"call": replace(ACTION.call, operation="DeleteItem")},
        {"call": replace(ACTION.call, region="cn-northwest-1")},
    ],
    ids=str,
)
def test_each_of_these_is_bound(other: dict[str, Any]) -> None:
    assert show(replace(ACTION, **other), KEY).digest != show(ACTION, KEY).digest


def test_what_clients_make_anew_each_time_is_not() -> None:
    anew = replace(ACTION.call, tokens={"ClientRequestToken": "1"}, restated={"ContentMD5": "x"})

    assert show(replace(ACTION, call=anew), KEY).digest == show(ACTION, KEY).digest


def test_the_order_of_members_says_nothing_and_that_of_a_list_does() -> None:
    assert digest({"a": 1, "b": {"x": 1, "é": 2}}) == digest({"b": {"é": 2, "x": 1}, "a": 1})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})
    assert digest({"a": (1, 2)}) == digest({"a": [1, 2]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (1, True),
        (0, False),
        (None, "null"),
        (None, ""),
        ("é", "e\u0301"),  # the same on a screen, and two texts
        ("a", "\u0430"),
        ("a", "a\u200b"),
        ("a", "A"),
        (b"a", "a"),
        (b"", b"\x00"),
        (2**53 - 1, 2**53),
        (2**53, 2**53 + 1),
        (10**400, 10**400 + 1),
        (-(2**60), 2**60),
        (0.1, 0.1 + 2**-54),
        ([], {}),
        ([[]], []),
        ({"a": None}, {}),
        ("a\nb", "a b"),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)),
        (AnswerOf(0, "ETag"), AnswerOf(1, "ETag")),
        (Sensitive("a"), Sensitive("b")),
        (Sensitive("1"), Sensitive(1)),
        (Sensitive("a"), "a"),
        (Content(sha256(b"a").hexdigest(), 1), Content(sha256(b"a").hexdigest(), 2)),
    ],
    ids=str,
)
def test_different_values_are_different_texts(one: Value, other: Value) -> None:
    assert digest({"v": one}) != digest({"v": other})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),  # a member is of one type in its model; JSON has one kind of number
        (-0.0, 0.0),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))),
        (b"abc", Content(sha256(b"abc").hexdigest(), 3, b"abc")),
        (Content(sha256(b"abc").hexdigest(), 3), Content(sha256(b"abc").hexdigest(), 3, b"abc")),
    ],
    ids=str,
)
def test_equal_values_are_one_text(one: Value, other: Value) -> None:
    assert digest({"v": one}) == digest({"v": other})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), "\ud800", {"\udfff": 1}], ids=repr)
def test_what_has_no_one_text_is_refused(value: Value) -> None:
    with pytest.raises(Malformed):
        digest({"v": value})


def test_a_sensitive_value_is_bound_under_the_changes_own_key() -> None:
    secret = {"Password": Sensitive("hunter2")}

    assert digest(secret, b"1" * 32) == digest(secret, b"1" * 32)
    assert digest(secret, b"1" * 32) != digest(secret, b"2" * 32)
    assert "hunter2" not in repr(show(with_parameters(secret), KEY))


@pytest.mark.parametrize(
    ("value", "length"), [("häßlich", 7), (b"1234", 4), (12345, 1), ({"a": "x", "b": "y"}, 2), (["x"], 1), (None, 1)]
)
def test_of_a_sensitive_value_the_length_is_told(value: Value, length: int) -> None:
    written = plain(Sensitive(value), KEY)

    assert isinstance(written, dict)
    assert written["$length"] == length
    assert written.keys() == {"$sensitive", "$length"}


def test_the_key_is_derived_only_where_something_is_sensitive() -> None:
    def never() -> bytes:
        raise AssertionError

    assert show(ACTION, never) == show(ACTION, KEY)
    assert show(with_parameters({"p": Sensitive("x")}), lambda: KEY) == show(
        with_parameters({"p": Sensitive("x")}), KEY
    )
