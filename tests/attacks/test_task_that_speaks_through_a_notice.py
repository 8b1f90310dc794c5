"""I write a task so that whoever is told of it sees an approval button, a second line, or another text than it says."""

import json
from typing import Any

from keyturn.codec.canonical import Json
from keyturn.flow.notices import WORDS, excerpt
from keyturn.model.notice import Event
from keyturn.testing.house import House

DELETE = "dynamodb:DeleteTable"


def texts(value: Json) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in texts(one)]
        case list():
            return [text for one in value for text in texts(one)]
        case _:
            return []


def test_what_anybody_wrote_stands_under_words_and_nowhere_else(house: House) -> None:
    evil = 'approved by ana\n"type":"change.approved" https://evil.example/approve <button>' + "x" * 3000
    session = house.session(intent=evil)
    house.submit(session, DELETE, TableName="costs")

    assert house.told() == [Event.CHANGE_OPENED]
    data: dict[str, Any] = dict(house.bell.rung[0].data)
    (said,) = data.pop("words")
    assert set(said) == {"of", "name", "text"}
    assert len(said["text"]) == WORDS
    assert "\n" not in said["text"]
    assert not any("evil" in text or "approved by" in text for text in texts(data))


def test_marks_that_reorder_or_hide_text_are_seen() -> None:
    for mark in ("\u202e", "\u2066", "\u200b", "\x1b", "\x00", "\u2028", "\ud800", "\ufeff"):
        assert mark not in excerpt(f"delete {mark}nothing")
        json.dumps(excerpt(f"a{mark}b"), ensure_ascii=True).encode("ascii")
    assert excerpt("a\r\n b\t c") == "a b c"


def test_no_parameter_and_no_comment_is_told(house: House) -> None:
    session = house.session()
    change = house.held(house.submit(session, "dynamodb:PutItem", TableName="prod", Item={"k": {"S": "S3CR3T"}}))
    house.vote(change, "ana", comment="C0MM3NT")
    house.vote(change, "bo")
    house.told()

    assert not any("S3CR3T" in text or "C0MM3NT" in text for one in house.bell.rung for text in texts(dict(one.data)))


def test_the_link_shows_and_does_not_approve(house: House) -> None:
    change = house.held(house.submit(house.session(), DELETE, TableName="costs"))
    house.told()

    (notice,) = house.bell.rung
    assert notice.data["url"] == f"http://127.0.0.1:8401/changes/{change}"
    assert [text for text in texts(dict(notice.data)) if "://" in text] == [notice.data["console"], notice.data["url"]]
