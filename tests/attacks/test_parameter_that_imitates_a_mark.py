"""I name my map's keys `$sha256`, `$sensitive`, `$answer`: approved as what I wrote, they pass as what they mean."""

from datetime import UTC, datetime
from hashlib import sha256
from itertools import combinations
from typing import Any

import pytest

from keyturn.model.action import AnswerOf, Sensitive, Value, plain
from keyturn.model.wire import Content
from keyturn.testing.house import House

KEY = b"k" * 32
BYTES = b"the patched handler"
DIGEST = sha256(BYTES).hexdigest()
AT = datetime(2026, 11, 22, tzinfo=UTC)

SAME_ON_THE_FACE: list[Value] = [
    BYTES,
    {"$sha256": DIGEST, "$length": len(BYTES)},
    {"$map": [["$length", len(BYTES)], ["$sha256", DIGEST]]},
    [["$length", len(BYTES)], ["$sha256", DIGEST]],
    f"{{'$sha256': '{DIGEST}'}}",
    AT,
    {"$ts": "2026-11-22T00:00:00.000000Z"},
    "2026-11-22T00:00:00.000000Z",
    2**60,
    {"$int": str(2**60)},
    str(2**60),
    AnswerOf(0, "UploadId"),
    {"$answer": [0, "UploadId"]},
    {"$map": [["$answer", [0, "UploadId"]]]},
    {"$map": [["$map", [["$answer", [0, "UploadId"]]]]]},
    Sensitive("hunter2"),
    plain(Sensitive("hunter2"), KEY),
    {"$map": []},
    {},
    [],
    None,
]


def test_no_two_of_them_are_written_alike() -> None:
    for one, other in combinations(SAME_ON_THE_FACE, 2):
        assert plain(one, KEY) != plain(other, KEY), (one, other)


def test_content_is_written_as_the_bytes_it_stands_for() -> None:
    assert plain(Content(DIGEST, len(BYTES)), KEY) == plain(BYTES, KEY)


@pytest.mark.parametrize(
    "item",
    [
        {"M": {"$sha256": {"S": DIGEST}, "$length": {"N": "19"}}},
        {"M": {"$map": {"L": []}}},
        {"M": {"$answer": {"L": [{"N": "0"}, {"S": "UploadId"}]}}},
    ],
)
def test_an_item_with_such_keys_is_shown_as_what_it_is(house: House, item: dict[str, Any]) -> None:
    session = house.session()
    put: dict[str, Any] = {"TableName": "costs", "Item": {"k": item}}

    change = house.held(house.submit(session, "dynamodb:PutItem", **put))

    (action,) = house.ask("show", change=change)["review"]["actions"]
    shown = action["document"]["parameters"]["Item"]["k"]["M"]
    assert list(shown) == ["$map"]
    assert [name for name, _ in shown["$map"]] == sorted(item["M"])
    as_bytes: dict[str, Any] = {"TableName": "costs", "Item": {"k": {"B": BYTES}}}
    assert house.held(house.submit(session, "dynamodb:PutItem", **as_bytes)) != change
